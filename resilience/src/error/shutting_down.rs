//! The rejection of every policy once the process ends.

use crate::name::Name;
use std::fmt;
use std::time::Duration;

/// The policy takes no more calls, because the process is shutting down.
///
/// It will not change its mind: see [`Registry::drain`](crate::Registry::drain).
#[derive(Clone, Debug)]
pub struct ShuttingDownError {
    kind: &'static str,
    name: Name,
}

impl ShuttingDownError {
    pub(crate) fn new(kind: &'static str, name: Name) -> Self {
        Self { kind, name }
    }

    /// The name of the policy; `unnamed` if it has none.
    #[must_use]
    pub fn name(&self) -> &str {
        self.name.as_str()
    }

    /// `None`: this process will not admit another call.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        None
    }
}

impl fmt::Display for ShuttingDownError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, name } = self;
        write!(f, "{kind} `{name}` takes no more calls: the process is shutting down")
    }
}

impl std::error::Error for ShuttingDownError {}
