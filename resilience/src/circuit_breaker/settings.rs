//! The settings of a circuit breaker and their builder.

use super::core::Core;
use super::machine::Rules;
use super::{CircuitBreaker, StateChange};
use crate::clock::Clock;
use crate::error::{ConfigError, ConfigProblem};
use crate::events::Listener;
use crate::settings::{Build, Field, Identity, SettingValue};
use std::borrow::Cow;
use std::fmt;
use std::panic::Location;
use std::sync::Arc;
use std::task::Waker;
use std::time::Duration;

const MAX_FAILURES: u32 = 5;
const RESET_TIMEOUT: Duration = Duration::from_secs(60);
const HALF_OPEN_MAX_CALLS: u32 = 1;

const SHORTEST: Duration = Duration::from_nanos(1);
const MOST_PROBES: u32 = 65_535;

/// What code wrote, and what follows from it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CircuitSettings {
    max_failures: Field<u32>,
    reset_timeout: Field<Duration>,
    half_open_max_calls: Field<u32>,
    success_threshold: Field<u32>,
    probe_timeout: Field<Duration>,
}

impl CircuitSettings {
    const UNWRITTEN: Self = Self {
        max_failures: Field::new("max_failures", (1, u32::MAX)),
        reset_timeout: Field::new("reset_timeout", SHORTEST),
        half_open_max_calls: Field::new("half_open_max_calls", (1, MOST_PROBES)),
        success_threshold: Field::new("success_threshold", (1, MOST_PROBES)),
        probe_timeout: Field::new("probe_timeout", SHORTEST),
    };

    pub(super) fn rules(&self) -> Rules {
        let small = |number: u32| u16::try_from(number).expect("checked against MOST_PROBES");
        Rules {
            max_failures: self.max_failures.or(MAX_FAILURES),
            probes: small(self.probes()),
            successes: small(self.success_threshold.or(self.probes())),
        }
    }

    pub(super) fn reset_timeout(&self) -> Duration {
        self.reset_timeout.or(RESET_TIMEOUT)
    }

    pub(super) fn probe_timeout(&self) -> Duration {
        self.probe_timeout.or(self.reset_timeout())
    }

    fn probes(&self) -> u32 {
        self.half_open_max_calls.or(HALF_OPEN_MAX_CALLS)
    }

    fn check(&self, problems: &mut Vec<ConfigProblem>) {
        self.max_failures.check(problems);
        self.reset_timeout.check(problems);
        self.half_open_max_calls.check(problems);
        self.success_threshold.check(problems);
        self.probe_timeout.check(problems);
    }

    /// What both agree on, every disagreement reported.
    fn join(&self, newcomer: &Self, problems: &mut Vec<ConfigProblem>) -> Self {
        Self {
            max_failures: self.max_failures.join(&newcomer.max_failures, problems),
            reset_timeout: self.reset_timeout.join(&newcomer.reset_timeout, problems),
            half_open_max_calls: self
                .half_open_max_calls
                .join(&newcomer.half_open_max_calls, problems),
            success_threshold: self.success_threshold.join(&newcomer.success_threshold, problems),
            probe_timeout: self.probe_timeout.join(&newcomer.probe_timeout, problems),
        }
    }

    pub(super) fn shown(&self) -> Vec<SettingValue> {
        vec![
            self.max_failures.shown(MAX_FAILURES),
            self.reset_timeout.shown(RESET_TIMEOUT),
            self.half_open_max_calls.shown(HALF_OPEN_MAX_CALLS),
            self.success_threshold.shown(self.probes()),
            self.probe_timeout.shown(self.reset_timeout()),
        ]
    }
}

/// Makes a [`CircuitBreaker`]. Every setting has a default; see there for the table.
#[derive(Clone)]
#[must_use = "a builder makes nothing until `build` or `register`"]
pub struct CircuitBreakerBuilder {
    identity: Identity,
    settings: CircuitSettings,
    listeners: Vec<Listener<StateChange>>,
}

impl CircuitBreakerBuilder {
    pub(super) fn new() -> Self {
        Self {
            identity: Identity::new(),
            settings: CircuitSettings::UNWRITTEN,
            listeners: Vec::new(),
        }
    }

    /// The name in errors, events and the registry. A literal costs nothing to carry in an error,
    /// an owned name a reference count. Not empty. Default: none, shown as `unnamed`.
    pub fn name(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.identity.name = Some(name.into().into());
        self
    }

    /// How many consecutive failures open the breaker: 1 to 2³² − 1. Default 5.
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
        self.listeners.push(Arc::new(listener));
        self
    }

    /// The clock that times are read from. Default [`Clock::system`].
    pub fn clock(mut self, clock: Clock) -> Self {
        self.identity.clock = Some(clock);
        self
    }

    /// Makes the breaker, known to nobody but the caller.
    ///
    /// # Errors
    ///
    /// A [`ConfigError`] that names every setting out of its range.
    #[track_caller]
    pub fn build(self) -> Result<CircuitBreaker, ConfigError> {
        self.build_at(Location::caller())
    }
}

impl Build for CircuitBreakerBuilder {
    type Policy = CircuitBreaker;

    const KIND: &'static str = CircuitBreaker::KIND;

    fn identity(&mut self) -> &mut Identity {
        &mut self.identity
    }

    fn problems(&self, place: &Location<'_>) -> Vec<ConfigProblem> {
        let mut problems = Vec::new();
        self.identity.check(place, &mut problems);
        self.settings.check(&mut problems);
        problems
    }

    fn build_at(self, place: &'static Location<'static>) -> Result<CircuitBreaker, ConfigError> {
        self.identity.fail_on(Self::KIND, self.problems(place))?;
        let name = self.identity.name_or_unnamed();
        let clock = self.identity.clock.unwrap_or(Clock::system());
        let core = Core::new(name, clock, self.settings, self.listeners, place);
        Ok(CircuitBreaker::from_core(core))
    }

    fn join(
        self,
        breaker: &CircuitBreaker,
        place: &'static Location<'static>,
        _: &mut Vec<Waker>,
    ) -> Result<CircuitBreaker, ConfigError> {
        let core = breaker.core();
        let mut problems = self.problems(place);
        let joined = core.settings.load().join(&self.settings, &mut problems);
        self.identity.join(&core.clock, core.place, place, &mut problems);
        self.identity.fail_on(Self::KIND, problems)?;
        core.settings.store(Arc::new(joined));
        core.listeners.add(self.listeners);
        Ok(breaker.clone())
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
