//! Watching a heartbeat's state file.

use crate::process::Heartbeat;
use crate::process::courier::{Callback, Courier};
use crate::process::heartbeat::NotAlive;
use parking_lot::Mutex;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// What a reading means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// When it was written.
    Fresh(SystemTime),
    /// It was stopped in order: silence is what is expected.
    Stopped,
    Stale(Cause),
}

/// Why a file is stale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    /// The last beat is that old.
    Old(Duration),
    /// Its time is still to come.
    Future,
    /// It is not there, is no state file, or could not be read in time.
    Unreadable,
}

/// A file and the thread that reads it: a file system that hangs shall not keep the watchdog from
/// noticing.
#[derive(Debug)]
pub(super) struct StateFile {
    path: Arc<Path>,
    reader: Courier<()>,
    last: Arc<Mutex<Option<Reading>>>,
}

impl StateFile {
    pub(super) fn new(path: PathBuf, max_age: Duration) -> Self {
        let (path, last): (Arc<Path>, _) = (path.into(), Arc::new(Mutex::new(None)));
        let (from, into) = (Arc::clone(&path), Arc::clone(&last));
        let read = Callback::plain(move |()| {
            let reading = read(&from, max_age);
            *into.lock() = Some(reading);
        });
        Self { path, reader: Courier::new("watchdog-read", read), last }
    }

    pub(super) fn path(&self) -> Arc<Path> {
        Arc::clone(&self.path)
    }

    /// Reads the file, which may take as long as `patience`.
    pub(super) fn look(&self, patience: Duration) -> Reading {
        // A reading that hangs is left to it; meanwhile there is nothing to be read.
        if !self.reader.wait_idle(Duration::ZERO) {
            return Reading::Stale(Cause::Unreadable);
        }
        *self.last.lock() = None;
        let read = self.reader.send(()) && self.reader.wait_idle(patience);
        let reading = read.then(|| *self.last.lock()).flatten();
        reading.unwrap_or(Reading::Stale(Cause::Unreadable))
    }
}

/// What the file says now.
fn read(path: &Path, max_age: Duration) -> Reading {
    let Some(state) = Heartbeat::read_state(path) else { return Reading::Stale(Cause::Unreadable) };
    match state.judge(SystemTime::now(), max_age) {
        Ok(()) => Reading::Fresh(state.timestamp),
        Err(NotAlive::Stopped(_)) => Reading::Stopped,
        Err(NotAlive::Old(age, _)) => Reading::Stale(Cause::Old(age.0)),
        Err(NotAlive::Ahead(_)) => Reading::Stale(Cause::Future),
        Err(NotAlive::Unreadable(_) | NotAlive::Foreign(_)) => Reading::Stale(Cause::Unreadable),
    }
}
