//! What is loaded in this process. One thread loads at a time.

use super::load::{Contents, Loaded, failure, load};
use super::source::Source;
use crate::error::ConfigError;
use crate::events::{Event, Outlet, Topic, kind};
use crate::name::Name;
use crate::registry::registry;
use crate::waiting::{Wakers, wake};
use parking_lot::{Mutex, MutexGuard};
use std::panic::Location;
use std::path::Path;
use std::sync::LazyLock;

static STATE: Mutex<State> = Mutex::new(State { source: None, seen: None });

static EVENTS: LazyLock<Outlet> =
    LazyLock::new(|| Outlet::new(kind::CONFIG, Name::Literal("settings"), Vec::new()));

/// What the last load was about, whether it went well or not.
#[derive(Debug)]
pub(super) struct State {
    /// `None`: no file has been found, so it is looked for again.
    source: Option<Source>,
    seen: Contents,
}

/// A file and what is in it.
#[derive(Debug, PartialEq)]
pub(super) struct Sight {
    source: Option<Source>,
    contents: Contents,
}

impl State {
    pub(super) fn lock() -> MutexGuard<'static, Self> {
        STATE.lock()
    }

    /// Goes by whichever file is to be found.
    pub(super) fn forget(&mut self) {
        self.source = None;
    }

    /// Goes by this file.
    ///
    /// # Errors
    ///
    /// The path is none of a file that can be read; then nothing has changed.
    pub(super) fn name(&mut self, path: &Path, place: &Location<'_>) -> Result<(), ConfigError> {
        let place = format!("{}:{}", place.file(), place.line());
        let named = Source::named(path, &place);
        let named = named.map_err(|problem| failure(path.display().to_string(), vec![problem]));
        self.source = Some(named?);
        Ok(())
    }

    /// Reads the file, or looks for one.
    pub(super) fn look(&self) -> Sight {
        let source = self.source.clone().map_or_else(Source::find, |source| Ok(Some(source)));
        match source {
            Ok(source) => Sight { contents: source.as_ref().map(Source::contents), source },
            Err(problem) => Sight { source: None, contents: Some(Err(problem)) },
        }
    }

    /// Whether it is something else than what was loaded last.
    pub(super) fn is_news(&self, sight: &Sight) -> bool {
        self.source != sight.source || self.seen != sight.contents
    }

    /// Loads what was seen just now, and is done with it when those who waited are woken.
    ///
    /// # Errors
    ///
    /// All that is wrong with it; then the settings are those there were.
    pub(super) fn load(
        mut state: MutexGuard<'static, Self>,
        sight: Sight,
    ) -> Result<Loaded, ConfigError> {
        state.source = sight.source;
        state.seen = sight.contents;
        let mut wakers = Wakers::new();
        let result = load(state.source.as_ref(), &state.seen, registry(), &mut wakers);
        // Under the lock, so that the events stand in the order of the loads.
        announce(&result);
        drop(state);
        // A waker may load settings itself.
        wake(wakers);
        EVENTS.deliver();
        result
    }
}

fn announce(result: &Result<Loaded, ConfigError>) {
    EVENTS.push(Topic::Process, |_| match result {
        Ok(loaded) => {
            let file = loaded.file.as_ref().map(|file| file.display().to_string().into());
            Event::Reloaded { name: file.unwrap_or("environment".into()) }
        }
        Err(error) => {
            Event::ReloadFailed { name: String::from(error.name()).into(), error: error.clone() }
        }
    });
}
