//! Waiting in a task.

use super::{Clock, Source, manual};
use std::future::poll_fn;
use std::mem;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

impl Clock {
    /// Waits in this task for `length` of this clock's time, counted from the first poll.
    ///
    /// On a manual clock the task is woken when somebody has advanced the clock that far. No length at
    /// all lets other tasks run and needs no timer, which would take its next tick: a millisecond.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future ends the wait and leaves nothing behind.
    ///
    /// # Panics
    ///
    /// On the system clock, if there is no tokio runtime with its timer enabled and `length` is not zero.
    pub async fn sleep_async(&self, length: Duration) {
        if length.is_zero() {
            return let_others_run().await;
        }
        match &self.0 {
            Source::System => tokio::time::sleep(length).await,
            Source::Manual(time) => {
                let mut wait = manual::Wait::new(Arc::clone(time), time.now().after(length));
                poll_fn(|cx| wait.poll(cx.waker())).await;
            }
        }
    }
}

/// Gives way once to other tasks.
async fn let_others_run() {
    let mut gave_way = false;
    poll_fn(|cx| {
        if mem::replace(&mut gave_way, true) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
