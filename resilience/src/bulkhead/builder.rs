//! The builder of bulkheads.

use super::Bulkhead;
use super::core::Core;
use super::settings::BulkheadSettings;
use crate::clock::Clock;
use crate::error::{ConfigError, ConfigProblem};
use crate::events::{Event, Listener, Listeners};
use crate::settings::{Build, Fields, Follow, Identity, Table, source};
use crate::waiting::Wakers;
use std::borrow::Cow;
use std::panic::Location;
use std::time::Duration;

/// Makes a [`Bulkhead`]. See there for the table of settings; `max_concurrent` has no default.
#[derive(Clone, Debug)]
#[must_use = "a builder makes nothing until `build` or `register`"]
pub struct BulkheadBuilder {
    identity: Identity,
    settings: BulkheadSettings,
    listeners: Listeners,
}

impl BulkheadBuilder {
    pub(super) fn new() -> Self {
        Self {
            identity: Identity::new(),
            settings: BulkheadSettings::UNWRITTEN,
            listeners: Vec::new(),
        }
    }

    /// The name in errors, events and the registry. A literal costs nothing to carry in an error,
    /// an owned name a reference count. Not empty. Default: none, shown as `unnamed`.
    pub fn name(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.identity.name = Some(name.into().into());
        self
    }

    /// How many calls there may be at once: 1 to 2²⁹. It has to be given, here or in a configuration
    /// file.
    #[track_caller]
    pub fn max_concurrent(mut self, calls: u32) -> Self {
        self.settings.max_concurrent.write(calls);
        self
    }

    /// How long a caller waits for a permit at most; zero rejects at once. Default: as long as it
    /// takes.
    #[track_caller]
    pub fn max_wait(mut self, length: Duration) -> Self {
        self.settings.max_wait.write(length);
        self
    }

    /// How many callers may wait at once; whoever comes then is rejected at once. Default: no bound.
    #[track_caller]
    pub fn max_waiting(mut self, callers: usize) -> Self {
        self.settings.max_waiting.write(callers);
        self
    }

    /// Calls `listener` for every [event](Event) of the bulkhead: that it is saturated, rejections, and
    /// waits that are over. It runs outside all locks, may use the bulkhead, and should not block; its
    /// panic is caught. See [`on_event`](crate::on_event). May be given several times.
    pub fn on_event(mut self, listener: impl Fn(&Event) + Send + Sync + 'static) -> Self {
        self.listeners.push(Listener::of_all(listener));
        self
    }

    /// The clock that waits are measured by. Default [`Clock::system`].
    pub fn clock(mut self, clock: Clock) -> Self {
        self.identity.clock = Some(clock);
        self
    }

    /// Makes the bulkhead, known to nobody but the caller. What code left out is as it stands in the
    /// environment or the configuration file now, for the bulkhead's name or for all bulkheads.
    ///
    /// # Errors
    ///
    /// A [`ConfigError`] that names every setting out of its range, and a `max_concurrent` that is
    /// missing.
    #[track_caller]
    pub fn build(self) -> Result<Bulkhead, ConfigError> {
        self.build_at(&source::table(), Location::caller())
    }
}

impl Build for BulkheadBuilder {
    type Policy = Bulkhead;

    const KIND: &'static str = Bulkhead::KIND;

    fn identity(&mut self) -> &mut Identity {
        &mut self.identity
    }

    fn annotate(&mut self) {
        self.settings.annotate();
    }

    fn resolve(&mut self, table: &Table, place: &Location<'_>) -> Vec<ConfigProblem> {
        let mut problems = Vec::new();
        self.identity.check(place, &mut problems);
        self.settings.resolve(table, self.identity.name(), &mut problems);
        self.settings.check_complete(place, &mut problems);
        problems
    }

    fn build_at(
        mut self,
        table: &Table,
        place: &'static Location<'static>,
    ) -> Result<Bulkhead, ConfigError> {
        let problems = self.resolve(table, place);
        self.identity.fail_on(Self::KIND, problems)?;
        let name = self.identity.name_or_unnamed();
        let clock = self.identity.clock.unwrap_or(Clock::system());
        Ok(Bulkhead::from_core(Core::new(name, clock, &self.settings, self.listeners, place)))
    }

    fn join(
        self,
        bulkhead: &Bulkhead,
        table: &Table,
        place: &'static Location<'static>,
        wakers: &mut Wakers,
    ) -> Result<Bulkhead, ConfigError> {
        let core = bulkhead.core();
        let mut problems = Vec::new();
        self.identity.check(place, &mut problems);
        self.settings.check(&mut problems);
        self.identity.join(&core.clock, core.place, place, &mut problems);
        let join = |ours: &BulkheadSettings| {
            let mut joined = ours.join(&self.settings, &mut problems);
            joined.resolve(table, self.identity.name(), &mut problems);
            problems.is_empty().then_some(joined)
        };
        core.change(join, wakers);
        self.identity.fail_on(Self::KIND, problems)?;
        core.outlet.add(self.listeners);
        Ok(bulkhead.clone())
    }
}

impl Follow for Bulkhead {
    type Settings = BulkheadSettings;

    fn consider(&self, table: &Table) -> Result<BulkheadSettings, ConfigError> {
        let core = self.core();
        let (mut settings, mut problems) = (core.settings(), Vec::new());
        settings.resolve(table, Some(self.name()), &mut problems);
        settings.check_complete(core.place, &mut problems);
        ConfigError::unless_empty(Self::KIND, &core.name, problems)?;
        Ok(settings)
    }

    fn follow(&self, settings: BulkheadSettings, wakers: &mut Wakers) {
        self.core().change(|_| Some(settings), wakers);
    }
}
