//! tokio's time, which a test can pause and advance; outside a runtime it is the machine's.

use crate::clock::Instant;
use std::sync::LazyLock;
use std::time::Duration;

/// What [`now`] was when it was first asked for: far from zero, because a runtime may have stopped
/// its clock before that.
const START: Instant = Instant::from_nanos(1 << 62);

static ORIGIN: LazyLock<std::time::Instant> = LazyLock::new(std::time::Instant::now);

pub(in crate::clock) fn now() -> Instant {
    let origin = *ORIGIN;
    let now = tokio::time::Instant::now().into_std();
    match now.checked_duration_since(origin) {
        Some(since) => START.after(since),
        None => START.before(origin.saturating_duration_since(now)),
    }
}

#[inline]
pub(in crate::clock) fn roughly() -> (Instant, Duration) {
    (now(), Duration::ZERO)
}

#[inline]
pub(in crate::clock) fn is_before(deadline: Instant) -> bool {
    now() < deadline
}
