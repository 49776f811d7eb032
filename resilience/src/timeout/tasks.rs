//! Ending a future in time.

use super::Timeout;
use crate::clock::{Alarm, Clock, Instant};
use crate::error::Rejected;
use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

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
        let future = pin!(op());
        if self.is_over(deadline) {
            return Err(self.reject());
        }
        InTime { timeout: self, deadline, future, alarm: Alarm::default() }.await
    }

    /// Runs this future for as long as the timeout allows from now on.
    #[inline]
    pub(crate) fn end_in_time<'a, F: Future>(&'a self, future: Pin<&'a mut F>) -> InTime<'a, F> {
        InTime { timeout: self, deadline: self.deadline(), future, alarm: Alarm::default() }
    }

    /// What its alarms go by.
    pub(crate) fn clock(&self) -> &Clock {
        &self.clock
    }
}

/// A future that is ended in time.
#[derive(Debug)]
pub(crate) struct InTime<'a, F> {
    timeout: &'a Timeout,
    deadline: Instant,
    future: Pin<&'a mut F>,
    alarm: Alarm,
}

impl<F: Future> Future for InTime<'_, F> {
    type Output = Result<F::Output, Rejected>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { timeout, deadline, future, alarm } = self.get_mut();
        if let Poll::Ready(value) = future.as_mut().poll(cx) {
            return Poll::Ready(Ok(value));
        }
        // A future that has used up its share of the runtime keeps timers from ringing.
        if timeout.is_over(*deadline) {
            return Poll::Ready(Err(timeout.reject()));
        }
        alarm.poll_at(timeout.clock(), *deadline, cx).map(|()| Err(timeout.reject()))
    }
}
