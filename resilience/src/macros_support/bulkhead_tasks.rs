//! What the expansion of `#[bulkhead]` on an async function calls.

use crate::bulkhead::Bulkhead;
use crate::permit::Permit;

/// Waits for a permit for as long as it takes, whatever the bulkhead's `max_wait`, in a function that
/// can say nothing but its own value.
#[inline]
pub fn enter_async(
    bulkhead: &Bulkhead,
) -> impl Future<Output = Permit<&Bulkhead>> + Send + Sync + use<'_> {
    bulkhead.wait_endlessly_async()
}
