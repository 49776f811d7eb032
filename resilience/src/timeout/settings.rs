//! The settings of a timeout.

use crate::settings::{AnyField, Field, Fields};
use std::time::Duration;

/// What code wrote, and what was found outside.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TimeoutSettings {
    pub(super) limit: Field<Duration>,
}

impl TimeoutSettings {
    pub(crate) const UNWRITTEN: Self = Self { limit: Field::new("limit", Duration::from_nanos(1)) };
}

impl Fields for TimeoutSettings {
    const KEY: &'static str = "timeout";

    fn fields(&mut self) -> Vec<&mut dyn AnyField> {
        vec![&mut self.limit]
    }
}
