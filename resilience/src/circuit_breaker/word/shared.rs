//! The word where everybody sees it, and the instants beside it.
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

use super::{DISABLED, KIND_MASK, OPEN, PERIOD_MASK, Stamp, Word};
use crate::circuit_breaker::machine::{Refusal, Standing, State};
use crate::clock::Instant;
use crate::error::Reopening;
use crate::events::CircuitState;
use crate::sync::{AtomicU32, AtomicU64};
use std::sync::atomic::Ordering;

/// The word and its instants, read at one moment.
#[derive(Clone, Copy, Debug)]
pub(in crate::circuit_breaker) struct View {
    pub(in crate::circuit_breaker) word: Word,
    /// When the open state is over. Meaningless in any other.
    pub(in crate::circuit_breaker) until: Instant,
    /// When a probe was last admitted or settled. Meaningless unless half-open.
    pub(in crate::circuit_breaker) last_probe: Instant,
    /// The first period of this half-open state. Meaningless unless half-open.
    probing_since: u32,
}

impl View {
    pub(in crate::circuit_breaker) fn state(&self) -> State {
        self.word.state()
    }

    /// Why a call is not admitted that is not admitted now.
    pub(in crate::circuit_breaker) fn refusal(&self) -> Refusal {
        Refusal::Open(match self.state() {
            State::Open => Reopening::At(self.until),
            State::ForcedOpen => Reopening::WhenReset,
            State::ShuttingDown => return Refusal::ShuttingDown,
            _ => Reopening::WhenProbesEnd,
        })
    }

    /// How a permit with this stamp stands.
    pub(in crate::circuit_breaker) fn standing(&self, stamp: Stamp) -> Standing {
        let before = |period: u32| self.word.period().wrapping_sub(period) & PERIOD_MASK;
        if stamp.0 & KIND_MASK == DISABLED {
            Standing::Unrecorded
        } else if self.word.is_same_state_as(stamp) {
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
pub(in crate::circuit_breaker) struct SharedWord {
    word: AtomicU64,
    until: AtomicU64,
    last_probe: AtomicU64,
    probing_since: AtomicU32,
}

impl SharedWord {
    pub(in crate::circuit_breaker) fn new(state: State) -> Self {
        Self {
            word: AtomicU64::new(Word::new(state, 0).0),
            until: AtomicU64::new(0),
            last_probe: AtomicU64::new(0),
            probing_since: AtomicU32::new(0),
        }
    }

    #[inline]
    pub(in crate::circuit_breaker) fn load(&self) -> Word {
        Word(self.word.load(Ordering::Acquire))
    }

    /// The word with its instants.
    pub(in crate::circuit_breaker) fn view(&self) -> View {
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
    pub(in crate::circuit_breaker) fn open_until(&self) -> Option<Instant> {
        let word = self.load();
        if word.0 & KIND_MASK != OPEN {
            return None;
        }
        // As in `view`; where the word has changed meanwhile, that is the way to go.
        let until = Instant::from_nanos(self.until.load(Ordering::Acquire));
        (self.load() == word).then_some(until)
    }

    /// Puts `new` in place of `old`, if that is still there.
    pub(in crate::circuit_breaker) fn replace(&self, old: Word, new: Word) -> bool {
        self.word.compare_exchange(old.0, new.0, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }

    /// Before the word moves to open, under the lock.
    pub(in crate::circuit_breaker) fn prepare_open(&self, until: Instant) {
        self.until.store(until.as_nanos(), Ordering::Release);
    }

    /// Before the word moves to half-open from another state, under the lock. `new` is that word.
    pub(in crate::circuit_breaker) fn prepare_half_open(&self, new: Word, now: Instant) {
        self.probing_since.store(new.period(), Ordering::Release);
        self.last_probe.store(now.as_nanos(), Ordering::Release);
    }

    /// After a probe was admitted or settled, still under the lock.
    pub(in crate::circuit_breaker) fn note_probe(&self, now: Instant) {
        self.last_probe.store(now.as_nanos(), Ordering::Release);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::circuit_breaker::machine::{Next, Trips};

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
        let older = Word::new(State::closed(Trips::Streak), PERIOD_MASK - 1);
        assert_eq!(view.standing(older.stamp()), Standing::Late);
        let disabled = Word::new(State::Disabled, 0);
        assert_eq!(view.standing(disabled.stamp()), Standing::Unrecorded);
    }
}
