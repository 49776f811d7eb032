//! What enters a window, and when windows start empty.

use crate::rates::{by_calls, by_time, calls, is_open};
use crate::support::{RESET, fail, secs, succeed};
use resilience::{CircuitBreaker, CircuitState, ManualClock, Registry, Window};

#[test]
fn a_success_at_the_instant_where_a_tenth_starts_belongs_to_that() {
    let time = ManualClock::new();
    let breaker = by_time(&time, 0.5).build().unwrap();
    calls(&breaker, "....");
    time.advance(secs(1));
    calls(&breaker, ".");
    time.advance(secs(9)); // those four have gone
    calls(&breaker, "xxx");
    assert!(is_open(&breaker)); // three of four
}

#[test]
fn after_closing_windows_start_empty() {
    let time = ManualClock::new();
    for window in [Window::Calls(4), Window::Time(secs(3_600))] {
        let breaker = by_calls(&time, 0.5, 1).window(window).minimum_calls(4).build().unwrap();
        calls(&breaker, "..xx");
        assert_eq!((is_open(&breaker), breaker.failure_count()), (true, 2));
        time.advance(RESET);
        succeed(&breaker).unwrap(); // the probe
        assert_eq!((breaker.state(), breaker.failure_count()), (CircuitState::Closed, 0));
        calls(&breaker, "xxx");
        assert_eq!((is_open(&breaker), breaker.failure_count()), (false, 3));
        calls(&breaker, "x");
        assert_eq!((is_open(&breaker), breaker.failure_count()), (true, 4));
    }
}

#[test]
fn a_reset_empties_the_window_of_a_closed_breaker_too() {
    let time = ManualClock::new();
    for window in [Window::Calls(4), Window::Time(secs(3_600))] {
        let breaker = by_calls(&time, 0.5, 1).window(window).minimum_calls(4).build().unwrap();
        for _ in 0..20 {
            calls(&breaker, "xxx");
            assert_eq!(breaker.failure_count(), 3);
            breaker.reset();
            assert_eq!((breaker.failure_count(), breaker.stats().state_changes), (0, 0));
        }
    }
}

#[test]
fn late_results_never_enter_a_window() {
    let time = ManualClock::new();
    for window in [Window::Calls(4), Window::Time(secs(3_600))] {
        let breaker = by_calls(&time, 0.5, 1).window(window).minimum_calls(4).build().unwrap();
        let late: Vec<_> = (0..10).map(|_| breaker.try_acquire().unwrap()).collect();
        breaker.reset();
        calls(&breaker, "..");
        late.into_iter().for_each(resilience::Permit::failure);
        calls(&breaker, "x.");
        assert_eq!((is_open(&breaker), breaker.failure_count()), (false, 1));
        assert_eq!(breaker.stats().late_results, 10);
    }
}

#[test]
fn results_of_a_closed_state_that_is_over_are_late_in_the_next() {
    let time = ManualClock::new();
    let breaker = by_calls(&time, 0.5, 2).build().unwrap();
    let late = breaker.try_acquire().unwrap();
    calls(&breaker, "xx");
    time.advance(RESET);
    succeed(&breaker).unwrap();
    late.failure();
    calls(&breaker, ".");
    assert_eq!((is_open(&breaker), breaker.failure_count()), (false, 0));
    assert_eq!(breaker.stats().late_results, 1);
}

#[test]
fn recorded_outcomes_enter_the_window() {
    let time = ManualClock::new();
    for window in [Window::Calls(4), Window::Time(secs(10))] {
        let breaker = by_calls(&time, 0.5, 1).window(window).minimum_calls(4).build().unwrap();
        breaker.record_failure();
        breaker.record_success();
        breaker.record_success();
        assert_eq!((is_open(&breaker), breaker.failure_count()), (false, 1));
        breaker.record_failure();
        assert_eq!((is_open(&breaker), breaker.failure_count()), (true, 2));
        let stats = breaker.stats();
        assert_eq!((stats.successful_calls, stats.failed_calls), (2, 2));
    }
}

#[test]
fn while_disabled_nothing_enters() {
    let time = ManualClock::new();
    let breaker = by_calls(&time, 0.5, 2).build().unwrap();
    breaker.disable();
    (0..10).for_each(|_| drop(fail(&breaker)));
    breaker.reset();
    calls(&breaker, ".");
    assert_eq!(breaker.failure_count(), 0);
}

#[test]
fn a_rate_that_joins_later_holds_from_then_on_and_calls_in_flight_count() {
    let (time, registry) = (ManualClock::new(), Registry::new());
    let builder = || CircuitBreaker::builder().name("shared").clock(time.clock());
    let breaker = builder().register_in(&registry).unwrap();
    fail(&breaker).unwrap_err();
    fail(&breaker).unwrap_err();
    let in_flight = breaker.try_acquire().unwrap();
    builder().failure_rate(0.5).window(Window::Calls(4)).register_in(&registry).unwrap();
    assert_eq!(breaker.failure_count(), 0); // the window is empty
    in_flight.failure();
    calls(&breaker, "..");
    assert_eq!((breaker.failure_count(), breaker.stats().late_results), (1, 0));
    calls(&breaker, "x");
    assert!(is_open(&breaker));
}

#[test]
fn a_window_that_joins_later_starts_empty_and_the_same_one_goes_on() {
    let (time, registry) = (ManualClock::new(), Registry::new());
    let builder = || CircuitBreaker::builder().name("shared").clock(time.clock());
    let breaker = builder().failure_rate(0.5).register_in(&registry).unwrap();
    calls(&breaker, "xxx");
    builder().minimum_calls(5).register_in(&registry).unwrap();
    assert_eq!(breaker.failure_count(), 3);
    builder().window(Window::Time(secs(10))).register_in(&registry).unwrap();
    assert_eq!(breaker.failure_count(), 0);
    calls(&breaker, "x...");
    assert!(!is_open(&breaker));
    calls(&breaker, "xx");
    assert!(is_open(&breaker));
}
