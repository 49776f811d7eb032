//! Numbers with their labels, on their way to a recorder.

use super::names::{COUNTERS, Counter, GAUGES, Gauge, HISTOGRAMS, Histogram};
use ::metrics::{Key, KeyName, Label, Level, Metadata, Recorder, SharedString, Unit};
use std::sync::Arc;

/// What a recorder may filter by.
static METADATA: Metadata<'static> =
    Metadata::new("resilience", Level::INFO, Some("resilience::metrics"));

/// All that one recorder is told in one go.
///
/// Nothing is kept between two of them, no handle either: recorders differ from thread to thread, and
/// there is nothing to forget when a policy goes.
pub(super) struct Sheet<'r> {
    recorder: &'r dyn Recorder,
}

impl<'r> Sheet<'r> {
    /// The sheet, with its explanations. (A recorder that has them leaves it at that.)
    pub(super) fn new(recorder: &'r dyn Recorder) -> Self {
        for Counter { name, help } in COUNTERS {
            let (name, help) = (KeyName::from_const_str(name), SharedString::const_str(help));
            recorder.describe_counter(name, Some(Unit::Count), help);
        }
        for Gauge { name, unit, help } in GAUGES {
            let (name, help) = (KeyName::from_const_str(name), SharedString::const_str(help));
            recorder.describe_gauge(name, Some(*unit), help);
        }
        for Histogram { name, unit, help } in HISTOGRAMS {
            let (name, help) = (KeyName::from_const_str(name), SharedString::const_str(help));
            recorder.describe_histogram(name, Some(*unit), help);
        }
        Self { recorder }
    }

    pub(super) fn policy(&self, kind: &'static str, name: &str) -> PolicySheet<'r> {
        PolicySheet::new(self.recorder, kind, name)
    }
}

/// The part that is about one policy.
pub(super) struct PolicySheet<'r> {
    recorder: &'r dyn Recorder,
    kind: &'static str,
    name: Arc<str>,
}

impl<'r> PolicySheet<'r> {
    pub(super) fn new(recorder: &'r dyn Recorder, kind: &'static str, name: &str) -> Self {
        Self { recorder, kind, name: Arc::from(name) }
    }

    /// The labels of a metric that only one kind has.
    pub(super) fn alone(&self) -> Labels {
        Labels(vec![Label::new("policy", SharedString::from_shared(Arc::clone(&self.name)))])
    }

    /// The labels of a metric that several kinds have.
    pub(super) fn of_kind(&self) -> Labels {
        self.alone().with("kind", self.kind)
    }

    pub(super) fn count(&self, counter: &Counter, labels: Labels, total: u64) {
        let key = Key::from_parts(counter.name, labels.0);
        self.recorder.register_counter(&key, &METADATA).absolute(total);
    }

    pub(super) fn set(&self, gauge: &Gauge, labels: Labels, value: f64) {
        let key = Key::from_parts(gauge.name, labels.0);
        self.recorder.register_gauge(&key, &METADATA).set(value);
    }

    pub(super) fn record(&self, histogram: &Histogram, labels: Labels, value: f64) {
        let key = Key::from_parts(histogram.name, labels.0);
        self.recorder.register_histogram(&key, &METADATA).record(value);
    }
}

/// What tells the series of one metric apart.
pub(super) struct Labels(Vec<Label>);

impl Labels {
    pub(super) fn with(mut self, key: &'static str, value: &'static str) -> Self {
        self.0.push(Label::from_static_parts(key, value));
        self
    }
}
