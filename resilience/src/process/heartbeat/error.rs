//! What can go wrong with a heartbeat, and with what it wrote.

use crate::error::Brief;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A heartbeat that could not start, or could not write.
///
/// `Display` tells the cause as well; there is no [`source`](std::error::Error::source) beside it.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HeartbeatError {
    /// The state file could not be written: this beat was missed.
    #[error(
        "heartbeat cannot write `{}`: {cause}; see that its folder can be written to",
        path.display()
    )]
    #[non_exhaustive]
    NotWritten {
        /// The state file.
        path: PathBuf,
        /// Why.
        cause: Arc<io::Error>,
    },
    /// It was started twice.
    #[error("heartbeat `{name}` is running already, stop it before it is started again")]
    #[non_exhaustive]
    AlreadyRunning {
        /// Its state file, or `unnamed`.
        name: String,
    },
    /// It was shut down.
    #[error("heartbeat `{name}` is shut down for good, build another one")]
    #[non_exhaustive]
    ShutDown {
        /// Its state file, or `unnamed`.
        name: String,
    },
    /// There is no runtime for its task.
    #[error("heartbeat `{name}` is not in a tokio runtime, use `start` or start it in one")]
    #[non_exhaustive]
    NoRuntime {
        /// Its state file, or `unnamed`.
        name: String,
    },
    /// There is no thread to be had.
    #[error("heartbeat `{name}` has no thread to beat on: {cause}; try again later")]
    #[non_exhaustive]
    NoThread {
        /// Its state file, or `unnamed`.
        name: String,
        /// Why.
        cause: Arc<io::Error>,
    },
}

/// Why a state file is no sign of life: what [`Heartbeat::check`](super::Heartbeat::check) found.
#[derive(Clone, Debug)]
pub struct NotAliveError {
    path: PathBuf,
    why: NotAlive,
}

#[derive(Clone, Debug)]
pub(in crate::process) enum NotAlive {
    Unreadable(Arc<io::Error>),
    /// What is there is no heartbeat.
    Foreign(&'static str),
    Stopped(Brief),
    Old(Brief, Brief),
    Ahead(Brief),
}

impl NotAliveError {
    pub(super) fn new(path: &Path, why: NotAlive) -> Self {
        Self { path: path.into(), why }
    }

    /// The state file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl From<io::Error> for NotAlive {
    fn from(error: io::Error) -> Self {
        Self::Unreadable(Arc::new(error))
    }
}

impl fmt::Display for NotAliveError {
    /// One line, whatever is in the path.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.to_string_lossy();
        let path = path.escape_debug();
        match &self.why {
            NotAlive::Unreadable(error) => write!(f, "`{path}` cannot be read: {error}"),
            NotAlive::Foreign(why) => write!(f, "`{path}` is no heartbeat: {why}"),
            NotAlive::Stopped(age) => write!(f, "`{path}` says it stopped {age} ago"),
            NotAlive::Old(age, max) => {
                write!(f, "the last beat in `{path}` is {age} old, more than {max}")
            }
            NotAlive::Ahead(ahead) => {
                write!(f, "the beat in `{path}` is {ahead} ahead of this clock")
            }
        }
    }
}

impl std::error::Error for NotAliveError {}
