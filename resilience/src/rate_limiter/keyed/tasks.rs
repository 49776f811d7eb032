//! Waiting for a key in tasks.

use super::KeyedRateLimiter;
use super::core::KeyDesk;
use crate::error::Rejected;
use crate::rate_limiter::wait::Turn;
use crate::waiting::{Ask, InTask, Patience, Waiting, ask_in_task};
use std::fmt;
use std::future::Future;
use std::hash::Hash;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

impl KeyedRateLimiter {
    /// Takes a token of this key, waiting in this task for as long as it takes. The key is hashed at
    /// once; the future does not hold on to it.
    ///
    /// # Errors
    ///
    /// [`Rejected::RateLimitExceeded`] if there is no room for a new key.
    /// [`Rejected::ShuttingDown`] once its [registry drains](crate::Registry::drain).
    ///
    /// # Panics
    ///
    /// As [`RateLimiter::acquire_async`](crate::RateLimiter::acquire_async).
    ///
    /// # Cancel safety
    ///
    /// As [`RateLimiter::acquire_async`](crate::RateLimiter::acquire_async).
    pub fn acquire_async<K: Hash + ?Sized>(&self, key: &K) -> KeyedAcquire<'_> {
        KeyedAcquire::new(self, key, Asks::For(Patience::Endless))
    }

    /// Takes a token of this key, waiting in this task for at most `timeout`; zero does not wait.
    /// The key is hashed at once; the future does not hold on to it.
    ///
    /// # Errors
    ///
    /// [`Rejected::RateLimitExceeded`], at once, if it would take longer, or if there is no room for
    /// a new key.
    /// [`Rejected::ShuttingDown`] once its [registry drains](crate::Registry::drain).
    ///
    /// # Panics
    ///
    /// As [`RateLimiter::acquire_async`](crate::RateLimiter::acquire_async).
    ///
    /// # Cancel safety
    ///
    /// As [`RateLimiter::acquire_async`](crate::RateLimiter::acquire_async).
    pub fn acquire_async_timeout<K: Hash + ?Sized>(
        &self,
        key: &K,
        timeout: Duration,
    ) -> KeyedAcquire<'_> {
        KeyedAcquire::new(self, key, Asks::For(Patience::For(timeout)))
    }

    /// Waits in this task for room for the key, and for a token of it.
    pub(crate) fn wait_async<K: Hash + ?Sized>(&self, key: &K) -> KeyedAcquire<'_> {
        KeyedAcquire::new(self, key, Asks::ForRoomToo)
    }
}

/// The future of a token of one key: from [`KeyedRateLimiter::acquire_async`]. It knows nothing of the
/// key but its hash.
///
/// # Cancel safety
///
/// Dropped while it waits, it leaves the queue at once: no token is lost, and those behind it move up.
#[must_use = "futures do nothing unless they are awaited"]
pub struct KeyedAcquire<'a>(InTask<'a, (KeyDesk<'a>, Asks)>);

#[derive(Clone, Copy)]
enum Asks {
    For(Patience),
    ForRoomToo,
}

impl<'a> Ask<'a> for (KeyDesk<'a>, Asks) {
    fn ask(self, waker: &Waker) -> Result<Result<(), Rejected>, Waiting<'a>> {
        let turn = match self {
            (desk, Asks::For(patience)) => Turn::new(desk, 1, patience),
            (desk, Asks::ForRoomToo) => Turn::for_room(desk),
        };
        ask_in_task(turn, waker)
    }
}

impl<'a> KeyedAcquire<'a> {
    fn new<K: Hash + ?Sized>(limiter: &'a KeyedRateLimiter, key: &K, asks: Asks) -> Self {
        Self(InTask::Asks((limiter.core().desk(key), asks)))
    }
}

impl Future for KeyedAcquire<'_> {
    type Output = Result<(), Rejected>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(cx)
    }
}

impl fmt::Debug for KeyedAcquire<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyedAcquire").finish_non_exhaustive()
    }
}
