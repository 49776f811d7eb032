//! What a rejection within an attempt does.

use crate::support::{NANO, Own, TENTH, Task, at_once, wait_until};
use resilience::{Backoff, Bulkhead, CircuitBreaker, Clock, Error, ManualClock, Pipeline};
use resilience::{RateLimiter, Rejected, Retry, Timeout};
use std::cell::Cell;
use std::fmt::Debug;
use std::future::{pending, ready};
use std::io;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::Poll;
use std::time::Duration;

fn circuit_open() -> Rejected {
    let breaker = CircuitBreaker::builder().build().unwrap();
    breaker.force_open();
    breaker.try_acquire().unwrap_err()
}

fn bulkhead_full() -> Rejected {
    let bulkhead = Bulkhead::builder().max_concurrent(1).build().unwrap();
    let _permit = bulkhead.try_acquire().unwrap();
    bulkhead.try_acquire().unwrap_err()
}

fn capacity_exceeded() -> Rejected {
    RateLimiter::builder().build().unwrap().n(100).try_acquire().unwrap_err()
}

fn misconfigured() -> Rejected {
    let pipeline = Pipeline::new().timeout(Timeout::new(TENTH).unwrap());
    pipeline.call_with(|| (), |()| resilience::Outcome::Success).unwrap_err()
}

fn timed_out() -> Rejected {
    let time = ManualClock::new();
    let timeout = Timeout::builder().limit(TENTH).clock(time.clock()).build().unwrap();
    let mut call = Task::started(timeout.call_async(pending::<()>));
    time.advance(TENTH);
    let Poll::Ready(Err(rejected)) = call.poll() else { panic!("its time is up") };
    rejected
}

/// The next token comes after `wait`, on this clock.
fn exhausted(time: &ManualClock, wait: Duration) -> Rejected {
    let limiter = RateLimiter::builder().rate(1.0).per(wait).clock(time.clock()).build().unwrap();
    limiter.try_acquire().unwrap();
    let rejected = limiter.try_acquire().unwrap_err();
    assert_eq!(rejected.retry_after(), Some(wait));
    rejected
}

/// How many attempts there are of five, if each fails so, with and without a judge.
fn attempts<E: std::error::Error + 'static>(fails: impl Fn() -> E) -> (u32, u32) {
    let (retry, attempts) = (at_once(5).build().unwrap(), Cell::new(0));
    let op = || {
        attempts.set(attempts.get() + 1);
        Err::<(), _>(fails())
    };
    retry.call(op).unwrap_err();
    let without = attempts.take();
    retry.call_if(|_| true, op).unwrap_err();
    (without, attempts.get())
}

#[test]
fn what_another_attempt_would_not_change_ends_the_retrying() {
    for rejected in [circuit_open(), bulkhead_full(), capacity_exceeded(), misconfigured()] {
        let again = || rejected.clone();
        assert_eq!(attempts(again), (1, 1), "{rejected:?}");
        assert_eq!(attempts(|| Error::<Own>::from(again())), (1, 1), "{rejected:?}");
        let outer = CircuitBreaker::builder().build().unwrap();
        let nested = || {
            let inner = || Err::<(), _>(Error::<Own>::from(again()));
            outer.call(inner).unwrap_err()
        };
        assert_eq!(attempts(nested), (1, 1), "{rejected:?}");
        // A judge says what it thinks of sources, `call` looks for itself.
        assert_eq!(attempts(|| Own::Rejected(again())).0, 1, "{rejected:?}");
        let behind = || Own::Behind(Box::new(Own::Rejected(again())));
        assert_eq!(attempts(behind).0, 1, "{rejected:?}");
        assert_eq!(attempts(|| Error::Inner(behind())).0, 1, "{rejected:?}");
    }
}

#[test]
fn an_io_error_is_looked_into_wherever_it_stands() {
    for rejected in [circuit_open(), bulkhead_full(), capacity_exceeded(), misconfigured()] {
        let made = || io::Error::from(rejected.clone());
        assert_eq!(attempts(made).0, 1, "{rejected:?}");
        assert_eq!(attempts(|| io::Error::other(made())).0, 1, "{rejected:?}");
        let within = || io::Error::other(Own::Rejected(rejected.clone()));
        assert_eq!(attempts(within).0, 1, "{rejected:?}");
        assert_eq!(attempts(|| Own::Io(made())).0, 1, "{rejected:?}");
    }
    assert_eq!(attempts(|| io::Error::from(timed_out())).0, 5);
    assert_eq!(attempts(|| io::Error::from(io::ErrorKind::TimedOut)).0, 5);
    assert_eq!(attempts(|| io::Error::other("down")).0, 5);
}

#[test]
fn a_timeout_is_retried_as_any_failure_is() {
    let rejected = timed_out();
    assert_eq!(attempts(|| rejected.clone()), (5, 5));
    assert_eq!(attempts(|| Error::<Own>::from(rejected.clone())), (5, 5));
    assert_eq!(attempts(|| Own::Rejected(rejected.clone())), (5, 5));
}

#[test]
fn an_error_that_hides_a_rejection_is_retried_until_it_is_judged() {
    let rejected = circuit_open();
    assert_eq!(attempts(|| Own::Hides(rejected.clone())), (5, 5));
    let retry = at_once(5).build().unwrap();
    let mut made = 0;
    let op = || {
        made += 1;
        Err::<(), _>(Own::Hides(rejected.clone()))
    };
    retry.call_if(|error| !matches!(error, Own::Hides(_)), op).unwrap_err();
    assert_eq!(made, 1);
}

#[test]
fn the_judge_is_asked_about_timeouts_and_about_no_other_rejection() {
    fn judged<E: Debug>(error: E, fails: impl Fn() -> E) -> u32 {
        let (retry, asked) = (at_once(3).build().unwrap(), Cell::new(0));
        let judge = |_: &E| {
            asked.set(asked.get() + 1);
            true
        };
        retry.call_if(judge, || Err::<(), _>(fails())).unwrap_err();
        drop(error);
        asked.get()
    }
    let asked = |rejected: Rejected| {
        let plain = judged(rejected.clone(), || rejected.clone());
        let wrapped = || Error::<Own>::from(rejected.clone());
        (plain, judged(wrapped(), wrapped))
    };
    assert_eq!(asked(circuit_open()), (0, 0));
    assert_eq!(asked(bulkhead_full()), (0, 0));
    assert_eq!(asked(timed_out()), (3, 3));
}

/// Up to three attempts with waits of a millisecond, which may be up to a tenth of a second.
fn short_waits(clock: Clock) -> Retry {
    let backoff = Backoff::constant(Duration::from_millis(1)).max(TENTH);
    at_once(3).backoff(backoff).clock(clock).build().unwrap()
}

#[test]
fn a_limiters_wait_takes_the_place_of_the_backoff() {
    let (time, made) = (ManualClock::new(), Cell::new(0));
    for wait in [NANO, TENTH / 2, TENTH] {
        let retry = short_waits(time.clock());
        let limiter =
            RateLimiter::builder().rate(1.0).per(wait).clock(time.clock()).build().unwrap();
        limiter.try_acquire().unwrap();
        let mut call = Task::started(retry.call_async(|| {
            made.set(made.get() + 1);
            ready(limiter.try_acquire())
        }));
        time.advance(wait - NANO);
        assert!(!call.is_done());
        assert_eq!(made.get(), 1);
        time.advance(NANO);
        assert!(matches!(call.poll(), Poll::Ready(Ok(()))));
        assert_eq!(made.take(), 2);
    }
}

#[test]
fn a_thread_waits_for_a_limiter_too() {
    let (time, made) = (ManualClock::new(), AtomicU32::new(0));
    let (retry, rejected) = (short_waits(time.clock()), exhausted(&time, TENTH / 2));
    let op = || match made.fetch_add(1, Ordering::SeqCst) {
        0 => Err(Own::Rejected(rejected.clone())),
        _ => Ok(()),
    };
    std::thread::scope(|scope| {
        let thread = scope.spawn(|| retry.call(op));
        wait_until(|| time.waiting() == 1);
        time.advance(TENTH / 2 - NANO);
        assert_eq!((made.load(Ordering::SeqCst), time.waiting()), (1, 1));
        time.advance(NANO);
        thread.join().unwrap().unwrap();
    });
}

#[test]
fn a_limiters_wait_beyond_the_longest_backoff_ends_the_retrying() {
    let time = ManualClock::new();
    let retry = short_waits(time.clock());
    for wait in [TENTH + NANO, TENTH * 100] {
        let (rejected, mut made) = (exhausted(&time, wait), 0);
        let op = || {
            made += 1;
            Err::<(), _>(rejected.clone())
        };
        retry.call(op).unwrap_err();
        assert_eq!(made, 1);
    }
    // No wait at all is short enough for anybody.
    let rejected = exhausted(&time, TENTH);
    let none = at_once(3).backoff(Backoff::none().max(Duration::ZERO)).build().unwrap();
    let mut made = 0;
    let mut op = || {
        made += 1;
        Err::<(), _>(rejected.clone())
    };
    none.call(&mut op).unwrap_err();
    time.advance(TENTH);
    none.call(&mut op).unwrap_err();
    assert_eq!(made, 1 + 3);
}

#[test]
fn a_limiters_wait_of_ten_seconds_is_short_enough_unless_something_else_is_written() {
    let time = ManualClock::new();
    let retry = at_once(2).clock(time.clock()).build().unwrap();
    for (seconds, waits) in [(10, true), (11, false)] {
        let rejected = exhausted(&time, Duration::from_secs(seconds));
        let mut call = Task::new(retry.call_async(|| ready(Err::<(), _>(rejected.clone()))));
        assert_eq!(call.poll().is_pending(), waits);
    }
}

#[test]
fn a_limiters_wait_without_end_ends_the_retrying() {
    let time = ManualClock::new();
    let century = Duration::from_secs(100 * 31_557_600);
    let limiter = RateLimiter::builder().rate(1.0).per(century * 5).initial(0.0);
    let limiter = limiter.clock(time.clock()).build().unwrap();
    let rejected = limiter.try_acquire().unwrap_err();
    assert_eq!(rejected.retry_after(), None);
    let backoff = Backoff::constant(Duration::ZERO).max(Duration::MAX);
    let retry = at_once(5).backoff(backoff).clock(time.clock()).build().unwrap();
    assert!(retry.call(|| Err::<(), _>(rejected.clone())).is_err());
}
