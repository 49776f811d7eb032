//! What the expansion of `#[retry]` on an async function calls.

use super::retry::{Attempts, Pause};

impl Attempts {
    /// Waits in this task.
    pub async fn in_task(&self, Pause(instant): Pause) {
        let clock = self.0.clock();
        clock.sleep_async(clock.now().until(instant)).await;
    }
}
