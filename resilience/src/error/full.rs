//! The rejection of a bulkhead.

use crate::name::Name;
use std::fmt;
use std::time::Duration;

/// The bulkhead had no permit, or none in time.
#[derive(Clone, Debug)]
pub struct BulkheadFullError {
    name: Name,
    max_concurrent: u32,
}

impl BulkheadFullError {
    pub(crate) fn new(name: Name, max_concurrent: u32) -> Self {
        Self { name, max_concurrent }
    }

    /// The name of the bulkhead; `unnamed` if it has none.
    #[must_use]
    pub fn name(&self) -> &str {
        self.name.as_str()
    }

    /// How many calls there could be at once.
    #[must_use]
    pub fn max_concurrent(&self) -> u32 {
        self.max_concurrent
    }

    /// `None`: whenever one of the calls ends.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        None
    }
}

impl fmt::Display for BulkheadFullError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, max_concurrent } = self;
        write!(
            f,
            "bulkhead `{name}` is full with {max_concurrent} at once, retry when one has ended"
        )
    }
}

impl std::error::Error for BulkheadFullError {}
