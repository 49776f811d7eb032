//! What a watchdog answers when it cannot, and when there was silence.

use crate::error::brief::Brief;
use crate::name::Name;
use std::fmt;
use std::io;
use std::time::Duration;

/// A watchdog could not be started.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WatchdogError {
    /// It is running. A second start would leave nobody knowing whose stop counts.
    #[error("watchdog `{name}` is running already, stop it first")]
    AlreadyRunning {
        /// The name of the watchdog.
        name: String,
    },
    /// It was shut down for good.
    #[error("watchdog `{name}` was shut down for good, build another one")]
    ShutDown {
        /// The name of the watchdog.
        name: String,
    },
    /// The system has no thread for it.
    #[error("watchdog `{name}` got no thread to watch from, retry when there are fewer")]
    NoThread {
        /// The name of the watchdog.
        name: String,
        /// What the system said.
        source: io::Error,
    },
    /// There is no runtime to watch where it was called.
    #[error("watchdog `{name}` can only watch a tokio runtime from within, call it in a task")]
    NoRuntime {
        /// The name of the watchdog.
        name: String,
    },
    /// It watches a state file, and no pings.
    #[error("watchdog `{name}` watches a state file, build another one for the runtime")]
    WatchesAFile {
        /// The name of the watchdog.
        name: String,
    },
}

impl WatchdogError {
    /// The name of the watchdog; `unnamed` if it has none.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::AlreadyRunning { name }
            | Self::ShutDown { name }
            | Self::NoThread { name, .. }
            | Self::NoRuntime { name }
            | Self::WatchesAFile { name } => name,
        }
    }
}

/// There was no sign of life for as long as a watchdog allows.
#[derive(Clone, Debug)]
pub struct WatchdogTimeoutError {
    name: Name,
    inactive: Duration,
}

impl WatchdogTimeoutError {
    pub(super) fn new(name: Name, inactive: Duration) -> Self {
        Self { name, inactive }
    }

    /// The name of the watchdog; `unnamed` if it has none.
    #[must_use]
    pub fn name(&self) -> &str {
        self.name.as_str()
    }

    /// How long the silence had lasted, to a tick of the watchdog, and never more than it had.
    #[must_use]
    pub fn inactive(&self) -> Duration {
        self.inactive
    }

    /// [`inactive`](Self::inactive) as a number of seconds.
    #[must_use]
    pub fn seconds_inactive(&self) -> f64 {
        self.inactive.as_secs_f64()
    }
}

impl fmt::Display for WatchdogTimeoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, inactive } = self;
        let inactive = Brief(*inactive);
        write!(f, "watchdog `{name}` has seen no sign of life for {inactive}, look what blocks it")
    }
}

impl std::error::Error for WatchdogTimeoutError {}
