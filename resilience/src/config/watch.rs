//! A thread that looks at the file every so often.

use super::load::{Loaded, failure};
use super::problems::problem;
use super::state::{Sight, State};
use crate::error::ConfigError;
use crate::settings::at;
use std::convert::Infallible;
use std::fmt;
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

/// For how long a file that has changed has to stay as it is: it may be half written.
const SETTLED_AFTER: Duration = Duration::from_millis(100);

type OnReload = Box<dyn Fn(&Loaded) + Send>;
type OnError = Box<dyn Fn(&ConfigError) + Send>;

/// Watches the file that [`init`](crate::init) found or [`init_from`](crate::init_from) named: looks at
/// it `every` so often and loads it again when it has changed.
#[track_caller]
pub fn watch(every: Duration) -> WatchBuilder {
    WatchBuilder { every, place: Location::caller(), on_reload: None, on_error: None }
}

/// Starts to [`watch`] the file.
#[must_use = "nothing is watched until `start`"]
pub struct WatchBuilder {
    every: Duration,
    place: &'static Location<'static>,
    on_reload: Option<OnReload>,
    on_error: Option<OnError>,
}

/// A thread watches the file until this is dropped.
#[must_use = "nothing is watched any more when this is dropped"]
#[derive(Debug)]
pub struct Watch {
    /// Dropped with it, which the thread sees.
    _alive: Sender<Infallible>,
}

impl WatchBuilder {
    /// Calls `listener` after each change that was loaded, on the thread that watches.
    pub fn on_reload(mut self, listener: impl Fn(&Loaded) + Send + 'static) -> Self {
        self.on_reload = Some(Box::new(listener));
        self
    }

    /// Calls `listener` once for each change that cannot be loaded.
    pub fn on_error(mut self, listener: impl Fn(&ConfigError) + Send + 'static) -> Self {
        self.on_error = Some(Box::new(listener));
        self
    }

    /// Starts the thread.
    pub fn start(self) -> Result<Watch, ConfigError> {
        let refuse = |value: String, expected: &str| {
            let problem = problem("every", value, expected, at(self.place));
            Err(failure(String::from("watch"), vec![problem]))
        };
        if self.every.is_zero() {
            return refuse(format!("{:?}", self.every), "more than zero");
        }
        let (alive, watched) = channel();
        let thread = thread::Builder::new().name(String::from("resilience-watch"));
        let (every, place) = (self.every, self.place);
        match thread.spawn(move || self.run(&watched)) {
            Ok(_) => Ok(Watch { _alive: alive }),
            Err(error) => {
                let problem =
                    problem("every", format!("{every:?}"), format!("a thread: {error}"), at(place));
                Err(failure(String::from("watch"), vec![problem]))
            }
        }
    }

    fn run(self, watched: &Receiver<Infallible>) {
        while goes_on(watched, self.every) {
            let state = State::lock();
            let sight = state.look();
            let is_news = state.is_news(&sight);
            drop(state);
            if is_news && let Some(result) = settle(sight, watched) {
                self.tell(&result);
            }
        }
    }

    fn tell(&self, result: &Result<Loaded, ConfigError>) {
        // A listener that panics hears of the next change all the same.
        let _panic = catch_unwind(AssertUnwindSafe(|| match result {
            Ok(loaded) => self.on_reload.iter().for_each(|listener| listener(loaded)),
            Err(error) => self.on_error.iter().for_each(|listener| listener(error)),
        }));
    }
}

/// Waits; whether the watch is still wanted.
fn goes_on(watched: &Receiver<Infallible>, every: Duration) -> bool {
    watched.recv_timeout(every) == Err(RecvTimeoutError::Timeout)
}

/// Loads the file when it has stayed as it was for a while. `None`: that is not wanted any more, or
/// somebody else has loaded it.
fn settle(mut sight: Sight, watched: &Receiver<Infallible>) -> Option<Result<Loaded, ConfigError>> {
    while goes_on(watched, SETTLED_AFTER) {
        let state = State::lock();
        let now = state.look();
        if !state.is_news(&now) {
            return None;
        }
        if now == sight {
            return Some(State::load(state, now));
        }
        sight = now;
    }
    None
}

impl fmt::Debug for WatchBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WatchBuilder").field("every", &self.every).finish_non_exhaustive()
    }
}
