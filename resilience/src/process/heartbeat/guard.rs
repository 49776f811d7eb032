//! A heartbeat for a scope.

use super::core::Core;
use std::fmt;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::Arc;

/// A heartbeat that beats as long as this is kept.
///
/// Dropped, it asks the heartbeat to stop and does not wait until it has: the stop is recorded by the
/// heartbeat's own thread. A process that ends right after that may be gone before; call
/// [`stop`](super::Heartbeat::stop) to be sure. What was started anew in the meantime goes on.
#[must_use = "dropped, it stops the heartbeat"]
pub struct HeartbeatGuard {
    core: Arc<Core>,
    number: u64,
}

impl HeartbeatGuard {
    pub(super) fn new(core: Arc<Core>, number: u64) -> Self {
        Self { core, number }
    }
}

// As of the heartbeat.
impl UnwindSafe for HeartbeatGuard {}
impl RefUnwindSafe for HeartbeatGuard {}

impl Drop for HeartbeatGuard {
    fn drop(&mut self) {
        self.core.end(Some(self.number));
    }
}

impl fmt::Debug for HeartbeatGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HeartbeatGuard").field("name", &self.core.name).finish_non_exhaustive()
    }
}
