//! The one word of a circuit breaker, and the instants that belong to it.
//!
//! ```text
//! bits 63 … 32  numbers   closed: streak; half-open: successes (16), in flight (16); else 0
//! bits 31 …  3  period    counts state periods, modulo 2²⁹
//! bits  2 …  0  kind      closed = 0, open, closed with rates, forced open, closed with rates and
//!                         timed calls, half-open, disabled, shutting down
//! ```
//!
//! **Stamp.** A permit carries the word it was issued under without its numbers. In the closed
//! state a word equal to the stamp says three things at once: same period, closed, no streak. So a
//! success then has nothing to write. The three closed kinds are one state: what differs is what a
//! call is watched for, and the kind of a period changes when a setting does.
//!
//! **Shutting down** is the last kind of whatever period it finds: its calls in flight end in it.

mod shared;

pub(super) use self::shared::{SharedWord, View};
use super::machine::{Next, State, Trips};
use std::fmt;

const KIND_BITS: u32 = 3;
pub(super) const PERIOD_BITS: u32 = 29;
const NUMBERS_AT: u32 = KIND_BITS + PERIOD_BITS;
const KIND_MASK: u64 = (1 << KIND_BITS) - 1;
const STAMP_MASK: u64 = (1 << NUMBERS_AT) - 1;
pub(super) const PERIOD_MASK: u32 = (1 << PERIOD_BITS) - 1;

const CLOSED: u64 = 0;
const OPEN: u64 = 1;
const CLOSED_WITH_RATES: u64 = 2;
const FORCED_OPEN: u64 = 3;
const CLOSED_AND_TIMED: u64 = 4;
const HALF_OPEN: u64 = 5;
const DISABLED: u64 = 6;
const SHUTTING_DOWN: u64 = 7;

/// Nought in the kinds that admit every call: one test for them all.
const LOOK: u64 = 1;
/// Nought in the kinds whose calls are not timed.
const TIMED: u64 = 4;

/// State, numbers and period.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Word(u64);

/// The word without its numbers: what a permit remembers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp(u64);

impl Word {
    fn new(state: State, period: u32) -> Self {
        let (kind, numbers) = match state {
            State::Closed { trips: Trips::Streak, streak } => (CLOSED, streak),
            State::Closed { trips: Trips::Rates, streak } => (CLOSED_WITH_RATES, streak),
            State::Closed { trips: Trips::SlowCalls, streak } => (CLOSED_AND_TIMED, streak),
            State::Open => (OPEN, 0),
            State::HalfOpen { in_flight, successes } => {
                (HALF_OPEN, u32::from(successes) << 16 | u32::from(in_flight))
            }
            State::ForcedOpen => (FORCED_OPEN, 0),
            State::Disabled => (DISABLED, 0),
            State::ShuttingDown => (SHUTTING_DOWN, 0),
        };
        let period = u64::from(period & PERIOD_MASK);
        Self(u64::from(numbers) << NUMBERS_AT | period << KIND_BITS | kind)
    }

    pub(super) fn state(self) -> State {
        let numbers = (self.0 >> NUMBERS_AT) as u32;
        match self.0 & KIND_MASK {
            CLOSED => State::Closed { trips: Trips::Streak, streak: numbers },
            CLOSED_WITH_RATES => State::Closed { trips: Trips::Rates, streak: numbers },
            CLOSED_AND_TIMED => State::Closed { trips: Trips::SlowCalls, streak: numbers },
            OPEN => State::Open,
            HALF_OPEN => {
                State::HalfOpen { in_flight: numbers as u16, successes: (numbers >> 16) as u16 }
            }
            FORCED_OPEN => State::ForcedOpen,
            DISABLED => State::Disabled,
            _ => State::ShuttingDown,
        }
    }

    /// The stamp of a permit, if the word needs no closer look: it is closed or disabled.
    #[inline]
    pub(super) fn stamp_if_it_admits(self) -> Option<Stamp> {
        (self.0 & LOOK == 0).then_some(self.stamp())
    }

    #[inline]
    pub(super) fn stamp(self) -> Stamp {
        Stamp(self.0 & STAMP_MASK)
    }

    /// Closed on a streak alone, without one, and in the period of the stamp.
    #[inline]
    pub(super) fn is_untouched_since(self, stamp: Stamp) -> bool {
        self.0 == stamp.0 && stamp.0 & KIND_MASK == CLOSED
    }

    /// Closed with rates, and in the period of the stamp.
    #[inline]
    pub(super) fn is_watched_since(self, stamp: Stamp) -> bool {
        has_rates(self.0) && self.is_same_state_as(stamp)
    }

    /// Closed with rates, without a streak, and in the period of the stamp.
    #[inline]
    pub(super) fn is_watched_and_untouched_since(self, stamp: Stamp) -> bool {
        self.0 == stamp.0 && has_rates(self.0)
    }

    /// In the period of the stamp, whatever its calls are watched for, and if it is the last.
    #[inline]
    fn is_same_state_as(self, stamp: Stamp) -> bool {
        let word = self.0 & STAMP_MASK;
        let goes_on = is_closed(word) && is_closed(stamp.0) || word & KIND_MASK == SHUTTING_DOWN;
        word == stamp.0 || (goes_on && self.period() == stamp.period())
    }

    /// What becomes of the word.
    pub(super) fn after(self, next: Next) -> Self {
        match next {
            Next::Keep => self,
            Next::Stay(state) => Self::new(state, self.period()),
            Next::Move(state) => Self::new(state, self.period().wrapping_add(1)),
        }
    }

    /// The number of the state period.
    #[inline]
    pub(super) fn period(self) -> u32 {
        period(self.0)
    }
}

#[inline]
#[expect(clippy::cast_possible_truncation, reason = "what is cut off is not of the period")]
fn period(word: u64) -> u32 {
    (word >> KIND_BITS) as u32 & PERIOD_MASK
}

#[inline]
fn is_closed(word: u64) -> bool {
    word & KIND_MASK == CLOSED || has_rates(word)
}

#[inline]
fn has_rates(word: u64) -> bool {
    matches!(word & KIND_MASK, CLOSED_WITH_RATES | CLOSED_AND_TIMED)
}

impl Stamp {
    /// Whether somebody may want to know when the call began.
    #[inline]
    pub(super) fn may_be_timed(self) -> bool {
        self.0 & TIMED != 0
    }

    /// The number of the state period that it was issued in.
    #[inline]
    pub(super) fn period(self) -> u32 {
        period(self.0)
    }
}

impl fmt::Debug for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} in period {}", self.state(), self.period())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_gives_back_what_was_packed() {
        let states = [
            State::closed(Trips::Streak),
            State::Closed { trips: Trips::Streak, streak: u32::MAX },
            State::closed(Trips::Rates),
            State::Closed { trips: Trips::SlowCalls, streak: 7 },
            State::Open,
            State::HalfOpen { in_flight: u16::MAX, successes: 0 },
            State::HalfOpen { in_flight: 1, successes: u16::MAX },
            State::ForcedOpen,
            State::Disabled,
            State::ShuttingDown,
        ];
        for state in states {
            for period in [0, 1, PERIOD_MASK] {
                let word = Word::new(state, period);
                assert_eq!((word.state(), word.period()), (state, period));
                assert_eq!(word.after(Next::Stay(State::Open)).period(), period);
            }
        }
    }

    #[test]
    fn the_closed_kinds_are_one_state() {
        let closed = |trips, period| Word::new(State::closed(trips), period);
        let all = [Trips::Streak, Trips::Rates, Trips::SlowCalls];
        for (ours, theirs) in all.into_iter().flat_map(|ours| all.map(|theirs| (ours, theirs))) {
            let (word, stamp) = (closed(ours, 3), closed(theirs, 3).stamp());
            assert!(word.is_same_state_as(stamp) && !closed(ours, 4).is_same_state_as(stamp));
            assert_eq!(word.is_watched_since(stamp), ours != Trips::Streak);
            let untouched = ours == Trips::Streak && theirs == Trips::Streak;
            assert_eq!(word.is_untouched_since(stamp), untouched);
            assert_eq!(word.stamp_if_it_admits(), Some(word.stamp()));
            assert_eq!(word.stamp().may_be_timed(), ours == Trips::SlowCalls);
        }
        let half_open = State::HalfOpen { in_flight: 1, successes: 0 };
        for other in [State::Open, State::ForcedOpen, State::Disabled, half_open] {
            let word = Word::new(other, 3);
            assert_eq!(word.stamp_if_it_admits().is_some(), other == State::Disabled);
            assert!(!word.is_same_state_as(closed(Trips::Rates, 3).stamp()));
        }
        assert!(Word::new(half_open, 3).stamp().may_be_timed());
    }

    #[test]
    fn the_last_kind_goes_on_with_the_period_it_finds() {
        let half_open = State::HalfOpen { in_flight: 1, successes: 0 };
        for state in [State::closed(Trips::Streak), State::closed(Trips::SlowCalls), half_open] {
            let word = Word::new(state, 3);
            let last = word.after(Next::Stay(State::ShuttingDown));
            assert_eq!((last.stamp_if_it_admits(), last.period()), (None, 3));
            assert!(last.is_same_state_as(word.stamp()));
            assert!(!last.is_same_state_as(Word::new(state, 2).stamp()));
            assert!(!last.is_watched_since(word.stamp()) && !last.is_untouched_since(word.stamp()));
        }
    }
}
