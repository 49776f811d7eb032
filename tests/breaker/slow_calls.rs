//! Slow calls.

use crate::support::{NANO, RESET, is_rejected, secs};
use resilience::{CircuitBreaker, CircuitBreakerBuilder, CircuitState, ManualClock, Window};
use std::time::Duration;

const SLOW: Duration = secs(2);

/// Opens when half of the last four calls took two seconds.
fn builder(time: &ManualClock) -> CircuitBreakerBuilder {
    CircuitBreaker::builder()
        .slow_call(SLOW)
        .slow_call_rate(0.5)
        .window(Window::Calls(4))
        .reset_timeout(RESET)
        .clock(time.clock())
}

fn succeed_after(breaker: &CircuitBreaker, time: &ManualClock, length: Duration) {
    let op = || {
        time.advance(length);
        Ok::<_, ()>(())
    };
    breaker.call(op).unwrap();
}

fn fail_after(breaker: &CircuitBreaker, time: &ManualClock, length: Duration) {
    let op = || {
        time.advance(length);
        Err::<(), _>(())
    };
    breaker.call(op).unwrap_err();
}

fn is_open(breaker: &CircuitBreaker) -> bool {
    breaker.state() == CircuitState::Open
}

/// Half-open as soon as somebody calls.
fn due(time: &ManualClock, builder: CircuitBreakerBuilder) -> CircuitBreaker {
    let breaker = builder.build().unwrap();
    (0..4).for_each(|_| succeed_after(&breaker, time, SLOW));
    assert!(is_open(&breaker));
    time.advance(RESET);
    breaker
}

#[test]
fn slow_calls_open_it_though_they_succeed() {
    for window in [Window::Calls(4), Window::Time(secs(3_600))] {
        let time = ManualClock::new();
        let breaker = builder(&time).window(window).minimum_calls(4).build().unwrap();
        succeed_after(&breaker, &time, SLOW);
        succeed_after(&breaker, &time, secs(0));
        succeed_after(&breaker, &time, secs(0));
        assert!(!is_open(&breaker));
        succeed_after(&breaker, &time, secs(1_000));
        assert!(is_open(&breaker), "{window:?}");
        assert_eq!((breaker.failure_count(), breaker.stats().successful_calls), (0, 4));
    }
}

#[test]
fn a_call_is_slow_from_exactly_that_length_on() {
    let time = ManualClock::new();
    let breaker = builder(&time).build().unwrap();
    (0..10).for_each(|_| succeed_after(&breaker, &time, SLOW - NANO));
    assert!(!is_open(&breaker));
    succeed_after(&breaker, &time, SLOW);
    assert!(!is_open(&breaker));
    succeed_after(&breaker, &time, SLOW);
    assert!(is_open(&breaker));
}

#[test]
fn short_lengths_are_as_exact() {
    let time = ManualClock::new();
    let breaker = builder(&time).slow_call(NANO * 2).build().unwrap();
    (0..10).for_each(|_| succeed_after(&breaker, &time, NANO));
    (0..2).for_each(|_| succeed_after(&breaker, &time, NANO * 2));
    assert!(is_open(&breaker));
}

#[test]
fn a_call_that_never_is_slow() {
    let time = ManualClock::new();
    let breaker = builder(&time).slow_call(Duration::MAX).build().unwrap();
    (0..10).for_each(|_| succeed_after(&breaker, &time, secs(86_400)));
    assert!(!is_open(&breaker));
}

#[test]
fn a_slow_failure_counts_for_both_rates() {
    let time = ManualClock::new();
    let breaker = builder(&time).failure_rate(1.0).build().unwrap();
    succeed_after(&breaker, &time, secs(0));
    succeed_after(&breaker, &time, secs(0));
    fail_after(&breaker, &time, SLOW);
    fail_after(&breaker, &time, SLOW);
    assert_eq!((is_open(&breaker), breaker.failure_count()), (true, 2));
    let breaker = builder(&time).slow_call_rate(1.0).failure_rate(0.5).build().unwrap();
    fail_after(&breaker, &time, SLOW);
    succeed_after(&breaker, &time, secs(0));
    fail_after(&breaker, &time, secs(0));
    assert!(!is_open(&breaker));
    succeed_after(&breaker, &time, secs(0));
    assert!(is_open(&breaker));
}

#[test]
fn an_abandoned_call_counts_as_slow_if_it_ran_for_so_long_and_else_for_nothing() {
    for window in [Window::Calls(4), Window::Time(secs(3_600))] {
        let time = ManualClock::new();
        let breaker = builder(&time).window(window).minimum_calls(4).build().unwrap();
        for length in [SLOW - NANO, secs(0), SLOW - NANO, secs(0), SLOW, SLOW, SLOW] {
            let permit = breaker.try_acquire().unwrap();
            time.advance(length);
            drop(permit);
        }
        assert!(!is_open(&breaker)); // three have entered
        let permit = breaker.try_acquire().unwrap();
        time.advance(SLOW);
        drop(permit);
        assert_eq!((is_open(&breaker), breaker.failure_count()), (true, 0), "{window:?}");
        assert_eq!(breaker.stats().abandoned_calls, 8);
    }
}

#[test]
fn an_abandoned_slow_call_is_a_call_without_failure() {
    let time = ManualClock::new();
    let breaker = builder(&time).slow_call_rate(1.0).failure_rate(0.75).build().unwrap();
    let permit = breaker.try_acquire().unwrap();
    time.advance(SLOW);
    drop(permit);
    (0..2).for_each(|_| fail_after(&breaker, &time, secs(0)));
    assert!(!is_open(&breaker));
    fail_after(&breaker, &time, secs(0)); // three of four
    assert_eq!((is_open(&breaker), breaker.failure_count()), (true, 3));
}

#[test]
fn an_ignored_call_is_never_slow() {
    let time = ManualClock::new();
    let breaker = builder(&time).build().unwrap();
    for _ in 0..10 {
        let permit = breaker.try_acquire().unwrap();
        time.advance(SLOW);
        permit.ignore();
    }
    assert!(!is_open(&breaker));
}

#[test]
fn a_recorded_outcome_took_no_time() {
    let time = ManualClock::new();
    let breaker = builder(&time).build().unwrap();
    for _ in 0..10 {
        breaker.record_success();
        time.advance(SLOW);
    }
    assert!(!is_open(&breaker));
}

#[test]
fn half_open_a_slow_probe_is_a_failure() {
    let time = ManualClock::new();
    let breaker = due(&time, builder(&time));
    succeed_after(&breaker, &time, SLOW);
    assert!(is_open(&breaker) && is_rejected(&breaker));
    assert_eq!((breaker.remaining(), breaker.stats().failed_calls), (RESET, 1));
    time.advance(RESET);
    succeed_after(&breaker, &time, SLOW - NANO);
    assert_eq!(breaker.state(), CircuitState::Closed);
}

#[test]
fn half_open_a_slow_probe_that_is_given_up_is_a_failure_and_one_that_is_ignored_is_none() {
    let time = ManualClock::new();
    let breaker = due(&time, builder(&time));
    let probe = breaker.try_acquire().unwrap();
    time.advance(SLOW);
    probe.ignore();
    assert_eq!(breaker.state(), CircuitState::HalfOpen);
    let probe = breaker.try_acquire().unwrap();
    time.advance(SLOW - NANO);
    drop(probe);
    assert_eq!(breaker.state(), CircuitState::HalfOpen);
    let probe = breaker.try_acquire().unwrap();
    time.advance(SLOW);
    drop(probe);
    assert!(is_open(&breaker));
}

#[test]
fn half_open_without_a_rate_of_slow_calls_a_slow_probe_closes() {
    let time = ManualClock::new();
    let builder = CircuitBreaker::builder().failure_rate(0.5).window(Window::Calls(2));
    let breaker = builder.reset_timeout(RESET).clock(time.clock()).build().unwrap();
    (0..2).for_each(|_| fail_after(&breaker, &time, secs(0)));
    time.advance(RESET);
    succeed_after(&breaker, &time, secs(1_000));
    assert_eq!(breaker.state(), CircuitState::Closed);
}

#[test]
fn a_slow_call_of_an_earlier_state_is_late_and_nothing_else() {
    let time = ManualClock::new();
    let breaker = builder(&time).window(Window::Calls(1)).build().unwrap();
    let late = breaker.try_acquire().unwrap();
    breaker.reset();
    time.advance(SLOW);
    late.success();
    assert_eq!((is_open(&breaker), breaker.stats().late_results), (false, 1));
}

#[test]
fn a_future_is_timed_from_its_first_poll_to_its_end() {
    let time = &ManualClock::new();
    let breaker = builder(time).window(Window::Calls(1)).build().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let call = |length| {
        breaker.call_async(async move || {
            time.advance(length);
            Ok::<_, ()>(())
        })
    };
    let fast = call(SLOW - NANO);
    time.advance(SLOW); // nothing happens before the first poll
    runtime.block_on(fast).unwrap();
    assert!(!is_open(&breaker));
    runtime.block_on(call(SLOW)).unwrap();
    assert!(is_open(&breaker));
}

#[test]
fn a_clock_that_steps_back_makes_no_call_slow() {
    let time = ManualClock::new();
    let breaker = builder(&time).window(Window::Calls(1)).build().unwrap();
    let permit = breaker.try_acquire().unwrap();
    time.rewind(secs(3_600));
    permit.success();
    assert!(!is_open(&breaker));
}

#[test]
fn a_permit_is_no_larger_for_it() {
    assert_eq!(size_of::<resilience::Permit<CircuitBreaker>>(), 24);
}
