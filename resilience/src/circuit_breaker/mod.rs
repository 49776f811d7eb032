//! The circuit breaker.

mod builder;
mod calls;
mod core;
mod drive;
mod machine;
#[cfg(all(test, resilience_loom))]
mod models;
mod open_time;
mod reading;
mod settings;
mod stats;
mod window;
mod word;

pub use self::builder::CircuitBreakerBuilder;
pub(crate) use self::core::Core;
pub(crate) use self::machine::Refusal;
use self::machine::State;
pub(crate) use self::settings::CircuitSettings;
pub use self::window::Window;
use self::word::Stamp;
use crate::error::Rejected;
use crate::events::{CircuitState, CircuitStats, Event, Listener, StateChange};
use crate::outcome::Outcome;
use crate::permit::{Beginning, Ending, Permit, Settle};
use crate::settings::Settings;
use std::fmt;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::Arc;
use std::time::Duration;

/// Stops calling a dependency that fails, and finds out when it is well again.
///
/// # Problem
///
/// A dependency that is down answers slowly or not at all. Every call to it costs a thread or a
/// task, and keeps it from recovering.
///
/// # Model
///
/// *Closed*, calls pass; `max_failures` failures in a row open the breaker. *Open*, calls are
/// rejected at once. After `reset_timeout` the next caller finds it *half-open*: at most
/// `half_open_max_calls` probes pass at a time; `success_threshold` successes close it, the first
/// failure opens it again. [`force_open`](Self::force_open) and [`disable`](Self::disable) overrule
/// all that until [`reset`](Self::reset).
///
/// Every admitted call holds a [`Permit`] that knows in which state period it was issued. A result
/// that comes in a later period changes nothing but [`CircuitStats::late_results`]. A call that
/// is given up or ignored gives its probe slot back; slots of probes that never end become free
/// after `probe_timeout`.
///
/// | setting | default | range |
/// | --- | --- | --- |
/// | `max_failures` | 5 | 1 – 2³² − 1 |
/// | `reset_timeout` | 60 s | > 0; `Duration::MAX` = never |
/// | `half_open_max_calls` | 1 | 1 – 65,535 |
/// | `success_threshold` | `half_open_max_calls` | 1 – 65,535 |
/// | `probe_timeout` | `reset_timeout` | > 0; `Duration::MAX` = never |
/// | `failure_rate` | none | above 0, at most 1 |
/// | `window` | the last 100 calls | 1 – 65,536 calls, or a time of 10 ms or more |
/// | `minimum_calls` | 20, or what the window holds | 1 – 2³² − 1 |
/// | `slow_call` | none | > 0; `Duration::MAX` = no call is |
/// | `slow_call_rate` | none | above 0, at most 1 |
/// | `reset_timeout_factor` | none | 1 or more |
/// | `max_reset_timeout` | an hour, or `reset_timeout` | ≥ `reset_timeout`; `Duration::MAX` = none |
///
/// # Rates
///
/// With a `failure_rate`, a `slow_call_rate` or both, a [`Window`] of outcomes is watched, and
/// `max_failures` only counts if it is written, too; either opens the breaker. A rate opens it when it is
/// reached, as soon as `minimum_calls` outcomes are in the window. Those are successes, failures, and
/// abandoned calls that ran for `slow_call` or longer, which are slow and no failures; both rates are
/// shares of all of them. While half-open, a probe that is slow (and not ignored) is a failure if
/// `slow_call_rate` is set. Whenever the breaker closes, the window starts empty.
///
/// ```
/// use resilience::{CircuitBreaker, CircuitState, Window};
///
/// let breaker =
///     CircuitBreaker::builder().failure_rate(0.5).window(Window::Calls(10)).minimum_calls(4).build()?;
/// for _ in 0..2 {
///     breaker.record_success();
///     breaker.record_failure();
/// }
/// assert_eq!(breaker.state(), CircuitState::Open); // two of four
/// # Ok::<(), resilience::ConfigError>(())
/// ```
///
/// # Choosing values
///
/// `max_failures`: as many failures in a row as bad luck never gives. A rate instead, where calls are many
/// and some always fail; a window of time, where they come in bursts. `reset_timeout`: the time the
/// dependency takes to restart. `reset_timeout_factor` with `max_reset_timeout`, where a fleet would
/// otherwise call a dependency that is down again and again. `probe_timeout`: longer than the slowest
/// call you would still wait for; a probe that takes longer loses its slot, though not its say.
///
/// # Interplay
///
/// A timeout belongs inside the breaker, so that a hanging call is a failure; outside, it drops the
/// call and the breaker sees an abandoned one. A rejection by a policy inside is ignored: the
/// dependency was not asked.
///
/// # Pitfalls
///
/// A breaker guards one dependency: give each its own. A clone shares the state.
///
/// ```
/// use resilience::{CircuitBreaker, Error};
/// use std::time::Duration;
///
/// let breaker = CircuitBreaker::builder()
///     .name("payments")
///     .max_failures(3)
///     .reset_timeout(Duration::from_secs(30))
///     .build()?;
/// for _ in 0..3 {
///     let result: Result<(), Error<&str>> = breaker.call(|| Err("connection refused"));
///     assert!(matches!(result, Err(Error::Inner("connection refused"))));
/// }
/// assert!(breaker.is_open());
/// # Ok::<(), resilience::ConfigError>(())
/// ```
#[derive(Clone)]
pub struct CircuitBreaker(Arc<Core>);

impl CircuitBreaker {
    pub(crate) const KIND: &'static str = "circuit breaker";

    /// A builder with every setting at its default.
    pub fn builder() -> CircuitBreakerBuilder {
        CircuitBreakerBuilder::new()
    }

    fn from_core(core: Core) -> Self {
        Self(Arc::new(core))
    }

    /// What all clones share: what a driver of ours holds on to.
    #[inline]
    pub(crate) fn core(&self) -> &Core {
        &self.0
    }

    /// Asks to make one call. The permit borrows the breaker.
    ///
    /// # Errors
    ///
    /// [`Rejected::CircuitOpen`] if the breaker is open, or half-open without a free probe slot.
    /// [`Rejected::ShuttingDown`] once its [registry drains](crate::Registry::drain).
    #[inline]
    pub fn try_acquire(&self) -> Result<Permit<&Self>, Rejected> {
        match self.core().admit() {
            Ok(stamp) => Ok(Permit::handed_out(self, stamp, self.core().beginning(stamp))),
            Err(refusal) => Err(self.core().rejection(refusal)),
        }
    }

    /// Asks to make one call. The permit is `'static`: it may go to another task or thread.
    ///
    /// # Errors
    ///
    /// As [`try_acquire`](Self::try_acquire).
    #[inline]
    pub fn try_acquire_owned(&self) -> Result<Permit<Self>, Rejected> {
        match self.core().admit() {
            Ok(stamp) => {
                let beginning = self.core().beginning(stamp);
                Ok(Permit::handed_out(self.clone(), stamp, beginning))
            }
            Err(refusal) => Err(self.core().rejection(refusal)),
        }
    }

    /// Adds a listener to a breaker that is there already: that of an annotated function, or one
    /// from the registry. As [`CircuitBreakerBuilder::on_state_change`]; it hears no earlier change.
    pub fn on_state_change(&self, listener: impl Fn(&StateChange) + Send + Sync + 'static) {
        self.core().outlet.add(vec![Listener::of_transitions(listener)]);
    }

    /// Adds a listener of all [events](Event) of the breaker, as
    /// [`CircuitBreakerBuilder::on_event`]; it hears nothing earlier.
    pub fn on_event(&self, listener: impl Fn(&Event) + Send + Sync + 'static) {
        self.core().outlet.add(vec![Listener::of_all(listener)]);
    }

    /// Counts a success that was seen elsewhere, as a call admitted and settled at this instant:
    /// while half-open or due it is a probe's.
    pub fn record_success(&self) {
        self.core().record(Outcome::Success.into());
    }

    /// Counts a failure that was seen elsewhere, as a call admitted and settled at this instant:
    /// while half-open or due it is a probe's.
    pub fn record_failure(&self) {
        self.core().record(Outcome::Failure.into());
    }

    /// The state that the next caller would meet: half-open as soon as the open time is over.
    /// Changes nothing.
    #[must_use]
    pub fn state(&self) -> CircuitState {
        self.core().state()
    }

    /// Whether the next caller would meet it [open](CircuitState::Open) or
    /// [forced open](CircuitState::ForcedOpen).
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.state(), CircuitState::Open | CircuitState::ForcedOpen)
    }

    /// The failures in a row, or those in the window where a rate is set; while the breaker is not
    /// closed, the number with which it ceased to be.
    #[must_use]
    pub fn failure_count(&self) -> u32 {
        self.core().failure_count()
    }

    /// How long the breaker stays open from now: zero unless open, `Duration::MAX` if only a reset
    /// ends it.
    #[must_use]
    pub fn remaining(&self) -> Duration {
        self.core().remaining()
    }

    /// What the breaker has seen so far.
    #[must_use]
    pub fn stats(&self) -> CircuitStats {
        self.core().counters.read()
    }

    /// Closes the breaker, whatever its state, and forgets the streak and the window; results of calls
    /// that are in flight will be late. The statistics stay. (Nothing once its registry drains.)
    pub fn reset(&self) {
        self.core().restart();
    }

    /// Rejects every call until [`reset`](Self::reset). Does nothing if it is so already.
    pub fn force_open(&self) {
        self.core().enforce(State::ForcedOpen);
    }

    /// Admits every call and records nothing until [`reset`](Self::reset). Does nothing if it is so
    /// already.
    pub fn disable(&self) {
        self.core().enforce(State::Disabled);
    }

    /// The name; `unnamed` if none was given.
    #[must_use]
    pub fn name(&self) -> &str {
        self.core().name.as_str()
    }

    /// Every setting in force and where it was written.
    #[must_use]
    pub fn settings(&self) -> Settings {
        let values = self.core().settings.load().shown();
        Settings { kind: Self::KIND, name: String::from(self.name()), values }
    }
}

// No panic of guarded code, a judge or a listener leaves it in a state that it should not be in.
impl UnwindSafe for CircuitBreaker {}
impl RefUnwindSafe for CircuitBreaker {}

impl Settle for CircuitBreaker {
    type Stamp = Stamp;

    #[inline]
    fn settle(&self, stamp: Stamp, beginning: Beginning, ending: Ending) {
        self.core().settle(stamp, beginning, ending);
    }
}

impl fmt::Debug for CircuitBreaker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CircuitBreaker")
            .field("name", &self.name())
            .field("state", &self.state())
            .finish_non_exhaustive()
    }
}
