//! The builder of retries.

use super::Retry;
use super::backoff::Backoff;
use super::budget::RetryBudget;
use super::core::Core;
use super::settings::RetrySettings;
use crate::clock::Clock;
use crate::error::{ConfigError, ConfigProblem};
use crate::events::{Event, Listener, Listeners};
use crate::settings::{Build, Fields, Follow, Identity, Table, source};
use std::borrow::Cow;
use std::panic::Location;
use std::sync::Arc;
use std::task::Waker;

/// Makes a [`Retry`]. Every setting has a default; see there for the table.
#[derive(Clone, Debug)]
#[must_use = "a builder makes nothing until `build` or `register`"]
pub struct RetryBuilder {
    identity: Identity,
    settings: RetrySettings,
    budget: Option<RetryBudget>,
    seed: Option<u64>,
    listeners: Listeners,
}

impl RetryBuilder {
    pub(super) fn new() -> Self {
        Self {
            identity: Identity::new(),
            settings: RetrySettings::UNWRITTEN,
            budget: None,
            seed: None,
            listeners: Vec::new(),
        }
    }

    /// The name in events and the registry. Not empty. Default: none, shown as `unnamed`.
    pub fn name(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.identity.name = Some(name.into().into());
        self
    }

    /// The most attempts that there are for one call, the first included: 1 to 2³² − 1. Default 3.
    #[track_caller]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.settings.max_attempts.write(attempts);
        self
    }

    /// The waits between attempts. It holds whole: a configuration file changes no part of it. Default:
    /// exponential from 100 ms, factor 2, at most 10 s, full jitter.
    #[track_caller]
    pub fn backoff(mut self, backoff: Backoff) -> Self {
        self.settings.backoff.write(backoff);
        self
    }

    /// What retries there may be beside the calls. It holds whole: a configuration file changes no part
    /// of it. Default: as many as the attempts allow.
    #[track_caller]
    pub fn budget(mut self, budget: RetryBudget) -> Self {
        self.settings.budget.write(Some(budget.limits()));
        self.budget = Some(budget);
        self
    }

    /// As many retries as the attempts allow, whatever a configuration file says.
    #[track_caller]
    pub fn no_budget(mut self) -> Self {
        self.settings.budget.write(None);
        self.budget = None;
        self
    }

    /// Calls `listener` for every [event](Event) of the retry: attempts that will be made, and that none is
    /// left. It runs outside all locks and should not block; its panic is caught. See
    /// [`on_event`](crate::on_event). May be given several times.
    pub fn on_event(mut self, listener: impl Fn(&Event) + Send + Sync + 'static) -> Self {
        self.listeners.push(Listener::of_all(listener));
        self
    }

    /// The clock that waits are measured by. Default [`Clock::system`].
    pub fn clock(mut self, clock: Clock) -> Self {
        self.identity.clock = Some(clock);
        self
    }

    /// Makes the jitter of every call the same: for tests.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Makes the retry, known to nobody but the caller. What code left out is as it stands in the
    /// environment or the configuration file now, for the retry's name or for all retries.
    ///
    /// # Errors
    ///
    /// A [`ConfigError`] that names every setting out of its range, those of the backoff and the budget
    /// included.
    #[track_caller]
    pub fn build(self) -> Result<Retry, ConfigError> {
        self.build_at(&source::table(), Location::caller())
    }

    /// What is wrong with what code wrote.
    fn own_problems(&self, place: &Location<'_>) -> Vec<ConfigProblem> {
        let mut problems = Vec::new();
        self.identity.check(place, &mut problems);
        self.settings.check(&mut problems);
        if let Some(budget) = &self.budget {
            budget.check(&mut problems);
        }
        problems
    }
}

impl Build for RetryBuilder {
    type Policy = Retry;

    const KIND: &'static str = Retry::KIND;

    fn identity(&mut self) -> &mut Identity {
        &mut self.identity
    }

    fn annotate(&mut self) {
        self.settings.annotate();
    }

    fn resolve(&mut self, table: &Table, place: &Location<'_>) -> Vec<ConfigProblem> {
        let mut problems = self.own_problems(place);
        self.settings.resolve(table, self.identity.name(), &mut problems);
        self.settings.check_together(&mut problems);
        problems
    }

    fn build_at(
        mut self,
        table: &Table,
        place: &'static Location<'static>,
    ) -> Result<Retry, ConfigError> {
        let problems = self.resolve(table, place);
        self.identity.fail_on(Self::KIND, problems)?;
        let name = self.identity.name_or_unnamed();
        let clock = self.identity.clock.unwrap_or(Clock::system());
        let settings = Arc::new(self.settings);
        let core = Core::new(name, clock, settings, self.budget, self.listeners, place, self.seed);
        Ok(Retry::from_core(core))
    }

    fn join(
        self,
        retry: &Retry,
        table: &Table,
        place: &'static Location<'static>,
        _: &mut Vec<Waker>,
    ) -> Result<Retry, ConfigError> {
        let core = retry.core();
        let mut problems = self.own_problems(place);
        let mut joined = core.settings.load().join(&self.settings, &mut problems);
        joined.resolve(table, self.identity.name(), &mut problems);
        self.identity.join(&core.clock, core.place, place, &mut problems);
        joined.check_together(&mut problems);
        self.identity.fail_on(Self::KIND, problems)?;
        core.follow(Arc::new(joined), self.budget);
        core.outlet.add(self.listeners);
        Ok(retry.clone())
    }
}

impl Follow for Retry {
    type Settings = Arc<RetrySettings>;

    fn consider(&self, table: &Table) -> Result<Arc<RetrySettings>, ConfigError> {
        let core = self.core();
        let (mut settings, mut problems) = (**core.settings.load(), Vec::new());
        settings.resolve(table, Some(self.name()), &mut problems);
        settings.check_together(&mut problems);
        ConfigError::unless_empty(Self::KIND, &core.name, problems)?;
        Ok(Arc::new(settings))
    }

    fn follow(&self, settings: Arc<RetrySettings>, _: &mut Vec<Waker>) {
        self.core().follow(settings, None);
    }
}
