//! Ending a future in time.

use super::Timeout;
use crate::clock::Alarm;
use crate::error::Rejected;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

impl Timeout {
    /// Runs the future that `op` makes, for as long as the timeout allows. Nothing happens before the
    /// first poll.
    ///
    /// # Errors
    ///
    /// [`Rejected::TimedOut`] if it took longer; the future is dropped by then. Not even started if
    /// making it took as long.
    ///
    /// # Panics
    ///
    /// On the system clock, if there is no tokio runtime with its timer enabled.
    ///
    /// # Cancel safety
    ///
    /// Dropped, it drops the future.
    #[inline]
    pub async fn call_async<Fut: Future>(
        &self,
        op: impl FnOnce() -> Fut,
    ) -> Result<Fut::Output, Rejected> {
        let deadline = self.deadline();
        let mut future = pin!(op());
        if self.is_over(deadline) {
            return Err(self.rejection());
        }
        let mut alarm = Alarm::default();
        poll_fn(|cx| {
            if let Poll::Ready(value) = future.as_mut().poll(cx) {
                return Poll::Ready(Ok(value));
            }
            // A future that has used up its share of the runtime keeps timers from ringing.
            if self.is_over(deadline) {
                return Poll::Ready(Err(self.rejection()));
            }
            alarm.poll_at(self.clock(), deadline, cx).map(|()| Err(self.rejection()))
        })
        .await
    }
}
