use crate::support::{NANO, RESET, breaker, builder, fail, is_rejected, secs, trip};
use resilience::{CircuitBreaker, CircuitState, Error, ManualClock, Rejected};
use std::time::Duration;

#[test]
fn calls_are_rejected_without_running() {
    let breaker = breaker(&ManualClock::new());
    trip(&breaker);
    let mut ran = false;
    let result = breaker.call(|| {
        ran = true;
        Ok::<_, ()>(())
    });
    assert!(matches!(result, Err(Error::Rejected(Rejected::CircuitOpen(_)))));
    assert!(!ran);
}

#[test]
fn at_exactly_the_reset_timeout_a_call_may_probe_and_a_nanosecond_earlier_not() {
    let time = ManualClock::new();
    let breaker = breaker(&time);
    trip(&breaker);
    time.advance(RESET - NANO);
    assert!(is_rejected(&breaker));
    assert_eq!((breaker.state(), breaker.remaining()), (CircuitState::Open, NANO));
    time.advance(NANO);
    assert_eq!((breaker.state(), breaker.remaining()), (CircuitState::HalfOpen, Duration::ZERO));
    assert!(!is_rejected(&breaker));
}

#[test]
fn nothing_extends_the_open_time() {
    let time = ManualClock::new();
    let breaker = breaker(&time);
    let late = breaker.try_acquire().unwrap();
    trip(&breaker);
    time.advance(secs(20));
    late.failure();
    breaker.record_failure();
    assert!(is_rejected(&breaker));
    assert_eq!(breaker.remaining(), secs(10));
}

#[test]
fn an_error_measures_its_times_when_it_is_asked() {
    let time = ManualClock::new();
    let breaker = breaker(&time);
    trip(&breaker);
    let rejected = breaker.try_acquire().unwrap_err();
    let Rejected::CircuitOpen(open) = &rejected else { panic!("{rejected:?}") };
    assert_eq!((open.name(), open.remaining()), ("b", RESET));
    assert_eq!((rejected.name(), rejected.retry_after()), ("b", Some(RESET)));
    assert_eq!(rejected.to_string(), "circuit breaker `b` is open, retry in 30s");
    time.advance(Duration::from_millis(26_800));
    assert_eq!(rejected.to_string(), "circuit breaker `b` is open, retry in 3.2s");
    time.advance(secs(60));
    assert_eq!((open.remaining(), rejected.retry_after()), (Duration::ZERO, Some(Duration::ZERO)));
    assert_eq!(rejected.to_string(), "circuit breaker `b` is due for a probe, retry now");
}

#[test]
fn an_open_time_of_the_longest_duration_never_ends() {
    let time = ManualClock::new();
    let breaker = builder(&time).reset_timeout(Duration::MAX).build().unwrap();
    trip(&breaker);
    let rejected = breaker.try_acquire().unwrap_err();
    for _ in 0..3 {
        assert_eq!((breaker.state(), breaker.remaining()), (CircuitState::Open, Duration::MAX));
        assert_eq!(rejected.retry_after(), None);
        time.advance(Duration::MAX);
    }
    assert!(is_rejected(&breaker));
    breaker.reset();
    assert!(!is_rejected(&breaker));
}

#[test]
fn reading_changes_nothing() {
    let time = ManualClock::new();
    let breaker = breaker(&time);
    trip(&breaker);
    time.advance(RESET);
    let before = breaker.stats();
    for _ in 0..100 {
        assert_eq!(breaker.state(), CircuitState::HalfOpen);
        assert!(!breaker.is_open());
        let _ = (breaker.remaining(), breaker.failure_count(), breaker.settings());
        let _ = format!("{breaker:?}");
    }
    assert_eq!(breaker.stats(), before);
    assert!(breaker.try_acquire().is_ok());
}

#[test]
fn while_not_closed_the_failure_count_is_the_one_that_tripped() {
    let time = ManualClock::new();
    let breaker = breaker(&time);
    trip(&breaker);
    assert_eq!(breaker.failure_count(), 3);
    time.advance(RESET);
    fail(&breaker).unwrap_err();
    assert_eq!((breaker.state(), breaker.failure_count()), (CircuitState::Open, 3));
    breaker.reset();
    assert_eq!(breaker.failure_count(), 0);
}

#[test]
fn the_system_clock_opens_and_reopens_too() {
    let breaker = CircuitBreaker::builder().max_failures(1).reset_timeout(NANO).build().unwrap();
    fail(&breaker).unwrap_err();
    // A nanosecond passes by itself: no sleep.
    while breaker.is_open() {
        std::hint::spin_loop();
    }
    assert_eq!(breaker.state(), CircuitState::HalfOpen);
    let far = CircuitBreaker::builder().max_failures(1).build().unwrap();
    fail(&far).unwrap_err();
    let remaining = far.try_acquire().unwrap_err().retry_after().unwrap();
    assert!(remaining <= secs(60) && remaining > secs(1), "{remaining:?}");
}
