//! How bulkheads get their names.

use super::shelf::{Shelf, register_in};
use super::{Registry, Shelved, registry};
use crate::bulkhead::{Bulkhead, BulkheadBuilder};
use crate::error::ConfigError;
use std::panic::Location;

impl BulkheadBuilder {
    /// Makes the bulkhead and enters it in the [`registry()`] of the process under its name, or joins
    /// the one that is there: a setting that only one of both wrote holds for the shared bulkhead,
    /// whoever came first. (But the clock: who comes first has it. And the first has to write
    /// `max_concurrent`.)
    ///
    /// # Errors
    ///
    /// A [`ConfigError`] if there is no name, a setting is out of its range, or the bulkhead that is
    /// there was written with another value or clock; it names both places.
    #[track_caller]
    pub fn register(self) -> Result<Bulkhead, ConfigError> {
        self.register_in(registry())
    }

    /// [`register`](Self::register) in a registry of your own.
    ///
    /// # Errors
    ///
    /// As [`register`](Self::register).
    #[track_caller]
    pub fn register_in(self, registry: &Registry) -> Result<Bulkhead, ConfigError> {
        register_in(self, registry, Location::caller())
    }
}

impl Shelved for BulkheadBuilder {
    fn shelf(registry: &Registry) -> &Shelf<Bulkhead> {
        &registry.bulkheads
    }
}
