//! `CLOCK_MONOTONIC`, and its coarse form where a lag of a few milliseconds can do no harm.

use crate::clock::Instant;
use rustix::time::{ClockId, Timespec, clock_gettime};
use std::time::Duration;

/// More than the coarse clock lags behind the precise one. It is meant to lag by a tick of the kernel,
/// 1 to 10 ms; but where a hypervisor keeps the processor from running that counts the ticks, another
/// one has to notice, which takes it five of its own and more. (31 ms were seen with ticks of 4 ms:
/// decision 0007.)
const LAG: Duration = Duration::from_millis(100);

pub(in crate::clock) fn now() -> Instant {
    to_instant(clock_gettime(ClockId::Monotonic))
}

#[inline]
pub(in crate::clock) fn roughly() -> (Instant, Duration) {
    (to_instant(clock_gettime(ClockId::MonotonicCoarse)), LAG)
}

/// Asks the coarse clock first: it lags, so whatever it calls far off is still to come. Where it is
/// not far off, the precise clock decides; a lag beyond [`LAG`] would only keep what is closed
/// closed a little longer.
#[inline]
pub(in crate::clock) fn is_before(deadline: Instant) -> bool {
    is_far_off(deadline) || is_before_precisely(deadline)
}

#[inline]
fn is_far_off(deadline: Instant) -> bool {
    let (now, lag) = roughly();
    now.after(lag) < deadline
}

#[cold]
#[inline(never)]
fn is_before_precisely(deadline: Instant) -> bool {
    now() < deadline
}

/// The kernel's monotonic clock starts at boot and is never negative.
#[inline]
#[expect(clippy::cast_sign_loss, reason = "see above; this is on the path of every rejection")]
fn to_instant(time: Timespec) -> Instant {
    Instant::from_nanos(time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64)
}
