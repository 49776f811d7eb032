//! Waiting in a task.

use super::{Clock, Source, manual};
use std::future::poll_fn;
use std::sync::Arc;
use std::time::Duration;

impl Clock {
    /// Waits in this task for `length` of this clock's time, counted from the first poll.
    ///
    /// On a manual clock the task is woken when somebody has advanced the clock that far.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future ends the wait and leaves nothing behind.
    ///
    /// # Panics
    ///
    /// On the system clock, if there is no tokio runtime with its timer enabled.
    pub async fn sleep_async(&self, length: Duration) {
        match &self.0 {
            Source::System => tokio::time::sleep(length).await,
            Source::Manual(time) => {
                let mut wait = manual::Wait::new(Arc::clone(time), time.now().after(length));
                poll_fn(|cx| wait.poll(cx.waker())).await;
            }
        }
    }
}
