//! What the tests of the timeout share.

#[path = "../support/task.rs"]
mod task;

use resilience::{ManualClock, Rejected, Timeout};
use std::cell::Cell;
use std::fmt::Debug;
use std::task::Poll;
use std::time::Duration;
pub(crate) use task::Task;

pub(crate) const SECOND: Duration = Duration::from_secs(1);
pub(crate) const NANO: Duration = Duration::from_nanos(1);

/// Calls may take a second.
pub(crate) fn timeout(time: &ManualClock) -> Timeout {
    limited(time, SECOND)
}

pub(crate) fn limited(time: &ManualClock, limit: Duration) -> Timeout {
    Timeout::builder().name("slow").limit(limit).clock(time.clock()).build().unwrap()
}

#[track_caller]
pub(crate) fn assert_timed_out<T: Debug>(polled: &Poll<Result<T, Rejected>>) {
    assert!(matches!(polled, Poll::Ready(Err(Rejected::TimedOut(_)))), "{polled:?}");
}

/// Says when it is dropped.
pub(crate) struct Dropped<'a>(pub(crate) &'a Cell<bool>);

impl Drop for Dropped<'_> {
    fn drop(&mut self) {
        self.0.set(true);
    }
}
