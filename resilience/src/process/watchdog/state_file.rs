//! Watching a heartbeat's state file.

use super::beat::{self, Beat};
use crate::process::courier::{Callback, Courier};
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// What a reading means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    Fresh(Timestamp),
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

/// A clock of another machine may be ahead by so much.
const AHEAD: Duration = Duration::from_secs(5);

/// A file and the thread that reads it: a file system that hangs shall not keep the watchdog from
/// noticing.
#[derive(Debug)]
pub(super) struct StateFile {
    path: Arc<Path>,
    max_age: Duration,
    reader: Courier<()>,
    last: Arc<Mutex<Option<Beat>>>,
}

impl StateFile {
    pub(super) fn new(path: PathBuf, max_age: Duration) -> Self {
        let (path, last): (Arc<Path>, _) = (path.into(), Arc::new(Mutex::new(None)));
        let (from, into) = (Arc::clone(&path), Arc::clone(&last));
        let read = Callback::plain(move |()| {
            let beat = beat::read(&from);
            *into.lock() = beat;
        });
        Self { path, max_age, reader: Courier::new("watchdog-read", read), last }
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
        let beat = read.then(|| *self.last.lock()).flatten();
        judge(beat, Timestamp::now(), self.max_age)
    }
}

fn judge(beat: Option<Beat>, now: Timestamp, max_age: Duration) -> Reading {
    let Some(Beat { at, stopped }) = beat else { return Reading::Stale(Cause::Unreadable) };
    if stopped {
        return Reading::Stopped;
    }
    let age: SignedDuration = now.duration_since(at);
    match Duration::try_from(age) {
        Ok(age) if age > max_age => Reading::Stale(Cause::Old(age)),
        Err(_) if age.unsigned_abs() > AHEAD => Reading::Stale(Cause::Future),
        _ => Reading::Fresh(at),
    }
}
