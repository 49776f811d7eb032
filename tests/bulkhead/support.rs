//! What the tests of the bulkhead share.

#[path = "../support/task.rs"]
mod task;

use resilience::{Bulkhead, BulkheadBuilder, ManualClock, Permit, Rejected};
use std::fmt::Debug;
use std::time::Duration;
pub(crate) use task::Task;

pub(crate) const SECOND: Duration = Duration::from_secs(1);
pub(crate) const NANO: Duration = Duration::from_nanos(1);

pub(crate) fn builder(time: &ManualClock, max_concurrent: u32) -> BulkheadBuilder {
    Bulkhead::builder().name("pool").max_concurrent(max_concurrent).clock(time.clock())
}

/// As many permits as these, and callers wait as long as it takes.
pub(crate) fn bulkhead(max_concurrent: u32) -> Bulkhead {
    builder(&ManualClock::new(), max_concurrent).build().unwrap()
}

/// Every permit that there is.
pub(crate) fn fill(bulkhead: &Bulkhead) -> Vec<Permit<&Bulkhead>> {
    std::iter::from_fn(|| bulkhead.try_acquire().ok()).collect()
}

#[track_caller]
pub(crate) fn assert_full<T: Debug>(result: Result<T, Rejected>) {
    let rejected = result.unwrap_err();
    assert!(matches!(rejected, Rejected::BulkheadFull(_)), "{rejected:?}");
}

/// In use, available, waiting.
pub(crate) fn numbers(bulkhead: &Bulkhead) -> (u32, u32, usize) {
    (bulkhead.in_use(), bulkhead.available(), bulkhead.waiting())
}

/// Until another thread has come so far.
pub(crate) fn wait_until(so_far: impl Fn() -> bool) {
    while !so_far() {
        std::thread::yield_now();
    }
}
