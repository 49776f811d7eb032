//! What a model says of itself.

use crate::model::{Model, State};
use resilience::CircuitStats;
use std::time::Duration;

impl Model {
    pub(crate) fn state(&self) -> &'static str {
        match self.state {
            State::Open { since } if self.now >= since + self.rules.reset_timeout => "half_open",
            ref state => kind(state),
        }
    }

    pub(crate) fn is_open(&self) -> bool {
        matches!(self.state(), "open" | "forced_open")
    }

    pub(crate) fn remaining(&self) -> Duration {
        match self.state {
            State::Open { .. } => Duration::from_nanos(self.nanos_until_due()),
            State::ForcedOpen | State::ShuttingDown => Duration::MAX,
            _ => Duration::ZERO,
        }
    }

    pub(crate) fn failure_count(&self) -> u32 {
        match (&self.state, &self.rules.rates) {
            (State::Closed { window, .. }, Some(rates)) => {
                window.tally(rates, self.latest).failures
            }
            (State::Closed { streak, .. }, None) => *streak,
            _ => self.tripped_at,
        }
    }

    pub(crate) fn stats(&self) -> CircuitStats {
        self.stats
    }

    /// How long it takes until the breaker is due, or its probes have been idle for long enough.
    pub(crate) fn nanos_until_due(&self) -> u64 {
        let due = match self.state {
            State::Open { since } => since + self.rules.reset_timeout,
            State::HalfOpen { last_probe, .. } => last_probe + self.rules.probe_timeout,
            _ => 0,
        };
        due.saturating_sub(self.now)
    }
}

pub(crate) fn kind(state: &State) -> &'static str {
    match state {
        State::Closed { .. } => "closed",
        State::Open { .. } => "open",
        State::HalfOpen { .. } => "half_open",
        State::ForcedOpen | State::ShuttingDown => "forced_open",
        State::Disabled => "disabled",
    }
}
