//! An annotated function and its tests under tokio's paused time: half a minute of waiting for a
//! breaker to admit a probe passes at once.
//!
//! Read `Cargo.toml` too: the tests need the feature `test-util` of `resilience`.

use resilience::{Rejected, circuit_breaker};
use std::future::Future;
use std::time::Duration;
use tokio::time::{error::Elapsed, timeout};

/// How long one request may take.
pub const PATIENCE: Duration = Duration::from_secs(2);

/// Where exchange rates come from: a server, or what a test puts in its place.
pub trait Backend {
    /// The price of one unit of the currency in cents.
    fn rate(&self, currency: &str) -> impl Future<Output = Result<u32, RateError>> + Send;
}

/// Why there is no exchange rate.
#[derive(Debug, thiserror::Error)]
pub enum RateError {
    /// The backend was not asked.
    #[error(transparent)]
    Rejected(#[from] Rejected),
    /// The backend did not answer in time.
    #[error("no answer in {PATIENCE:?}")]
    TooSlow(#[from] Elapsed),
    /// The backend cannot answer.
    #[error("the exchange is down")]
    Down,
}

/// The price of one unit of the currency in cents, as the backend has it now.
///
/// # Errors
///
/// [`RateError`]; after three of them in a row the backend is left alone for half a minute.
#[circuit_breaker(max_failures = 3, reset_timeout = 30, accessor = exchange_rate_breaker)]
pub async fn exchange_rate(backend: &impl Backend, currency: &str) -> Result<u32, RateError> {
    timeout(PATIENCE, backend.rate(currency)).await?
}

#[cfg(test)]
mod tests;
