use crate::support::{RESET, breaker, builder, due, fail, is_rejected, succeed, trip};
use resilience::{CircuitState, CircuitStats, ManualClock, Rejected};
use std::time::Duration;

#[test]
fn forced_open_rejects_until_reset() {
    let time = ManualClock::new();
    let breaker = breaker(&time);
    breaker.force_open();
    time.advance(Duration::MAX);
    assert_eq!((breaker.state(), breaker.is_open()), (CircuitState::ForcedOpen, true));
    assert_eq!(breaker.remaining(), Duration::MAX);
    let rejected = breaker.try_acquire().unwrap_err();
    let Rejected::CircuitOpen(open) = &rejected else { panic!("{rejected:?}") };
    assert_eq!((open.remaining(), open.retry_after()), (Duration::MAX, None));
    assert_eq!(rejected.to_string(), "circuit breaker `b` is forced open, retry when it is reset");
    breaker.reset();
    assert!(!is_rejected(&breaker));
}

#[test]
fn disabled_admits_all_and_records_nothing_until_reset() {
    let time = ManualClock::new();
    let breaker = breaker(&time);
    trip(&breaker);
    breaker.disable();
    let before = breaker.stats();
    for _ in 0..10 {
        fail(&breaker).unwrap_err();
        succeed(&breaker).unwrap();
    }
    drop(breaker.try_acquire().unwrap());
    breaker.record_failure();
    breaker.record_success();
    assert_eq!((breaker.state(), breaker.is_open()), (CircuitState::Disabled, false));
    assert_eq!(breaker.stats(), before);
    breaker.reset();
    assert_eq!((breaker.state(), breaker.failure_count()), (CircuitState::Closed, 0));
}

#[test]
fn permits_issued_while_disabled_end_in_no_counter() {
    let breaker = breaker(&ManualClock::new());
    breaker.disable();
    let permits = [(); 3].map(|()| breaker.try_acquire().unwrap());
    breaker.reset();
    let [success, failure, dropped] = permits;
    success.success();
    failure.failure();
    drop(dropped);
    let mut expected = CircuitStats::default();
    expected.state_changes = 2;
    assert_eq!(breaker.stats(), expected);
    assert_eq!(breaker.failure_count(), 0);
}

#[test]
fn a_reset_starts_anew_and_keeps_the_statistics() {
    let time = ManualClock::new();
    let breaker = breaker(&time);
    fail(&breaker).unwrap_err();
    breaker.reset();
    assert_eq!((breaker.failure_count(), breaker.stats().state_changes), (0, 0));
    trip(&breaker);
    breaker.reset();
    let stats = breaker.stats();
    assert_eq!((stats.failed_calls, stats.state_changes), (4, 2));
    assert_eq!((breaker.state(), breaker.remaining()), (CircuitState::Closed, Duration::ZERO));
}

#[test]
fn a_reset_while_half_open_frees_the_slots() {
    let time = ManualClock::new();
    let breaker = due(&time, builder(&time));
    let _hung = breaker.try_acquire().unwrap();
    breaker.reset();
    trip(&breaker);
    time.advance(RESET);
    assert!(!is_rejected(&breaker));
}

#[test]
fn states_have_the_names_that_dashboards_show() {
    let names = [
        (CircuitState::Closed, "closed"),
        (CircuitState::Open, "open"),
        (CircuitState::HalfOpen, "half_open"),
        (CircuitState::ForcedOpen, "forced_open"),
        (CircuitState::Disabled, "disabled"),
    ];
    for (state, name) in names {
        assert_eq!(state.to_string(), name);
        assert_eq!(format!("{state:>12}").len(), 12);
    }
}
