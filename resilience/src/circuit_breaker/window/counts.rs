//! Counts of calls, failures and slow calls that only grow within a state period.
//!
//! Every thread counts in words of its own, as the statistics do; each word carries its period. Failures
//! and slow calls are summed up before calls, and counted after them: no sum has one without its call.

use super::period::{Dated, VALUE_MASK};
use super::{Entry, Tally};
use crate::stats::{Part, PerThread};
use crate::sync::AtomicU64;
use std::array;
use std::sync::atomic::Ordering;

const CALLS: usize = 0;
const FAILURES: usize = 1;
const SLOW: usize = 2;
pub(super) const COUNTS: usize = 3;

/// Counts, modulo 2³⁵.
pub(super) type Sums = [u64; COUNTS];

/// What has been counted in a period.
#[derive(Debug)]
pub(super) struct Counts(PerThread<OfThread>);

#[derive(Debug)]
struct OfThread([AtomicU64; COUNTS]);

impl Default for OfThread {
    fn default() -> Self {
        Self(array::from_fn(|_| AtomicU64::new(0)))
    }
}

impl Counts {
    pub(super) fn new() -> Self {
        Self(PerThread::new())
    }

    /// Counts a call of this period. It is lost on a thread that has counted in a later one.
    #[inline]
    pub(super) fn add(&self, period: u32, entry: Entry) {
        match self.0.mine() {
            Part::Own(counts) => counts.add(period, entry, add_alone),
            Part::Shared(counts) => counts.add(period, entry, add_shared),
        }
    }

    pub(super) fn sums(&self, period: u32) -> Sums {
        let mut sums = [0; COUNTS];
        for count in [SLOW, FAILURES, CALLS] {
            let of_threads = self.0.iter().map(|counts| counts.load(count).value_in(period));
            sums[count] = of_threads.fold(0, u64::wrapping_add) & VALUE_MASK;
        }
        sums
    }
}

impl OfThread {
    /// `add` adds one in this period.
    #[inline]
    fn add(&self, period: u32, entry: Entry, add: impl Fn(&AtomicU64, u32)) {
        add(&self.0[CALLS], period);
        if entry.failed {
            add(&self.0[FAILURES], period);
        }
        if entry.slow {
            add(&self.0[SLOW], period);
        }
    }

    fn load(&self, count: usize) -> Dated {
        Dated(self.0[count].load(Ordering::Acquire))
    }
}

/// What the counts have grown by.
pub(super) fn grown(before: &Sums, now: &Sums) -> Tally {
    let grown = |count: usize| now[count].wrapping_sub(before[count]) & VALUE_MASK;
    Tally { calls: grown(CALLS), failures: grown(FAILURES), slow: grown(SLOW) }
}

/// Only the thread whose word it is writes there.
#[inline]
fn add_alone(count: &AtomicU64, period: u32) {
    // Relaxed: nobody else writes.
    let old = Dated(count.load(Ordering::Relaxed));
    if let Some(new) = old.changed(period, |count| count + 1) {
        count.store(new.0, Ordering::Release);
    }
}

#[cold]
fn add_shared(count: &AtomicU64, period: u32) {
    let mut old = Dated(count.load(Ordering::Acquire));
    while let Some(new) = old.changed(period, |count| count + 1) {
        match count.compare_exchange_weak(old.0, new.0, Ordering::AcqRel, Ordering::Acquire) {
            Ok(_) => return,
            Err(other) => old = Dated(other),
        }
    }
}
