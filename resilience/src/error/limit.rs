//! The rejections of a rate limiter.

use super::brief::Brief;
use crate::clock::{Clock, Instant};
use crate::name::Name;
use std::fmt;
use std::time::Duration;

/// The rate limiter has no token for the call, or none in time.
///
/// It carries the instant from which on a newcomer could have had the tokens, after all who wait,
/// on the limiter's own clock; how far off that is is measured when it is asked for.
#[derive(Clone)]
pub struct RateLimitExceededError {
    name: Name,
    clock: Clock,
    ready_at: Instant,
}

impl RateLimitExceededError {
    #[inline]
    pub(crate) fn new(name: Name, clock: Clock, ready_at: Instant) -> Self {
        Self { name, clock, ready_at }
    }

    /// The name of the rate limiter; `unnamed` if it has none.
    #[must_use]
    pub fn name(&self) -> &str {
        self.name.as_str()
    }

    /// How long from now until the tokens are there, if nobody else comes: exact to the nanosecond.
    /// `Some(ZERO)` means now; `None` that it is not within the 584 years of the clock.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        (self.ready_at != Instant::NEVER).then(|| self.clock.now().until(self.ready_at))
    }
}

impl fmt::Display for RateLimitExceededError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rate limiter `{}` is exhausted, retry ", self.name)?;
        match self.retry_after() {
            None => f.write_str("when it is reset"),
            Some(Duration::ZERO) => f.write_str("now"),
            Some(wait) => write!(f, "in {}", Brief(wait)),
        }
    }
}

impl fmt::Debug for RateLimitExceededError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RateLimitExceededError")
            .field("name", &self.name)
            .field("retry_after", &self.retry_after())
            .finish_non_exhaustive()
    }
}

impl std::error::Error for RateLimitExceededError {}

/// More tokens were asked for at once than the rate limiter ever holds.
#[derive(Clone, Debug)]
pub struct CapacityExceededError {
    name: Name,
    requested: u32,
    capacity: u32,
}

impl CapacityExceededError {
    pub(crate) fn new(name: Name, requested: u32, capacity: u32) -> Self {
        Self { name, requested, capacity }
    }

    /// The name of the rate limiter; `unnamed` if it has none.
    #[must_use]
    pub fn name(&self) -> &str {
        self.name.as_str()
    }

    /// How many tokens were asked for at once.
    #[must_use]
    pub fn requested(&self) -> u32 {
        self.requested
    }

    /// How many the limiter can give at once: its burst.
    #[must_use]
    pub fn capacity(&self) -> u32 {
        self.capacity
    }

    /// `None`: waiting does not help.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        None
    }
}

impl fmt::Display for CapacityExceededError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, requested, capacity } = self;
        write!(
            f,
            "rate limiter `{name}` never has {requested} tokens at once, ask for {capacity} at most"
        )
    }
}

impl std::error::Error for CapacityExceededError {}
