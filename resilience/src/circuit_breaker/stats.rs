//! What a circuit breaker has seen.

use super::machine::Count;
use crate::stats::Counters;

/// Statistics of a circuit breaker.
///
/// Each permit ends in exactly one of `successful_calls`, `failed_calls`, `ignored_calls`,
/// `abandoned_calls` and `late_results`; calls in flight are in none, and permits issued while the
/// breaker is disabled end in none. No number ever goes back, not by a reset either, and all are
/// exact once the callers are quiet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct CircuitStats {
    /// `successful_calls + failed_calls + rejected_calls`.
    pub total_calls: u64,
    /// Calls that ended in success.
    pub successful_calls: u64,
    /// Calls that ended in a counted failure, panics included.
    pub failed_calls: u64,
    /// Calls that were turned away.
    pub rejected_calls: u64,
    /// Calls whose result says nothing about the dependency.
    pub ignored_calls: u64,
    /// Calls that were given up before they ended.
    pub abandoned_calls: u64,
    /// Endings of calls admitted in an earlier state period. They change nothing else.
    pub late_results: u64,
    /// Changes of state.
    pub state_changes: u64,
}

/// The counters behind [`CircuitStats`].
#[derive(Debug)]
pub(super) struct CircuitCounters(Counters<COUNTERS>);

const COUNTERS: usize = 7;
const STATE_CHANGES: usize = COUNTERS - 1;

impl CircuitCounters {
    pub(super) fn new() -> Self {
        Self(Counters::new())
    }

    #[inline]
    pub(super) fn add(&self, count: Count) {
        self.0.add(count as usize, 1);
    }

    pub(super) fn add_state_change(&self) {
        self.0.add(STATE_CHANGES, 1);
    }

    pub(super) fn read(&self) -> CircuitStats {
        let sums = self.0.sums();
        let of = |count: Count| sums[count as usize];
        CircuitStats {
            total_calls: of(Count::Successful) + of(Count::Failed) + of(Count::Rejected),
            successful_calls: of(Count::Successful),
            failed_calls: of(Count::Failed),
            rejected_calls: of(Count::Rejected),
            ignored_calls: of(Count::Ignored),
            abandoned_calls: of(Count::Abandoned),
            late_results: of(Count::Late),
            state_changes: sums[STATE_CHANGES],
        }
    }
}
