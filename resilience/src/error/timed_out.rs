//! The end of a call that took too long.

use super::brief::Brief;
use crate::name::Name;
use std::fmt;
use std::time::Duration;

/// The call took longer than its timeout, and was dropped.
#[derive(Clone, Debug)]
pub struct TimeoutError {
    name: Name,
    limit: Duration,
}

impl TimeoutError {
    pub(crate) fn new(name: Name, limit: Duration) -> Self {
        Self { name, limit }
    }

    /// The name of the timeout; `unnamed` if it has none.
    #[must_use]
    pub fn name(&self) -> &str {
        self.name.as_str()
    }

    /// How long the call could take.
    #[must_use]
    pub fn limit(&self) -> Duration {
        self.limit
    }

    /// `None`: nobody knows.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        None
    }
}

impl fmt::Display for TimeoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, limit } = self;
        write!(f, "timeout `{name}` ended the call after {}, retry or allow more", Brief(*limit))
    }
}

impl std::error::Error for TimeoutError {}
