//! What the tests of the limiter share.

#[path = "../support/task.rs"]
mod task;

use resilience::{ManualClock, RateLimiter, RateLimiterBuilder, Rejected};
use std::time::Duration;
pub(crate) use task::Task;

pub(crate) const SECOND: Duration = Duration::from_secs(1);
pub(crate) const TENTH: Duration = Duration::from_millis(100);
pub(crate) const NANO: Duration = Duration::from_nanos(1);

/// Ten a second, a full bucket of five.
pub(crate) fn builder(time: &ManualClock) -> RateLimiterBuilder {
    RateLimiter::builder().name("api").rate(10.0).per(SECOND).burst(5).clock(time.clock())
}

pub(crate) fn limiter(time: &ManualClock) -> RateLimiter {
    builder(time).build().unwrap()
}

pub(crate) fn empty(time: &ManualClock) -> RateLimiter {
    builder(time).initial(0.0).build().unwrap()
}

/// How many calls are admitted now.
pub(crate) fn drain(limiter: &RateLimiter) -> u32 {
    (0..u32::MAX).take_while(|_| limiter.try_acquire().is_ok()).count().try_into().unwrap()
}

pub(crate) fn retry_after(result: &Result<(), Rejected>) -> Duration {
    match result {
        Err(Rejected::RateLimitExceeded(error)) => error.retry_after().unwrap(),
        other => panic!("{other:?}"),
    }
}

/// Runs this on a thread of its own: it has to end.
pub(crate) fn ends(act: impl FnOnce() + Send + 'static) {
    let (done, through) = std::sync::mpsc::channel();
    let thread = std::thread::spawn(move || {
        act();
        done.send(()).unwrap();
    });
    if through.recv_timeout(SECOND * 60).is_ok() {
        return thread.join().unwrap();
    }
    assert!(thread.is_finished(), "it hangs");
    thread.join().unwrap();
}
