//! The settings of a watchdog.

use super::machine::Plan;
use crate::error::ConfigProblem;
use crate::settings::{self, Field, Fields as _, SettingValue, Table, at};
use std::panic::Location;
use std::path::Path;
use std::time::Duration;

/// What code wrote.
#[derive(Clone, Copy, Debug)]
pub(super) struct WatchdogSettings {
    pub(super) timeout: Field<Duration>,
    pub(super) max_age: Field<Duration>,
    pub(super) check_interval: Field<Duration>,
    pub(super) abort: Field<u32>,
}

/// What shows that somebody lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Watched {
    Pings,
    File,
}

/// Below that, what a machine does anyway cannot be told from a hang.
const SHORTEST: Duration = Duration::from_millis(100);
const TIMEOUT: Duration = Duration::from_secs(30);
const LONGEST_TICK: Duration = Duration::from_secs(1);

impl WatchdogSettings {
    pub(super) const UNWRITTEN: Self = Self {
        timeout: settings::WatchdogSettings::UNWRITTEN.timeout,
        max_age: Field::new("max_age", SHORTEST.saturating_mul(2)),
        check_interval: Field::new("check_interval", SHORTEST),
        abort: Field::new("abort", (1, 255)),
    };

    /// Takes the timeout that stands outside of code, where pings are watched.
    pub(super) fn resolve(
        &mut self,
        watched: Watched,
        table: &Table,
        problems: &mut Vec<ConfigProblem>,
    ) {
        if watched == Watched::Pings {
            let mut outside = settings::WatchdogSettings { timeout: self.timeout };
            outside.resolve(table, None, problems);
            self.timeout = outside.timeout;
        }
    }

    pub(super) fn max_age(&self) -> Duration {
        self.max_age.or(TIMEOUT)
    }

    fn timeout(&self) -> Duration {
        self.timeout.or(TIMEOUT)
    }

    fn check_interval(&self) -> Duration {
        self.check_interval.or(self.max_age() / 2)
    }

    /// The code to end the process with, if it is to be ended.
    pub(super) fn exit_code(&self) -> Option<i32> {
        self.abort.written().map(|code| code.value.cast_signed())
    }

    /// How old a sign of life may be.
    pub(super) fn limit(&self, watched: Watched) -> Duration {
        match watched {
            Watched::Pings => self.timeout(),
            Watched::File => self.max_age(),
        }
    }

    pub(super) fn plan(&self, watched: Watched) -> Plan {
        match watched {
            Watched::Pings => {
                let window = self.timeout();
                Plan { window, tick: (window / 4).min(LONGEST_TICK) }
            }
            // It is read once in a tick, and so found stale twice in a window.
            Watched::File => {
                let tick = self.check_interval();
                Plan { window: tick.saturating_mul(2), tick }
            }
        }
    }

    pub(super) fn check(&self, watched: Watched, problems: &mut Vec<ConfigProblem>) {
        match watched {
            Watched::Pings => {
                let expected = "nothing: it belongs to `from_state_file`";
                self.timeout.check(problems);
                self.max_age.refuse(expected, problems);
                self.check_interval.refuse(expected, problems);
            }
            Watched::File => {
                self.timeout.refuse("nothing: a state file has a `max_age`", problems);
                self.max_age.check(problems);
                self.check_interval.check(problems);
            }
        }
        self.abort.check(problems);
    }

    pub(super) fn shown(&self, watched: Watched) -> Vec<SettingValue> {
        match watched {
            Watched::Pings => vec![self.timeout.shown(TIMEOUT)],
            Watched::File => {
                vec![self.max_age.shown(TIMEOUT), self.check_interval.shown(self.check_interval())]
            }
        }
    }
}

/// Reports a path that no file can have.
pub(super) fn check_path(
    field: &'static str,
    path: Option<&Path>,
    place: &Location<'_>,
    problems: &mut Vec<ConfigProblem>,
) {
    if path.is_some_and(|path| path.file_name().is_none()) {
        problems.push(ConfigProblem {
            field: field.into(),
            value: format!("{path:?}"),
            expected: String::from("the path of a file"),
            place: at(place),
        });
    }
}
