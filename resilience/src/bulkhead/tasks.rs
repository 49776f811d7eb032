//! Waiting in tasks.

use super::core::Core;
use super::{Bulkhead, ENDLESS};
use crate::error::Rejected;
use crate::permit::Permit;
use crate::waiting::{Ask, InTask, Waiting, ask_in_task};
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Waker;

/// One who asks for a permit.
struct Asks<'a> {
    core: &'a Core,
    /// It waits for as long as it takes.
    endless: bool,
}

impl<'a> Ask<'a> for Asks<'a> {
    #[inline]
    fn ask(self, waker: &Waker) -> Result<Result<(), Rejected>, Waiting<'a>> {
        match self.core.turn() {
            None => Ok(Ok(())),
            Some(turn) if self.endless => ask_in_task(turn.endless(), waker),
            Some(turn) => ask_in_task(turn, waker),
        }
    }
}

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
        if let Some(permit) = self.acquire_at_once() {
            return Ok(permit);
        }
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
    fn wait_async(&self) -> InTask<'_, Asks<'_>> {
        InTask::Asks(Asks { core: self.core(), endless: false })
    }

    /// Waits for as long as it takes, whatever `max_wait` and `max_waiting` are.
    pub(crate) fn wait_endlessly_async(
        &self,
    ) -> impl Future<Output = Permit<&Self>> + Send + Sync + use<'_> {
        let mut wait = InTask::Asks(Asks { core: self.core(), endless: true });
        // An async block would keep the same twice.
        poll_fn(move |cx| {
            let answer = Pin::new(&mut wait).poll(cx);
            answer.map(|answer| {
                answer.expect(ENDLESS);
                Permit::driven(self, ())
            })
        })
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
