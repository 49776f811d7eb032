//! What all handles of a circuit breaker share: the word, and the one loop that changes it.

use super::StateChange;
use super::machine::{self, Admission, CircuitState, Count, Next, Standing, State};
use super::settings::CircuitSettings;
use super::stats::CircuitCounters;
use super::word::{SharedWord, Stamp, View};
use crate::clock::{Clock, Instant};
use crate::error::{CircuitOpenError, Rejected, Reopening};
use crate::events::{Listener, Listeners};
use crate::name::Name;
use crate::permit::{Ending, Permit, Settle};
use crate::sync::Mutex;
use arc_swap::ArcSwap;
use std::panic::Location;
use std::time::Duration;

/// See [`CircuitBreaker`](super::CircuitBreaker), the handle.
#[derive(Debug)]
pub struct Core {
    word: SharedWord,
    pub(super) counters: CircuitCounters,
    pub(super) name: Name,
    pub(super) clock: Clock,
    pub(super) settings: ArcSwap<CircuitSettings>,
    pub(super) listeners: Listeners<StateChange>,
    /// Where the breaker was built.
    pub(super) place: &'static Location<'static>,
    /// Held by whoever starts a new state period, or changes the numbers of a half-open one.
    periods: Mutex<Periods>,
}

/// What only those read and write who hold the lock.
#[derive(Debug, Default)]
struct Periods {
    /// The streak with which the breaker last left the closed state.
    tripped_at: u32,
}

/// One step of the loop: what to do to the word, and what has come of it then.
struct Step<T> {
    next: Next,
    count: Option<Count>,
    /// A probe comes or goes: the probe timeout starts anew.
    probe: bool,
    answer: T,
}

impl<T> Step<T> {
    fn keep(count: Option<Count>, answer: T) -> Self {
        Self { next: Next::Keep, count, probe: false, answer }
    }
}

impl Core {
    pub(super) fn new(
        name: Name,
        clock: Clock,
        settings: CircuitSettings,
        listeners: Vec<Listener<StateChange>>,
        place: &'static Location<'static>,
    ) -> Self {
        Self {
            word: SharedWord::new(),
            counters: CircuitCounters::new(),
            name,
            clock,
            settings: ArcSwap::from_pointee(settings),
            listeners: Listeners::new(listeners),
            place,
            periods: Mutex::default(),
        }
    }

    /// Admits a call, or says when it might. Closed, this is one load.
    #[inline]
    pub(crate) fn admit(&self) -> Result<Stamp, Reopening> {
        if let Some(stamp) = self.word.load().stamp_if_closed() {
            return Ok(stamp);
        }
        // What an open breaker is asked all the time comes next.
        match self.refuse_while_open() {
            Some(until) => Err(Reopening::At(until)),
            None => self.admit_with_care(),
        }
    }

    /// A permit for a driver of ours.
    #[inline]
    pub(crate) fn enter(&self) -> Result<Permit<&Self>, Reopening> {
        Ok(Permit::driven(self, self.admit()?))
    }

    /// The error of a call that was not admitted.
    #[inline]
    pub(crate) fn rejection(&self, reopening: Reopening) -> Rejected {
        let error = CircuitOpenError::new(self.name.clone(), self.clock.clone(), reopening);
        Rejected::CircuitOpen(error)
    }

    /// Counts a call that an open breaker turns away, and until when it does. (The answer travels in
    /// registers.)
    #[cold]
    #[inline(never)]
    fn refuse_while_open(&self) -> Option<Instant> {
        let until = self.word.open_until().filter(|until| self.clock.is_before(*until))?;
        self.counters.add(Count::Rejected);
        Some(until)
    }

    #[cold]
    #[inline(never)]
    fn admit_with_care(&self) -> Result<Stamp, Reopening> {
        self.drive(|view| match self.admission(view) {
            Admission::Pass => Step::keep(None, Ok(view.word.stamp())),
            Admission::Refuse => Step::keep(Some(Count::Rejected), Err(view.reopening())),
            Admission::Probe(next) => {
                let stamp = view.word.after(next).stamp();
                Step { next, count: None, probe: true, answer: Ok(stamp) }
            }
        })
    }

    #[cold]
    #[inline(never)]
    fn settle_with_care(&self, stamp: Stamp, ending: Ending) {
        self.drive(|view| {
            let standing = view.standing(stamp);
            let rules = self.settings.load().rules();
            let (next, count) = machine::settle(view.state(), rules, standing, ending);
            Step { next, count, probe: standing == Standing::Current, answer: () }
        });
    }

    /// Counts an outcome that was seen elsewhere.
    pub(super) fn record(&self, ending: Ending) {
        // A breaker that is due meets it half-open.
        self.drive(|view| {
            if view.state() == State::Open && !self.clock.is_before(view.until) {
                let next = Next::Move(State::HalfOpen { in_flight: 0, successes: 0 });
                Step { next, count: None, probe: true, answer: () }
            } else {
                Step::keep(None, ())
            }
        });
        self.drive(|view| {
            let rules = self.settings.load().rules();
            let (next, count) = machine::record(view.state(), rules, ending);
            Step { next, count, probe: true, answer: () }
        });
    }

    /// Starts a new state period in this state, whatever the present one.
    pub(super) fn restart(&self, state: State) {
        let next = Next::Move(state);
        self.drive(|_| Step { next, count: None, probe: false, answer: () });
    }

    /// Moves to this state unless the breaker is in it.
    pub(super) fn enforce(&self, state: State) {
        self.drive(|view| {
            let next = if view.state() == state { Next::Keep } else { Next::Move(state) };
            Step { next, count: None, probe: false, answer: () }
        });
    }

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
            State::ForcedOpen => Duration::MAX,
            State::Closed { .. } | State::HalfOpen { .. } | State::Disabled => Duration::ZERO,
        }
    }

    /// The streak; while not closed, the streak with which the breaker left the closed state.
    pub(super) fn failure_count(&self) -> u32 {
        let closed = || match self.word.load().state() {
            State::Closed { streak } => Some(streak),
            _ => None,
        };
        closed().unwrap_or_else(|| {
            let periods = self.periods.lock();
            closed().unwrap_or(periods.tripped_at)
        })
    }

    fn admission(&self, view: &View) -> Admission {
        let due = || !self.clock.is_before(view.until);
        let rules = || self.settings.load().rules();
        let idle = || {
            let probe_timeout = self.settings.load().probe_timeout();
            !self.clock.is_before(view.last_probe.after(probe_timeout))
        };
        machine::admit(view.state(), rules, due, idle)
    }

    /// Decides on what is there and puts the decision in force, again and again until nobody came
    /// in between. New periods start under the lock, and so do probes come and go; listeners hear
    /// of it after that.
    #[inline]
    fn drive<T>(&self, decide: impl Fn(&View) -> Step<T>) -> T {
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
            if from.kind() != to.kind() {
                match to.kind() {
                    CircuitState::Open => self.word.prepare_open(self.open_until()),
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
                    periods.leave(from, to);
                    self.announce(from.kind(), to.kind());
                    drop(periods);
                    self.listeners.deliver();
                }
                return step.answer;
            }
        }
    }

    #[inline]
    fn count(&self, count: Option<Count>) {
        if let Some(count) = count {
            self.counters.add(count);
        }
    }

    fn open_until(&self) -> Instant {
        self.clock.now().after(self.settings.load().reset_timeout())
    }

    /// Under the lock, so that the events stand in the order of the transitions.
    fn announce(&self, from: CircuitState, to: CircuitState) {
        self.counters.add_state_change();
        self.listeners.push(|| StateChange {
            name: self.name.to_cow(),
            from,
            to,
            stats: self.counters.read(),
        });
    }
}

impl Settle for Core {
    type Stamp = Stamp;

    /// A success without a streak to clear is one load and a count.
    #[inline]
    fn settle(&self, stamp: Stamp, ending: Ending) {
        if ending == Ending::Success && self.word.load().is_untouched_since(stamp) {
            self.counters.add(Count::Successful);
        } else {
            self.settle_with_care(stamp, ending);
        }
    }
}

impl Periods {
    fn leave(&mut self, from: State, to: State) {
        if let State::Closed { streak } = from {
            // Only one more failure leads from closed to open.
            self.tripped_at = streak.saturating_add(u32::from(to == State::Open));
        }
    }
}
