//! What the tests of the heartbeat share.

use resilience::{Heartbeat, HeartbeatBuilder, HeartbeatState, ManualClock};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

pub(crate) const SECOND: Duration = Duration::from_secs(1);
/// The interval of the heartbeats here.
pub(crate) const INTERVAL: Duration = Duration::from_secs(10);
/// By then it has failed.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// A thread or a task: a heartbeat behaves alike in both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Thread,
    Task,
}

impl Mode {
    pub(crate) fn start(self, heartbeat: &Heartbeat) {
        match self {
            Self::Thread => heartbeat.start().unwrap(),
            Self::Task => heartbeat.start_async().unwrap(),
        }
    }
}

pub(crate) fn runtime() -> Runtime {
    Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

/// Runs a test in both modes, where a runtime is.
pub(crate) fn in_both_modes(test: impl Fn(Mode)) {
    for mode in [Mode::Thread, Mode::Task] {
        let runtime = runtime();
        let _inside = runtime.enter();
        test(mode);
    }
}

/// A folder with room for a state file, and a clock.
pub(crate) struct Place {
    pub(crate) folder: TempDir,
    pub(crate) time: ManualClock,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self { folder: TempDir::new().unwrap(), time: ManualClock::new() }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("app.heartbeat")
    }

    /// One that writes there, by that clock, every ten seconds.
    pub(crate) fn builder(&self) -> HeartbeatBuilder {
        Heartbeat::builder().state_file(self.path()).interval(INTERVAL).clock(self.time.clock())
    }

    pub(crate) fn state(&self) -> HeartbeatState {
        Heartbeat::read_state(self.path()).expect("there is a state to read")
    }

    pub(crate) fn is_alive(&self) -> bool {
        Heartbeat::is_alive(self.path(), PATIENCE)
    }

    /// The names of the files in the folder, in order.
    pub(crate) fn files(&self) -> Vec<String> {
        files(self.folder.path())
    }

    /// Returns when so many wait for the clock.
    pub(crate) fn wait_for_waiting(&self, waiting: usize) {
        until(|| self.time.waiting() == waiting);
    }
}

pub(crate) fn files(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<_> = entries.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    names
}

/// Waits for what has to come about by itself.
#[track_caller]
pub(crate) fn until(mut is_true: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_true() {
        assert!(start.elapsed() < PATIENCE, "it does not come about");
        thread::yield_now();
    }
}

/// What callbacks say, to a test that waits for it.
pub(crate) struct Heard<T>(Receiver<T>);

pub(crate) fn hearing<T>() -> (Sender<T>, Heard<T>) {
    let (sender, receiver) = channel();
    (sender, Heard(receiver))
}

impl<T> Heard<T> {
    #[track_caller]
    pub(crate) fn next(&self) -> T {
        self.0.recv_timeout(PATIENCE).expect("it is called")
    }

    /// All there is already.
    pub(crate) fn rest(&self) -> Vec<T> {
        self.0.try_iter().collect()
    }
}
