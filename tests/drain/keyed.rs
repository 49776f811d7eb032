//! Rate limiters with keys.

use crate::support::{
    SECOND, Task, assert_shut_out, assert_told, draining, dry_limiter, wait_until,
};
use resilience::__private::{wait_keyed, wait_keyed_async};
use resilience::{ManualClock, RateLimiter, Registry};
use std::thread;

#[test]
fn no_call_is_admitted_whatever_the_key() {
    let names = Registry::new();
    let limiter = RateLimiter::builder().name("tenants").keyed().register_in(&names).unwrap();
    limiter.try_acquire("known").unwrap();
    names.drain();
    for key in ["known", "unknown"] {
        assert_shut_out(limiter.try_acquire(key));
        assert_shut_out(limiter.acquire(key));
        assert_shut_out(limiter.acquire_timeout(key, SECOND));
        assert!(Task::new(limiter.acquire_async(key)).is_done());
        assert_eq!(limiter.tokens(key), 0.0);
    }
    assert_eq!((limiter.keys(), limiter.stats().total_rejected), (1, 8));
}

#[test]
fn whoever_waits_is_woken_and_told_at_once() {
    let (names, time) = (Registry::new(), ManualClock::new());
    let limiter = dry_limiter(&time).keyed().register_in(&names).unwrap();
    let waits: Vec<_> = (0..100).map(|key| Task::started(limiter.acquire_async(&key))).collect();
    let in_time = Task::started(limiter.acquire_async_timeout(&7, SECOND * 10));
    thread::scope(|scope| {
        let on_thread = scope.spawn(|| limiter.acquire(&7));
        wait_until(|| time.waiting() == 102);
        names.drain();
        assert_shut_out(on_thread.join().unwrap());
    });
    waits.into_iter().for_each(assert_told);
    assert_told(in_time);
    assert_eq!((limiter.stats().total_rejected, time.waiting()), (102, 0));
}

#[test]
fn without_room_for_its_key_a_newcomer_hears_of_the_end_and_not_of_the_room() {
    let (names, time) = (Registry::new(), ManualClock::new());
    let builder = dry_limiter(&time).max_keys(1).keyed();
    let limiter = builder.register_in(&names).unwrap();
    let _takes_the_room = Task::started(wait_keyed_async(&limiter, "a"));
    names.drain();
    assert_shut_out(limiter.try_acquire("b"));
    assert_shut_out(limiter.acquire("b"));
}

#[test]
fn whoever_cannot_be_turned_away_goes_on_for_tokens_and_for_room() {
    let (names, time) = (Registry::new(), ManualClock::new());
    let builder = dry_limiter(&time).burst(1).max_keys(1).keyed();
    let limiter = builder.register_in(&names).unwrap();
    let ordinary = Task::started(limiter.acquire_async("a"));
    let mut for_token = Task::started(wait_keyed_async(&limiter, "a"));
    let mut for_room = Task::started(wait_keyed_async(&limiter, "b"));
    names.drain();
    assert_told(ordinary);
    let mut newcomer = Task::started(wait_keyed_async(&limiter, "a"));
    time.advance(SECOND);
    assert!(for_token.is_done(), "nobody is in front of it any more");
    assert!(!newcomer.is_done() && !for_room.is_done());
    time.advance(SECOND);
    assert!(newcomer.is_done());
    // The key is forgotten once its bucket is full.
    time.advance(SECOND);
    assert!(for_room.is_done());
    assert_eq!(limiter.stats().total_acquired, 3);
    thread::scope(|scope| {
        let waits = scope.spawn(|| wait_keyed(&limiter, "b"));
        wait_until(|| time.waiting() == 1);
        time.advance(SECOND);
        waits.join().unwrap();
    });
}

#[test]
fn one_that_is_registered_later_is_born_so() {
    let limiter = RateLimiter::builder().name("tenants").keyed().register_in(&draining()).unwrap();
    assert_shut_out(limiter.try_acquire("key"));
}
