//! The builder of heartbeats.

use super::Heartbeat;
use super::core::Core;
use super::error::HeartbeatError;
use super::facts::Facts;
use super::pen::StateFile;
use super::record::{OURS, Record, parse};
use super::reports::Reports;
use super::target::{HeartbeatTarget, Target};
use crate::clock::Clock;
use crate::error::{ConfigError, ConfigProblem};
use crate::name::Name;
use crate::process::alert::Alert;
use crate::process::courier::Callback;
use crate::process::file::Disk;
use crate::settings::{Field, Fields as _, HeartbeatSettings, at, source};
use serde_json::{Map, Value};
use std::future::Future;
use std::os::unix::ffi::OsStrExt as _;
use std::panic::Location;
use std::path::{self, Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

const INTERVAL: Duration = Duration::from_secs(10);

/// Makes a [`Heartbeat`]. See there for the table of settings.
///
/// Callbacks run on threads of their own, one call after another for each, and delay nobody: one
/// that hangs misses what happens meanwhile, and a panic in one is caught. Those that return a future
/// run it on the tokio runtime that they were given in if that is multi-threaded, else on a small one
/// of the library's own. Of several for the same event each is called. A stop lets them end what they
/// are at, for a second at most; after it none begins.
#[derive(Debug)]
#[must_use = "a builder makes nothing until `build`"]
pub struct HeartbeatBuilder {
    state_file: Option<(PathBuf, &'static Location<'static>)>,
    metadata: Map<String, Value>,
    /// Where metadata was written last.
    metadata_place: Option<&'static Location<'static>>,
    settings: HeartbeatSettings,
    repeat_every: Field<Duration>,
    disk: Disk,
    target: Option<Target>,
    reports: Reports,
    clock: Clock,
}

impl HeartbeatBuilder {
    pub(super) fn new() -> Self {
        Self {
            state_file: None,
            metadata: Map::new(),
            metadata_place: None,
            settings: HeartbeatSettings::UNWRITTEN,
            repeat_every: Field::new("repeat_every", Duration::ZERO),
            disk: Disk::Later,
            target: None,
            reports: Reports::default(),
            clock: Clock::system(),
        }
    }

    /// The file to write. A relative path is taken from the working directory that `build` finds.
    /// Default: none; then there has to be an `on_beat` or a `target`.
    #[track_caller]
    pub fn state_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.state_file = Some((path.into(), Location::caller()));
        self
    }

    /// How often it beats: at least 1 ms; `Duration::MAX` is once, at the start. Default 10 s.
    #[track_caller]
    pub fn interval(mut self, interval: Duration) -> Self {
        self.settings.interval.write(interval);
        self
    }

    /// Something for readers of the file, such as a version: a text, a number, any
    /// [`serde_json::Value`]. A key that is written again has the value that was written last. The
    /// key `_resilience` is the library's own.
    #[track_caller]
    pub fn metadata(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.metadata.insert(key.into(), value.into());
        self.metadata_place = Some(Location::caller());
        self
    }

    /// Has every beat written to the disk before it takes the place of the last one, so that the
    /// file is whole after a loss of power too. Takes as long as the disk does. Default: the file is
    /// whole whatever becomes of the process.
    pub fn fsync(mut self) -> Self {
        self.disk = Disk::First;
        self
    }

    /// Something to look after: a [`HeartbeatTarget`] or a closure that says whether it is dead. The
    /// last one written counts. Default: nothing.
    pub fn target(mut self, target: impl HeartbeatTarget + 'static) -> Self {
        self.target = Some(Target::new(target));
        self
    }

    /// How long it takes until a trouble that lasts, a dead target or beats that are missed one after
    /// another, goes to `on_target_dead` and `on_alert` again; zero is at every beat.
    /// Default: it does so once.
    #[track_caller]
    pub fn repeat_every(mut self, length: Duration) -> Self {
        self.repeat_every.write(length);
        self
    }

    /// Called after each beat, those by hand too.
    pub fn on_beat(mut self, call: impl Fn() + Send + Sync + 'static) -> Self {
        self.reports.beat.add("hb-on-beat", Callback::plain(move |()| call()));
        self
    }

    /// The same with a future.
    pub fn on_beat_async<Fut: Future<Output = ()> + Send + 'static>(
        mut self,
        call: impl Fn() -> Fut + Send + Sync + 'static,
    ) -> Self {
        self.reports.beat.add("hb-on-beat", Callback::task(move |()| call()));
        self
    }

    /// Called for each beat that could not be written, but for those whose caller is told: by hand,
    /// and the first one of a start.
    pub fn on_missed_beat(
        mut self,
        call: impl Fn(&HeartbeatError) + Send + Sync + 'static,
    ) -> Self {
        self.reports.missed.add("hb-missed", Callback::plain(call));
        self
    }

    /// The same with a future.
    pub fn on_missed_beat_async<Fut: Future<Output = ()> + Send + 'static>(
        mut self,
        call: impl Fn(&HeartbeatError) -> Fut + Send + Sync + 'static,
    ) -> Self {
        self.reports.missed.add("hb-missed", Callback::task(call));
        self
    }

    /// Called when the target is found dead, once until it was found alive again; see
    /// [`repeat_every`](Self::repeat_every).
    pub fn on_target_dead(mut self, call: impl Fn() + Send + Sync + 'static) -> Self {
        self.reports.target_dead.add("hb-target-dead", Callback::plain(move |()| call()));
        self
    }

    /// The same with a future.
    pub fn on_target_dead_async<Fut: Future<Output = ()> + Send + 'static>(
        mut self,
        call: impl Fn() -> Fut + Send + Sync + 'static,
    ) -> Self {
        self.reports.target_dead.add("hb-target-dead", Callback::task(move |()| call()));
        self
    }

    /// Called with what people should hear of: the target is dead or panics, beats are missed. Once
    /// until that is over; see [`repeat_every`](Self::repeat_every).
    pub fn on_alert(mut self, call: impl Fn(&Alert) + Send + Sync + 'static) -> Self {
        self.reports.alert.add("hb-alert", Callback::plain(call));
        self
    }

    /// The same with a future.
    pub fn on_alert_async<Fut: Future<Output = ()> + Send + 'static>(
        mut self,
        call: impl Fn(&Alert) -> Fut + Send + Sync + 'static,
    ) -> Self {
        self.reports.alert.add("hb-alert", Callback::task(call));
        self
    }

    /// The clock that beats come by. Timestamps are of the wall clock. Default [`Clock::system`].
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Makes the heartbeat. Nothing is written before it starts. An interval that code left out is as it
    /// stands in the environment or the configuration file now, in `[resilience.heartbeat]`.
    ///
    /// # Errors
    ///
    /// A [`ConfigError`] that names every setting that cannot hold: a path that names no file, an
    /// interval out of range, metadata that could not be read again, a heartbeat that would do
    /// nothing at all.
    #[track_caller]
    pub fn build(mut self) -> Result<Heartbeat, ConfigError> {
        let place = Location::caller();
        let mut problems = Vec::new();
        let path = self.absolute_path(place, &mut problems);
        self.check_metadata(&mut problems);
        self.settings.resolve(&source::table(), None, &mut problems);
        self.settings.interval.check(&mut problems);
        self.repeat_every.check(&mut problems);
        let name = match &self.state_file {
            Some((path, _)) => Name::from_owned(path.display().to_string()),
            None => Name::UNNAMED,
        };
        if !problems.is_empty() {
            return Err(ConfigError::new("heartbeat", name, problems));
        }
        let name = String::from(name.as_str());
        self.reports.tell_events_of(&name);
        let (interval, again_after) =
            (self.settings.interval.or(INTERVAL), self.repeat_every.or(Duration::MAX));
        let (metadata, disk, reports) = (self.metadata, self.disk, Arc::new(self.reports));
        let file = path.map(|path| StateFile { path, metadata, interval, disk });
        let watched =
            |target: Target| target.watched(name.clone(), Arc::clone(&reports), again_after);
        let target = self.target.map(watched);
        let core = Core::new((name, self.clock), (interval, again_after), file, (reports, target));
        Ok(Heartbeat::from_core(Arc::new(core)))
    }

    /// The path of the state file, from the root.
    fn absolute_path(
        &self,
        place: &Location<'_>,
        problems: &mut Vec<ConfigProblem>,
    ) -> Option<PathBuf> {
        let mut refuse = |value: String, expected: &str, place: &Location<'_>| {
            let (expected, place) = (String::from(expected), at(place));
            problems.push(ConfigProblem { field: "state_file".into(), value, expected, place });
        };
        let Some((path, place)) = &self.state_file else {
            if self.target.is_none() && self.reports.beat.is_empty() {
                refuse(String::from("none"), "a path, or an `on_beat` or a `target`", place);
            }
            return None;
        };
        let is_folder = path.as_os_str().as_bytes().ends_with(b"/");
        if is_folder || path.file_name().is_none() {
            refuse(shown(path), "the path of a file", place);
            return None;
        }
        match path::absolute(path) {
            Ok(path) => Some(path),
            Err(error) => {
                let expected =
                    format!("a path from the root: there is no working directory ({error})");
                refuse(shown(path), &expected, place);
                None
            }
        }
    }

    /// Reports metadata that nobody could read again.
    fn check_metadata(&self, problems: &mut Vec<ConfigProblem>) {
        let Some(place) = self.metadata_place else { return };
        let mut refuse = |value: String, expected: &str| {
            let (expected, place) = (String::from(expected), at(place));
            problems.push(ConfigProblem { field: "metadata".into(), value, expected, place });
        };
        if self.metadata.contains_key(OURS) {
            refuse(format!("a value for `{OURS}`"), "another key, this one is the library's own");
        }
        let (facts, metadata, interval) = (Facts::gather(), &self.metadata, Duration::MAX);
        let timestamp = SystemTime::UNIX_EPOCH;
        let sample = Record { timestamp, facts: &facts, metadata, interval, stopped: false };
        let json = sample.to_json().unwrap_or_default();
        // Room for what the sample has not got.
        let json = [&json[..], &[b' '; 1024]].concat();
        if parse(&json).is_err() {
            let expected = "at most 1 MiB in all, nested at most 120 deep";
            refuse(format!("{} bytes", json.len()), expected);
        }
    }
}

/// A path as it is written in code.
fn shown(path: &Path) -> String {
    format!("{:?}", path.to_string_lossy())
}
