//! The builder of watchdogs.

use super::Watchdog;
use super::alarm::{Alarm, Orders};
use super::core::Core;
use super::event::Event;
use super::settings::{WatchdogSettings, Watched, check_path};
use super::state_file::StateFile;
use crate::clock::Clock;
use crate::error::ConfigError;
use crate::process::Alert;
use crate::process::courier::Callback;
use crate::process::home::Home;
use crate::settings::{Identity, source};
use std::borrow::Cow;
use std::fmt;
use std::future::Future;
use std::panic::Location;
use std::path::PathBuf;
use std::time::Duration;

/// Makes a [`Watchdog`]. See there for the table of settings.
#[must_use = "a builder makes nothing until `build`"]
pub struct WatchdogBuilder {
    identity: Identity,
    settings: WatchdogSettings,
    state_file: Option<PathBuf>,
    orders: Orders,
}

impl WatchdogBuilder {
    pub(super) fn new(state_file: Option<PathBuf>) -> Self {
        Self {
            identity: Identity::new(),
            settings: WatchdogSettings::UNWRITTEN,
            state_file,
            orders: Orders::default(),
        }
    }

    /// The name in alerts, logs, reports and errors. Not empty. Default: none, shown as `unnamed`.
    pub fn name(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.identity.name = Some(name.into().into());
        self
    }

    /// How long there may be no ping: 100 ms or more; `Duration::MAX` is for ever. Default 30 s.
    #[track_caller]
    pub fn timeout(mut self, length: Duration) -> Self {
        self.settings.timeout.write(length);
        self
    }

    /// How old the last beat in a state file may be: 200 ms or more; `Duration::MAX` is any age.
    /// Default 30 s.
    #[track_caller]
    pub fn max_age(mut self, age: Duration) -> Self {
        self.settings.max_age.write(age);
        self
    }

    /// How often a state file is read: every 100 ms or less often. Default half of `max_age`.
    #[track_caller]
    pub fn check_interval(mut self, length: Duration) -> Self {
        self.settings.check_interval.write(length);
        self
    }

    /// The clock that silences and ticks are measured by. Default [`Clock::system`]. The age of a state
    /// file, and the patience with callbacks, go by the machine's time whatever clock that is.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.identity.clock = Some(clock);
        self
    }

    /// Called once per silence, on a thread of its own. Each one that is given is called.
    pub fn on_timeout(mut self, call: impl Fn() + Send + Sync + 'static) -> Self {
        self.orders.silence.push(Callback::plain(move |_: &Event| call()));
        self
    }

    /// As [`on_timeout`](Self::on_timeout), for a future. It runs on a small runtime of its own, with
    /// timers and I/O: the program's may be what hangs. What it spawns ends with it.
    pub fn on_timeout_async<Fut: Future<Output = ()> + Send + 'static>(
        mut self,
        call: impl Fn() -> Fut + Send + Sync + 'static,
    ) -> Self {
        self.orders.silence.push(Callback::task_at(Home::apart(), move |_: &Event| call()));
        self
    }

    /// As [`on_timeout`](Self::on_timeout), and told what to tell people.
    pub fn on_alert(mut self, call: impl Fn(&Alert) + Send + Sync + 'static) -> Self {
        self.orders.silence.push(Callback::plain(move |event: &Event| call(&event.alert())));
        self
    }

    /// As [`on_alert`](Self::on_alert), for a future, which runs as one of
    /// [`on_timeout_async`](Self::on_timeout_async) does.
    pub fn on_alert_async<Fut: Future<Output = ()> + Send + 'static>(
        mut self,
        call: impl Fn(&Alert) -> Fut + Send + Sync + 'static,
    ) -> Self {
        let call = move |event: &Event| call(&event.alert());
        self.orders.silence.push(Callback::task_at(Home::apart(), call));
        self
    }

    /// Called, with how late it was, when the watchdog's own tick came late by a tick or more: the process
    /// was suspended or starved, and whoever is watched has been given another window. That is no
    /// alarm. Runs as [`on_timeout`](Self::on_timeout).
    pub fn on_clock_gap(mut self, call: impl Fn(Duration) + Send + Sync + 'static) -> Self {
        self.orders.gap.push(Callback::plain(move |event: &Event| call(event.length)));
        self
    }

    /// Writes one line to standard error for every silence, with its length, and for every clock gap.
    pub fn log(mut self) -> Self {
        self.orders.logs = true;
        self
    }

    /// Writes a file for every silence, in place of that of the last one: JSON, with the length of the
    /// silence and the names of the policies in the [`registry()`](crate::registry()) that are open
    /// (breakers), full (bulkheads) or empty (limiters). It is written aside and renamed; a symlink
    /// there is replaced, not followed; its folder is made.
    pub fn report(mut self, path: impl Into<PathBuf>) -> Self {
        self.orders.report = Some(path.into());
        self
    }

    /// Ends the process with this exit code, 1 to 255, for a supervisor to start it anew: two seconds after the
    /// callbacks were called, or as soon as they are through, whatever hangs. Nothing is dropped, no
    /// handler of the process's exit runs. A ping that comes meanwhile changes nothing; a
    /// [`stop`](Watchdog::stop) does.
    #[track_caller]
    pub fn abort(mut self, exit_code: u8) -> Self {
        self.settings.abort.write(exit_code.into());
        self
    }

    /// Makes the watchdog, which does not watch before it is started. A timeout that code left out is as
    /// it stands in the environment or the configuration file now, in `[resilience.watchdog]`.
    ///
    /// # Errors
    ///
    /// A [`ConfigError`] that names every setting out of its range, those that belong to the other
    /// way of watching, and paths that no file can have.
    #[track_caller]
    pub fn build(self) -> Result<Watchdog, ConfigError> {
        let place = Location::caller();
        let Self { identity, mut settings, state_file, orders } = self;
        let mut problems = Vec::new();
        let watched = if state_file.is_some() { Watched::File } else { Watched::Pings };
        identity.check(place, &mut problems);
        settings.resolve(watched, &source::table(), &mut problems);
        settings.check(watched, &mut problems);
        check_path("state_file", state_file.as_deref(), place, &mut problems);
        check_path("report", orders.report.as_deref(), place, &mut problems);
        identity.fail_on(Watchdog::KIND, problems)?;
        let clock = identity.clock.clone().unwrap_or(Clock::system());
        let file = state_file.map(|path| StateFile::new(path, settings.max_age()));
        let name = identity.name_or_unnamed();
        let alarm = Alarm::new(name.clone(), orders);
        Ok(Watchdog::from_core(Core::new(name, clock, &settings, file, alarm)))
    }
}

impl fmt::Debug for WatchdogBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WatchdogBuilder")
            .field("identity", &self.identity)
            .field("settings", &self.settings)
            .field("state_file", &self.state_file)
            .finish_non_exhaustive()
    }
}
