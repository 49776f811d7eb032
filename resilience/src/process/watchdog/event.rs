//! What a watchdog has to tell.

use super::state_file::Cause;
use crate::error::brief::Brief;
use crate::name::Name;
use crate::process::Alert;
use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Something to tell. `Display` is one line.
#[derive(Clone, Debug)]
pub(super) struct Event {
    pub(super) watchdog: Name,
    pub(super) what: What,
    /// How long the silence has lasted, or by how much the tick came late.
    pub(super) length: Duration,
    /// How long a silence may last: `timeout`, or `max_age`.
    pub(super) limit: Duration,
    pub(super) pings_total: u64,
}

#[derive(Clone, Debug)]
pub(super) enum What {
    NoPing,
    Stale { file: Arc<Path>, cause: Cause },
    Gap,
}

impl Event {
    /// A gap is no alarm: it is why there is none.
    pub(super) fn is_alarm(&self) -> bool {
        !matches!(self.what, What::Gap)
    }

    pub(super) fn alert(&self) -> Alert {
        let mut context = vec![
            ("watchdog", self.watchdog.to_string()),
            ("seconds_inactive", format!("{:.1}", self.length.as_secs_f64())),
            ("limit", format!("{:?}", self.limit)),
        ];
        if let What::Stale { file, .. } = &self.what {
            context.push(("state_file", file.display().to_string()));
        }
        Alert::new("watchdog", self.to_string(), context)
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { watchdog, what, length, limit, .. } = self;
        let (length, limit) = (Brief(*length), Brief(*limit));
        write!(f, "watchdog `{watchdog}` ")?;
        match what {
            What::NoPing => write!(f, "has seen no ping for {length}, {limit} are allowed"),
            What::Stale { file, cause } => {
                let file = file.display();
                write!(f, "has seen no life in `{file}` for {length}: {cause}, {limit} are allowed")
            }
            What::Gap => write!(
                f,
                "came {length} late itself, the process was suspended or starved: one more window"
            ),
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Old(age) => write!(f, "its last beat is {} old", Brief(*age)),
            Self::Future => f.write_str("its last beat is in the future"),
            Self::Unreadable => f.write_str("it cannot be read"),
        }
    }
}
