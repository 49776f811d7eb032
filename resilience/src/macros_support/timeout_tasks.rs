//! What the expansion of `#[timeout]` calls.

use crate::error::Rejected;
use crate::timeout::Timeout;
use std::future::Future;
use std::pin::Pin;

/// Runs the body of an async function in time, which runs from now on.
#[inline]
pub fn within<'a, R, F: Future<Output = R>>(
    timeout: &'a Timeout,
    body: Pin<&'a mut F>,
) -> impl Future<Output = Result<R, Rejected>> + use<'a, R, F> {
    timeout.end_in_time(body)
}
