//! Circuit breakers.

use resilience::{
    CircuitBreaker, CircuitBreakerBuilder, CircuitState, ManualClock, Registry, Window,
};
use std::future::pending;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::task::{Context, Waker};
use std::time::Duration;

const RESET: Duration = Duration::from_secs(30);

fn builder(time: &ManualClock) -> CircuitBreakerBuilder {
    CircuitBreaker::builder().max_failures(1).reset_timeout(RESET).clock(time.clock())
}

/// Half-open for whoever calls next.
fn due(time: &ManualClock) -> CircuitBreaker {
    let breaker = builder(time).build().unwrap();
    breaker.record_failure();
    time.advance(RESET);
    breaker
}

/// A call that is polled once and dropped.
fn cancel(breaker: &CircuitBreaker) {
    let mut call = Box::pin(breaker.call_async(pending::<Result<(), ()>>));
    assert!(call.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
}

fn panic_in(breaker: &CircuitBreaker) {
    let call = || drop(breaker.call(|| -> Result<(), ()> { resume_unwind(Box::new(())) }));
    assert!(catch_unwind(AssertUnwindSafe(call)).is_err());
}

#[test]
fn half_open_admits_everybody() {
    let breaker = due(&ManualClock::new());
    let permits: Vec<_> = (0..1000).filter_map(|_| breaker.try_acquire().ok()).collect();
    assert_eq!(permits.len(), 1);
}

#[test]
fn a_cancelled_or_panicking_probe_wedges_it_for_ever() {
    let time = ManualClock::new();
    let breaker = due(&time);
    (0..10).for_each(|_| cancel(&breaker));
    panic_in(&breaker);
    time.advance(RESET);
    breaker.try_acquire().unwrap().success();
    assert_eq!(breaker.state(), CircuitState::Closed);
}

#[test]
fn a_probe_that_never_returns_wedges_it_for_ever() {
    let time = ManualClock::new();
    let breaker = due(&time);
    std::mem::forget(breaker.try_acquire());
    assert!(breaker.try_acquire().is_err());
    time.advance(RESET);
    breaker.try_acquire().unwrap().success();
    assert_eq!(breaker.state(), CircuitState::Closed);
}

#[test]
fn a_late_result_of_an_older_state_closes_reopens_or_prolongs() {
    let time = ManualClock::new();
    let breaker = builder(&time).build().unwrap();
    let late = [(); 4].map(|()| breaker.try_acquire_owned().unwrap());
    let [prolongs, closes, reopens, trips] = late;
    breaker.record_failure();
    time.advance(RESET / 2);
    prolongs.failure();
    assert_eq!(breaker.remaining(), RESET / 2);
    time.advance(RESET / 2);
    let probe = breaker.try_acquire().unwrap();
    closes.success();
    assert_eq!(breaker.state(), CircuitState::HalfOpen);
    reopens.failure();
    assert_eq!(breaker.state(), CircuitState::HalfOpen);
    probe.success();
    trips.failure();
    assert_eq!((breaker.state(), breaker.failure_count()), (CircuitState::Closed, 0));
    assert_eq!(breaker.stats().late_results, 4);
}

#[test]
fn a_cancelled_probe_counts_as_success_and_closes() {
    let breaker = due(&ManualClock::new());
    cancel(&breaker);
    assert_eq!(breaker.state(), CircuitState::HalfOpen);
    assert_eq!((breaker.stats().successful_calls, breaker.stats().abandoned_calls), (0, 1));
}

#[test]
fn panics_never_counted() {
    let breaker = builder(&ManualClock::new()).build().unwrap();
    panic_in(&breaker);
    assert_eq!((breaker.state(), breaker.stats().failed_calls), (CircuitState::Open, 1));
}

#[test]
fn reading_the_state_moves_it_or_takes_a_probe_slot() {
    let breaker = due(&ManualClock::new());
    let before = breaker.stats();
    for _ in 0..10 {
        assert_eq!((breaker.state(), breaker.is_open()), (CircuitState::HalfOpen, false));
    }
    assert_eq!(breaker.stats(), before);
    assert!(breaker.try_acquire().is_ok());
}

#[test]
fn a_callback_under_the_lock_deadlocks_or_its_error_turns_success_into_failure() {
    let (names, time) = (Registry::new(), ManualClock::new());
    let breaker = builder(&time).name("a").register_in(&names).unwrap();
    let inside = names.circuit_breaker("a").unwrap();
    breaker.on_state_change(move |change| {
        inside.record_success();
        assert_ne!(inside.stats().state_changes, 0);
        if change.to == CircuitState::Closed {
            inside.reset();
            resume_unwind(Box::new("callback"));
        }
    });
    breaker.record_failure();
    time.advance(RESET);
    assert_eq!(breaker.call(|| Ok::<_, ()>(7)).unwrap(), 7);
    assert_eq!((breaker.state(), breaker.stats().failed_calls), (CircuitState::Closed, 1));
}

#[test]
fn one_panic_under_a_lock_poisons_everything_after() {
    let time = ManualClock::new();
    let breaker = builder(&time).on_state_change(|_| resume_unwind(Box::new(()))).build().unwrap();
    for _ in 0..3 {
        panic_in(&breaker);
        time.advance(RESET);
        breaker.call(|| Ok::<_, ()>(())).unwrap();
    }
    assert_eq!(breaker.stats().state_changes, 9);
}

#[test]
fn the_longest_duration_panics_or_never_trips() {
    let time = ManualClock::new();
    let breaker =
        builder(&time).reset_timeout(Duration::MAX).probe_timeout(Duration::MAX).build().unwrap();
    breaker.record_failure();
    time.advance(Duration::MAX);
    let rejected = breaker.try_acquire().unwrap_err();
    assert_eq!((breaker.is_open(), rejected.retry_after()), (true, None));
    assert!(rejected.to_string().ends_with("is open until it is reset"), "{rejected}");
}

#[test]
fn a_sliding_window_that_never_slides() {
    let ten = Duration::from_secs(10);
    for window in [Window::Calls(10), Window::Time(ten)] {
        let time = ManualClock::new();
        let rates = CircuitBreaker::builder().failure_rate(0.5).window(window).minimum_calls(10);
        let breaker = rates.clock(time.clock()).build().unwrap();
        // Good for a long time, and at no instant does a fixed window start anew.
        for _ in 0..1000 {
            breaker.record_success();
            time.advance(ten / 10);
        }
        // Half of what it reaches back to has failed, though hardly any of all there was.
        for failures in 1..=5 {
            assert_eq!((breaker.failure_count(), breaker.is_open()), (failures - 1, false));
            breaker.record_failure();
            time.advance(ten / 10);
        }
        assert!(breaker.is_open(), "{window:?}");
    }
}
