//! So many tokens at once.

use super::core::Core;
use crate::error::Rejected;
use crate::waiting::{Patience, on_thread};
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::time::Duration;

/// A rate limiter, asked for a number of tokens at once: from [`RateLimiter::n`].
///
/// ```
/// # use resilience::RateLimiter;
/// # use std::time::Duration;
/// let limiter = RateLimiter::new(5.0, Duration::from_secs(1))?;
/// limiter.n(3).try_acquire()?;
/// assert!(limiter.n(3).try_acquire().is_err());
/// assert!(limiter.n(2).try_acquire().is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// [`RateLimiter::n`]: crate::RateLimiter::n
#[derive(Clone, Copy, Debug)]
#[must_use = "it takes nothing until one of its methods is called"]
pub struct Tokens<'a> {
    pub(super) limiter: &'a Core,
    pub(super) tokens: u32,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(limiter: &'a Core, tokens: u32) -> Self {
        Self { limiter, tokens }
    }

    /// Takes the tokens, if they are there and nobody waits.
    ///
    /// # Errors
    ///
    /// [`Rejected::RateLimitExceeded`] if not: it says exactly when they will be there.
    /// [`Rejected::CapacityExceeded`] if there never are so many.
    /// [`Rejected::ShuttingDown`] once its [registry drains](crate::Registry::drain).
    #[inline]
    pub fn try_acquire(self) -> Result<(), Rejected> {
        self.limiter.try_acquire(self.tokens)
    }

    /// Takes the tokens, waiting on this thread for as long as it takes.
    ///
    /// # Errors
    ///
    /// [`Rejected::CapacityExceeded`], at once, if there never are so many. [`Rejected::ShuttingDown`]
    /// once its [registry drains](crate::Registry::drain).
    #[inline]
    pub fn acquire(self) -> Result<(), Rejected> {
        self.on_thread(Patience::Endless)
    }

    /// Takes the tokens, waiting on this thread for at most `timeout`; zero does not wait.
    ///
    /// # Errors
    ///
    /// [`Rejected::RateLimitExceeded`], at once, if it would take longer;
    /// [`Rejected::CapacityExceeded`] if there never are so many.
    /// [`Rejected::ShuttingDown`] once its [registry drains](crate::Registry::drain).
    #[inline]
    pub fn acquire_timeout(self, timeout: Duration) -> Result<(), Rejected> {
        self.on_thread(Patience::For(timeout))
    }

    #[inline]
    pub(super) fn on_thread(self, patience: Patience) -> Result<(), Rejected> {
        match self.limiter.turn(self.tokens, patience) {
            Some(turn) => on_thread(turn),
            None => Ok(()),
        }
    }
}

impl UnwindSafe for Tokens<'_> {}
impl RefUnwindSafe for Tokens<'_> {}
