//! `std::time::Instant`, counted from its first use.

use crate::clock::Instant;
use std::sync::LazyLock;
use std::time::Duration;

static ORIGIN: LazyLock<std::time::Instant> = LazyLock::new(std::time::Instant::now);

pub(in crate::clock) fn now() -> Instant {
    Instant::from_nanos(0).after(ORIGIN.elapsed())
}

#[inline]
pub(in crate::clock) fn roughly() -> (Instant, Duration) {
    (now(), Duration::ZERO)
}

#[inline]
pub(in crate::clock) fn is_before(deadline: Instant) -> bool {
    now() < deadline
}
