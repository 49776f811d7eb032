//! What the expansion of `#[rate_limiter]` on an async function calls.

use super::limiter::certain;
use crate::rate_limiter::{KeyedRateLimiter, RateLimiter};
use std::future::Future;
use std::hash::Hash;

/// Waits for a token in a function that can say nothing but its own value.
#[inline]
pub async fn wait_async(limiter: &RateLimiter) {
    certain(limiter.acquire_async().await);
}

/// Waits for room for this key and for a token of it. The key is hashed at once; the future does
/// not hold on to it.
pub fn wait_keyed_async<'a, K: Hash + ?Sized>(
    limiter: &'a KeyedRateLimiter,
    key: &K,
) -> impl Future<Output = ()> + Send + use<'a, K> {
    limiter.wait_async(key)
}
