//! What a rate limiter has seen.

use crate::stats::Counters;
use std::time::Duration;

/// Statistics of a rate limiter.
///
/// No number ever goes back, not by a reset either, and all are exact once the callers are quiet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct RateLimiterStats {
    /// Tokens that were granted.
    pub total_acquired: u64,
    /// Requests that were refused, at once or after a wait.
    pub total_rejected: u64,
    /// Requests that were dropped while they waited.
    pub cancelled: u64,
    /// How long all those waited that were granted their tokens in the end.
    #[cfg_attr(feature = "serde", serde(serialize_with = "crate::serialize::seconds"))]
    pub total_waited: Duration,
}

/// The counters behind [`RateLimiterStats`].
#[derive(Debug)]
pub(super) struct RateLimiterCounters(Counters<4>);

const ACQUIRED: usize = 0;
const REJECTED: usize = 1;
const CANCELLED: usize = 2;
const WAITED_NANOS: usize = 3;

impl RateLimiterCounters {
    pub(super) fn new() -> Self {
        Self(Counters::new())
    }

    #[inline]
    pub(super) fn add_acquired(&self, tokens: u32) {
        self.0.add(ACQUIRED, tokens.into());
    }

    #[inline]
    pub(super) fn add_rejected(&self) {
        self.0.add(REJECTED, 1);
    }

    pub(super) fn add_cancelled(&self) {
        self.0.add(CANCELLED, 1);
    }

    pub(super) fn add_waited(&self, waited: Duration) {
        // 584 years of waiting in all: nobody gets there.
        self.0.add(WAITED_NANOS, u64::try_from(waited.as_nanos()).unwrap_or(u64::MAX));
    }

    pub(super) fn read(&self) -> RateLimiterStats {
        let sums = self.0.sums();
        RateLimiterStats {
            total_acquired: sums[ACQUIRED],
            total_rejected: sums[REJECTED],
            cancelled: sums[CANCELLED],
            total_waited: Duration::from_nanos(sums[WAITED_NANOS]),
        }
    }
}
