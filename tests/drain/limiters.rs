//! Rate limiters.

use crate::support::{
    SECOND, Task, assert_shut_out, assert_told, draining, dry_limiter, wait_until,
};
use resilience::__private::{wait, wait_async};
use resilience::{ManualClock, RateLimiter, Registry};
use std::thread;
use std::time::Duration;

#[test]
fn no_call_is_admitted_by_whatever_door() {
    let names = Registry::new();
    let limiter = RateLimiter::builder().name("api").register_in(&names).unwrap();
    names.drain();
    assert_shut_out(limiter.try_acquire());
    assert_shut_out(limiter.acquire());
    assert_shut_out(limiter.acquire_timeout(SECOND));
    assert_shut_out(limiter.call(|| unreachable!("it was turned away")));
    let mut task = Task::new(limiter.acquire_async());
    assert!(task.is_done());
    // More than there ever are, and none at all.
    assert_shut_out(limiter.n(1000).try_acquire());
    assert_shut_out(limiter.n(0).try_acquire());
    assert_shut_out(limiter.n(0).acquire());
    let stats = limiter.stats();
    assert_eq!((stats.total_acquired, stats.total_rejected), (0, 8));
}

#[test]
fn it_has_nothing_left_for_a_newcomer() {
    let names = Registry::new();
    let limiter = RateLimiter::builder().name("api").register_in(&names).unwrap();
    names.drain();
    assert_eq!((limiter.tokens(), limiter.time_until_token()), (0.0, Duration::MAX));
    // And nothing opens it again.
    limiter.reset();
    limiter.set_rate(7.0, SECOND).unwrap();
    RateLimiter::builder().name("api").initial(3.0).register_in(&names).unwrap();
    assert_shut_out(limiter.try_acquire());
    assert_eq!(limiter.rate(), 7.0);
}

#[test]
fn whoever_waits_is_woken_and_told_at_once() {
    let (names, time) = (Registry::new(), ManualClock::new());
    let limiter = dry_limiter(&time).register_in(&names).unwrap();
    let waits = [
        Task::started(limiter.acquire_async()),
        Task::started(limiter.n(2).acquire_async()),
        Task::started(limiter.acquire_async_timeout(SECOND * 10)),
    ];
    names.drain();
    waits.into_iter().for_each(assert_told);
    let stats = limiter.stats();
    assert_eq!((stats.total_rejected, stats.cancelled, time.waiting()), (3, 0, 0));
}

#[test]
fn so_is_whoever_waits_on_a_thread() {
    let (names, time) = (Registry::new(), ManualClock::new());
    let limiter = dry_limiter(&time).register_in(&names).unwrap();
    thread::scope(|scope| {
        let waits = [
            scope.spawn(|| limiter.acquire()),
            scope.spawn(|| limiter.acquire_timeout(SECOND * 10)),
        ];
        wait_until(|| time.waiting() == 2);
        names.drain();
        for wait in waits {
            assert_shut_out(wait.join().unwrap());
        }
    });
}

#[test]
fn so_is_one_whose_token_has_come_and_who_has_not_fetched_it() {
    let (names, time) = (Registry::new(), ManualClock::new());
    let limiter = dry_limiter(&time).register_in(&names).unwrap();
    let called = Task::started(limiter.acquire_async());
    time.advance(SECOND);
    // Whoever comes by reserves it.
    limiter.try_acquire().unwrap_err();
    names.drain();
    assert_told(called);
    assert_eq!(limiter.stats().total_acquired, 0);
}

#[test]
fn whoever_is_dropped_before_it_was_told_is_counted_once() {
    let (names, time) = (Registry::new(), ManualClock::new());
    let limiter = dry_limiter(&time).register_in(&names).unwrap();
    let wait = Task::started(limiter.acquire_async());
    names.drain();
    drop(wait);
    assert_eq!((limiter.stats().cancelled, limiter.stats().total_rejected), (1, 0));
}

#[test]
fn whoever_cannot_be_turned_away_goes_on_in_order() {
    let (names, time) = (Registry::new(), ManualClock::new());
    let limiter = dry_limiter(&time).register_in(&names).unwrap();
    let ordinary = Task::started(limiter.n(2).acquire_async());
    let mut first = Task::started(wait_async(&limiter));
    let mut second = Task::started(wait_async(&limiter));
    names.drain();
    assert_told(ordinary);
    let mut third = Task::started(wait_async(&limiter));
    assert!(!first.is_done() && !second.is_done());
    // The two in front are gone: it is the first one's turn after one second, and not after three.
    time.advance(SECOND);
    assert!(!third.is_done() && !second.is_done());
    assert!(first.is_done());
    time.advance(SECOND);
    assert!(!third.is_done() && second.is_done());
    time.advance(SECOND);
    assert!(third.is_done());
    let stats = limiter.stats();
    assert_eq!((stats.total_acquired, stats.total_rejected), (3, 1));
}

#[test]
fn on_a_thread_too_and_with_the_tokens_that_are_left() {
    let names = Registry::new();
    let builder = RateLimiter::builder().name("api").rate(1.0).per(SECOND * 3600).burst(2);
    let limiter = builder.register_in(&names).unwrap();
    names.drain();
    wait(&limiter);
    wait(&limiter);
    assert_eq!(limiter.stats().total_acquired, 2);
    assert_shut_out(limiter.try_acquire());
    let time = ManualClock::new();
    let limiter = dry_limiter(&time).name("b").register_in(&names).unwrap();
    thread::scope(|scope| {
        let waits = scope.spawn(|| wait(&limiter));
        wait_until(|| time.waiting() == 1);
        time.advance(SECOND);
        waits.join().unwrap();
    });
}

#[test]
fn a_bucket_that_is_always_behind_the_lock_is_shut_as_well() {
    let names = Registry::new();
    let century = SECOND * 31_557_600 * 100;
    let builder = RateLimiter::builder().name("api").rate(1.0).per(century).burst(1);
    let limiter = builder.register_in(&names).unwrap();
    names.drain();
    assert_shut_out(limiter.try_acquire());
    assert_shut_out(limiter.acquire());
}

#[test]
fn one_that_is_registered_later_is_born_so() {
    let limiter = RateLimiter::builder().name("api").register_in(&draining()).unwrap();
    assert_shut_out(limiter.try_acquire());
}
