//! What a breaker with rates watches its calls with.

use super::calls::Ring;
use super::time::Buckets;
use super::{Entry, Rates, Window};
use crate::circuit_breaker::machine::Finding;
use crate::clock::{Clock, Instant};
use crate::permit::{Beginning, Ending};
use once_cell::sync::OnceCell;
use std::sync::Arc;
use std::time::Duration;

/// From which length on the coarse clock will do: ten of its longest ticks.
const COARSE: Duration = Duration::from_millis(100);

/// The settings of a watch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::circuit_breaker) struct Watching {
    pub(in crate::circuit_breaker) rates: Rates,
    pub(in crate::circuit_breaker) window: Window,
    pub(in crate::circuit_breaker) slow_call: Option<Duration>,
}

/// The watch of a breaker and those before it, the newest of which counts. Settings change when
/// somebody joins, a few times in the life of a breaker; so the old ones stay until it goes, and
/// looking at the newest costs a load for each.
#[derive(Debug, Default)]
pub(in crate::circuit_breaker) struct Watches(OnceCell<Watch>);

/// Judges the calls of a closed breaker by their rates.
#[derive(Debug)]
pub(in crate::circuit_breaker) struct Watch {
    watching: Watching,
    /// How long a slow call takes; `u64::MAX`: none is slow.
    slow_nanos: u64,
    reading: Reading,
    outcomes: Outcomes,
    next: OnceCell<Box<Watch>>,
}

#[derive(Clone, Debug)]
enum Outcomes {
    Calls(Arc<Ring>),
    Time(Arc<Buckets>),
}

/// How the time of a call is read.
#[derive(Clone, Copy, Debug)]
enum Reading {
    None,
    Coarse,
    Precise,
}

impl Watches {
    pub(in crate::circuit_breaker) fn new(watching: Option<Watching>) -> Self {
        Self(watching.map_or_else(OnceCell::new, |watching| Watch::first(watching).into()))
    }

    /// The newest, if there is one.
    #[inline]
    pub(in crate::circuit_breaker) fn newest(&self) -> Option<&Watch> {
        let mut newest = self.0.get()?;
        while let Some(next) = newest.next.get() {
            newest = next;
        }
        Some(newest)
    }

    /// Watches with these settings from now on. A window that is the same goes on, any other starts
    /// empty. Nobody else may be at it.
    pub(in crate::circuit_breaker) fn follow(&self, watching: Watching) {
        let taken = match self.newest() {
            None => self.0.set(Watch::first(watching)).is_err(),
            Some(watch) if watch.watching == watching => false,
            Some(watch) => watch.next.set(Box::new(watch.succeeded_by(watching))).is_err(),
        };
        debug_assert!(!taken, "joins take turns");
    }
}

impl Watch {
    fn first(watching: Watching) -> Self {
        let outcomes = match watching.window {
            Window::Calls(calls) => Outcomes::Calls(Arc::new(Ring::new(calls))),
            Window::Time(time) => Outcomes::Time(Arc::new(Buckets::new(time))),
        };
        Self::new(watching, outcomes)
    }

    fn new(watching: Watching, outcomes: Outcomes) -> Self {
        let slow_call = watching.slow_call;
        let window = match watching.window {
            Window::Calls(_) => None,
            Window::Time(time) => Some(time),
        };
        let reading = match slow_call.into_iter().chain(window).min() {
            None => Reading::None,
            Some(shortest) if shortest < COARSE => Reading::Precise,
            Some(_) => Reading::Coarse,
        };
        let slow_nanos = slow_call.and_then(|length| u64::try_from(length.as_nanos()).ok());
        let slow_nanos = slow_nanos.unwrap_or(u64::MAX);
        Self { watching, slow_nanos, reading, outcomes, next: OnceCell::new() }
    }

    fn succeeded_by(&self, watching: Watching) -> Self {
        if self.watching.window == watching.window {
            Self::new(watching, self.outcomes.clone())
        } else {
            Self::first(watching)
        }
    }

    /// When a call began that is admitted now, if calls are timed.
    pub(in crate::circuit_breaker) fn beginning(&self, clock: &Clock) -> Beginning {
        self.watching.slow_call.map_or(Beginning::UNTIMED, |_| Beginning::at(self.now(clock)))
    }

    /// The time as this watch reads it, if it needs to.
    #[inline]
    pub(in crate::circuit_breaker) fn now(&self, clock: &Clock) -> Instant {
        match self.reading {
            Reading::None => Instant::UNKNOWN,
            Reading::Coarse => clock.roughly().0,
            Reading::Precise => clock.latest(),
        }
    }

    /// Whether a call took `slow_call` or longer.
    #[inline]
    fn is_slow(&self, beginning: Beginning, now: Instant) -> bool {
        beginning.nanos_until(now).is_some_and(|nanos| nanos >= self.slow_nanos)
    }

    /// Whether a call that ends now took `slow_call` or longer.
    pub(in crate::circuit_breaker) fn is_slow_now(&self, call: Beginning, clock: &Clock) -> bool {
        call != Beginning::UNTIMED && self.is_slow(call, self.now(clock))
    }

    /// Lets a success of this period in by the short way. Whether a rate is reached now; `None`: it takes
    /// the long way, [`record`](Self::record).
    #[inline]
    pub(in crate::circuit_breaker) fn record_success(
        &self,
        period: u32,
        beginning: Beginning,
        clock: &Clock,
    ) -> Option<bool> {
        let now = self.now(clock);
        let entry = Entry { failed: false, slow: self.is_slow(beginning, now) };
        match &self.outcomes {
            Outcomes::Calls(ring) => Some(ring.record(period, entry, &self.watching.rates)),
            Outcomes::Time(buckets) => {
                (entry.is_good() && buckets.record_good(period, now)).then_some(false)
            }
        }
    }

    /// Lets the outcome of a call of this period in, if it is one to enter.
    pub(in crate::circuit_breaker) fn record(
        &self,
        period: u32,
        ending: Ending,
        beginning: Beginning,
        clock: &Clock,
    ) -> Finding {
        if ending == Ending::Ignored {
            return Finding::Nothing;
        }
        let now = self.now(clock);
        let slow = self.is_slow(beginning, now);
        if ending == Ending::Abandoned && !slow {
            return Finding::Nothing;
        }
        let entry = Entry { failed: ending == Ending::Failure, slow };
        let rates = &self.watching.rates;
        let reached = match &self.outcomes {
            Outcomes::Calls(ring) => ring.record(period, entry, rates),
            Outcomes::Time(buckets) => buckets.record(period, entry, now, rates),
        };
        if reached { Finding::RateReached } else { Finding::InWindow }
    }

    /// The failures among the outcomes of this period that are in the window now.
    pub(in crate::circuit_breaker) fn failures(&self, period: u32, clock: &Clock) -> u32 {
        let failures = match &self.outcomes {
            Outcomes::Calls(ring) => ring.failures(period),
            Outcomes::Time(buckets) => buckets.failures(period, self.now(clock)),
        };
        u32::try_from(failures).unwrap_or(u32::MAX)
    }
}
