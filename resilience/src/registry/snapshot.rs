//! Everything in a registry at one moment, as plain values.

use super::Registry;
use crate::bulkhead::{Bulkhead, BulkheadStats};
use crate::circuit_breaker::CircuitBreaker;
use crate::events::{CircuitState, CircuitStats};
use crate::rate_limiter::{KeyedRateLimiter, RateLimiter, RateLimiterStats};
use crate::retry::Retry;
use crate::settings::Settings;
use std::time::Duration;

/// The policies of a registry at one moment, each kind in the order of its names.
///
/// Each policy is read by itself, while calls go on. With feature `serde` it can be serialised: a
/// state is its name, a length of time a number of seconds, a place `default` or `file:line`.
///
/// ```
/// # use resilience::{CircuitBreaker, Registry};
/// let names = Registry::new();
/// let breaker = CircuitBreaker::builder().name("payments").register_in(&names)?;
/// breaker.force_open();
/// let snapshot = names.snapshot();
/// assert_eq!(snapshot.circuit_breakers[0].name, "payments");
/// assert_eq!(snapshot.circuit_breakers[0].state.to_string(), "forced_open");
/// # Ok::<(), resilience::ConfigError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Snapshot {
    /// All circuit breakers.
    pub circuit_breakers: Vec<CircuitBreakerSnapshot>,
    /// All rate limiters without keys.
    pub rate_limiters: Vec<RateLimiterSnapshot>,
    /// All rate limiters with keys.
    pub keyed_rate_limiters: Vec<KeyedRateLimiterSnapshot>,
    /// All bulkheads.
    pub bulkheads: Vec<BulkheadSnapshot>,
    /// All retries.
    pub retries: Vec<RetrySnapshot>,
}

/// A circuit breaker at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct CircuitBreakerSnapshot {
    /// Its name.
    pub name: String,
    /// The state that the next caller would meet.
    pub state: CircuitState,
    /// The failures in a row; while it is not closed, the number that tripped it.
    pub failure_count: u32,
    /// How long it stays open from then on; `Duration::MAX` if only a reset ends it.
    #[cfg_attr(feature = "serde", serde(serialize_with = "crate::serialize::seconds"))]
    pub remaining: Duration,
    /// What it has seen so far.
    pub stats: CircuitStats,
    /// The settings in force.
    pub settings: Settings,
}

/// A rate limiter at one moment.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct RateLimiterSnapshot {
    /// Its name.
    pub name: String,
    /// What a newcomer could have taken: 0 while anybody waits.
    pub tokens: f64,
    /// How long a newcomer would have had to wait for a token; `Duration::MAX` if beyond the clock.
    #[cfg_attr(feature = "serde", serde(serialize_with = "crate::serialize::seconds"))]
    pub time_until_token: Duration,
    /// What it has seen so far.
    pub stats: RateLimiterStats,
    /// The settings in force.
    pub settings: Settings,
}

/// A keyed rate limiter at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct KeyedRateLimiterSnapshot {
    /// Its name.
    pub name: String,
    /// How many keys were kept.
    pub keys: usize,
    /// What it has seen so far, all keys together.
    pub stats: RateLimiterStats,
    /// The settings in force.
    pub settings: Settings,
}

/// A bulkhead at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct BulkheadSnapshot {
    /// Its name.
    pub name: String,
    /// How many permits were in use.
    pub in_use: u32,
    /// How many there were.
    pub max_concurrent: u32,
    /// How many callers waited for one.
    pub waiting: usize,
    /// What it has seen so far.
    pub stats: BulkheadStats,
    /// The settings in force.
    pub settings: Settings,
}

/// A retry at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct RetrySnapshot {
    /// Its name.
    pub name: String,
    /// How many retries the budget would have paid for; `None` without a budget.
    pub retries_left: Option<u64>,
    /// The settings in force.
    pub settings: Settings,
}

impl Registry {
    /// All policies as they are now, as plain values.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            circuit_breakers: self.circuit_breakers().iter().map(Into::into).collect(),
            rate_limiters: self.rate_limiters().iter().map(Into::into).collect(),
            keyed_rate_limiters: self.keyed_rate_limiters().iter().map(Into::into).collect(),
            bulkheads: self.bulkheads().iter().map(Into::into).collect(),
            retries: self.retries().iter().map(Into::into).collect(),
        }
    }
}

impl From<&CircuitBreaker> for CircuitBreakerSnapshot {
    fn from(breaker: &CircuitBreaker) -> Self {
        Self {
            name: String::from(breaker.name()),
            state: breaker.state(),
            failure_count: breaker.failure_count(),
            remaining: breaker.remaining(),
            stats: breaker.stats(),
            settings: breaker.settings(),
        }
    }
}

impl From<&RateLimiter> for RateLimiterSnapshot {
    fn from(limiter: &RateLimiter) -> Self {
        Self {
            name: String::from(limiter.name()),
            tokens: limiter.tokens(),
            time_until_token: limiter.time_until_token(),
            stats: limiter.stats(),
            settings: limiter.settings(),
        }
    }
}

impl From<&KeyedRateLimiter> for KeyedRateLimiterSnapshot {
    fn from(limiter: &KeyedRateLimiter) -> Self {
        Self {
            name: String::from(limiter.name()),
            keys: limiter.keys(),
            stats: limiter.stats(),
            settings: limiter.settings(),
        }
    }
}

impl From<&Bulkhead> for BulkheadSnapshot {
    fn from(bulkhead: &Bulkhead) -> Self {
        Self {
            name: String::from(bulkhead.name()),
            in_use: bulkhead.in_use(),
            max_concurrent: bulkhead.max_concurrent(),
            waiting: bulkhead.waiting(),
            stats: bulkhead.stats(),
            settings: bulkhead.settings(),
        }
    }
}

impl From<&Retry> for RetrySnapshot {
    fn from(retry: &Retry) -> Self {
        Self {
            name: String::from(retry.name()),
            retries_left: retry.retries_left(),
            settings: retry.settings(),
        }
    }
}
