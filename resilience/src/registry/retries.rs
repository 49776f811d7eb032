//! How retries get their names.

use super::shelf::{Shelf, register_in};
use super::{Registry, Shelved, registry};
use crate::error::ConfigError;
use crate::retry::{Retry, RetryBuilder};
use std::panic::Location;

impl RetryBuilder {
    /// Makes the retry and enters it in the [`registry()`] of the process under its name, or joins the one
    /// that is there: a setting that only one of both wrote holds for the shared retry, whoever came
    /// first. (But the clock: who comes first has it. And of two budgets with the same numbers the first
    /// holds.)
    ///
    /// # Errors
    ///
    /// A [`ConfigError`] if there is no name, a setting is out of its range, or the retry that is there
    /// was written with another value or clock; it names both places.
    #[track_caller]
    pub fn register(self) -> Result<Retry, ConfigError> {
        self.register_in(registry())
    }

    /// [`register`](Self::register) in a registry of your own.
    ///
    /// # Errors
    ///
    /// As [`register`](Self::register).
    #[track_caller]
    pub fn register_in(self, registry: &Registry) -> Result<Retry, ConfigError> {
        register_in(self, registry, Location::caller())
    }
}

impl Registry {
    /// The retry of this name.
    #[must_use]
    pub fn retry(&self, name: &str) -> Option<Retry> {
        self.retries.get(name)
    }

    /// All retries, in the order of their names.
    #[must_use]
    pub fn retries(&self) -> Vec<Retry> {
        self.retries.list()
    }

    /// Forgets the retry of this name, as [`remove_circuit_breaker`](Self::remove_circuit_breaker).
    pub fn remove_retry(&self, name: &str) -> bool {
        self.retries.remove(name)
    }
}

impl Shelved for RetryBuilder {
    fn shelf(registry: &Registry) -> &Shelf<Retry> {
        &registry.retries
    }
}
