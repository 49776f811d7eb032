//! A library that calls the crate `guards`, and is strict with itself.
//!
//! `tests/attribute_errors.rs` checks it with clippy, as one of each edition. What the compiler says of a
//! library it does not say of a program: here everything that the attributes make can be seen.

#![deny(missing_docs, dead_code, unused, warnings, future_incompatible, unreachable_pub)]
#![deny(missing_debug_implementations, rust_2018_idioms, clippy::all, clippy::pedantic)]
#![deny(clippy::missing_errors_doc, clippy::missing_panics_doc)]
#![forbid(unsafe_code)]

use guards::{CircuitBreaker, RateLimiter, Rejected, circuit_breaker, rate_limiter};
use std::error::Error;
use std::future::{Future, ready};
use std::pin::Pin;

/// Gets it.
///
/// # Errors
///
/// When it is turned away.
#[circuit_breaker(crate = guards, max_failures = 3, accessor = get_breaker)]
pub fn get(id: u32) -> Result<u32, Rejected> {
    Ok(id)
}

/// Gets it later.
///
/// # Errors
///
/// When there is none.
#[circuit_breaker(
    crate = guards,
    excluded(_),
    excluded_if = |error| error.is::<std::fmt::Error>() || error.is::<Rejected>(),
    excluded_types(std::io::Error),
    failure_if = Result::is_err,
    map_err = |rejected| Box::new(rejected)
)]
pub async fn get_later(text: &str) -> Result<u32, Box<dyn Error>> {
    Ok(ready(text.parse()).await?)
}

/// Gets it in the end.
#[circuit_breaker(crate = ::guards, failure_if = Option::is_none, fallback = |_| None)]
pub fn get_in_the_end(id: u32) -> impl Future<Output = Option<u32>> {
    ready(Some(id))
}

/// Takes its time.
#[rate_limiter(crate = guards, accessor = wait_limiter)]
pub fn wait() {}

/// Takes its time for each.
#[rate_limiter(crate = guards, key = id, accessor = wait_for_limiter)]
pub async fn wait_for(id: u32) -> u32 {
    id
}

/// Takes some time.
#[must_use = "it does nothing unless it is awaited"]
#[rate_limiter(crate = guards, timeout = 1, map_err = |rejected| rejected.to_string())]
pub fn wait_a_while(id: u32) -> Pin<Box<dyn Future<Output = Result<u32, String>> + Send>> {
    Box::pin(async move { Ok(id) })
}

/// Has its own.
#[derive(Debug)]
pub struct Client {
    breaker: CircuitBreaker,
    limiter: RateLimiter,
}

impl Client {
    /// A new one.
    #[must_use]
    pub fn new(breaker: CircuitBreaker, limiter: RateLimiter) -> Self {
        Self { breaker, limiter }
    }

    /// Gets it.
    ///
    /// # Errors
    ///
    /// When it is turned away.
    #[circuit_breaker(crate = guards, breaker = self.breaker)]
    #[rate_limiter(crate = guards, limiter = self.limiter, blocking = false)]
    #[circuit_breaker(crate = guards, accessor = inner_breaker)]
    pub async fn get(&mut self) -> Result<&mut Self, Rejected> {
        ready(()).await;
        Ok(self)
    }
}
