//! The cascade: what code left out is taken from the environment and from a file.

mod check;
mod environment;
mod load;
mod problems;
mod read;
mod source;
#[cfg_attr(not(feature = "watch"), expect(dead_code, reason = "only a watcher asks for news"))]
mod state;
#[cfg(feature = "watch")]
mod watch;

pub use self::load::Loaded;
use self::state::State;
#[cfg(feature = "watch")]
pub use self::watch::{Watch, WatchBuilder, watch};
use crate::error::ConfigError;
use std::panic::Location;
use std::path::Path;

/// Loads settings from the file and from the environment.
pub fn init() -> Result<Loaded, ConfigError> {
    let mut state = State::lock();
    state.forget();
    let sight = state.look();
    State::load(state, sight)
}

/// Loads settings from this file and from the environment.
#[track_caller]
pub fn init_from(path: impl AsRef<Path>) -> Result<Loaded, ConfigError> {
    let (path, place) = (path.as_ref(), Location::caller());
    let mut state = State::lock();
    state.name(path, place)?;
    let sight = state.look();
    State::load(state, sight)
}

/// Reads the same file and the environment again.
pub fn reload() -> Result<Loaded, ConfigError> {
    let state = State::lock();
    let sight = state.look();
    State::load(state, sight)
}
