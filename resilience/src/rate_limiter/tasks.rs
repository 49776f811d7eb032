//! Waiting in tasks.

use super::{RateLimiter, Tokens};
use crate::error::Rejected;
use crate::waiting::{Ask, InTask, Patience, Waiting, ask_in_task};
use std::future::Future;
use std::task::Waker;
use std::time::Duration;

impl RateLimiter {
    /// Takes a token, waiting in this task for as long as it takes.
    ///
    /// # Errors
    ///
    /// [`Rejected::ShuttingDown`] once its [registry drains](crate::Registry::drain), and no other: a
    /// limiter can hold one token. See [`Tokens::acquire_async`].
    ///
    /// # Panics
    ///
    /// If it has to wait on the system clock and there is no tokio runtime with its timer enabled.
    ///
    /// # Cancel safety
    ///
    /// Dropped while it waits, it leaves the queue at once: no token is lost, and those behind it
    /// move up.
    #[inline]
    pub fn acquire_async(
        &self,
    ) -> impl Future<Output = Result<(), Rejected>> + Send + Sync + use<'_> {
        self.n(1).in_task(Patience::Endless)
    }

    /// Takes a token, waiting in this task for at most `timeout`; zero does not wait.
    ///
    /// # Errors
    ///
    /// [`Rejected::RateLimitExceeded`], at once, if it would take longer. [`Rejected::ShuttingDown`]
    /// once its [registry drains](crate::Registry::drain).
    ///
    /// # Panics
    ///
    /// As [`acquire_async`](Self::acquire_async).
    ///
    /// # Cancel safety
    ///
    /// As [`acquire_async`](Self::acquire_async).
    #[inline]
    pub fn acquire_async_timeout(
        &self,
        timeout: Duration,
    ) -> impl Future<Output = Result<(), Rejected>> + Send + Sync + use<'_> {
        self.n(1).in_task(Patience::For(timeout))
    }

    /// Waits in this task for a token, which it gets in the end.
    #[inline]
    pub(crate) fn wait_async(
        &self,
    ) -> impl Future<Output = Result<(), Rejected>> + Send + Sync + use<'_> {
        self.n(1).in_task(Patience::Certain)
    }

    /// Waits in this task for a token, then runs the future that `op` makes.
    ///
    /// # Errors
    ///
    /// As [`acquire_async`](Self::acquire_async).
    ///
    /// # Panics
    ///
    /// As [`acquire_async`](Self::acquire_async).
    ///
    /// # Cancel safety
    ///
    /// Dropped while it waits, as [`acquire_async`](Self::acquire_async); after that the token is
    /// spent.
    #[inline]
    pub async fn call_async<Fut: Future>(
        &self,
        op: impl FnOnce() -> Fut,
    ) -> Result<Fut::Output, Rejected> {
        self.acquire_async().await?;
        Ok(op().await)
    }
}

impl<'a> Ask<'a> for (Tokens<'a>, Patience) {
    #[inline]
    fn ask(self, waker: &Waker) -> Result<Result<(), Rejected>, Waiting<'a>> {
        let (Tokens { limiter, tokens }, patience) = self;
        match limiter.turn(tokens, patience) {
            Some(turn) => ask_in_task(turn, waker),
            None => Ok(Ok(())),
        }
    }
}

impl<'a> Tokens<'a> {
    #[inline]
    fn in_task(self, patience: Patience) -> InTask<'a, (Self, Patience)> {
        InTask::Asks((self, patience))
    }

    /// Takes the tokens, waiting in this task for as long as it takes.
    ///
    /// # Errors
    ///
    /// [`Rejected::CapacityExceeded`], at once, if there never are so many. [`Rejected::ShuttingDown`]
    /// once its [registry drains](crate::Registry::drain).
    ///
    /// # Panics
    ///
    /// As [`RateLimiter::acquire_async`].
    ///
    /// # Cancel safety
    ///
    /// As [`RateLimiter::acquire_async`].
    #[inline]
    pub fn acquire_async(
        self,
    ) -> impl Future<Output = Result<(), Rejected>> + Send + Sync + use<'a> {
        self.in_task(Patience::Endless)
    }

    /// Takes the tokens, waiting in this task for at most `timeout`; zero does not wait.
    ///
    /// # Errors
    ///
    /// [`Rejected::RateLimitExceeded`], at once, if it would take longer;
    /// [`Rejected::CapacityExceeded`] if there never are so many.
    /// [`Rejected::ShuttingDown`] once its [registry drains](crate::Registry::drain).
    ///
    /// # Panics
    ///
    /// As [`RateLimiter::acquire_async`].
    ///
    /// # Cancel safety
    ///
    /// As [`RateLimiter::acquire_async`].
    #[inline]
    pub fn acquire_async_timeout(
        self,
        timeout: Duration,
    ) -> impl Future<Output = Result<(), Rejected>> + Send + Sync + use<'a> {
        self.in_task(Patience::For(timeout))
    }
}
