//! Waiting in tasks.

use super::wait::{Desk, Turn};
use super::{KeyedRateLimiter, RateLimiter, Tokens};
use crate::error::Rejected;
use crate::waiting::{Patience, in_task};
use std::future::Future;
use std::hash::Hash;
use std::time::Duration;

impl<D: Desk> Turn<D> {
    /// Waits in this task.
    async fn in_task(mut self) -> Result<(), Rejected> {
        let answer = in_task(&mut self).await;
        self.end(answer)
    }
}

impl RateLimiter {
    /// Takes a token, waiting in this task for as long as it takes.
    ///
    /// # Errors
    ///
    /// None for one token: a limiter can hold that. See [`Tokens::acquire_async`].
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
    pub async fn acquire_async(&self) -> Result<(), Rejected> {
        self.n(1).acquire_async().await
    }

    /// Takes a token, waiting in this task for at most `timeout`; zero does not wait.
    ///
    /// # Errors
    ///
    /// [`Rejected::RateLimitExceeded`], at once, if it would take longer.
    ///
    /// # Panics
    ///
    /// As [`acquire_async`](Self::acquire_async).
    ///
    /// # Cancel safety
    ///
    /// As [`acquire_async`](Self::acquire_async).
    #[inline]
    pub async fn acquire_async_timeout(&self, timeout: Duration) -> Result<(), Rejected> {
        self.n(1).acquire_async_timeout(timeout).await
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

impl Tokens<'_> {
    #[inline]
    async fn in_task(self, patience: Patience) -> Result<(), Rejected> {
        match self.limiter.turn(self.tokens, patience) {
            Some(turn) => turn.in_task().await,
            None => Ok(()),
        }
    }

    /// Takes the tokens, waiting in this task for as long as it takes.
    ///
    /// # Errors
    ///
    /// [`Rejected::CapacityExceeded`], at once, if there never are so many.
    ///
    /// # Panics
    ///
    /// As [`RateLimiter::acquire_async`].
    ///
    /// # Cancel safety
    ///
    /// As [`RateLimiter::acquire_async`].
    #[inline]
    pub async fn acquire_async(self) -> Result<(), Rejected> {
        self.in_task(Patience::Endless).await
    }

    /// Takes the tokens, waiting in this task for at most `timeout`; zero does not wait.
    ///
    /// # Errors
    ///
    /// [`Rejected::RateLimitExceeded`], at once, if it would take longer;
    /// [`Rejected::CapacityExceeded`] if there never are so many.
    ///
    /// # Panics
    ///
    /// As [`RateLimiter::acquire_async`].
    ///
    /// # Cancel safety
    ///
    /// As [`RateLimiter::acquire_async`].
    #[inline]
    pub async fn acquire_async_timeout(self, timeout: Duration) -> Result<(), Rejected> {
        self.in_task(Patience::For(timeout)).await
    }
}

impl KeyedRateLimiter {
    /// Takes a token of this key, waiting in this task for as long as it takes. The key is hashed at
    /// once; the future does not hold on to it.
    ///
    /// # Errors
    ///
    /// [`Rejected::RateLimitExceeded`] if there is no room for a new key.
    ///
    /// # Panics
    ///
    /// As [`RateLimiter::acquire_async`].
    ///
    /// # Cancel safety
    ///
    /// As [`RateLimiter::acquire_async`].
    pub fn acquire_async<'a, K: Hash + ?Sized>(
        &'a self,
        key: &K,
    ) -> impl Future<Output = Result<(), Rejected>> + Send + use<'a, K> {
        self.core().turn(key, Patience::Endless).in_task()
    }

    /// Takes a token of this key, waiting in this task for at most `timeout`; zero does not wait.
    /// The key is hashed at once; the future does not hold on to it.
    ///
    /// # Errors
    ///
    /// [`Rejected::RateLimitExceeded`], at once, if it would take longer, or if there is no room for
    /// a new key.
    ///
    /// # Panics
    ///
    /// As [`RateLimiter::acquire_async`].
    ///
    /// # Cancel safety
    ///
    /// As [`RateLimiter::acquire_async`].
    pub fn acquire_async_timeout<'a, K: Hash + ?Sized>(
        &'a self,
        key: &K,
        timeout: Duration,
    ) -> impl Future<Output = Result<(), Rejected>> + Send + use<'a, K> {
        self.core().turn(key, Patience::For(timeout)).in_task()
    }

    /// Waits in this task for room for the key, and for a token of it.
    pub(crate) fn wait_async<'a, K: Hash + ?Sized>(
        &'a self,
        key: &K,
    ) -> impl Future<Output = ()> + Send + use<'a, K> {
        let desk = self.core().desk(key);
        async move {
            while let Err(rejected) = Turn::new(desk, 1, Patience::Endless).in_task().await {
                desk.clock().sleep_async(rejected.retry_after().unwrap_or(Duration::MAX)).await;
            }
        }
    }
}
