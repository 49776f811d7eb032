//! Starting it, and waiting for it.

use super::GracefulShutdown;
use super::core::AtWork;
use super::error::ShutdownError;
use super::report::ShutdownReport;
use crate::clock::{Clock, Instant};
use crate::waiting::{in_task, on_thread};
use std::time::Duration;

impl GracefulShutdown {
    /// Shuts down, or waits for the shutdown that is under way, on this thread. The process goes on.
    ///
    /// Called again, or by others at the same time, it returns the same report.
    ///
    /// # Errors
    ///
    /// [`ShutdownError::FromCallback`] if one of its own callbacks calls this.
    pub fn trigger(&self) -> Result<ShutdownReport, ShutdownError> {
        self.refuse_callbacks()?;
        self.begin_and_wait();
        Ok(self.report())
    }

    /// [`trigger`](Self::trigger), waiting in this task.
    ///
    /// # Errors
    ///
    /// As [`trigger`](Self::trigger).
    ///
    /// # Cancel safety
    ///
    /// The first poll begins the shutdown, which goes on when the future is dropped.
    pub async fn trigger_async(&self) -> Result<ShutdownReport, ShutdownError> {
        self.refuse_callbacks()?;
        self.begin_and_wait_async().await;
        Ok(self.report())
    }

    /// Waits on this thread until a shutdown is over, however it began, for `patience` at most: whether
    /// it is over. `false` at once in one of its own callbacks, where it cannot be.
    #[expect(clippy::must_use_candidate, reason = "without a bound it is over")]
    pub fn wait(&self, patience: Option<Duration>) -> bool {
        let is_within = AtWork::is_for(&self.0);
        !is_within && on_thread(self.0.report.wait(self.clock(), self.at(patience))).is_some()
    }

    /// [`wait`](Self::wait) in this task.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future ends the wait and nothing else.
    ///
    /// # Panics
    ///
    /// On the system clock, if there is no tokio runtime with its timer enabled and `patience` is not
    /// `None`.
    pub async fn wait_async(&self, patience: Option<Duration>) -> bool {
        let wait = self.0.report.wait(self.clock(), self.at(patience));
        !AtWork::is_for(&self.0) && in_task(wait).await.is_some()
    }

    fn refuse_callbacks(&self) -> Result<(), ShutdownError> {
        if AtWork::is_for(&self.0) { Err(ShutdownError::FromCallback) } else { Ok(()) }
    }

    pub(super) fn begin_and_wait(&self) {
        self.0.begin();
        on_thread(self.0.report.wait(self.clock(), Instant::NEVER));
    }

    pub(super) async fn begin_and_wait_async(&self) {
        self.0.begin();
        in_task(self.0.report.wait(self.clock(), Instant::NEVER)).await;
    }

    pub(super) fn report(&self) -> ShutdownReport {
        let report = self.0.report.get().expect("it was waited for without a bound");
        ShutdownReport::clone(&report)
    }

    fn clock(&self) -> &Clock {
        &self.0.plan.clock
    }

    /// When somebody who waits gives up.
    fn at(&self, patience: Option<Duration>) -> Instant {
        patience.map_or(Instant::NEVER, |length| self.clock().now().after(length))
    }
}
