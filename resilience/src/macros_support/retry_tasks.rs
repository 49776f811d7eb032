//! What the expansion of `#[retry]` on an async function calls.

use super::retry::{Attempts, Pause};

impl Attempts {
    /// Waits in this task.
    pub fn in_task(&self, Pause(instant): Pause) -> impl Future<Output = ()> + Send + Sync + use<> {
        self.0.clock().sleep_until(instant)
    }
}
