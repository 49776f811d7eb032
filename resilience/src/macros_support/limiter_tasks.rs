//! What the expansion of `#[rate_limiter]` on an async function calls.

use super::limiter::certain;
use crate::error::Rejected;
use crate::rate_limiter::{KeyedAcquire, KeyedRateLimiter, RateLimiter};
use std::future::Future;
use std::hash::Hash;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Waits for a token in a function that can say nothing but its own value.
#[inline]
pub fn wait_async(limiter: &RateLimiter) -> impl Future<Output = ()> + Send + Sync + use<'_> {
    // An async block would keep the same twice.
    Certain(limiter.wait_async())
}

/// Waits for room for this key and for a token of it. The key is hashed at once; the future does
/// not hold on to it.
pub fn wait_keyed_async<'a, K: Hash + ?Sized>(
    limiter: &'a KeyedRateLimiter,
    key: &K,
) -> Certain<KeyedAcquire<'a>> {
    Certain(limiter.wait_async(key))
}

/// A wait that has to end well.
#[derive(Debug)]
pub struct Certain<F>(F);

impl<F: Future<Output = Result<(), Rejected>> + Unpin> Future for Certain<F> {
    type Output = ();

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        Pin::new(&mut self.0).poll(cx).map(certain)
    }
}
