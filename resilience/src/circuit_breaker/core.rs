//! What all handles of a circuit breaker share, and how permits come and go.

use super::CircuitBreaker;
use super::drive::{Periods, Step};
use super::machine::{self, Admission, Count, Finding, Next, Refusal, Rules, Standing, State, Why};
use super::settings::CircuitSettings;
use super::stats::CircuitCounters;
use super::window::Watches;
use super::word::{SharedWord, Stamp, View};
use crate::clock::{Clock, Instant};
use crate::error::{CircuitOpenError, Rejected, Reopening, ShuttingDownError};
use crate::events::{Listeners, Outlet, kind};
use crate::name::Name;
use crate::permit::{Beginning, Ending, Permit, Settle};
use crate::sync::Mutex;
use arc_swap::ArcSwap;
use std::panic::Location;
use std::sync::Arc;

/// See [`CircuitBreaker`], the handle.
#[derive(Debug)]
pub struct Core {
    pub(super) word: SharedWord,
    /// What a closed breaker with rates goes by. The settings make it, and it is here for speed.
    pub(super) watches: Watches,
    pub(super) counters: CircuitCounters,
    pub(super) name: Name,
    pub(super) clock: Clock,
    pub(super) settings: ArcSwap<CircuitSettings>,
    pub(super) outlet: Outlet,
    /// Where the breaker was built.
    pub(super) place: &'static Location<'static>,
    /// Held by whoever starts a new state period, or changes the numbers of a half-open one.
    pub(super) periods: Mutex<Periods>,
}

impl Core {
    pub(super) fn new(
        name: Name,
        clock: Clock,
        settings: Arc<CircuitSettings>,
        listeners: Listeners,
        place: &'static Location<'static>,
        seed: Option<u64>,
    ) -> Self {
        Self {
            word: SharedWord::new(State::closed(settings.rules().trips)),
            watches: Watches::new(settings.watching()),
            counters: CircuitCounters::new(),
            outlet: Outlet::new(kind::CIRCUIT_BREAKER, name.clone(), listeners),
            name,
            clock,
            settings: ArcSwap::new(settings),
            place,
            periods: Mutex::new(Periods::new(seed)),
        }
    }

    /// Admits a call, or says why not. Closed, this is one load.
    #[inline]
    pub(crate) fn admit(&self) -> Result<Stamp, Refusal> {
        if let Some(stamp) = self.word.load().stamp_if_it_admits() {
            return Ok(stamp);
        }
        // What an open breaker is asked all the time comes next.
        match self.refuse_while_open() {
            Some(until) => Err(Refusal::Open(Reopening::At(until))),
            None => self.admit_with_care(),
        }
    }

    /// When the call of this stamp begins, which is now, if calls are timed. (Apart from the admission,
    /// whose answer travels in registers.)
    #[inline]
    pub(crate) fn beginning(&self, stamp: Stamp) -> Beginning {
        if stamp.may_be_timed() { self.timed_beginning() } else { Beginning::UNTIMED }
    }

    #[inline(never)]
    fn timed_beginning(&self) -> Beginning {
        self.watches.newest().map_or(Beginning::UNTIMED, |watch| watch.beginning(&self.clock))
    }

    /// A permit for a driver of ours.
    #[inline]
    pub(crate) fn enter(&self) -> Result<Permit<&Self>, Refusal> {
        let stamp = self.admit()?;
        Ok(Permit::driven_since(self.beginning(stamp), self, stamp))
    }

    /// The error of a call that was not admitted.
    #[inline]
    pub(crate) fn rejection(&self, refusal: Refusal) -> Rejected {
        let name = self.name.clone();
        match refusal {
            Refusal::Open(reopening) => {
                Rejected::CircuitOpen(CircuitOpenError::new(name, self.clock.clone(), reopening))
            }
            Refusal::ShuttingDown => {
                Rejected::ShuttingDown(ShuttingDownError::new(CircuitBreaker::KIND, name))
            }
        }
    }

    /// Counts a call that an open breaker turns away, and until when it does. (The answer travels in
    /// registers.)
    #[cold]
    #[inline(never)]
    fn refuse_while_open(&self) -> Option<Instant> {
        let until = self.word.open_until().filter(|until| self.clock.is_before(*until))?;
        self.counters.add(Count::Rejected);
        self.tell_refusal(Refusal::Open(Reopening::At(until)));
        Some(until)
    }

    #[cold]
    #[inline(never)]
    fn admit_with_care(&self) -> Result<Stamp, Refusal> {
        let admitted = self.drive(|view| match self.admission(view) {
            Admission::Pass => Step::keep(None, Ok(view.word.stamp())),
            Admission::Refuse => Step::keep(Some(Count::Rejected), Err(view.refusal())),
            Admission::Probe(next) => {
                let stamp = view.word.after(next).stamp();
                Step { next, count: None, probe: true, why: Why::Calls, answer: Ok(stamp) }
            }
        });
        admitted.inspect_err(|refusal| self.tell_refusal(*refusal))
    }

    #[inline]
    fn tell_refusal(&self, refusal: Refusal) {
        self.outlet.tell_rejection(&self.clock, || {
            // Whoever changed the state has announced that when the lock is free, so it is heard first.
            drop(self.periods.lock());
            self.rejection(refusal)
        });
    }

    /// A success that is more than one to count.
    #[cold]
    #[inline(never)]
    fn succeed_slowly(&self, stamp: Stamp, beginning: Beginning) {
        let recorded = match self.watches.newest() {
            Some(watch) if self.word.load().is_watched_and_untouched_since(stamp) => {
                watch.record_success(stamp.period(), beginning, &self.clock)
            }
            _ => None,
        };
        match recorded {
            Some(false) => self.counters.add(Count::Successful),
            Some(true) => self.settle_with_care(stamp, Ending::Success, Finding::RateReached),
            None => self.settle_slowly(stamp, beginning, Ending::Success),
        }
    }

    #[cold]
    #[inline(never)]
    fn settle_slowly(&self, stamp: Stamp, beginning: Beginning, ending: Ending) {
        let finding = self.watches.newest().map_or(Finding::Nothing, |watch| {
            if self.word.load().is_watched_since(stamp) {
                watch.record(stamp.period(), ending, beginning, &self.clock)
            } else if watch.is_slow_now(beginning, &self.clock) {
                Finding::Slow
            } else {
                Finding::Nothing
            }
        });
        self.settle_with_care(stamp, ending, finding);
    }

    #[inline(never)]
    fn settle_with_care(&self, stamp: Stamp, ending: Ending, finding: Finding) {
        self.drive(|view| {
            let standing = view.standing(stamp);
            let (state, rules) = (view.state(), self.rules());
            let (next, count) = machine::settle(state, rules, standing, ending, finding);
            let why = match finding {
                Finding::RateReached => Why::RateReached,
                Finding::Nothing | Finding::Slow | Finding::InWindow => Why::Calls,
            };
            Step { next, count, probe: standing == Standing::Current, why, answer: () }
        });
    }

    /// Counts an outcome that was seen elsewhere.
    pub(super) fn record(&self, ending: Ending) {
        // A breaker that is due meets it half-open.
        self.drive(|view| {
            if view.state() == State::Open && !self.clock.is_before(view.until) {
                let next = Next::Move(State::HalfOpen { in_flight: 0, successes: 0 });
                Step { next, count: None, probe: true, why: Why::Calls, answer: () }
            } else {
                Step::keep(None, ())
            }
        });
        let word = self.word.load();
        if word.is_watched_since(word.stamp()) {
            return self.settle_slowly(word.stamp(), Beginning::UNTIMED, ending);
        }
        self.drive(|view| {
            let (next, count) = machine::record(view.state(), self.rules(), ending);
            Step { next, count, probe: true, why: Why::Calls, answer: () }
        });
    }

    /// Starts a new closed period, whatever the present state, unless that is the last.
    pub(super) fn restart(&self) {
        self.drive(|view| match view.state() {
            State::ShuttingDown => Step::keep(None, ()),
            _ => Step::go(Next::Move(State::closed(self.rules().trips))),
        });
    }

    /// Moves to this state unless the breaker is in it, or in its last.
    pub(super) fn enforce(&self, state: State) {
        self.drive(|view| {
            let stays = view.state() == state || view.state() == State::ShuttingDown;
            if stays { Step::keep(None, ()) } else { Step::go(Next::Move(state)) }
        });
    }

    fn rules(&self) -> Rules {
        self.settings.load().rules()
    }

    fn admission(&self, view: &View) -> Admission {
        let due = || !self.clock.is_before(view.until);
        let rules = || self.rules();
        let idle = || {
            let probe_timeout = self.settings.load().probe_timeout();
            !self.clock.is_before(view.last_probe.after(probe_timeout))
        };
        machine::admit(view.state(), rules, due, idle)
    }
}

impl Settle for Core {
    type Stamp = Stamp;

    /// A success without a streak to clear is one load and a count.
    #[inline]
    fn settle(&self, stamp: Stamp, beginning: Beginning, ending: Ending) {
        if ending != Ending::Success {
            self.settle_slowly(stamp, beginning, ending);
        } else if self.word.load().is_untouched_since(stamp) {
            self.counters.add(Count::Successful);
        } else {
            self.succeed_slowly(stamp, beginning);
        }
    }
}
