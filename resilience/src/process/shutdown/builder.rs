//! The builder of shutdowns.

use super::GracefulShutdown;
use super::core::{Core, Plan};
use super::drain::Drained;
use crate::clock::Clock;
use crate::error::{ConfigError, ConfigProblem};
use crate::name::Name;
use crate::registry::{Registry, registry};
use crate::settings::{Fields as _, ShutdownSettings, at, source};
use signal_hook::consts::{SIGALRM, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGXCPU};
use signal_hook::low_level::signal_name;
use std::ops::Deref;
use std::panic::Location;
use std::time::Duration;

const KIND: &str = "graceful shutdown";

/// Those that ask a process to end. Others report a fault of its own or mean something else.
const SIGNALS: [i32; 8] = [SIGHUP, SIGINT, SIGQUIT, SIGUSR1, SIGUSR2, SIGALRM, SIGTERM, SIGXCPU];

/// Makes a [`GracefulShutdown`]. See there for the table of settings.
#[derive(Clone, Debug)]
#[must_use = "a builder makes nothing until `build`"]
pub struct GracefulShutdownBuilder {
    settings: ShutdownSettings,
    signals: Option<(Vec<i32>, &'static Location<'static>)>,
    registries: Vec<Drained>,
    clock: Clock,
}

impl GracefulShutdownBuilder {
    pub(super) fn new() -> Self {
        Self {
            settings: ShutdownSettings::UNWRITTEN,
            signals: None,
            registries: Vec::new(),
            clock: Clock::system(),
        }
    }

    /// How long the whole shutdown may take: more than zero; `Duration::MAX` is no bound at all.
    /// Default 30 s.
    #[track_caller]
    pub fn timeout(mut self, length: Duration) -> Self {
        self.settings.timeout.write(length);
        self
    }

    /// The exit code of a process that is ended because it outlives its shutdown: 0 to 255. Default 1.
    #[track_caller]
    pub fn force_exit_code(mut self, code: i32) -> Self {
        self.settings.force_exit_code.write(code);
        self
    }

    /// The signals that start the shutdown, by number, as in the crates `libc` and `signal_hook`: of
    /// `SIGHUP`, `SIGINT`, `SIGQUIT`, `SIGUSR1`, `SIGUSR2`, `SIGALRM`, `SIGTERM` and `SIGXCPU`. None at
    /// all leaves it to [`trigger`](GracefulShutdown::trigger). Default `SIGTERM` and `SIGINT`.
    #[track_caller]
    pub fn signals(mut self, signals: impl IntoIterator<Item = i32>) -> Self {
        self.signals = Some((signals.into_iter().collect(), Location::caller()));
        self
    }

    /// Whether the process ends, with code 0, when a signal came and the callbacks are through,
    /// whatever became of them. Default: no, `main` is to return.
    #[track_caller]
    pub fn exit_when_done(mut self, whether: bool) -> Self {
        self.settings.exit_when_done.write(whether);
        self
    }

    /// Whether the policies in the [`registry()`] take part: before the callbacks run, all of them refuse
    /// new calls and those who wait, and every bulkhead is waited for until it is empty, within the time
    /// of the shutdown. Breakers and limiters only refuse: they do not count their calls in flight.
    /// Default: no.
    #[track_caller]
    pub fn drain(mut self, whether: bool) -> Self {
        self.settings.drain.write(whether);
        self
    }

    /// The same for the policies of another registry: an `Arc` of it or a `&'static` reference.
    pub fn drain_registry(
        mut self,
        registry: impl Deref<Target = Registry> + Send + Sync + 'static,
    ) -> Self {
        self.registries.push(Drained::new(registry));
        self
    }

    /// The clock that callbacks are measured by, and those who [`wait`](GracefulShutdown::wait). A signal
    /// ends the process by the machine's own time, whatever clock this is, and so does the shutdown on
    /// the system clock while tokio's time is paused. Default [`Clock::system`].
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Makes the shutdown. It has no signals until it is [installed](GracefulShutdown::install). What code
    /// left out is as it stands in the environment or the configuration file now, in `[resilience.shutdown]`.
    ///
    /// # Errors
    ///
    /// A [`ConfigError`] that names every setting out of its range.
    pub fn build(mut self) -> Result<GracefulShutdown, ConfigError> {
        let mut problems = Vec::new();
        self.settings.resolve(&source::table(), None, &mut problems);
        self.settings.timeout.check(&mut problems);
        self.settings.force_exit_code.check(&mut problems);
        let signals = match &self.signals {
            None => vec![SIGTERM, SIGINT],
            Some((signals, place)) => checked(signals, place, &mut problems),
        };
        if !problems.is_empty() {
            return Err(ConfigError::new(KIND, Name::UNNAMED, problems));
        }
        let mut drained = self.registries;
        if self.settings.drain.or(false) {
            drained.push(Drained::new(registry()));
        }
        Ok(GracefulShutdown::from_core(Core::new(Plan {
            timeout: self.settings.timeout.or(Duration::from_secs(30)),
            force_exit_code: self.settings.force_exit_code.or(1),
            signals,
            exit_when_done: self.settings.exit_when_done.or(false),
            drained,
            clock: self.clock,
        })))
    }
}

/// Each of these once, those reported that cannot start a shutdown.
fn checked(signals: &[i32], place: &Location<'_>, problems: &mut Vec<ConfigProblem>) -> Vec<i32> {
    let names = |signals: &[i32]| -> Vec<_> {
        signals.iter().filter_map(|signal| signal_name(*signal)).collect()
    };
    let mut once = Vec::new();
    for &signal in signals {
        if !SIGNALS.contains(&signal) {
            let name = signal_name(signal).map(|name| format!(" ({name})")).unwrap_or_default();
            problems.push(ConfigProblem {
                field: "signals".into(),
                value: format!("{signal}{name}"),
                expected: format!("one of {}", names(&SIGNALS).join(", ")),
                place: at(place),
            });
        } else if !once.contains(&signal) {
            once.push(signal);
        }
    }
    once
}
