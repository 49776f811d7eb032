//! tokio's time, which a test can pause and advance; outside a runtime it is the machine's.

use crate::clock::Instant;
use std::sync::LazyLock;

static ORIGIN: LazyLock<std::time::Instant> = LazyLock::new(std::time::Instant::now);

pub(in crate::clock) fn now() -> Instant {
    let origin = *ORIGIN;
    let now = tokio::time::Instant::now().into_std();
    Instant::from_nanos(0).after(now.saturating_duration_since(origin))
}

#[inline]
pub(in crate::clock) fn is_before(deadline: Instant) -> bool {
    now() < deadline
}
