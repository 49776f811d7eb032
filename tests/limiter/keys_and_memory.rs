//! Keys come and go, memory stays bounded.

use crate::support::{SECOND, Task, builder};
use resilience::ManualClock;
use std::time::Duration;

#[test]
fn a_million_keys_seen_once_each_leave_no_more_than_those_of_one_refill_time() {
    let time = ManualClock::new();
    // A refill of one token takes a hundred milliseconds, in which a thousand keys come.
    let limiter = builder(&time).build_keyed().unwrap();
    let mut most = 0;
    for key in 0..1_000_000_u32 {
        limiter.try_acquire(&key).unwrap();
        time.advance(Duration::from_micros(100));
        most = most.max(limiter.keys());
    }
    assert!(most < 2_000, "{most}");
}

#[test]
fn a_flood_of_keys_is_forgotten_as_calls_go_by() {
    let time = ManualClock::new();
    let limiter = builder(&time).build_keyed().unwrap();
    for key in 0..100_000_u32 {
        limiter.try_acquire(&key).unwrap();
    }
    assert_eq!(limiter.keys(), 100_000);
    time.advance(SECOND);
    // The calls of one tenant clean up after all others.
    for _ in 0..50_000 {
        limiter.try_acquire("one").ok();
    }
    assert!(limiter.keys() < 100, "{}", limiter.keys());
}

#[test]
fn there_are_never_more_keys_than_there_may_be() {
    let time = ManualClock::new();
    let limiter = builder(&time).max_keys(1000).build_keyed().unwrap();
    std::thread::scope(|scope| {
        for thread in 0..4_u32 {
            let limiter = &limiter;
            scope.spawn(move || {
                for key in 0..2000_u32 {
                    limiter.try_acquire(&(thread, key)).ok();
                    assert!(limiter.keys() <= 1000);
                }
            });
        }
    });
    assert_eq!(limiter.keys(), 1000);
    assert_eq!(limiter.stats().total_acquired, 1000);
}

#[test]
fn a_key_that_somebody_waits_for_is_not_forgotten() {
    let time = ManualClock::new();
    let limiter = builder(&time).max_keys(1).initial(0.0).build_keyed().unwrap();
    let mut task = Task::started(limiter.acquire_async("a"));
    time.advance(SECOND * 3600);
    assert!(limiter.try_acquire("b").is_err(), "the answer for `a` is still to be fetched");
    assert!(task.is_done());
    time.advance(SECOND);
    limiter.try_acquire("b").unwrap();
}
