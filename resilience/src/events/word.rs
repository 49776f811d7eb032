//! The words that are asked before there is an event: who wants it, and whether it is time for another.

use super::topic::{Topic, Topics};
use crate::clock::Instant;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

// No model runs over these: they are asked on the way, and say nothing of anything else. Whoever begins
// to listen at the moment of an event may or may not hear it.

/// Topics that somebody wants to hear of.
#[derive(Debug)]
pub(super) struct Wanted(AtomicU32);

impl Wanted {
    pub(super) const fn new(topics: Topics) -> Self {
        Self(AtomicU32::new(topics.0))
    }

    #[inline]
    pub(super) fn has(&self, topic: Topic) -> bool {
        // Relaxed: see above.
        Topics(self.0.load(Ordering::Relaxed)).has(topic)
    }

    pub(super) fn set(&self, topics: Topics) {
        self.0.store(topics.0, Ordering::Relaxed);
    }

    pub(super) fn add(&self, topics: Topics) {
        self.0.fetch_or(topics.0, Ordering::Relaxed);
    }
}

/// The least time between two events that are sampled.
const APART: Duration = Duration::from_secs(1);

/// Tells one of many: the first, then one a second, with the number of those between.
#[derive(Debug)]
pub(super) struct Sample {
    /// The nanoseconds of the instant from which on the next one is told; 0 if none ever was.
    next: AtomicU64,
    untold: AtomicU64,
}

impl Sample {
    pub(super) const fn new() -> Self {
        Self { next: AtomicU64::new(0), untold: AtomicU64::new(0) }
    }

    /// One more. If it is to be told: how many were not since the last one.
    pub(super) fn take(&self, now: Instant) -> Option<u64> {
        let next = self.next.load(Ordering::Relaxed);
        let at = now.as_nanos();
        // Far behind, the clock was turned back, which does not silence it. A little behind, it was read
        // before that of the one that was told.
        let due = next == 0 || at >= next || next - at > 2 * nanos(APART);
        let later = now.after(APART).as_nanos().max(1);
        // Relaxed: the number that wins the exchange is told with whatever was added until then.
        if due
            && self.next.compare_exchange(next, later, Ordering::Relaxed, Ordering::Relaxed).is_ok()
        {
            return Some(self.untold.swap(0, Ordering::Relaxed));
        }
        self.untold.fetch_add(1, Ordering::Relaxed);
        None
    }
}

fn nanos(length: Duration) -> u64 {
    u64::try_from(length.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(all(test, not(resilience_loom)))]
mod tests {
    use super::*;

    #[test]
    fn the_first_is_told_then_one_a_second_with_the_number_between() {
        let sample = Sample::new();
        let at = |millis| Instant::from_nanos(0).after(Duration::from_millis(millis));
        assert_eq!(sample.take(at(0)), Some(0));
        for millis in [0, 1, 999] {
            assert_eq!(sample.take(at(millis)), None);
        }
        assert_eq!(sample.take(at(1000)), Some(3));
        assert_eq!(sample.take(at(1999)), None);
        assert_eq!(sample.take(at(9000)), Some(1));
        assert_eq!(sample.take(at(10_000)), Some(0));
    }

    #[test]
    fn a_clock_that_is_turned_back_does_not_silence_it() {
        let sample = Sample::new();
        let at = |seconds| Instant::from_nanos(0).after(Duration::from_secs(seconds));
        assert_eq!(sample.take(at(100)), Some(0));
        assert_eq!(sample.take(at(5)), Some(0));
        assert_eq!(sample.take(at(5)), None);
        assert_eq!(sample.take(Instant::LAST), Some(1));
    }

    #[test]
    fn whoever_read_the_clock_before_the_one_that_was_told_is_not_told_too() {
        let sample = Sample::new();
        let at = |millis| Instant::from_nanos(0).after(Duration::from_millis(millis));
        assert_eq!(sample.take(at(5000)), Some(0));
        assert_eq!(sample.take(at(4990)), None);
        assert_eq!(sample.take(at(6000)), Some(1));
    }
}
