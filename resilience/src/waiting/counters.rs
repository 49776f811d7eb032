//! What all count who let callers wait.

use crate::stats::Counters;
use std::time::Duration;

/// Grants, refusals, cancellations and the time waited.
#[derive(Debug)]
pub(crate) struct WaitCounters(Counters<4>);

/// The sums of [`WaitCounters`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct WaitSums {
    pub(crate) acquired: u64,
    pub(crate) rejected: u64,
    pub(crate) cancelled: u64,
    pub(crate) waited: Duration,
}

const ACQUIRED: usize = 0;
const REJECTED: usize = 1;
const CANCELLED: usize = 2;
const WAITED_NANOS: usize = 3;

impl WaitCounters {
    pub(crate) fn new() -> Self {
        Self(Counters::new())
    }

    #[inline]
    pub(crate) fn add_acquired(&self, how_many: u32) {
        self.0.add(ACQUIRED, how_many.into());
    }

    #[inline]
    pub(crate) fn add_rejected(&self) {
        self.0.add(REJECTED, 1);
    }

    pub(crate) fn add_cancelled(&self) {
        self.0.add(CANCELLED, 1);
    }

    pub(crate) fn add_waited(&self, waited: Duration) {
        // 584 years of waiting in all: nobody gets there.
        self.0.add(WAITED_NANOS, u64::try_from(waited.as_nanos()).unwrap_or(u64::MAX));
    }

    pub(crate) fn sums(&self) -> WaitSums {
        let sums = self.0.sums();
        WaitSums {
            acquired: sums[ACQUIRED],
            rejected: sums[REJECTED],
            cancelled: sums[CANCELLED],
            waited: Duration::from_nanos(sums[WAITED_NANOS]),
        }
    }
}
