//! The policies' part in a shutdown.

use crate::clock::{Clock, Instant};
use crate::registry::Registry;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// A registry whose policies refuse once a shutdown begins.
#[derive(Clone)]
pub(super) struct Drained(Arc<dyn Deref<Target = Registry> + Send + Sync>);

impl Drained {
    pub(super) fn new(registry: impl Deref<Target = Registry> + Send + Sync + 'static) -> Self {
        Self(Arc::new(registry))
    }

    fn registry(&self) -> &Registry {
        &self.0
    }
}

/// Lets every policy refuse new calls and those who wait, then waits until every bulkhead is empty,
/// until `deadline` at most.
pub(super) fn drain(registries: &[Drained], _clock: &Clock, _deadline: Instant) {
    for drained in registries {
        // Policies cannot refuse yet: what they need for it comes with them.
        let _registry = drained.registry();
    }
}

impl fmt::Debug for Drained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Drained")
    }
}
