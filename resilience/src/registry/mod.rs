//! Everything that has a name.

mod bulkheads;
mod drain;
mod rate_limiters;
#[cfg_attr(
    not(any(feature = "config", all(test, not(resilience_loom)))),
    expect(dead_code, reason = "nothing stands outside of code")
)]
mod reconsider;
mod retries;
#[cfg_attr(
    not(any(feature = "config", all(test, not(resilience_loom)))),
    expect(dead_code, reason = "nothing stands outside of code")
)]
mod schema;
#[cfg(feature = "serde")]
mod serialize;
mod settings;
mod shelf;
mod snapshot;
#[cfg(feature = "tokio")]
mod tasks;
#[cfg(all(test, not(resilience_loom)))]
mod tests;

#[cfg(feature = "config")]
pub(crate) use self::schema::{KindSchema, schema};
pub use self::settings::{AllSettings, Unclaimed};
use self::shelf::Shelf;
pub(crate) use self::shelf::{Shelved, register_in, register_own};
pub use self::snapshot::{
    BulkheadSnapshot, CircuitBreakerSnapshot, KeyedRateLimiterSnapshot, RateLimiterSnapshot,
    RetrySnapshot, Snapshot,
};
use crate::bulkhead::Bulkhead;
use crate::circuit_breaker::{CircuitBreaker, CircuitBreakerBuilder};
use crate::error::ConfigError;
use crate::rate_limiter::{KeyedRateLimiter, RateLimiter};
use crate::retry::Retry;
use crate::settings::source::Source;
use std::panic::{Location, RefUnwindSafe, UnwindSafe};

/// Policies by name, each kind with names of its own.
///
/// Annotated functions and builders with `.register()` use the one of the process,
/// [`registry()`]; a test may want one of its own, [`Registry::new`] with `.register_in(&registry)`.
///
/// ```
/// use resilience::{CircuitBreaker, registry};
///
/// let here = CircuitBreaker::builder().name("payments").max_failures(3).register()?;
/// let there = CircuitBreaker::builder().name("payments").register()?; // the same breaker
/// here.force_open();
/// assert!(there.is_open());
/// assert!(registry().circuit_breaker("payments").is_some());
/// # Ok::<(), resilience::ConfigError>(())
/// ```
#[derive(Debug)]
pub struct Registry {
    circuit_breakers: Shelf<CircuitBreaker>,
    rate_limiters: Shelf<RateLimiter>,
    keyed_rate_limiters: Shelf<KeyedRateLimiter>,
    bulkheads: Shelf<Bulkhead>,
    retries: Shelf<Retry>,
    /// Its table, if it is not that of the process.
    source: Source,
}

/// The registry of the process.
#[must_use]
pub fn registry() -> &'static Registry {
    static REGISTRY: Registry = Registry::new();
    &REGISTRY
}

impl Registry {
    /// An empty registry, apart from all others. What stands outside of code for its policies they find
    /// when they are registered; they do not follow when it changes.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            circuit_breakers: Shelf::new(),
            rate_limiters: Shelf::new(),
            keyed_rate_limiters: Shelf::new(),
            bulkheads: Shelf::new(),
            retries: Shelf::new(),
            source: Source::new(),
        }
    }

    /// The circuit breaker of this name.
    #[must_use]
    pub fn circuit_breaker(&self, name: &str) -> Option<CircuitBreaker> {
        self.circuit_breakers.get(name)
    }

    /// All circuit breakers, in the order of their names.
    #[must_use]
    pub fn circuit_breakers(&self) -> Vec<CircuitBreaker> {
        self.circuit_breakers.list()
    }

    /// Forgets the circuit breaker of this name; handles of it keep working, and whoever registers
    /// the name next gets a new one. Whether there was one.
    pub fn remove_circuit_breaker(&self, name: &str) -> bool {
        self.circuit_breakers.remove(name)
    }

    /// The rate limiter of this name. One with keys is a
    /// [`keyed_rate_limiter`](Self::keyed_rate_limiter).
    #[must_use]
    pub fn rate_limiter(&self, name: &str) -> Option<RateLimiter> {
        self.rate_limiters.get(name)
    }

    /// All rate limiters without keys, in the order of their names.
    #[must_use]
    pub fn rate_limiters(&self) -> Vec<RateLimiter> {
        self.rate_limiters.list()
    }

    /// Forgets the rate limiter of this name, as
    /// [`remove_circuit_breaker`](Self::remove_circuit_breaker).
    pub fn remove_rate_limiter(&self, name: &str) -> bool {
        self.rate_limiters.remove(name)
    }

    /// The keyed rate limiter of this name.
    #[must_use]
    pub fn keyed_rate_limiter(&self, name: &str) -> Option<KeyedRateLimiter> {
        self.keyed_rate_limiters.get(name)
    }

    /// All rate limiters with keys, in the order of their names.
    #[must_use]
    pub fn keyed_rate_limiters(&self) -> Vec<KeyedRateLimiter> {
        self.keyed_rate_limiters.list()
    }

    /// Forgets the keyed rate limiter of this name, as
    /// [`remove_circuit_breaker`](Self::remove_circuit_breaker).
    pub fn remove_keyed_rate_limiter(&self, name: &str) -> bool {
        self.keyed_rate_limiters.remove(name)
    }

    /// The bulkhead of this name.
    #[must_use]
    pub fn bulkhead(&self, name: &str) -> Option<Bulkhead> {
        self.bulkheads.get(name)
    }

    /// All bulkheads, in the order of their names.
    #[must_use]
    pub fn bulkheads(&self) -> Vec<Bulkhead> {
        self.bulkheads.list()
    }

    /// Forgets the bulkhead of this name, as
    /// [`remove_circuit_breaker`](Self::remove_circuit_breaker).
    pub fn remove_bulkhead(&self, name: &str) -> bool {
        self.bulkheads.remove(name)
    }
}

impl CircuitBreakerBuilder {
    /// Makes the breaker and enters it in the [`registry()`] of the process under its name, or
    /// joins the one that is there: listeners are added, and a setting that only one of both wrote
    /// holds for the shared breaker, whoever came first. (But the clock: who comes first has it.)
    ///
    /// # Errors
    ///
    /// A [`ConfigError`] if there is no name, a setting is out of its range, or the breaker that is
    /// there was written with another value or clock; it names both places.
    #[track_caller]
    pub fn register(self) -> Result<CircuitBreaker, ConfigError> {
        self.register_in(registry())
    }

    /// [`register`](Self::register) in a registry of your own.
    ///
    /// # Errors
    ///
    /// As [`register`](Self::register).
    #[track_caller]
    pub fn register_in(self, registry: &Registry) -> Result<CircuitBreaker, ConfigError> {
        register_in(self, registry, Location::caller())
    }
}

impl Shelved for CircuitBreakerBuilder {
    fn shelf(registry: &Registry) -> &Shelf<CircuitBreaker> {
        &registry.circuit_breakers
    }
}

// Nothing that can panic runs while a shelf is being changed.
impl UnwindSafe for Registry {}
impl RefUnwindSafe for Registry {}

impl Default for Registry {
    fn default() -> Self {
        Self::new()
    }
}
