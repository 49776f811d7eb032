//! The one loop that changes the word, and what belongs to its lock.

use super::core::Core;
use super::machine::{Count, Next, State, Why};
use super::settings::CircuitSettings;
use super::word::{View, Word};
use crate::clock::Instant;
use crate::events::{CircuitState, Event, StateChange, StateChangeCause, Topic};
use fastrand::Rng;
use std::sync::Arc;
use std::time::Duration;

/// What only those read and write who hold the lock.
#[derive(Debug)]
pub(super) struct Periods {
    /// The failures with which the breaker last left the closed state.
    pub(super) tripped_at: u32,
    /// How often probes have opened the breaker since it was last closed.
    reopenings: u32,
    /// How long it was last opened for.
    open_time: Duration,
    /// Spreads the open times.
    random: Rng,
}

/// One step of the loop: what to do to the word, and what has come of it then.
pub(super) struct Step<T> {
    pub(super) next: Next,
    pub(super) count: Option<Count>,
    /// A probe comes or goes: the probe timeout starts anew.
    pub(super) probe: bool,
    pub(super) why: Why,
    pub(super) answer: T,
}

impl<T> Step<T> {
    pub(super) fn keep(count: Option<Count>, answer: T) -> Self {
        Self { next: Next::Keep, count, probe: false, why: Why::Calls, answer }
    }
}

impl Step<()> {
    /// Because somebody says so.
    pub(super) fn go(next: Next) -> Self {
        Self { next, count: None, probe: false, why: Why::Command, answer: () }
    }
}

impl Core {
    /// Decides on what is there and puts the decision in force, again and again until nobody came
    /// in between. New periods start under the lock, and so do probes come and go; listeners hear
    /// of it after that.
    #[inline]
    pub(super) fn drive<T>(&self, decide: impl Fn(&View) -> Step<T>) -> T {
        let mut lock = None;
        loop {
            let view = self.word.view();
            let step = decide(&view);
            if step.next == Next::Keep {
                self.count(step.count);
                return step.answer;
            }
            let old = view.word;
            let new = old.after(step.next);
            let (from, to) = (old.state(), new.state());
            let probing = from.kind() == CircuitState::HalfOpen;
            if lock.is_none() && (probing || matches!(step.next, Next::Move(_))) {
                // Nothing may be decided or prepared on what was seen before the lock was there.
                lock = Some(self.periods.lock());
                continue;
            }
            if let Some(periods) = lock.as_deref_mut()
                && from.kind() != to.kind()
            {
                match to.kind() {
                    CircuitState::Open => self.word.prepare_open(self.open_until(periods, from)),
                    CircuitState::HalfOpen => self.word.prepare_half_open(new, self.clock.now()),
                    CircuitState::Closed | CircuitState::ForcedOpen | CircuitState::Disabled => {}
                }
            }
            if self.word.replace(old, new) {
                self.count(step.count);
                if probing && step.probe {
                    self.word.note_probe(self.clock.now());
                }
                if let Some(mut periods) = lock
                    && from.kind() != to.kind()
                {
                    self.keep_account(&mut periods, old, to);
                    let (from, to) = (from.kind(), to.kind());
                    self.announce(&periods, from, to, step.why.cause(from, to));
                    drop(periods);
                    self.outlet.deliver();
                }
                return step.answer;
            }
        }
    }

    /// Lets the breaker follow these settings from now on. A closed breaker stays in its period: calls
    /// in flight are no late ones.
    pub(super) fn follow(&self, settings: Arc<CircuitSettings>) {
        // Decisions on new periods load the settings under the same lock.
        let _periods = self.periods.lock();
        self.watches.follow(settings.watching());
        let rules = settings.rules();
        self.settings.store(settings);
        loop {
            let old = self.word.load();
            let State::Closed { streak, .. } = old.state() else { break };
            let streak = if rules.max_failures.is_some() { streak } else { 0 };
            let new = old.after(Next::Stay(State::Closed { trips: rules.trips, streak }));
            if old == new || self.word.replace(old, new) {
                break;
            }
        }
    }

    /// Admits nobody from now on, for good. The period goes on, so that calls in flight are no late
    /// ones. It may be called under a lock: whoever listens hears of it from [`tell`](Self::tell).
    pub(crate) fn shut(&self) {
        let mut periods = self.periods.lock();
        let old = loop {
            let old = self.word.load();
            if old.state() == State::ShuttingDown {
                return;
            }
            if self.word.replace(old, old.after(Next::Stay(State::ShuttingDown))) {
                break old;
            }
        };
        let (from, to) = (old.state().kind(), State::ShuttingDown.kind());
        if from != to {
            self.keep_account(&mut periods, old, State::ShuttingDown);
            self.announce(&periods, from, to, StateChangeCause::Draining);
        }
    }

    /// Tells the listeners what they have not been told.
    pub(crate) fn tell(&self) {
        self.outlet.deliver();
    }

    #[inline]
    pub(super) fn count(&self, count: Option<Count>) {
        if let Some(count) = count {
            self.counters.add(count);
        }
    }

    fn open_until(&self, periods: &mut Periods, from: State) -> Instant {
        let reopening = periods.reopenings_if_opened_from(from);
        let length = self.settings.load().open_time(reopening, || periods.random.f64());
        let now = self.clock.now();
        let until = now.after(length);
        periods.open_time = now.until(until);
        until
    }

    /// The breaker has gone from `old` to another kind of state.
    fn keep_account(&self, periods: &mut Periods, old: Word, to: State) {
        let from = old.state();
        if let State::Closed { .. } = from {
            // Only one more failure leads from a streak to open; a window has it already.
            let one = u32::from(to == State::Open && !from.has_rates());
            periods.tripped_at = self.failures_of(old).saturating_add(one);
        }
        if to == State::Open {
            periods.reopenings = periods.reopenings_if_opened_from(from);
        }
    }

    /// Under the lock, so that the events stand in the order of the transitions.
    fn announce(
        &self,
        periods: &Periods,
        from: CircuitState,
        to: CircuitState,
        cause: StateChangeCause,
    ) {
        self.counters.add_state_change();
        self.outlet.push(Topic::Transition, |name| {
            let failure_count = if to == CircuitState::Closed { 0 } else { periods.tripped_at };
            let remaining = match to {
                CircuitState::Open => periods.open_time,
                CircuitState::ForcedOpen => Duration::MAX,
                CircuitState::Closed | CircuitState::HalfOpen | CircuitState::Disabled => {
                    Duration::ZERO
                }
            };
            let stats = self.counters.read();
            Event::of(StateChange { name, from, to, cause, failure_count, remaining, stats })
        });
    }
}

impl Periods {
    /// The same seed makes the same open times.
    pub(super) fn new(seed: Option<u64>) -> Self {
        let random = seed.map_or_else(Rng::new, Rng::with_seed);
        Self { tripped_at: 0, reopenings: 0, open_time: Duration::ZERO, random }
    }

    fn reopenings_if_opened_from(&self, from: State) -> u32 {
        match from {
            State::HalfOpen { .. } => self.reopenings.saturating_add(1),
            _ => 0,
        }
    }
}
