//! What a circuit breaker has seen.

use super::machine::Count;
use crate::events::CircuitStats;
use crate::stats::Counters;

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
