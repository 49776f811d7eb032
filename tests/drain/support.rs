//! What the tests of the end share.

#[path = "../support/task.rs"]
mod task;

use resilience::{
    Bulkhead, BulkheadBuilder, CircuitBreaker, CircuitBreakerBuilder, ManualClock, RateLimiter,
    RateLimiterBuilder, Registry, Rejected,
};
use std::fmt::Debug;
use std::task::Poll;
use std::time::Duration;
pub(crate) use task::Task;

pub(crate) const SECOND: Duration = Duration::from_secs(1);

pub(crate) fn breaker() -> CircuitBreakerBuilder {
    CircuitBreaker::builder().name("payments").max_failures(3)
}

/// One token a second, none at the start.
pub(crate) fn dry_limiter(time: &ManualClock) -> RateLimiterBuilder {
    RateLimiter::builder().name("api").rate(1.0).burst(2).initial(0.0).clock(time.clock())
}

pub(crate) fn pool(max_concurrent: u32) -> BulkheadBuilder {
    Bulkhead::builder().name("pool").max_concurrent(max_concurrent)
}

#[track_caller]
pub(crate) fn assert_shut_out<T: Debug>(result: Result<T, Rejected>) {
    let rejected = result.unwrap_err();
    assert!(matches!(rejected, Rejected::ShuttingDown(_)), "{rejected:?}");
}

/// Whoever waits was woken, and is told.
#[track_caller]
pub(crate) fn assert_told<T: Debug>(mut wait: Task<'_, Result<T, Rejected>>) {
    assert!(wait.wakes() > 0, "it sleeps on");
    let Poll::Ready(answer) = wait.poll() else { panic!("it waits on") };
    assert_shut_out(answer);
}

/// A registry that drains.
pub(crate) fn draining() -> Registry {
    let names = Registry::new();
    names.drain();
    names
}

/// Until another thread has come so far.
pub(crate) fn wait_until(so_far: impl Fn() -> bool) {
    while !so_far() {
        std::thread::yield_now();
    }
}
