//! The static of an annotated function: its guard, made at the first call.

use crate::error::{ConfigError, Rejected};
use once_cell::sync::OnceCell;
use std::fmt;

/// The guard of one annotated function.
pub struct Site<G> {
    guard: OnceCell<Result<G, ConfigError>>,
    make: fn() -> Result<G, ConfigError>,
}

impl<G: Clone> Site<G> {
    /// The guard that `make` makes.
    #[must_use]
    pub const fn new(make: fn() -> Result<G, ConfigError>) -> Self {
        Self { guard: OnceCell::new(), make }
    }

    /// The guard, or why every call is turned away.
    ///
    /// # Errors
    ///
    /// [`Rejected::Misconfigured`].
    #[inline]
    pub fn ready(&self) -> Result<&G, Rejected> {
        self.guard().as_ref().map_err(misconfigured)
    }

    /// The guard of a function that can say nothing but its own value.
    ///
    /// # Panics
    ///
    /// If it could not be made, with the text of the error.
    #[inline]
    #[must_use]
    pub fn get(&self) -> &G {
        match self.guard() {
            Ok(guard) => guard,
            Err(error) => panic!("{error}"),
        }
    }

    /// The guard as its accessor gives it.
    ///
    /// # Panics
    ///
    /// As [`get`](Self::get).
    #[must_use]
    pub fn access(&self) -> G {
        self.get().clone()
    }

    #[inline]
    pub(super) fn guard(&self) -> &Result<G, ConfigError> {
        self.guard.get_or_init(self.make)
    }
}

#[cold]
fn misconfigured(error: &ConfigError) -> Rejected {
    Rejected::Misconfigured(error.clone())
}

impl<G: fmt::Debug> fmt::Debug for Site<G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.guard, f)
    }
}
