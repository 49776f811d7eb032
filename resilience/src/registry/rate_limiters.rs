//! How rate limiters get their names.

use super::shelf::{Shelf, register_in};
use super::{Registry, Shelved, registry};
use crate::error::ConfigError;
use crate::rate_limiter::{
    KeyedRateLimiter, KeyedRateLimiterBuilder, RateLimiter, RateLimiterBuilder,
};
use std::panic::Location;

impl RateLimiterBuilder {
    /// Makes the limiter and enters it in the [`registry()`] of the process under its name, or joins
    /// the one that is there: a setting that only one of both wrote holds for the shared limiter,
    /// whoever came first, and as many tokens as were missing are missing. (But the clock: who comes
    /// first has it.)
    ///
    /// # Errors
    ///
    /// A [`ConfigError`] if there is no name, a setting is out of its range, or the limiter that is
    /// there was written with another value or clock; it names both places.
    #[track_caller]
    pub fn register(self) -> Result<RateLimiter, ConfigError> {
        self.register_in(registry())
    }

    /// [`register`](Self::register) in a registry of your own.
    ///
    /// # Errors
    ///
    /// As [`register`](Self::register).
    #[track_caller]
    pub fn register_in(self, registry: &Registry) -> Result<RateLimiter, ConfigError> {
        register_in(self, registry, Location::caller())
    }

    /// [`register`](Self::register) for a limiter with keys: [`keyed`](Self::keyed) and
    /// [`register`](KeyedRateLimiterBuilder::register).
    ///
    /// # Errors
    ///
    /// As [`register`](Self::register).
    #[track_caller]
    pub fn register_keyed(self) -> Result<KeyedRateLimiter, ConfigError> {
        self.keyed().register()
    }
}

impl KeyedRateLimiterBuilder {
    /// Makes the limiter and enters it in the [`registry()`] of the process under its name, or joins
    /// the one that is there, as [`RateLimiterBuilder::register`].
    ///
    /// # Errors
    ///
    /// As [`RateLimiterBuilder::register`].
    #[track_caller]
    pub fn register(self) -> Result<KeyedRateLimiter, ConfigError> {
        self.register_in(registry())
    }

    /// [`register`](Self::register) in a registry of your own.
    ///
    /// # Errors
    ///
    /// As [`register`](Self::register).
    #[track_caller]
    pub fn register_in(self, registry: &Registry) -> Result<KeyedRateLimiter, ConfigError> {
        register_in(self, registry, Location::caller())
    }
}

impl Shelved for RateLimiterBuilder {
    fn shelf(registry: &Registry) -> &Shelf<RateLimiter> {
        &registry.rate_limiters
    }
}

impl Shelved for KeyedRateLimiterBuilder {
    fn shelf(registry: &Registry) -> &Shelf<KeyedRateLimiter> {
        &registry.keyed_rate_limiters
    }
}
