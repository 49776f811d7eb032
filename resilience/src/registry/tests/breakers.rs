//! Circuit breakers that follow.

use super::support::{NANO, SECOND, follow, refused, registry, shown};
use crate::circuit_breaker::{CircuitBreaker, Window};
use crate::clock::ManualClock;
use crate::events::CircuitState;
use crate::permit::Permit;
use crate::registry::Registry;

fn breaker(names: &Registry, time: &ManualClock) -> CircuitBreaker {
    CircuitBreaker::builder().name("b").clock(time.clock()).register_in(names).unwrap()
}

fn fail(breaker: &CircuitBreaker, times: usize) {
    (0..times).for_each(|_| breaker.try_acquire().unwrap().failure());
}

fn succeed(breaker: &CircuitBreaker, times: usize) {
    (0..times).for_each(|_| breaker.try_acquire().unwrap().success());
}

/// Half-open as soon as somebody calls.
fn due(names: &Registry, time: &ManualClock) -> CircuitBreaker {
    let breaker = breaker(names, time);
    while breaker.state() == CircuitState::Closed {
        fail(&breaker, 1);
    }
    time.advance(breaker.remaining());
    breaker
}

#[test]
fn an_open_breaker_stays_so_with_its_anchor_and_the_next_trip_is_another() {
    let (names, time) = registry("circuit_breaker reset_timeout = 30");
    let breaker = breaker(&names, &time);
    fail(&breaker, 5);
    time.advance(SECOND * 10);
    follow(&names, "circuit_breaker reset_timeout = 5");
    assert_eq!((breaker.state(), breaker.remaining()), (CircuitState::Open, SECOND * 20));
    time.advance(SECOND * 20 - NANO);
    assert_eq!(breaker.state(), CircuitState::Open);
    time.advance(NANO);
    breaker.try_acquire().unwrap().failure();
    assert_eq!(breaker.remaining(), SECOND * 5);
    assert_eq!(breaker.stats().state_changes, 3);
}

#[test]
fn forced_states_stay() {
    let (names, time) = registry("");
    let breaker = breaker(&names, &time);
    breaker.force_open();
    follow(&names, "circuit_breaker failure_rate = 0.5");
    assert_eq!(breaker.state(), CircuitState::ForcedOpen);
    breaker.disable();
    follow(&names, "circuit_breaker max_failures = 1");
    assert_eq!(breaker.state(), CircuitState::Disabled);
    breaker.reset();
    fail(&breaker, 1);
    assert_eq!(breaker.state(), CircuitState::Open);
}

#[test]
fn a_lower_number_of_failures_opens_at_the_next_one() {
    let (names, time) = registry("");
    let breaker = breaker(&names, &time);
    fail(&breaker, 3);
    follow(&names, "circuit_breaker max_failures = 2");
    assert_eq!((breaker.state(), breaker.failure_count()), (CircuitState::Closed, 3));
    fail(&breaker, 1);
    assert_eq!(breaker.state(), CircuitState::Open);
}

#[test]
fn a_call_in_flight_is_none_of_an_earlier_period() {
    let (names, time) = registry("");
    let breaker = breaker(&names, &time);
    for lines in ["circuit_breaker failure_rate = 0.5", "circuit_breaker max_failures = 2", ""] {
        let permit = breaker.try_acquire().unwrap();
        follow(&names, lines);
        permit.success();
    }
    assert_eq!((breaker.stats().successful_calls, breaker.stats().late_results), (3, 0));
}

/// Three probes in flight, three successes wanted.
fn probing(names: &Registry, time: &ManualClock) -> (CircuitBreaker, Vec<Permit<CircuitBreaker>>) {
    follow(names, "circuit_breaker half_open_max_calls = 3");
    let breaker = due(names, time);
    let probes = (0..3).map(|_| breaker.try_acquire_owned().unwrap()).collect();
    (breaker, probes)
}

#[test]
fn fewer_probes_at_once_throw_nobody_out() {
    let (names, time) = registry("");
    let (breaker, probes) = probing(&names, &time);
    follow(
        &names,
        "circuit_breaker half_open_max_calls = 1
         circuit_breaker success_threshold = 3",
    );
    breaker.try_acquire().unwrap_err();
    let mut probes = probes.into_iter();
    probes.next().unwrap().ignore();
    probes.next().unwrap().success();
    // One is in flight, which is as many as may be.
    breaker.try_acquire().unwrap_err();
    probes.next().unwrap().success();
    assert_eq!(breaker.state(), CircuitState::HalfOpen);
    succeed(&breaker, 1);
    assert_eq!((breaker.state(), breaker.stats().late_results), (CircuitState::Closed, 0));
}

#[test]
fn fewer_successes_close_it_at_the_next_one() {
    let (names, time) = registry("");
    let (breaker, probes) = probing(&names, &time);
    let mut probes = probes.into_iter();
    probes.next().unwrap().success();
    probes.next().unwrap().success();
    follow(&names, "circuit_breaker success_threshold = 1");
    assert_eq!(breaker.state(), CircuitState::HalfOpen);
    probes.next().unwrap().success();
    assert_eq!(breaker.state(), CircuitState::Closed);
}

/// Rates over a window of calls, and of time.
const WINDOWS: [&str; 2] = ["8", "1h"];

fn rate(rate: f64, window: &str) -> String {
    format!(
        "circuit_breaker failure_rate = {rate:?}
         circuit_breaker window = {window}
         circuit_breaker minimum_calls = 4"
    )
}

#[test]
fn a_window_that_changes_starts_empty_each_time() {
    for window in WINDOWS {
        let (names, time) = registry(&rate(0.5, window));
        let breaker = breaker(&names, &time);
        fail(&breaker, 3);
        for window in ["9", window, "2h", "10", window] {
            follow(&names, &rate(0.5, window));
            assert_eq!(breaker.failure_count(), 0, "{window}");
            fail(&breaker, 3);
            assert_eq!((breaker.failure_count(), breaker.state()), (3, CircuitState::Closed));
        }
        // What does not change goes on.
        follow(&names, &rate(0.6, window));
        assert_eq!(breaker.failure_count(), 3);
        fail(&breaker, 1);
        assert_eq!(breaker.state(), CircuitState::Open);
    }
}

#[test]
fn without_rates_the_streak_counts_and_with_them_again_the_window_is_empty() {
    for window in WINDOWS {
        let (names, time) = registry(&rate(1.0, window));
        let breaker = breaker(&names, &time);
        fail(&breaker, 3);
        follow(&names, "");
        assert_eq!(breaker.failure_count(), 0);
        fail(&breaker, 4);
        follow(&names, &rate(1.0, window));
        assert_eq!(breaker.failure_count(), 0);
        fail(&breaker, 3);
        assert_eq!((breaker.failure_count(), breaker.state()), (3, CircuitState::Closed));
    }
}

#[test]
fn a_lower_rate_or_minimum_is_judged_at_the_next_outcome_whatever_it_is() {
    for window in WINDOWS {
        let (names, time) = registry(&rate(0.5, window));
        let breaker = breaker(&names, &time);
        fail(&breaker, 1);
        succeed(&breaker, 4);
        follow(&names, &rate(0.1, window));
        assert_eq!(breaker.state(), CircuitState::Closed);
        succeed(&breaker, 1);
        assert_eq!(breaker.state(), CircuitState::Open, "{window}");

        breaker.reset();
        follow(&names, &rate(0.5, window));
        fail(&breaker, 1);
        succeed(&breaker, 1);
        follow(&names, &rate(0.3, window).replace("minimum_calls = 4", "minimum_calls = 2"));
        succeed(&breaker, 1);
        assert_eq!(breaker.state(), CircuitState::Open, "{window}");
    }
}

#[test]
fn what_code_wrote_stays_whatever_is_there() {
    let (names, time) = registry("circuit_breaker.b window = 5");
    let builder = || CircuitBreaker::builder().name("b").clock(time.clock());
    let breaker = builder()
        .failure_rate(0.5)
        .window(Window::Calls(8))
        .minimum_calls(4)
        .register_in(&names)
        .unwrap();
    fail(&breaker, 3);
    follow(&names, "circuit_breaker.b window = 9");
    assert_eq!(breaker.failure_count(), 3);
    assert!(shown(&breaker.settings(), "window").starts_with("8 calls (resilience/src/registry"));
}

#[test]
fn what_cannot_hold_beside_code_is_told_with_the_places_of_both() {
    let (names, time) = registry("");
    let builder = CircuitBreaker::builder().name("b").reset_timeout(SECOND * 60);
    builder.clock(time.clock()).register_in(&names).unwrap();
    let lines = "circuit_breaker.b reset_timeout_factor = 2
                 circuit_breaker.b max_reset_timeout = 30";
    let text = "circuit breaker `b`: max_reset_timeout = 30s (test.toml:2), expected at least the \
                reset_timeout of 60s";
    assert_eq!(refused(&names, lines), [text]);
}

#[test]
fn what_is_for_all_and_of_no_use_to_one_passes_it_by_and_what_is_for_it_is_an_error() {
    let (names, time) = registry(
        "circuit_breaker window = 50
         circuit_breaker minimum_calls = 9
         circuit_breaker slow_call = 2
         circuit_breaker max_reset_timeout = 100",
    );
    let breaker = breaker(&names, &time);
    let places: Vec<_> = breaker.settings().values.iter().map(|v| v.place.to_string()).collect();
    assert_eq!(places, ["default"; 5]);
    let errors = refused(&names, "circuit_breaker.b slow_call = 2");
    let expected = "circuit breaker `b`: slow_call = 2s (test.toml:1), expected a slow_call_rate \
                    beside it: how many are too many";
    assert_eq!(errors, [expected]);
}
