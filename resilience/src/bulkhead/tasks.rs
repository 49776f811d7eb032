//! Waiting in tasks.

use super::Bulkhead;
use crate::error::Rejected;
use crate::permit::Permit;
use crate::waiting::in_task;
use std::future::Future;

impl Bulkhead {
    /// Takes a permit, waiting for it in this task, for `max_wait` at most. The permit borrows the
    /// bulkhead.
    ///
    /// # Errors
    ///
    /// As [`acquire`](Self::acquire).
    ///
    /// # Panics
    ///
    /// If it has to wait, there is a `max_wait`, the clock is the system's, and there is no tokio
    /// runtime with its timer enabled.
    ///
    /// # Cancel safety
    ///
    /// Dropped while it waits, it leaves the queue at once: no permit is lost, and those behind it
    /// move up.
    #[inline]
    pub async fn acquire_async(&self) -> Result<Permit<&Self>, Rejected> {
        self.wait_async().await?;
        Ok(Permit::driven(self, ()))
    }

    /// [`acquire_async`](Self::acquire_async) for a permit that is `'static`.
    ///
    /// # Errors
    ///
    /// As [`acquire`](Self::acquire).
    ///
    /// # Panics
    ///
    /// As [`acquire_async`](Self::acquire_async).
    ///
    /// # Cancel safety
    ///
    /// As [`acquire_async`](Self::acquire_async).
    #[inline]
    pub async fn acquire_async_owned(&self) -> Result<Permit<Self>, Rejected> {
        self.wait_async().await?;
        Ok(Permit::driven(self.clone(), ()))
    }

    #[inline]
    async fn wait_async(&self) -> Result<(), Rejected> {
        let Some(mut turn) = self.core().turn() else { return Ok(()) };
        let granted = in_task(&mut turn).await;
        turn.end(granted)
    }

    /// Waits for as long as it takes, whatever `max_wait` and `max_waiting` are.
    pub(crate) async fn wait_endlessly_async(&self) -> Permit<&Self> {
        if let Some(turn) = self.core().turn() {
            let mut turn = turn.endless();
            let granted = in_task(&mut turn).await;
            turn.end(granted).expect("without a bound everybody gets a permit");
        }
        Permit::driven(self, ())
    }

    /// Waits for a permit in this task, and then runs the future that `op` makes while it holds that.
    ///
    /// # Errors
    ///
    /// As [`acquire`](Self::acquire).
    ///
    /// # Panics
    ///
    /// As [`acquire_async`](Self::acquire_async).
    ///
    /// # Cancel safety
    ///
    /// As [`acquire_async`](Self::acquire_async); dropped after that, it gives the permit back.
    #[inline]
    pub async fn call_async<Fut: Future>(
        &self,
        op: impl FnOnce() -> Fut,
    ) -> Result<Fut::Output, Rejected> {
        let _permit = self.acquire_async().await?;
        Ok(op().await)
    }
}
