use crate::support::{RESET, breaker, builder, due, succeed, trip};
use resilience::{CircuitBreaker, CircuitState, ManualClock, Permit};

/// Ends a permit in each way there is.
const ENDINGS: [fn(Permit<CircuitBreaker>); 4] =
    [Permit::success, Permit::failure, Permit::ignore, drop];

/// The late permit changes nothing but the count of late results.
fn assert_changes_nothing(
    breaker: &CircuitBreaker,
    late: Permit<CircuitBreaker>,
    end: fn(Permit<CircuitBreaker>),
) {
    let facts = || (breaker.state(), breaker.remaining(), breaker.failure_count());
    let (before, mut stats) = (facts(), breaker.stats());
    end(late);
    stats.late_results += 1;
    assert_eq!((facts(), breaker.stats()), (before, stats));
}

#[test]
fn a_result_from_before_the_trip_is_late() {
    for end in ENDINGS {
        let time = ManualClock::new();
        let breaker = breaker(&time);
        let late = breaker.try_acquire_owned().unwrap();
        trip(&breaker);
        time.advance(RESET / 2);
        assert_changes_nothing(&breaker, late, end);
    }
}

#[test]
fn a_result_from_before_the_trip_is_no_probe() {
    for end in ENDINGS {
        let time = ManualClock::new();
        let breaker = builder(&time).build().unwrap();
        let (late, later) = (breaker.try_acquire_owned(), breaker.try_acquire_owned());
        trip(&breaker);
        time.advance(RESET);
        assert_changes_nothing(&breaker, late.unwrap(), end); // due
        let probe = breaker.try_acquire().unwrap();
        assert_changes_nothing(&breaker, later.unwrap(), end); // half-open
        assert!(breaker.try_acquire().is_err(), "no slot was given back");
        probe.success();
        assert_eq!(breaker.state(), CircuitState::Closed);
    }
}

#[test]
fn a_result_from_before_a_reset_is_late() {
    for end in ENDINGS {
        let breaker = breaker(&ManualClock::new());
        let late = breaker.try_acquire_owned().unwrap();
        breaker.record_failure();
        breaker.reset();
        assert_changes_nothing(&breaker, late, end);
    }
}

#[test]
fn a_result_from_before_a_force_open_is_late() {
    for end in ENDINGS {
        let breaker = breaker(&ManualClock::new());
        let late = breaker.try_acquire_owned().unwrap();
        breaker.force_open();
        assert_changes_nothing(&breaker, late, end);
    }
}

#[test]
fn a_result_from_a_former_half_open_state_is_late() {
    for end in ENDINGS {
        let time = ManualClock::new();
        let breaker = due(&time, builder(&time).half_open_max_calls(2));
        let late = breaker.try_acquire_owned().unwrap();
        breaker.record_failure();
        time.advance(RESET);
        let _probe = breaker.try_acquire().unwrap();
        assert_changes_nothing(&breaker, late, end);
    }
}

#[test]
fn a_result_from_a_closed_state_long_ago_is_late_in_the_next_one() {
    for end in ENDINGS {
        let time = ManualClock::new();
        let breaker = breaker(&time);
        let late = breaker.try_acquire_owned().unwrap();
        trip(&breaker);
        time.advance(RESET);
        succeed(&breaker).unwrap();
        breaker.record_failure();
        assert_changes_nothing(&breaker, late, end);
    }
}

#[test]
fn a_result_from_before_disabling_is_late() {
    for end in ENDINGS {
        let breaker = breaker(&ManualClock::new());
        let late = breaker.try_acquire_owned().unwrap();
        breaker.disable();
        assert_changes_nothing(&breaker, late, end);
    }
}
