//! What a rate limiter has seen.

use crate::waiting::WaitSums;
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

impl From<WaitSums> for RateLimiterStats {
    fn from(WaitSums { acquired, rejected, cancelled, waited }: WaitSums) -> Self {
        Self { total_acquired: acquired, total_rejected: rejected, cancelled, total_waited: waited }
    }
}
