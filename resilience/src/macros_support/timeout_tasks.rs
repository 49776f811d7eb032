//! What the expansion of `#[timeout]` calls.

use crate::error::Rejected;
use crate::timeout::Timeout;
use std::future::Future;
use std::pin::Pin;

/// Runs the body of an async function in time.
///
/// # Errors
///
/// [`Rejected::TimedOut`].
#[inline]
pub async fn within<R, F: Future<Output = R>>(
    timeout: &Timeout,
    body: Pin<&mut F>,
) -> Result<R, Rejected> {
    timeout.call_async(|| body).await
}
