//! A subscriber that writes down what it is told.

use std::collections::BTreeMap;
use std::fmt::{Debug, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

type Callback = Box<dyn Fn(&str) + Send + Sync>;

#[derive(Clone)]
pub(crate) struct Recorder(Arc<Inner>);

struct Inner {
    level: Level,
    lines: Mutex<Vec<String>>,
    spans: AtomicU64,
    then: Callback,
}

impl Recorder {
    pub(crate) fn new(level: Level) -> Self {
        Self::with(level, |_| ())
    }

    /// It calls `then` with the name of each event.
    pub(crate) fn with(level: Level, then: impl Fn(&str) + Send + Sync + 'static) -> Self {
        let (lines, spans) = (Mutex::default(), AtomicU64::new(0));
        Self(Arc::new(Inner { level, lines, spans, then: Box::new(then) }))
    }

    /// Runs `code` with this as the subscriber of the thread. What was told, and how many spans there
    /// were.
    pub(crate) fn during<R>(&self, code: impl FnOnce() -> R) -> R {
        tracing::subscriber::with_default(self.clone(), code)
    }

    /// One line for each event: level, target, name, the fields by their names, the message.
    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lines.lock().unwrap())
    }

    pub(crate) fn spans(&self) -> u64 {
        self.0.spans.load(Ordering::Relaxed)
    }
}

#[derive(Default)]
struct Fields {
    fields: BTreeMap<&'static str, String>,
    message: String,
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == "message" {
            self.message = format!("{value:?}");
        } else {
            self.fields.insert(field.name(), format!("{value:?}"));
        }
    }
}

impl Subscriber for Recorder {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= self.0.level
    }

    fn max_level_hint(&self) -> Option<tracing::level_filters::LevelFilter> {
        Some(self.0.level.into())
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(self.0.spans.fetch_add(1, Ordering::Relaxed) + 1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let metadata = event.metadata();
        let mut fields = Fields::default();
        event.record(&mut fields);
        let mut line = format!("{} {} {}", metadata.level(), metadata.target(), metadata.name());
        for (name, value) in fields.fields {
            write!(line, " {name}={value}").unwrap();
        }
        write!(line, " | {}", fields.message).unwrap();
        self.0.lines.lock().unwrap().push(line);
        (self.0.then)(metadata.name());
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}
