//! The policies' part in a shutdown.

use crate::clock::Clock;
use crate::registry::Registry;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

/// A registry whose policies refuse once a shutdown begins.
#[derive(Clone)]
pub(super) struct Drained(Arc<dyn Deref<Target = Registry> + Send + Sync>);

impl Drained {
    pub(super) fn new(registry: impl Deref<Target = Registry> + Send + Sync + 'static) -> Self {
        Self(Arc::new(registry))
    }
}

/// Lets every policy refuse new calls and those who wait, then waits until every bulkhead is empty, for
/// so long at most. Those who listen are called on this thread.
pub(super) fn drain(registries: &[Drained], left: Duration) {
    let clock = Clock::system();
    let deadline = clock.now().after(left);
    for Drained(registry) in registries {
        registry.drain();
    }
    for Drained(registry) in registries {
        let left = clock.now().until(deadline);
        if !registry.wait_until_idle((left != Duration::MAX).then_some(left)) {
            return;
        }
    }
}

impl fmt::Debug for Drained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Drained")
    }
}
