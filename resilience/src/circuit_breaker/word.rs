//! The one word of a circuit breaker, and the instants that belong to it.
//!
//! ```text
//! bits 63 … 32  numbers   closed: streak; half-open: successes (16), in flight (16); else 0
//! bits 31 …  3  period    counts state periods, modulo 2²⁹
//! bits  2 …  0  kind      closed = 0, open, half-open, forced open, disabled
//! ```
//!
//! **Stamp.** A permit carries the word it was issued under without its numbers. In the closed
//! state a word equal to the stamp says three things at once: same period, closed, no streak. So a
//! success then has nothing to write.
//!
//! **Who writes.** A streak is one compare-exchange by anybody. A new period is one too, but by
//! somebody who holds the breaker's lock, and so are the slots and successes of the half-open state:
//! whether slots may be taken back depends on more than the word, which may come back to a value it
//! had before.
//!
//! **Instants** do not fit in, so they stand beside the word: `until` belongs to the open state,
//! `probing_since` (the first period of the present half-open state) and `last_probe` to the
//! half-open one. The holder of the lock writes those of the state it is about to enter *before* the
//! compare-exchange; no other state reads them, and nobody else can enter that state meanwhile. A
//! reader loads word, instants and the word again, until both words are the same: an instant of a
//! later period that it might have seen was written after the word had left the one it saw first,
//! so the second load would tell. What is read without the lock may be refused on; it is decided
//! again under the lock before anything is written.

use super::machine::{CircuitState, Next, Standing, State};
use crate::clock::Instant;
use crate::error::Reopening;
use crate::sync::{AtomicU32, AtomicU64};
use std::fmt;
use std::sync::atomic::Ordering;

const KIND_BITS: u32 = 3;
const PERIOD_BITS: u32 = 29;
const NUMBERS_AT: u32 = KIND_BITS + PERIOD_BITS;
const KIND_MASK: u64 = (1 << KIND_BITS) - 1;
const STAMP_MASK: u64 = (1 << NUMBERS_AT) - 1;
const PERIOD_MASK: u32 = (1 << PERIOD_BITS) - 1;

const CLOSED: u64 = 0;
const OPEN: u64 = 1;
const HALF_OPEN: u64 = 2;
const FORCED_OPEN: u64 = 3;
const DISABLED: u64 = 4;

/// State, numbers and period.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Word(u64);

/// The word without its numbers: what a permit remembers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp(u64);

impl Word {
    fn new(state: State, period: u32) -> Self {
        let (kind, numbers) = match state {
            State::Closed { streak } => (CLOSED, streak),
            State::Open => (OPEN, 0),
            State::HalfOpen { in_flight, successes } => {
                (HALF_OPEN, u32::from(successes) << 16 | u32::from(in_flight))
            }
            State::ForcedOpen => (FORCED_OPEN, 0),
            State::Disabled => (DISABLED, 0),
        };
        let period = u64::from(period & PERIOD_MASK);
        Self(u64::from(numbers) << NUMBERS_AT | period << KIND_BITS | kind)
    }

    pub(super) fn state(self) -> State {
        let numbers = (self.0 >> NUMBERS_AT) as u32;
        match self.0 & KIND_MASK {
            CLOSED => State::Closed { streak: numbers },
            OPEN => State::Open,
            HALF_OPEN => {
                State::HalfOpen { in_flight: numbers as u16, successes: (numbers >> 16) as u16 }
            }
            FORCED_OPEN => State::ForcedOpen,
            _ => State::Disabled,
        }
    }

    /// The stamp of a permit, if the word needs no closer look: it is closed.
    #[inline]
    pub(super) fn stamp_if_closed(self) -> Option<Stamp> {
        (self.0 & KIND_MASK == CLOSED).then_some(Stamp(self.0 & STAMP_MASK))
    }

    pub(super) fn stamp(self) -> Stamp {
        Stamp(self.0 & STAMP_MASK)
    }

    /// Closed, without a streak, and in the period of the stamp.
    #[inline]
    pub(super) fn is_untouched_since(self, stamp: Stamp) -> bool {
        self.0 == stamp.0 && stamp.0 & KIND_MASK == CLOSED
    }

    /// What becomes of the word.
    pub(super) fn after(self, next: Next) -> Self {
        match next {
            Next::Keep => self,
            Next::Stay(state) => Self::new(state, self.period()),
            Next::Move(state) => Self::new(state, self.period().wrapping_add(1)),
        }
    }

    fn period(self) -> u32 {
        self.stamp().period()
    }
}

impl Stamp {
    fn period(self) -> u32 {
        u32::try_from(self.0 >> KIND_BITS).expect("a stamp is at most 32 bits long")
    }
}

impl fmt::Debug for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} in period {}", self.state(), self.period())
    }
}

/// The word and its instants, read at one moment.
#[derive(Clone, Copy, Debug)]
pub(super) struct View {
    pub(super) word: Word,
    /// When the open state is over. Meaningless in any other.
    pub(super) until: Instant,
    /// When a probe was last admitted or settled. Meaningless unless half-open.
    pub(super) last_probe: Instant,
    /// The first period of this half-open state. Meaningless unless half-open.
    probing_since: u32,
}

impl View {
    pub(super) fn state(&self) -> State {
        self.word.state()
    }

    /// When a call might be admitted that is not admitted now.
    pub(super) fn reopening(&self) -> Reopening {
        match self.state() {
            State::Open => Reopening::At(self.until),
            State::ForcedOpen => Reopening::WhenReset,
            _ => Reopening::WhenProbesEnd,
        }
    }

    /// How a permit with this stamp stands.
    pub(super) fn standing(&self, stamp: Stamp) -> Standing {
        let before = |period: u32| self.word.period().wrapping_sub(period) & PERIOD_MASK;
        if stamp.0 & KIND_MASK == DISABLED {
            Standing::Unrecorded
        } else if self.word.stamp() == stamp {
            Standing::Current
        } else if self.state().kind() == CircuitState::HalfOpen
            && before(stamp.period()) <= before(self.probing_since)
        {
            Standing::WithoutSlot
        } else {
            Standing::Late
        }
    }
}

/// The word where everybody sees it.
#[derive(Debug)]
pub(super) struct SharedWord {
    word: AtomicU64,
    until: AtomicU64,
    last_probe: AtomicU64,
    probing_since: AtomicU32,
}

impl SharedWord {
    pub(super) fn new() -> Self {
        Self {
            word: AtomicU64::new(Word::new(State::CLOSED, 0).0),
            until: AtomicU64::new(0),
            last_probe: AtomicU64::new(0),
            probing_since: AtomicU32::new(0),
        }
    }

    #[inline]
    pub(super) fn load(&self) -> Word {
        Word(self.word.load(Ordering::Acquire))
    }

    /// The word with its instants.
    pub(super) fn view(&self) -> View {
        let mut word = self.load();
        loop {
            // Acquire: an instant written for a later period brings that later word with it.
            let view = View {
                word,
                until: Instant::from_nanos(self.until.load(Ordering::Acquire)),
                last_probe: Instant::from_nanos(self.last_probe.load(Ordering::Acquire)),
                probing_since: self.probing_since.load(Ordering::Acquire),
            };
            let again = self.load();
            if again == word {
                return view;
            }
            word = again;
        }
    }

    /// When the open state is over, if that is the state.
    #[inline]
    pub(super) fn open_until(&self) -> Option<Instant> {
        let word = self.load();
        if word.0 & KIND_MASK != OPEN {
            return None;
        }
        // As in `view`; where the word has changed meanwhile, that is the way to go.
        let until = Instant::from_nanos(self.until.load(Ordering::Acquire));
        (self.load() == word).then_some(until)
    }

    /// Puts `new` in place of `old`, if that is still there.
    pub(super) fn replace(&self, old: Word, new: Word) -> bool {
        self.word.compare_exchange(old.0, new.0, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }

    /// Before the word moves to open, under the lock.
    pub(super) fn prepare_open(&self, until: Instant) {
        self.until.store(until.as_nanos(), Ordering::Release);
    }

    /// Before the word moves to half-open from another state, under the lock. `new` is that word.
    pub(super) fn prepare_half_open(&self, new: Word, now: Instant) {
        self.probing_since.store(new.period(), Ordering::Release);
        self.last_probe.store(now.as_nanos(), Ordering::Release);
    }

    /// After a probe was admitted or settled, still under the lock.
    pub(super) fn note_probe(&self, now: Instant) {
        self.last_probe.store(now.as_nanos(), Ordering::Release);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_gives_back_what_was_packed() {
        let states = [
            State::CLOSED,
            State::Closed { streak: u32::MAX },
            State::Open,
            State::HalfOpen { in_flight: u16::MAX, successes: 0 },
            State::HalfOpen { in_flight: 1, successes: u16::MAX },
            State::ForcedOpen,
            State::Disabled,
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
    fn periods_wrap_around_without_meeting_older_ones() {
        let word = Word::new(State::HalfOpen { in_flight: 1, successes: 0 }, PERIOD_MASK);
        let renewed = word.after(Next::Move(word.state()));
        assert_eq!(renewed.period(), 0);
        let view = View {
            word: renewed,
            until: Instant::NEVER,
            last_probe: Instant::NEVER,
            probing_since: PERIOD_MASK,
        };
        assert_eq!(view.standing(renewed.stamp()), Standing::Current);
        assert_eq!(view.standing(word.stamp()), Standing::WithoutSlot);
        let older = Word::new(State::CLOSED, PERIOD_MASK - 1);
        assert_eq!(view.standing(older.stamp()), Standing::Late);
        let disabled = Word::new(State::Disabled, 0);
        assert_eq!(view.standing(disabled.stamp()), Standing::Unrecorded);
    }
}
