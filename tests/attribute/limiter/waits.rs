//! Who waits, and for how long.

use super::{SECOND, empty, poll, wait_until};
use resilience::{ManualClock, RateLimiter, Rejected, rate_limiter};
use std::future::ready;
use std::task::Poll;
use std::thread;

#[rate_limiter(limiter = limiter)]
fn patient(limiter: &RateLimiter) -> &'static str {
    "ran"
}

#[rate_limiter(limiter = limiter)]
async fn patient_later(limiter: &RateLimiter) -> &'static str {
    "ran"
}

#[rate_limiter(limiter = limiter, timeout = 1.5)]
fn hurried(limiter: &RateLimiter) -> Result<&'static str, Rejected> {
    Ok("ran")
}

#[rate_limiter(limiter = limiter, timeout = 1.5)]
async fn hurried_later(limiter: &RateLimiter) -> Result<&'static str, Rejected> {
    Ok("ran")
}

#[rate_limiter(limiter = limiter, timeout = 0)]
fn at_once(limiter: &RateLimiter) -> Result<&'static str, Rejected> {
    Ok("ran")
}

#[rate_limiter(limiter = limiter, blocking = false)]
async fn at_once_later(limiter: &RateLimiter) -> Result<&'static str, Rejected> {
    ready(Ok("ran")).await
}

#[test]
fn a_function_waits_on_its_thread_for_as_long_as_it_takes() {
    let time = ManualClock::new();
    let limiter = empty(&time);
    thread::scope(|scope| {
        let first = scope.spawn(|| patient(&limiter));
        wait_until(|| time.waiting() == 1);
        time.advance(SECOND / 2);
        assert!(!first.is_finished());
        time.advance(SECOND / 2);
        assert_eq!(first.join().unwrap(), "ran");
    });
    assert_eq!(limiter.stats().total_waited, SECOND);
}

#[test]
fn an_async_function_waits_in_its_task() {
    let time = ManualClock::new();
    let limiter = empty(&time);
    let mut first = Box::pin(patient_later(&limiter));
    let mut second = Box::pin(patient_later(&limiter));
    assert!(poll(&mut first).is_pending());
    assert!(poll(&mut second).is_pending());
    time.advance(SECOND);
    assert_eq!(poll(&mut first), Poll::Ready("ran"));
    assert!(poll(&mut second).is_pending());
    time.advance(SECOND);
    assert_eq!(poll(&mut second), Poll::Ready("ran"));
    assert_eq!(limiter.stats().total_acquired, 2);
}

#[test]
fn a_timeout_is_waited_for_if_that_helps_and_refused_at_once_if_not() {
    let time = ManualClock::new();
    let limiter = empty(&time);
    thread::scope(|scope| {
        let first = scope.spawn(|| hurried(&limiter));
        wait_until(|| time.waiting() == 1);
        // Two seconds are too long for the next.
        assert_eq!(hurried(&limiter).unwrap_err().retry_after(), Some(SECOND * 2));
        time.advance(SECOND);
        assert_eq!(first.join().unwrap().unwrap(), "ran");
    });
}

#[test]
fn in_a_task_it_is_the_same() {
    let time = ManualClock::new();
    let limiter = empty(&time);
    let mut first = Box::pin(hurried_later(&limiter));
    assert!(poll(&mut first).is_pending());
    let Poll::Ready(second) = poll(&mut Box::pin(hurried_later(&limiter))) else { panic!() };
    assert_eq!(second.unwrap_err().retry_after(), Some(SECOND * 2));
    time.advance(SECOND);
    let Poll::Ready(first) = poll(&mut first) else { panic!("the token is there") };
    assert_eq!(first.unwrap(), "ran");
}

#[test]
fn without_waiting_a_token_is_there_or_it_is_not() {
    let time = ManualClock::new();
    let limiter = empty(&time);
    assert_eq!(at_once(&limiter).unwrap_err().retry_after(), Some(SECOND));
    time.advance(SECOND);
    assert_eq!(at_once(&limiter).unwrap(), "ran");
    let Poll::Ready(refused) = poll(&mut Box::pin(at_once_later(&limiter))) else { panic!() };
    assert!(matches!(refused, Err(Rejected::RateLimitExceeded(_))));
    time.advance(SECOND);
    let Poll::Ready(admitted) = poll(&mut Box::pin(at_once_later(&limiter))) else { panic!() };
    assert_eq!(admitted.unwrap(), "ran");
    assert_eq!((limiter.stats().total_acquired, limiter.stats().total_rejected), (2, 2));
}

#[rate_limiter(rate = 1, per = 1h, burst = 3, accessor = counted_limiter)]
fn counted() {}

#[test]
fn the_settings_are_those_of_the_attribute() {
    counted();
    counted();
    counted();
    let limiter = counted_limiter();
    assert_eq!((limiter.rate(), limiter.per(), limiter.burst()), (1.0, SECOND * 3600, 3));
    assert!(limiter.try_acquire().is_err());
    thread::scope(|scope| {
        let fourth = scope.spawn(counted);
        wait_until(|| {
            // Its tokens go to whoever waits.
            limiter.reset();
            fourth.is_finished()
        });
    });
    assert_eq!(limiter.stats().total_acquired, 4);
}

const RATE: u32 = 40;

#[rate_limiter(rate = RATE / 4, per = 60, accessor = default_limiter)]
async fn defaults() {}

#[rate_limiter(rate = 2.5, accessor = rounded_limiter)]
async fn rounded() {}

#[test]
fn a_burst_that_is_not_written_is_the_rate_rounded_up() {
    assert!(poll(&mut Box::pin(defaults())).is_ready());
    assert!(poll(&mut Box::pin(rounded())).is_ready());
    assert_eq!((default_limiter().rate(), default_limiter().burst()), (10.0, 10));
    assert_eq!((rounded_limiter().per(), rounded_limiter().burst()), (SECOND, 3));
}
