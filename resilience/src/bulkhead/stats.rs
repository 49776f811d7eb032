//! What a bulkhead has seen.

use crate::waiting::WaitSums;
use std::time::Duration;

/// Statistics of a bulkhead.
///
/// No number ever goes back, and all are exact once the callers are quiet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct BulkheadStats {
    /// Permits that were handed out.
    pub total_acquired: u64,
    /// Requests that were refused, at once or after a wait.
    pub total_rejected: u64,
    /// Requests that were dropped while they waited.
    pub cancelled: u64,
    /// How long all those waited that got their permits in the end.
    #[cfg_attr(feature = "serde", serde(serialize_with = "crate::serialize::seconds"))]
    pub total_waited: Duration,
    /// The most permits that were ever in use at once.
    pub max_in_use: u32,
}

impl BulkheadStats {
    pub(super) fn new(sums: WaitSums, max_in_use: u32) -> Self {
        let WaitSums { acquired, rejected, cancelled, waited } = sums;
        Self {
            total_acquired: acquired,
            total_rejected: rejected,
            cancelled,
            total_waited: waited,
            max_in_use,
        }
    }
}
