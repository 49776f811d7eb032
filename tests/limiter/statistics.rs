//! What is counted.

use crate::support::{TENTH, Task, builder, drain, empty, limiter};
use resilience::ManualClock;
use std::time::Duration;

#[test]
fn tokens_requests_cancelled_ones_and_waits_are_counted() {
    let time = ManualClock::new();
    let limiter = limiter(&time);
    limiter.n(3).try_acquire().unwrap();
    assert!(limiter.n(3).try_acquire().is_err());
    assert!(limiter.n(9).try_acquire().is_err());
    let mut first = Task::started(limiter.n(4).acquire_async());
    let second = Task::started(limiter.acquire_async());
    assert!(limiter.acquire_timeout(Duration::ZERO).is_err());
    time.advance(TENTH * 2);
    drop(second);
    assert!(first.is_done());
    let stats = limiter.stats();
    assert_eq!(stats.total_acquired, 7);
    assert_eq!(stats.total_rejected, 3);
    assert_eq!(stats.cancelled, 1);
    assert_eq!(stats.total_waited, TENTH * 2);
}

#[test]
fn a_refusal_after_a_wait_is_counted_once() {
    let time = ManualClock::new();
    let limiter = empty(&time);
    let mut task = Task::started(limiter.acquire_async_timeout(TENTH));
    limiter.set_rate(1.0, Duration::from_secs(1)).unwrap();
    assert!(task.is_done());
    drop(task);
    let stats = limiter.stats();
    assert_eq!((stats.total_rejected, stats.cancelled, stats.total_acquired), (1, 0, 0));
    assert_eq!(stats.total_waited, Duration::ZERO);
}

#[test]
fn nothing_counts_before_it_is_polled_and_a_reset_clears_nothing() {
    let time = ManualClock::new();
    let limiter = limiter(&time);
    drop(limiter.acquire_async());
    assert_eq!(limiter.stats(), builder(&time).build().unwrap().stats());
    drain(&limiter);
    let before = limiter.stats();
    limiter.reset();
    assert_eq!(limiter.stats(), before);
}

#[test]
fn counts_of_many_threads_add_up() {
    let time = ManualClock::new();
    let limiter = builder(&time).burst(1000).build().unwrap();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| (0..500).for_each(|_| drop(limiter.try_acquire())));
        }
    });
    let stats = limiter.stats();
    assert_eq!((stats.total_acquired, stats.total_rejected), (1000, 3000));
}
