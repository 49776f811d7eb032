//! What a breaker with rates watches its calls with.

use super::calls::Ring;
use super::time::Buckets;
use super::{Entry, Rates, Window};
use crate::circuit_breaker::machine::Finding;
use crate::circuit_breaker::word::PERIOD_MASK;
use crate::clock::{Clock, Instant};
use crate::permit::{Beginning, Ending};
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

/// Judges the calls of a closed breaker by their rates.
#[derive(Debug)]
pub(in crate::circuit_breaker) struct Watch {
    watching: Watching,
    /// How long a slow call takes; `u64::MAX`: none is slow.
    slow_nanos: u64,
    reading: Reading,
    outcomes: Outcomes,
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

/// A watch at work.
#[derive(Clone, Copy, Debug)]
pub(in crate::circuit_breaker) struct Newest<'a> {
    pub(super) watch: &'a Watch,
    /// How often a window has begun because of a change of settings: added to state periods, so that each
    /// window has periods of its own.
    pub(super) beginnings: u32,
}

impl Watch {
    /// Of these settings. A window that one of the same kind has can serve both, one after the other.
    pub(super) fn new(watching: Watching, of_its_kind: Option<&Self>) -> Self {
        let outcomes = of_its_kind.map(|watch| watch.outcomes.clone());
        let time = match watching.window {
            Window::Calls(_) => None,
            Window::Time(time) => Some(time),
        };
        let reading = match watching.slow_call.into_iter().chain(time).min() {
            None => Reading::None,
            Some(shortest) if shortest < COARSE => Reading::Precise,
            Some(_) => Reading::Coarse,
        };
        let slow_nanos = watching.slow_call.and_then(|length| length.as_nanos().try_into().ok());
        Self {
            watching,
            slow_nanos: slow_nanos.unwrap_or(u64::MAX),
            reading,
            outcomes: outcomes.unwrap_or_else(|| Outcomes::new(watching.window)),
        }
    }

    pub(super) fn watching(&self) -> &Watching {
        &self.watching
    }

    /// Sees to it that the next outcome is judged by these settings, whatever it is.
    pub(super) fn judge_anew(&self) {
        match &self.outcomes {
            Outcomes::Calls(ring) => ring.judge_anew(),
            Outcomes::Time(buckets) => buckets.judge_anew(),
        }
    }

    /// The time as this watch reads it, if it needs to.
    #[inline]
    fn now(&self, clock: &Clock) -> Instant {
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
}

impl Newest<'_> {
    /// When a call began that is admitted now, if calls are timed.
    pub(in crate::circuit_breaker) fn beginning(self, clock: &Clock) -> Beginning {
        self.watch
            .watching
            .slow_call
            .map_or(Beginning::UNTIMED, |_| Beginning::at(self.watch.now(clock)))
    }

    /// Whether a call that ends now took `slow_call` or longer.
    pub(in crate::circuit_breaker) fn is_slow_now(self, call: Beginning, clock: &Clock) -> bool {
        call != Beginning::UNTIMED && self.watch.is_slow(call, self.watch.now(clock))
    }

    /// Lets a success of this period in by the short way. Whether a rate is reached now; `None`: it takes
    /// the long way, [`record`](Self::record).
    #[inline]
    pub(in crate::circuit_breaker) fn record_success(
        self,
        period: u32,
        beginning: Beginning,
        clock: &Clock,
    ) -> Option<bool> {
        let (watch, period) = (self.watch, self.own(period));
        let now = watch.now(clock);
        let entry = Entry { failed: false, slow: watch.is_slow(beginning, now) };
        match &watch.outcomes {
            Outcomes::Calls(ring) => Some(ring.record(period, entry, &watch.watching.rates)),
            Outcomes::Time(buckets) => {
                (entry.is_good() && buckets.record_good(period, now)).then_some(false)
            }
        }
    }

    /// Lets the outcome of a call of this period in, if it is one to enter.
    pub(in crate::circuit_breaker) fn record(
        self,
        period: u32,
        ending: Ending,
        beginning: Beginning,
        clock: &Clock,
    ) -> Finding {
        if ending == Ending::Ignored {
            return Finding::Nothing;
        }
        let (watch, period) = (self.watch, self.own(period));
        let now = watch.now(clock);
        let slow = watch.is_slow(beginning, now);
        if ending == Ending::Abandoned && !slow {
            return Finding::Nothing;
        }
        let entry = Entry { failed: ending == Ending::Failure, slow };
        let rates = &watch.watching.rates;
        let reached = match &watch.outcomes {
            Outcomes::Calls(ring) => ring.record(period, entry, rates),
            Outcomes::Time(buckets) => buckets.record(period, entry, now, rates),
        };
        if reached { Finding::RateReached } else { Finding::InWindow }
    }

    /// The failures among the outcomes of this period that are in the window now.
    pub(in crate::circuit_breaker) fn failures(self, period: u32, clock: &Clock) -> u32 {
        let (watch, period) = (self.watch, self.own(period));
        let failures = match &watch.outcomes {
            Outcomes::Calls(ring) => ring.failures(period),
            Outcomes::Time(buckets) => buckets.failures(period, watch.now(clock)),
        };
        u32::try_from(failures).unwrap_or(u32::MAX)
    }

    /// The period of the window that a state period is.
    #[inline]
    fn own(self, period: u32) -> u32 {
        period.wrapping_add(self.beginnings) & PERIOD_MASK
    }
}

impl Outcomes {
    fn new(window: Window) -> Self {
        match window {
            Window::Calls(calls) => Self::Calls(Arc::new(Ring::new(calls))),
            Window::Time(time) => Self::Time(Arc::new(Buckets::new(time))),
        }
    }
}
