use crate::support::{RESET, breaker, builder, due, trip};
use resilience::{CircuitState, ManualClock};

#[test]
fn while_closed_an_outcome_seen_elsewhere_counts() {
    let breaker = breaker(&ManualClock::new());
    breaker.record_failure();
    breaker.record_failure();
    breaker.record_success();
    assert_eq!(breaker.failure_count(), 0);
    (0..3).for_each(|_| breaker.record_failure());
    assert_eq!((breaker.state(), breaker.failure_count()), (CircuitState::Open, 3));
    assert_eq!((breaker.stats().failed_calls, breaker.stats().successful_calls), (5, 1));
}

#[test]
fn while_open_it_is_late() {
    let breaker = breaker(&ManualClock::new());
    trip(&breaker);
    breaker.record_success();
    breaker.record_failure();
    assert_eq!((breaker.state(), breaker.stats().late_results), (CircuitState::Open, 2));
    breaker.force_open();
    breaker.record_success();
    assert_eq!((breaker.state(), breaker.stats().late_results), (CircuitState::ForcedOpen, 3));
}

#[test]
fn once_due_it_is_the_outcome_of_a_probe() {
    let time = ManualClock::new();
    let closes = due(&time, builder(&time));
    closes.record_success();
    assert_eq!((closes.state(), closes.stats().state_changes), (CircuitState::Closed, 3));
    let reopens = due(&time, builder(&time));
    reopens.record_failure();
    assert_eq!((reopens.state(), reopens.remaining()), (CircuitState::Open, RESET));
    assert_eq!(reopens.stats().state_changes, 3);
}

#[test]
fn while_half_open_it_needs_no_slot_and_takes_none() {
    let time = ManualClock::new();
    let breaker = due(&time, builder(&time).success_threshold(3));
    let probe = breaker.try_acquire().unwrap();
    breaker.record_success();
    breaker.record_success();
    assert!(breaker.try_acquire().is_err());
    probe.success();
    assert_eq!((breaker.state(), breaker.stats().successful_calls), (CircuitState::Closed, 3));
}
