//! A thread that works every so often, until what started it is dropped.

use std::convert::Infallible;
use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

/// Keeps a thread at work. The drop asks it to end and does not wait.
#[derive(Debug)]
pub(crate) struct Wanted {
    /// Dropped with it, which the thread sees.
    _alive: Sender<Infallible>,
}

/// What the thread waits on between its turns.
#[derive(Debug)]
pub(crate) struct Pauses(Receiver<Infallible>);

impl Pauses {
    /// Waits; whether the thread is still wanted.
    pub(crate) fn pause(&self, length: Duration) -> bool {
        self.0.recv_timeout(length) == Err(RecvTimeoutError::Timeout)
    }
}

/// Starts a thread of this name, which ends when `work` does.
pub(crate) fn start(name: &str, work: impl FnOnce(&Pauses) + Send + 'static) -> io::Result<Wanted> {
    let (alive, watched) = channel();
    let thread = thread::Builder::new().name(String::from(name));
    thread.spawn(move || work(&Pauses(watched)))?;
    Ok(Wanted { _alive: alive })
}
