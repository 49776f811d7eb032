//! The builder of a circuit breaker.

use super::CircuitBreaker;
use super::core::Core;
use super::settings::CircuitSettings;
use super::window::Window;
use crate::clock::Clock;
use crate::error::{ConfigError, ConfigProblem};
use crate::events::{Event, Listener, Listeners, StateChange};
use crate::settings::{Build, Fields, Follow, Identity, Table, source};
use std::borrow::Cow;
use std::fmt;
use std::panic::Location;
use std::sync::Arc;
use std::task::Waker;
use std::time::Duration;

/// Makes a [`CircuitBreaker`]. Every setting has a default; see there for the table.
#[derive(Clone)]
#[must_use = "a builder makes nothing until `build` or `register`"]
pub struct CircuitBreakerBuilder {
    identity: Identity,
    settings: CircuitSettings,
    listeners: Listeners,
    seed: Option<u64>,
}

impl CircuitBreakerBuilder {
    pub(super) fn new() -> Self {
        Self {
            identity: Identity::new(),
            settings: CircuitSettings::UNWRITTEN,
            listeners: Vec::new(),
            seed: None,
        }
    }

    /// The name in errors, events and the registry. A literal costs nothing to carry in an error,
    /// an owned name a reference count. Not empty. Default: none, shown as `unnamed`.
    pub fn name(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.identity.name = Some(name.into().into());
        self
    }

    /// How many consecutive failures open the breaker: 1 to 2³² − 1. Default 5; beside a
    /// [`failure_rate`](Self::failure_rate) or a [`slow_call_rate`](Self::slow_call_rate) none, unless it
    /// is written.
    #[track_caller]
    pub fn max_failures(mut self, failures: u32) -> Self {
        self.settings.max_failures.write(failures);
        self
    }

    /// How long the breaker stays open before it admits a probe: more than zero; `Duration::MAX`
    /// means until it is reset. Default 60 s.
    #[track_caller]
    pub fn reset_timeout(mut self, length: Duration) -> Self {
        self.settings.reset_timeout.write(length);
        self
    }

    /// How many probes may be in flight at once while half-open: 1 to 65,535. Default 1.
    #[track_caller]
    pub fn half_open_max_calls(mut self, calls: u32) -> Self {
        self.settings.half_open_max_calls.write(calls);
        self
    }

    /// How many probes must succeed to close the breaker: 1 to 65,535. Default: as many as may be
    /// in flight at once.
    #[track_caller]
    pub fn success_threshold(mut self, successes: u32) -> Self {
        self.settings.success_threshold.write(successes);
        self
    }

    /// After how long without any probe admitted or settled the probe slots that are taken become
    /// free again: more than zero; `Duration::MAX` means never. Default: the reset timeout.
    #[track_caller]
    pub fn probe_timeout(mut self, length: Duration) -> Self {
        self.settings.probe_timeout.write(length);
        self
    }

    /// Which share of the calls in the [`window`](Self::window) opens the breaker if they fail: above 0,
    /// at most 1. It is enough to reach it, once there are [`minimum_calls`](Self::minimum_calls).
    /// Default: none, failures in a row do.
    #[track_caller]
    pub fn failure_rate(mut self, rate: f64) -> Self {
        self.settings.failure_rate.write(rate);
        self
    }

    /// The calls that the rates are taken of: the last 1 to 65,536, or those of the last 10 ms or more.
    /// It starts empty whenever the breaker closes. Default: the last 100, where there is a rate.
    ///
    /// Successes and failures enter it, and abandoned calls that were slow; what is ignored does not.
    #[track_caller]
    pub fn window(mut self, window: Window) -> Self {
        self.settings.window.write(window);
        self
    }

    /// How many calls there must be in the window before a rate opens the breaker: 1 to 2³² − 1, and no
    /// more than the window holds. Default: 20, or as many as the window holds.
    #[track_caller]
    pub fn minimum_calls(mut self, calls: u32) -> Self {
        self.settings.minimum_calls.write(calls);
        self
    }

    /// How long a call takes to be a slow one: more than zero; `Duration::MAX` means that none is.
    /// Needs a [`slow_call_rate`](Self::slow_call_rate). Default: none.
    ///
    /// An abandoned call that ran for as long is a slow one, too. On the system clock, where there is
    /// a coarse one, 100 ms and more are exact to its tick (1 to 10 ms).
    #[track_caller]
    pub fn slow_call(mut self, length: Duration) -> Self {
        self.settings.slow_call.write(length);
        self
    }

    /// Which share of the calls in the [`window`](Self::window) opens the breaker if they are
    /// [slow](Self::slow_call), failed or not: above 0, at most 1. While half-open a slow probe is then
    /// a failure, also if it succeeds or is abandoned. Default: none.
    #[track_caller]
    pub fn slow_call_rate(mut self, rate: f64) -> Self {
        self.settings.slow_call_rate.write(rate);
        self
    }

    /// By what the open time grows each time that a probe opens the breaker again: a finite number of 1
    /// or more. Default: none, it is always the same.
    ///
    /// The first opening lasts for exactly the reset timeout, the k-th reopening after it for
    /// `reset_timeout · factorᵏ · (1 + u/10)`, with u random from 0 to 1 so that many breakers do not
    /// reopen in step, and at most for [`max_reset_timeout`](Self::max_reset_timeout). Once the breaker
    /// closes it starts from the beginning.
    #[track_caller]
    pub fn reset_timeout_factor(mut self, factor: f64) -> Self {
        self.settings.reset_timeout_factor.write(factor);
        self
    }

    /// The longest open time: at least the reset timeout; `Duration::MAX` means that there is none.
    /// Needs a [`reset_timeout_factor`](Self::reset_timeout_factor). Default: an hour, or the reset
    /// timeout if that is longer.
    #[track_caller]
    pub fn max_reset_timeout(mut self, length: Duration) -> Self {
        self.settings.max_reset_timeout.write(length);
        self
    }

    /// Makes what is random in open times the same in every run: for tests.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Calls `listener` after every change of state, one after another in their order, outside all
    /// locks. It may use the breaker; its panic is caught and changes nothing.
    ///
    /// It may run on the thread of another caller, and a call may return before the listener has
    /// run for the change that the call made; what happens while it runs waits in a queue. So it
    /// should be quick and not block: the thread may be an executor's. May be given several times.
    pub fn on_state_change(
        mut self,
        listener: impl Fn(&StateChange) + Send + Sync + 'static,
    ) -> Self {
        self.listeners.push(Listener::of_transitions(listener));
        self
    }

    /// Calls `listener` for every [event](Event) of the breaker: changes of state, and rejections. In the
    /// way of [`on_state_change`](Self::on_state_change). May be given several times.
    pub fn on_event(mut self, listener: impl Fn(&Event) + Send + Sync + 'static) -> Self {
        self.listeners.push(Listener::of_all(listener));
        self
    }

    /// The clock that times are read from. Default [`Clock::system`].
    pub fn clock(mut self, clock: Clock) -> Self {
        self.identity.clock = Some(clock);
        self
    }

    /// Makes the breaker, known to nobody but the caller. What code left out is as it stands in the
    /// environment or the configuration file now, for the breaker's name or for all breakers.
    ///
    /// # Errors
    ///
    /// A [`ConfigError`] that names every setting that is out of its range or cannot hold beside the
    /// others.
    #[track_caller]
    pub fn build(self) -> Result<CircuitBreaker, ConfigError> {
        self.build_at(&source::table(), Location::caller())
    }
}

impl Build for CircuitBreakerBuilder {
    type Policy = CircuitBreaker;

    const KIND: &'static str = CircuitBreaker::KIND;

    fn identity(&mut self) -> &mut Identity {
        &mut self.identity
    }

    fn resolve(&mut self, table: &Table, place: &Location<'_>) -> Vec<ConfigProblem> {
        let mut problems = Vec::new();
        self.identity.check(place, &mut problems);
        self.settings.resolve(table, self.identity.name(), &mut problems);
        self.settings.check_ranges(&mut problems);
        self.settings.check_together(&mut problems);
        problems
    }

    fn build_at(
        mut self,
        table: &Table,
        place: &'static Location<'static>,
    ) -> Result<CircuitBreaker, ConfigError> {
        let problems = self.resolve(table, place);
        self.identity.fail_on(Self::KIND, problems)?;
        let name = self.identity.name_or_unnamed();
        let clock = self.identity.clock.unwrap_or(Clock::system());
        let settings = Arc::new(self.settings);
        let core = Core::new(name, clock, settings, self.listeners, place, self.seed);
        Ok(CircuitBreaker::from_core(core))
    }

    fn join(
        self,
        breaker: &CircuitBreaker,
        table: &Table,
        place: &'static Location<'static>,
        _: &mut Vec<Waker>,
    ) -> Result<CircuitBreaker, ConfigError> {
        let core = breaker.core();
        let mut problems = Vec::new();
        self.identity.check(place, &mut problems);
        self.settings.check_ranges(&mut problems);
        let mut joined = core.settings.load().join(&self.settings, &mut problems);
        joined.resolve(table, self.identity.name(), &mut problems);
        self.identity.join(&core.clock, core.place, place, &mut problems);
        if problems.is_empty() {
            // What one lacks the other may have written.
            joined.check_together(&mut problems);
        }
        self.identity.fail_on(Self::KIND, problems)?;
        core.follow(Arc::new(joined));
        core.outlet.add(self.listeners);
        Ok(breaker.clone())
    }
}

impl Follow for CircuitBreaker {
    type Settings = Arc<CircuitSettings>;

    fn consider(&self, table: &Table) -> Result<Arc<CircuitSettings>, ConfigError> {
        let core = self.core();
        let (mut settings, mut problems) = (**core.settings.load(), Vec::new());
        settings.resolve(table, Some(self.name()), &mut problems);
        settings.check_together(&mut problems);
        ConfigError::unless_empty(Self::KIND, &core.name, problems)?;
        Ok(Arc::new(settings))
    }

    fn follow(&self, settings: Arc<CircuitSettings>, _: &mut Vec<Waker>) {
        self.core().follow(settings);
    }
}

impl fmt::Debug for CircuitBreakerBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CircuitBreakerBuilder")
            .field("name", &self.identity.name)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
