//! The last N outcomes: a ring, and the sums of what is in it.
//!
//! An outcome claims its place, then adds itself to the sums, then puts itself into the ring, and
//! takes what fell out there off the sums: whatever is taken off was added before, so that no sum is
//! ever below nought. In between the sums may count one too many for each thread that is at it. So
//! when they say that a rate is reached, the ring itself is counted before anybody believes it.
//!
//! Nothing is missed: a bad outcome is judged after it was added, by whoever added it, and so is the
//! outcome with which there are enough to judge. Of several at the same time the last one sees all.

use super::period::{Dated, is_after};
use super::{Entry, Rates, Tally};
use crate::sync::{AtomicU32, AtomicU64, fence};
use std::sync::atomic::Ordering;

/// A field of the sums has room for all outcomes and 65,535 threads at it.
const FIELD_BITS: u32 = 17;
const FIELD_MASK: u64 = (1 << FIELD_BITS) - 1;

#[derive(Debug)]
pub(super) struct Ring {
    /// See [`Place`].
    places: Box<[AtomicU32]>,
    /// How many places were claimed in the period. From N on it goes round between N and 2 N − 1.
    claimed: AtomicU64,
    /// Failures in the lower field, slow calls in the upper one.
    sums: AtomicU64,
    /// Not nought: the next outcome is judged, whatever it is.
    anew: AtomicU32,
}

/// An outcome in the ring: the period (29 bits), slow, failed, and whether there is one.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Place(u32);

impl Place {
    const TAKEN: u32 = 1;
    const FAILED: u32 = 2;
    const SLOW: u32 = 4;
    const BITS: u32 = 3;

    fn new(period: u32, entry: Entry) -> Self {
        let failed = if entry.failed { Self::FAILED } else { 0 };
        let slow = if entry.slow { Self::SLOW } else { 0 };
        Self(period << Self::BITS | slow | failed | Self::TAKEN)
    }

    /// What is in it of this period; good if there is nothing.
    fn entry_of(self, period: u32) -> Entry {
        if self.0 >> Self::BITS != period {
            return Entry::GOOD;
        }
        Entry { failed: self.0 & Self::FAILED != 0, slow: self.0 & Self::SLOW != 0 }
    }

    /// Whether it holds an outcome of a later period.
    fn is_after(self, period: u32) -> bool {
        self.0 & Self::TAKEN != 0 && is_after(self.0 >> Self::BITS, period)
    }
}

/// What an outcome adds to the sums.
fn in_sums(entry: Entry) -> u64 {
    u64::from(entry.slow) << FIELD_BITS | u64::from(entry.failed)
}

impl Ring {
    pub(super) fn new(calls: u32) -> Self {
        Self {
            places: (0..calls).map(|_| AtomicU32::new(0)).collect(),
            claimed: AtomicU64::new(0),
            sums: AtomicU64::new(0),
            anew: AtomicU32::new(0),
        }
    }

    /// Lets an outcome of this period in. Whether a rate is reached now.
    #[inline(never)]
    pub(super) fn record(&self, period: u32, entry: Entry, rates: &Rates) -> bool {
        let Some(number) = change(&self.claimed, period, |number| self.after(number)) else {
            return false; // late
        };
        if !entry.is_good() {
            change(&self.sums, period, |sums| sums + in_sums(entry));
        }
        let place = (number - 1) % self.len();
        let gone = self.put(place, period, entry);
        if !gone.is_good() {
            change(&self.sums, period, |sums| sums - in_sums(gone));
        }
        let is_enough = number == u64::from(rates.minimum_calls) || self.is_to_be_judged();
        (is_enough || !entry.is_good()) && self.is_reached(period, rates)
    }

    /// Other rates hold: they may be reached by what is there.
    pub(super) fn judge_anew(&self) {
        self.anew.store(1, Ordering::Release);
    }

    fn is_to_be_judged(&self) -> bool {
        self.anew.load(Ordering::Acquire) != 0 && self.anew.swap(0, Ordering::AcqRel) != 0
    }

    /// The failures among the outcomes of this period.
    pub(super) fn failures(&self, period: u32) -> u64 {
        self.tally(period).failures
    }

    fn len(&self) -> u64 {
        self.places.len() as u64
    }

    /// One more place claimed.
    fn after(&self, number: u64) -> u64 {
        if number + 1 < 2 * self.len() { number + 1 } else { number + 1 - self.len() }
    }

    /// Puts the outcome in its place. What was there of the same period; nothing of a later one is
    /// ever overwritten.
    fn put(&self, place: u64, period: u32, entry: Entry) -> Entry {
        let place = &self.places[usize::try_from(place).expect("less than a length")];
        let new = Place::new(period, entry);
        let mut old = Place(place.load(Ordering::Acquire));
        // What is the same need not be written.
        while old != new && !old.is_after(period) {
            let replaced =
                place.compare_exchange(old.0, new.0, Ordering::AcqRel, Ordering::Acquire);
            match replaced {
                Ok(_) => break,
                Err(other) => old = Place(other),
            }
        }
        old.entry_of(period)
    }

    fn is_reached(&self, period: u32, rates: &Rates) -> bool {
        // Of two that judge at once at least one sees what both have claimed and added.
        fence(Ordering::SeqCst);
        let tally = self.tally(period);
        rates.are_reached(&tally) && rates.are_reached(&self.counted(period, tally.calls))
    }

    fn tally(&self, period: u32) -> Tally {
        let sums = Dated(self.sums.load(Ordering::Acquire)).value_in(period);
        let claimed = Dated(self.claimed.load(Ordering::Acquire)).value_in(period);
        Tally {
            calls: claimed.min(self.len()),
            failures: sums & FIELD_MASK,
            slow: sums >> FIELD_BITS & FIELD_MASK,
        }
    }

    /// The tally as the ring itself has it. Who has claimed a place and is not there yet counts as
    /// good, and judges when it is there.
    #[cold]
    fn counted(&self, period: u32, calls: u64) -> Tally {
        let entries =
            self.places.iter().map(|place| Place(place.load(Ordering::Acquire)).entry_of(period));
        entries.fold(Tally { calls, ..Tally::default() }, |tally, entry| Tally {
            failures: tally.failures + u64::from(entry.failed),
            slow: tally.slow + u64::from(entry.slow),
            ..tally
        })
    }
}

/// Changes a dated value in this period. The new value; `None` if a later period has begun.
fn change(word: &AtomicU64, period: u32, by: impl Fn(u64) -> u64) -> Option<u64> {
    let mut old = Dated(word.load(Ordering::Acquire));
    loop {
        let new = old.changed(period, &by)?;
        match word.compare_exchange_weak(old.0, new.0, Ordering::AcqRel, Ordering::Acquire) {
            Ok(_) => return Some(new.value()),
            Err(other) => old = Dated(other),
        }
    }
}

#[cfg(test)]
impl Ring {
    pub(super) fn assert_sums_are_right(&self, period: u32) -> Tally {
        let tally = self.tally(period);
        assert_eq!(tally, self.counted(period, tally.calls));
        tally
    }
}

#[cfg(all(test, not(resilience_loom)))]
mod tests {
    use super::*;

    const FAILED: Entry = Entry { failed: true, slow: false };
    const SLOW: Entry = Entry { failed: false, slow: true };
    const NEVER: Rates = Rates { failure_rate: None, slow_call_rate: None, minimum_calls: 1 };

    fn tally(ring: &Ring, period: u32) -> (u64, u64, u64) {
        let tally = ring.assert_sums_are_right(period);
        (tally.calls, tally.failures, tally.slow)
    }

    #[test]
    fn it_holds_the_last_so_many() {
        let ring = Ring::new(3);
        let steps = [
            (FAILED, (1, 1, 0)),
            (SLOW, (2, 1, 1)),
            (Entry::GOOD, (3, 1, 1)),
            (Entry::GOOD, (3, 0, 1)),
            (Entry::GOOD, (3, 0, 0)),
            (FAILED, (3, 1, 0)),
            (FAILED, (3, 2, 0)),
            (SLOW, (3, 2, 1)),
            (SLOW, (3, 1, 2)),
            (SLOW, (3, 0, 3)),
        ];
        for (entry, expected) in steps {
            ring.record(0, entry, &NEVER);
            assert_eq!(tally(&ring, 0), expected);
        }
        for _ in 0..100 {
            ring.record(0, FAILED, &NEVER);
        }
        assert_eq!(tally(&ring, 0), (3, 3, 0));
    }

    #[test]
    fn a_later_period_starts_empty_and_an_earlier_one_does_not_enter_it() {
        let ring = Ring::new(2);
        ring.record(7, FAILED, &NEVER);
        ring.record(7, FAILED, &NEVER);
        assert_eq!(tally(&ring, 7), (2, 2, 0));
        assert_eq!(tally(&ring, 8), (0, 0, 0));
        ring.record(8, SLOW, &NEVER);
        assert_eq!((tally(&ring, 8), ring.tally(7)), ((1, 0, 1), Tally::default()));
        ring.record(7, FAILED, &NEVER);
        assert_eq!(tally(&ring, 8), (1, 0, 1));
        // However far it had come: its place is taken, its sums are gone.
        assert_eq!(ring.put(0, 7, FAILED), Entry::GOOD);
        assert_eq!(tally(&ring, 8), (1, 0, 1));
    }

    #[test]
    fn the_widest_window_fits() {
        let ring = Ring::new(super::super::Window::MOST_CALLS);
        let both = Entry { failed: true, slow: true };
        for _ in 0..=super::super::Window::MOST_CALLS * 2 {
            ring.record(1, both, &NEVER);
        }
        assert_eq!(tally(&ring, 1), (65_536, 65_536, 65_536));
    }
}
