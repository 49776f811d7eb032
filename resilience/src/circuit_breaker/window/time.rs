//! The outcomes of a length of time: counts that only grow, and marks of what they were.
//!
//! The counts of a period (see `counts`) only grow. The window is cut into ten buckets.
//! The first outcome of a bucket turns them: under a lock it marks what the counts are where the
//! bucket starts. What is in the window is what the counts have grown by since the mark of the oldest
//! of the ten: the present one, which grows, and nine whole ones.
//!
//! **A success** that comes while its bucket is the present one, and that was judged with enough outcomes
//! in it, is one count: it can only lower a rate. All others are judged when they are counted, without
//! a lock. A judge fences what it counted off from what it reads then, so of two that count at once at
//! least one sees both. (Only a success that is counted in the instant in which its bucket ends may be
//! left to the next outcome to judge.)
//!
//! **Reading.** `before` belongs to the present bucket, whose number is read before and after it.

use super::counts::{COUNTS, Counts, Sums, grown};
use super::period::{Dated, VALUE_MASK, is_after};
use super::{Entry, Rates, Tally};
use crate::clock::Instant;
use crate::sync::{AtomicU64, Mutex, fence};
use std::array;
use std::sync::atomic::Ordering;
use std::time::Duration;

const BUCKETS: usize = 10;

#[derive(Debug)]
pub(super) struct Buckets {
    /// The length of one, in nanoseconds.
    length: u64,
    counts: Counts,
    /// The number of the present bucket in its period, from 1 on. Nought while it is being turned.
    present: AtomicU64,
    /// When the present bucket ends.
    ends: AtomicU64,
    /// The counts where the oldest bucket starts.
    before: [AtomicU64; COUNTS],
    /// The bucket that was judged with enough outcomes in the window.
    judged: AtomicU64,
    marks: Mutex<Marks>,
}

/// What only those read and write who turn.
#[derive(Debug)]
struct Marks {
    present: Dated,
    ends: Instant,
    /// The counts where each bucket starts; that of the present one is at `newest`.
    starts: [Sums; BUCKETS],
    newest: usize,
}

impl Buckets {
    pub(super) fn new(time: Duration) -> Self {
        let nanos = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        Self {
            length: nanos / BUCKETS as u64,
            counts: Counts::new(),
            present: AtomicU64::new(0),
            ends: AtomicU64::new(0),
            before: array::from_fn(|_| AtomicU64::new(0)),
            judged: AtomicU64::new(u64::MAX),
            marks: Mutex::new(Marks {
                present: Dated::ZERO,
                ends: Instant::from_nanos(0),
                starts: [[0; COUNTS]; BUCKETS],
                newest: 0,
            }),
        }
    }

    /// The length of a bucket.
    pub(super) fn bucket(&self) -> Duration {
        Duration::from_nanos(self.length)
    }

    /// Lets a good outcome of this period in, if that is all there is to do: [`record`](Self::record) does
    /// the rest. Whether it did.
    #[inline]
    pub(super) fn record_good(&self, period: u32, now: Instant) -> bool {
        let present = Dated(self.present.load(Ordering::Acquire));
        let is_settled = present.period() == period
            && self.judged.load(Ordering::Acquire) == present.0
            && now.as_nanos() < self.ends.load(Ordering::Acquire);
        if is_settled {
            self.counts.add(period, Entry::GOOD);
        }
        is_settled
    }

    /// Lets an outcome of this period in. Whether a rate is reached now.
    pub(super) fn record(&self, period: u32, entry: Entry, now: Instant, rates: &Rates) -> bool {
        let mut present = Dated(self.present.load(Ordering::Acquire));
        if !is_of(present, period) || now.as_nanos() >= self.ends.load(Ordering::Acquire) {
            match self.turn(period, now) {
                Some(turned) => present = turned,
                None => return false, // late
            }
        }
        self.counts.add(period, entry);
        let is_settled = entry.is_good() && self.judged.load(Ordering::Acquire) == present.0;
        !is_settled && self.is_reached(period, rates)
    }

    /// Other rates hold: they may be reached by what is there.
    pub(super) fn judge_anew(&self) {
        self.judged.store(u64::MAX, Ordering::Release);
    }

    /// The failures among the outcomes of this period, now.
    pub(super) fn failures(&self, period: u32, now: Instant) -> u64 {
        let marks = self.marks.lock();
        let turns = marks.turns_until(now, self.length);
        if !is_of(marks.present, period) || turns >= BUCKETS as u64 {
            return 0;
        }
        let turns = usize::try_from(turns).expect("less than there are buckets");
        let before = marks.starts[(marks.newest + 1 + turns) % BUCKETS];
        grown(&before, &self.counts.sums(period)).failures
    }

    #[inline(never)]
    fn is_reached(&self, period: u32, rates: &Rates) -> bool {
        // Of two that judge at once at least one sees what both have counted.
        fence(Ordering::SeqCst);
        let Some((present, tally)) = self.tally(period) else { return false };
        let reached = rates.are_reached(&tally);
        if !reached && rates.can_judge(&tally) {
            self.judged.store(present.0, Ordering::Release);
        }
        reached
    }

    /// What the window holds in its present bucket, and that. `None` if a later period has begun.
    fn tally(&self, period: u32) -> Option<(Dated, Tally)> {
        loop {
            let present = Dated(self.present.load(Ordering::Acquire));
            if present == Dated::ZERO {
                drop(self.marks.lock()); // somebody is turning
                continue;
            }
            if !is_of(present, period) {
                return None;
            }
            let before = array::from_fn(|count| self.before[count].load(Ordering::Acquire));
            let sums = self.counts.sums(period);
            if self.present.load(Ordering::Acquire) == present.0 {
                return Some((present, grown(&before, &sums)));
            }
        }
    }

    /// Makes the bucket of `now` the present one, unless it is. `None` if a later period has begun.
    #[cold]
    #[inline(never)]
    fn turn(&self, period: u32, now: Instant) -> Option<Dated> {
        let mut marks = self.marks.lock();
        let is_going_on = is_of(marks.present, period);
        if is_going_on && now < marks.ends {
            return Some(marks.present);
        }
        if marks.present != Dated::ZERO && is_after(marks.present.period(), period) {
            return None;
        }
        self.present.store(Dated::ZERO.0, Ordering::Release);
        if is_going_on {
            let turns = marks.turns_until(now, self.length);
            marks.turn(turns, self.length, self.counts.sums(period));
        } else {
            *marks = Marks {
                present: Dated::new(period, 1),
                ends: now.after(self.bucket()),
                starts: [[0; COUNTS]; BUCKETS],
                newest: 0,
            };
        }
        let oldest = marks.starts[(marks.newest + 1) % BUCKETS];
        for (before, mark) in self.before.iter().zip(oldest) {
            before.store(mark, Ordering::Release);
        }
        self.ends.store(marks.ends.as_nanos(), Ordering::Release);
        self.present.store(marks.present.0, Ordering::Release);
        Some(marks.present)
    }
}

impl Marks {
    /// How many buckets have ended by now since the present one began.
    fn turns_until(&self, now: Instant, length: u64) -> u64 {
        match now.as_nanos().checked_sub(self.ends.as_nanos()) {
            Some(over) if self.ends != Instant::NEVER => over / length + 1,
            _ => 0,
        }
    }

    /// Lets so many buckets end at which the counts are these.
    fn turn(&mut self, turns: u64, length: u64, sums: Sums) {
        for _ in 0..turns.min(BUCKETS as u64) {
            self.newest = (self.newest + 1) % BUCKETS;
            self.starts[self.newest] = sums;
        }
        self.ends = self.ends.after(Duration::from_nanos(turns.saturating_mul(length)));
        let number = self.present.value() + 1;
        self.present =
            Dated::new(self.present.period(), number & VALUE_MASK | u64::from(number > VALUE_MASK));
    }
}

/// Whether it is a bucket of this period.
#[inline]
fn is_of(present: Dated, period: u32) -> bool {
    present != Dated::ZERO && present.period() == period
}

#[cfg(all(test, not(resilience_loom)))]
mod tests {
    use super::*;

    const FAILED: Entry = Entry { failed: true, slow: false };
    const SLOW: Entry = Entry { failed: false, slow: true };
    const NEVER: Rates = Rates { failure_rate: None, slow_call_rate: None, minimum_calls: 1 };

    fn at(millis: u64) -> Instant {
        Instant::from_nanos(millis * 1_000_000)
    }

    fn tally(buckets: &Buckets, period: u32) -> (u64, u64, u64) {
        buckets
            .tally(period)
            .map_or((0, 0, 0), |(_, tally)| (tally.calls, tally.failures, tally.slow))
    }

    #[test]
    fn an_outcome_counts_for_nine_tenths_at_least_and_never_longer_than_the_window() {
        let buckets = Buckets::new(Duration::from_secs(10));
        buckets.record(0, FAILED, at(1_000), &NEVER); // starts the first bucket
        buckets.record(0, SLOW, at(1_999), &NEVER);
        assert_eq!(buckets.failures(0, at(10_999)), 1);
        assert_eq!(buckets.failures(0, at(11_000)), 0);
        buckets.record(0, Entry::GOOD, at(10_999), &NEVER);
        assert_eq!(tally(&buckets, 0), (3, 1, 1));
        buckets.record(0, Entry::GOOD, at(11_000), &NEVER);
        assert_eq!(tally(&buckets, 0), (2, 0, 0));
        buckets.record(0, FAILED, at(19_999), &NEVER);
        assert_eq!(tally(&buckets, 0), (3, 1, 0));
        buckets.record(0, FAILED, at(20_000), &NEVER); // that of 10,999 is gone
        assert_eq!(tally(&buckets, 0), (3, 2, 0));
        assert_eq!(buckets.failures(0, at(28_999)), 2);
        assert_eq!(buckets.failures(0, at(29_000)), 1);
        assert_eq!(buckets.failures(0, at(30_000)), 0);
        assert_eq!(buckets.failures(0, at(u64::MAX / 1_000_000)), 0);
        buckets.record(0, Entry::GOOD, at(1_000_000), &NEVER); // long after
        assert_eq!(tally(&buckets, 0), (1, 0, 0));
    }

    #[test]
    fn a_later_period_starts_empty_and_an_earlier_one_does_not_enter_it() {
        let buckets = Buckets::new(Duration::from_secs(10));
        buckets.record(7, FAILED, at(0), &NEVER);
        assert_eq!((tally(&buckets, 7), tally(&buckets, 8)), ((1, 1, 0), (0, 0, 0)));
        buckets.record(8, SLOW, at(900), &NEVER);
        assert_eq!((tally(&buckets, 8), tally(&buckets, 7)), ((1, 0, 1), (0, 0, 0)));
        buckets.record(7, FAILED, at(900), &NEVER);
        buckets.counts.add(7, FAILED); // it came as far as that before the period was over
        assert_eq!((tally(&buckets, 8), buckets.failures(8, at(900))), ((1, 0, 1), 0));
        // Its tenths start with its first outcome.
        buckets.record(8, Entry::GOOD, at(10_899), &NEVER);
        assert_eq!(tally(&buckets, 8), (2, 0, 1));
        buckets.record(8, Entry::GOOD, at(10_900), &NEVER);
        assert_eq!(tally(&buckets, 8), (2, 0, 0));
    }

    #[test]
    fn a_window_without_end_never_turns() {
        let buckets = Buckets::new(Duration::MAX);
        buckets.record(0, FAILED, Instant::from_nanos(1 << 63), &NEVER);
        buckets.record(0, FAILED, Instant::from_nanos(u64::MAX), &NEVER);
        assert_eq!(buckets.failures(0, Instant::NEVER), 2);
    }
}
