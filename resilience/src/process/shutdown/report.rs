//! What became of a shutdown.

use serde::Serialize;
use std::fmt;
use std::time::Duration;

/// What became of a shutdown, callback by callback.
///
/// It can be serialised: a length of time is a number of seconds, an outcome `"done"`,
/// `{"failed": "the error"}`, `"timed_out"` or `"skipped"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ShutdownReport {
    /// Every callback that was registered, in the order in which they ran.
    pub callbacks: Vec<CleanupReport>,
    /// How long it took, from the trigger or the signal to the end of the last callback.
    #[serde(serialize_with = "crate::serialize::seconds")]
    pub elapsed: Duration,
}

/// What became of one callback.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CleanupReport {
    /// Its name.
    pub name: String,
    /// How it ended.
    pub outcome: CleanupOutcome,
    /// How long it ran; zero if it was skipped.
    #[serde(serialize_with = "crate::serialize::seconds")]
    pub took: Duration,
}

/// How a cleanup callback ended.
///
/// `Display` says it for people: `failed: disk full`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CleanupOutcome {
    /// It returned, and no error.
    Done,
    /// It returned this error, panicked with this text, or could not be started for this reason.
    Failed(String),
    /// Its own time, or that of the whole shutdown, was over before it was. A callback on a thread is
    /// left to itself, an async one dropped.
    TimedOut,
    /// The time of the whole shutdown was over before it began.
    Skipped,
}

impl fmt::Display for CleanupOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Done => f.pad("done"),
            Self::Failed(error) => write!(f, "failed: {error}"),
            Self::TimedOut => f.pad("timed out"),
            Self::Skipped => f.pad("skipped"),
        }
    }
}
