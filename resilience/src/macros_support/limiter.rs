//! What the expansion of `#[rate_limiter]` calls.

use crate::error::Rejected;
use crate::rate_limiter::{KeyedRateLimiter, RateLimiter};
use std::hash::Hash;

/// A rate, which is written as a number of any kind.
#[must_use]
pub fn number(number: impl Into<f64>) -> f64 {
    number.into()
}

/// Waits for a token in a function that can say nothing but its own value.
#[inline]
pub fn wait(limiter: &RateLimiter) {
    certain(limiter.wait());
}

/// Waits for room for this key and for a token of it.
pub fn wait_keyed<K: Hash + ?Sized>(limiter: &KeyedRateLimiter, key: &K) {
    limiter.wait(key);
}

#[inline]
pub(super) fn certain(result: Result<(), Rejected>) {
    result.expect("a limiter gives one token to everybody who waits for as long as it takes");
}
