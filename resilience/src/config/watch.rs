//! A thread that looks at the file every so often.

use super::load::{Loaded, failure};
use super::problems::problem;
use super::state::{Sight, State};
use crate::error::ConfigError;
use crate::foreign;
use crate::periodic::{self, Pauses, Wanted};
use crate::settings::at;
use std::fmt;
use std::panic::Location;
use std::time::Duration;

/// For how long a file that has changed has to stay as it is: it may be half written.
const SETTLED_AFTER: Duration = Duration::from_millis(100);

type OnReload = Box<dyn Fn(&Loaded) + Send + Sync>;
type OnError = Box<dyn Fn(&ConfigError) + Send + Sync>;

/// Watches the file that [`init`](crate::init) found or [`init_from`](crate::init_from) named: a thread
/// looks at it `every` so often, and [reloads](crate::reload) when there is something else in it.
///
/// What is in it is compared, so no change is missed, whatever the clock of the file system says. A
/// file that has changed is loaded once it has stayed as it is for 100 ms. Still, replace it at once
/// (write another and rename it): half a file may be a good one that says something else.
///
/// If there was no file, one that comes is found. The environment is read at a reload, but no process
/// sees its own change. A change that somebody else has loaded in the meantime, another watch or
/// `reload()`, is not told.
///
/// ```no_run
/// use std::time::Duration;
///
/// resilience::init()?;
/// let _watch = resilience::watch(Duration::from_secs(5))
///     .on_reload(|loaded| println!("settings from {loaded}"))
///     .on_error(|error| eprintln!("the settings stay as they are: {error}"))
///     .start()?;
/// # Ok::<(), resilience::ConfigError>(())
/// ```
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

/// A thread [watches](watch) the file until this is dropped. The drop asks it to end and does not wait;
/// what it is about to load may still be loaded.
#[must_use = "nothing is watched any more when this is dropped"]
#[derive(Debug)]
pub struct Watch {
    _wanted: Wanted,
}

impl WatchBuilder {
    /// Calls `listener` after every change that was loaded, on the thread that watches. Its panic is
    /// caught.
    pub fn on_reload(mut self, listener: impl Fn(&Loaded) + Send + Sync + 'static) -> Self {
        self.on_reload = Some(Box::new(listener));
        self
    }

    /// Calls `listener` once for every change that cannot be loaded, on the thread that watches. Its
    /// panic is caught. Without it nobody hears of them.
    pub fn on_error(mut self, listener: impl Fn(&ConfigError) + Send + Sync + 'static) -> Self {
        self.on_error = Some(Box::new(listener));
        self
    }

    /// Starts the thread.
    ///
    /// # Errors
    ///
    /// A [`ConfigError`] if `every` is zero, or there can be no more threads.
    pub fn start(self) -> Result<Watch, ConfigError> {
        let (every, place) = (self.every, at(self.place));
        let refuse = |expected: String| {
            let problem = problem("every", format!("{every:?}"), expected, place);
            failure(String::from("watch"), vec![problem])
        };
        if every.is_zero() {
            return Err(refuse(String::from("more than zero")));
        }
        match periodic::start("resilience-watch", move |pauses| self.run(pauses)) {
            Ok(wanted) => Ok(Watch { _wanted: wanted }),
            Err(error) => Err(refuse(format!("a thread to watch with: {error}"))),
        }
    }

    fn run(self, pauses: &Pauses) {
        while pauses.pause(self.every) {
            let state = State::lock();
            let sight = state.look();
            let is_news = state.is_news(&sight);
            drop(state);
            if is_news && let Some(result) = settle(sight, pauses) {
                self.tell(&result);
            }
        }
    }

    fn tell(&self, result: &Result<Loaded, ConfigError>) {
        // A listener that panics hears of the next change all the same.
        foreign::run(|| match result {
            Ok(loaded) => self.on_reload.iter().for_each(|listener| listener(loaded)),
            Err(error) => self.on_error.iter().for_each(|listener| listener(error)),
        });
    }
}

/// Loads the file when it has stayed as it was for a while. `None`: that is not wanted any more, or
/// somebody else has loaded it.
fn settle(mut sight: Sight, pauses: &Pauses) -> Option<Result<Loaded, ConfigError>> {
    while pauses.pause(SETTLED_AFTER) {
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
