//! What a bulkhead costs beside a semaphore, as ratios: `cargo bench --bench bulkhead`.

mod harness;

use harness::{compare, row};
use resilience::Bulkhead;
use std::sync::Arc;
use tokio::sync::Semaphore;

const PERMITS: u32 = 1000;

fn pair(permits: u32) -> (Bulkhead, Semaphore) {
    let ours = Bulkhead::builder().name("bench").max_concurrent(permits).build();
    (ours.expect("valid settings"), Semaphore::new(permits as usize))
}

/// Every call finds a permit, and gives it back.
fn admits(threads: usize) -> bool {
    let limit = if threads == 1 { 0.85 } else { 1.2 };
    let (ours, semaphore) = pair(PERMITS);
    let owned = Arc::new(Semaphore::new(PERMITS as usize));
    let rows = [
        row("tokio Semaphore, try_acquire + release", None, || {
            drop(semaphore.try_acquire().expect("there are plenty"));
        }),
        row(
            "try_acquire + release",
            Some(("tokio Semaphore, try_acquire + release", Some(limit))),
            || drop(ours.try_acquire().expect("there are plenty")),
        ),
        row("call", Some(("tokio Semaphore, try_acquire + release", None)), || {
            ours.call(|| ()).expect("there are plenty");
        }),
        row("tokio Semaphore, try_acquire_owned + release", None, || {
            drop(Arc::clone(&owned).try_acquire_owned().expect("there are plenty"));
        }),
        row(
            "try_acquire_owned + release",
            Some(("tokio Semaphore, try_acquire_owned + release", None)),
            || drop(ours.try_acquire_owned().expect("there are plenty")),
        ),
    ];
    compare("bulkhead, admits", threads, &rows)
}

/// No call finds a permit.
fn rejects(threads: usize) -> bool {
    let (ours, semaphore) = pair(1);
    let (_permit, _other) = (ours.try_acquire(), semaphore.try_acquire());
    let rows = [
        row("tokio Semaphore, no permit", None, || assert!(semaphore.try_acquire().is_err())),
        row("try_acquire, full", Some(("tokio Semaphore, no permit", None)), || {
            assert!(ours.try_acquire().is_err());
        }),
    ];
    compare("bulkhead, rejects", threads, &rows)
}

fn main() {
    let mut kept = true;
    for threads in [1, 2] {
        kept &= admits(threads);
        kept &= rejects(threads);
    }
    println!("\n{}", if kept { "every ratio is kept" } else { "some ratios are missed" });
}
