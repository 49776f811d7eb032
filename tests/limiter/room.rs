//! Room for keys, when many want some.

use crate::support::*;
use resilience::{KeyedRateLimiter, ManualClock, RateLimiter, rate_limiter};
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Waker};

fn for_one(time: &ManualClock, name: &'static str) -> KeyedRateLimiter {
    let one = RateLimiter::builder().name(name).rate(10.0).burst(1).max_keys(1);
    one.clock(time.clock()).register_keyed().unwrap()
}

#[test]
fn reading_takes_nobodys_room() {
    for _ in 0..1000 {
        let time = ManualClock::new();
        let limiter = builder(&time).max_keys(1).build_keyed().unwrap();
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    limiter.tokens("x");
                }
            });
            let taken = limiter.try_acquire("y");
            stop.store(true, Ordering::Relaxed);
            taken.unwrap();
        });
    }
}

#[test]
fn room_that_somebody_else_makes_meanwhile_is_room() {
    for _ in 0..1000 {
        let time = ManualClock::new();
        let limiter = builder(&time).max_keys(1).build_keyed().unwrap();
        limiter.try_acquire("x").unwrap();
        time.advance(SECOND);
        let start = Barrier::new(2);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                start.wait();
                limiter.tokens("x")
            });
            start.wait();
            limiter.try_acquire("y").unwrap();
        });
    }
}

#[rate_limiter(name = "room for one of many", key = key)]
fn one_of_many(key: u32) {
    let _ = key;
}

#[test]
fn whoever_waits_for_room_gets_some_in_the_end() {
    let fast = RateLimiter::builder().name("room for one of many").rate(1e6).burst(1).max_keys(1);
    fast.register_keyed().unwrap();
    ends(|| {
        std::thread::scope(|scope| {
            for key in 0..3 {
                scope.spawn(move || (0..1000).for_each(|_| one_of_many(key)));
            }
        });
    });
}

#[test]
fn a_place_is_not_free_before_those_who_wait_for_its_tokens_are_served() {
    let time = ManualClock::new();
    let limiter = builder(&time).burst(1).max_keys(1).build_keyed().unwrap();
    limiter.try_acquire("a").unwrap();
    let _waits = Task::started(limiter.acquire_async("a"));
    time.advance(TENTH);
    let wait = retry_after(&limiter.try_acquire("b"));
    assert_eq!(wait, TENTH, "it waits, is served, and the bucket refills");
}

#[rate_limiter(name = "room for a waiter", key = key)]
async fn room_for_a_waiter(key: &str) {
    let _ = key;
}

#[test]
fn a_task_that_waits_for_room_lets_others_run() {
    ends(|| {
        let time = ManualClock::new();
        let limiter = for_one(&time, "room for a waiter");
        limiter.try_acquire("a").unwrap();
        let mut first = Task::started(limiter.acquire_async("a"));
        time.advance(TENTH);
        let mut second = Box::pin(room_for_a_waiter("b"));
        let mut cx = Context::from_waker(Waker::noop());
        assert!(second.as_mut().poll(&mut cx).is_pending());
        assert!(first.is_done());
        time.advance(TENTH);
        assert!(second.as_mut().poll(&mut cx).is_ready());
    });
}

#[rate_limiter(name = "room that is counted", key = key)]
async fn counted(key: &str) {
    let _ = key;
}

#[test]
fn a_wait_for_room_is_counted_once() {
    let time = ManualClock::new();
    let limiter = for_one(&time, "room that is counted");
    limiter.try_acquire("a").unwrap();
    drop(Task::started(counted("b")));
    let mut waits = Task::started(counted("b"));
    time.advance(TENTH);
    assert!(waits.is_done());
    let stats = limiter.stats();
    assert_eq!((stats.total_acquired, stats.total_rejected, stats.cancelled), (2, 0, 1));
    assert_eq!(stats.total_waited, TENTH);
}

#[test]
fn a_key_that_is_taken_from_again_is_not_forgotten_early() {
    let time = ManualClock::new();
    let limiter = builder(&time).build_keyed().unwrap();
    (0..5).for_each(|_| limiter.try_acquire("a").unwrap());
    time.advance(TENTH + NANO);
    assert_eq!((0..10).filter(|_| limiter.try_acquire("a").is_ok()).count(), 1);
}

#[test]
fn a_key_reserves_for_those_whose_time_has_come() {
    let time = ManualClock::new();
    let limiter = builder(&time).initial(0.0).build_keyed().unwrap();
    let mut waits = Task::started(limiter.acquire_async("a"));
    time.advance(TENTH * 2);
    assert_eq!(limiter.tokens("a"), 1.0);
    limiter.try_acquire("a").unwrap();
    assert!(waits.is_done());
}

#[test]
fn the_future_of_a_key_knows_nothing_of_the_key() {
    let time = ManualClock::new();
    let limiter = builder(&time).build_keyed().unwrap();
    let taking = {
        let key = String::from("a");
        let borrowed: &str = &key;
        limiter.acquire_async(&borrowed)
    };
    let mut taking = Task::new(taking);
    assert!(taking.is_done());
    assert_eq!(limiter.tokens("a"), 4.0);
}
