//! Waiting in tasks.

use super::Registry;
use super::drain::UntilIdle;
use crate::waiting::in_task;
use std::time::Duration;

impl Registry {
    /// [`wait_until_idle`](Self::wait_until_idle) in this task. The time runs from the first poll.
    ///
    /// # Panics
    ///
    /// If it has to wait, there is a `timeout`, and there is no tokio runtime with its timer enabled.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future ends the wait and leaves nothing behind.
    #[must_use = "it may be that calls are still running"]
    pub async fn wait_until_idle_async(&self, timeout: Option<Duration>) -> bool {
        in_task(UntilIdle::new(self, timeout)).await
    }
}
