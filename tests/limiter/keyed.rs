//! One bucket per key.

use crate::support::{NANO, SECOND, TENTH, Task, builder, retry_after};
use resilience::{ManualClock, Rejected};
use std::time::Duration;

#[test]
fn every_key_has_a_bucket_of_its_own() {
    let time = ManualClock::new();
    let limiter = builder(&time).build_keyed().unwrap();
    for tenant in ["a", "b"] {
        for _ in 0..5 {
            limiter.try_acquire(tenant).unwrap();
        }
        let refused = limiter.try_acquire(tenant);
        assert_eq!(retry_after(&refused), TENTH);
        assert_eq!(refused.unwrap_err().name(), "api");
    }
    assert_eq!((limiter.tokens("a"), limiter.tokens("c")), (0.0, 5.0));
    assert_eq!(limiter.keys(), 2);
    let stats = limiter.stats();
    assert_eq!((stats.total_acquired, stats.total_rejected), (10, 2));
}

#[test]
fn whatever_can_be_hashed_is_a_key() {
    let time = ManualClock::new();
    let limiter = builder(&time).burst(1).build_keyed().unwrap();
    limiter.try_acquire("a").unwrap();
    assert!(limiter.try_acquire(&String::from("a")).is_err(), "the same text is the same key");
    limiter.try_acquire(&("a", 1)).unwrap();
    limiter.try_acquire(&7_u64).unwrap();
    limiter.try_acquire([1_u8, 2].as_slice()).unwrap();
}

#[test]
fn waits_are_in_order_for_each_key() {
    let time = ManualClock::new();
    let limiter = builder(&time).initial(0.0).build_keyed().unwrap();
    let mut first = Task::started(limiter.acquire_async("a"));
    let mut second = Task::started(limiter.acquire_async_timeout("a", TENTH * 2));
    let mut other = Task::started(limiter.acquire_async("b"));
    assert_eq!(retry_after(&limiter.acquire_timeout("a", TENTH)), TENTH * 3);
    time.advance(TENTH - NANO);
    assert!(!first.is_done() && !other.is_done());
    time.advance(NANO);
    assert!(first.is_done() && other.is_done() && !second.is_done());
    time.advance(TENTH);
    assert!(second.is_done());
    assert_eq!(limiter.stats().total_waited, TENTH * 4);
}

#[test]
fn a_thread_waits_for_the_token_of_its_key() {
    let time = ManualClock::new();
    let limiter = builder(&time).initial(0.0).build_keyed().unwrap();
    std::thread::scope(|scope| {
        let thread = scope.spawn(|| limiter.acquire("a"));
        while time.waiting() == 0 {
            std::thread::yield_now();
        }
        time.advance(TENTH);
        thread.join().unwrap().unwrap();
    });
}

#[test]
fn a_cancelled_wait_gives_way_and_its_key_is_forgotten() {
    let time = ManualClock::new();
    let limiter = builder(&time).initial(0.0).build_keyed().unwrap();
    let first = Task::started(limiter.acquire_async("a"));
    let mut second = Task::started(limiter.acquire_async("a"));
    drop(first);
    time.advance(TENTH);
    assert!(second.is_done());
    drop(second);
    assert_eq!(limiter.stats().cancelled, 1);
    time.advance(SECOND);
    for _ in 0..10_000 {
        limiter.try_acquire("b").ok();
    }
    assert_eq!(limiter.keys(), 1);
}

#[test]
fn a_key_that_is_new_is_as_if_it_had_been_there_from_the_start() {
    let time = ManualClock::new();
    let limiter = builder(&time).initial(0.0).build_keyed().unwrap();
    assert!(limiter.try_acquire("a").is_err());
    time.advance(TENTH * 3);
    assert_eq!(limiter.tokens("b"), 3.0);
    time.advance(SECOND * 60);
    assert_eq!(limiter.tokens("c"), 5.0);
    assert_eq!(limiter.keys(), 0, "nobody took anything");
}

#[test]
fn a_bad_setting_is_told_of_the_keyed_limiter() {
    let time = ManualClock::new();
    let error = builder(&time).rate(-1.0).max_keys(0).build_keyed().unwrap_err();
    assert_eq!(error.problems().len(), 2);
    assert!(error.to_string().starts_with("keyed rate limiter `api`: rate = -1"), "{error}");
}

#[test]
fn a_new_key_without_room_is_refused_until_a_bucket_is_full() {
    let time = ManualClock::new();
    let limiter = builder(&time).max_keys(2).build_keyed().unwrap();
    limiter.try_acquire("a").unwrap();
    time.advance(Duration::from_millis(40));
    limiter.try_acquire("b").unwrap();
    let refused = limiter.try_acquire("c");
    assert!(matches!(refused, Err(Rejected::RateLimitExceeded(_))));
    assert_eq!(retry_after(&refused), Duration::from_millis(60));
    assert_eq!(retry_after(&limiter.acquire("c")), Duration::from_millis(60), "nobody to wait for");
    limiter.try_acquire("a").unwrap(); // none is evicted
    assert_eq!(retry_after(&limiter.try_acquire("c")), TENTH);
    time.advance(TENTH - NANO);
    assert!(limiter.try_acquire("c").is_err());
    time.advance(NANO);
    limiter.try_acquire("c").unwrap();
    assert_eq!(limiter.keys(), 2);
}
