//! What the breaker says of itself. Changes nothing.

use super::core::Core;
use super::machine::State;
use super::word::Word;
use crate::events::CircuitState;
use std::time::Duration;

impl Core {
    /// The state that the next caller would meet.
    pub(super) fn state(&self) -> CircuitState {
        let view = self.word.view();
        match view.state() {
            State::Open if !self.clock.is_before(view.until) => CircuitState::HalfOpen,
            state => state.kind(),
        }
    }

    /// How long the breaker stays open from now.
    pub(super) fn remaining(&self) -> Duration {
        let view = self.word.view();
        match view.state() {
            State::Open => self.clock.now().until(view.until),
            State::ForcedOpen | State::ShuttingDown => Duration::MAX,
            State::Closed { .. } | State::HalfOpen { .. } | State::Disabled => Duration::ZERO,
        }
    }

    /// The streak, or the failures in the window; while not closed, what it was when the breaker left
    /// the closed state.
    pub(super) fn failure_count(&self) -> u32 {
        self.failures_if_closed().unwrap_or_else(|| {
            let periods = self.periods.lock();
            self.failures_if_closed().unwrap_or(periods.tripped_at)
        })
    }

    fn failures_if_closed(&self) -> Option<u32> {
        loop {
            let word = self.word.load();
            if word.state().kind() != CircuitState::Closed {
                return None;
            }
            let failures = self.failures_of(word);
            // Numbers of a window belong to a period that may be over.
            if self.word.load().period() == word.period() {
                return Some(failures);
            }
        }
    }

    /// What a closed period counts: its streak, or the failures in its window.
    pub(super) fn failures_of(&self, word: Word) -> u32 {
        let state = word.state();
        match (state, self.watches.newest()) {
            (State::Closed { .. }, Some(watch)) if state.has_rates() => {
                watch.failures(word.period(), &self.clock)
            }
            (State::Closed { streak, .. }, _) => streak,
            _ => 0,
        }
    }
}
