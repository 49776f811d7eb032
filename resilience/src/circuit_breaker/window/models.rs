//! loom models of the windows: every interleaving of a few threads. `ci/loom.sh` runs them.

use super::calls::Ring;
use super::{Entry, Rates, Watching, Window};
use crate::circuit_breaker::{CircuitBreaker, CircuitBreakerBuilder, CircuitState};
use crate::clock::ManualClock;
use crate::settings::{Build, Table};
use loom::thread;
use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

const FAILED: Entry = Entry { failed: true, slow: false };
const LONG: Duration = Duration::from_secs(3600);
const WINDOWS: [Window; 2] = [Window::Calls(2), Window::Time(LONG)];

fn check(model: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(3);
    builder.check(model);
}

/// Opens when both of two calls fail.
fn builder(time: &ManualClock, window: Window) -> CircuitBreakerBuilder {
    let builder = CircuitBreaker::builder().failure_rate(1.0).window(window).minimum_calls(2);
    builder.clock(time.clock())
}

#[test]
fn the_sums_of_a_ring_are_those_of_its_places() {
    for calls in [1, 2] {
        check(move || {
            let rates = Rates { failure_rate: None, slow_call_rate: None, minimum_calls: 1 };
            let ring = Arc::new(Ring::new(calls));
            ring.record(0, FAILED, &rates);
            let other = {
                let ring = Arc::clone(&ring);
                thread::spawn(move || {
                    ring.record(0, FAILED, &rates);
                    ring.record(0, Entry::GOOD, &rates);
                })
            };
            ring.record(0, FAILED, &rates);
            other.join().unwrap();
            ring.assert_sums_are_right(0);
        });
    }
}

#[test]
fn a_later_period_is_left_alone_by_an_earlier_one() {
    check(|| {
        let rates = Rates { failure_rate: None, slow_call_rate: None, minimum_calls: 1 };
        let ring = Arc::new(Ring::new(1));
        let late = {
            let ring = Arc::clone(&ring);
            thread::spawn(move || ring.record(0, FAILED, &rates))
        };
        ring.record(1, Entry::GOOD, &rates);
        late.join().unwrap();
        assert_eq!(ring.failures(1), 0);
        ring.assert_sums_are_right(1);
    });
}

#[test]
fn two_that_fail_together_open_the_breaker_once() {
    for window in WINDOWS {
        check(move || {
            let time = ManualClock::new();
            let breaker = builder(&time, window).build().unwrap();
            let other = {
                let permit = breaker.try_acquire_owned().unwrap();
                thread::spawn(move || permit.failure())
            };
            breaker.try_acquire().unwrap().failure();
            other.join().unwrap();
            let stats = breaker.stats();
            assert_eq!((breaker.state(), breaker.failure_count()), (CircuitState::Open, 2));
            assert_eq!((stats.failed_calls, stats.late_results, stats.state_changes), (2, 0, 1));
        });
    }
}

#[test]
fn a_success_that_makes_the_minimum_full_meets_the_failure_that_reaches_the_rate() {
    for window in WINDOWS {
        check(move || {
            let time = ManualClock::new();
            let breaker = builder(&time, window).failure_rate(0.5).build().unwrap();
            let other = {
                let permit = breaker.try_acquire_owned().unwrap();
                thread::spawn(move || permit.failure())
            };
            breaker.try_acquire().unwrap().success();
            other.join().unwrap();
            assert_eq!((breaker.state(), breaker.failure_count()), (CircuitState::Open, 1));
        });
    }
}

#[test]
fn a_late_outcome_never_enters_the_new_window() {
    for window in WINDOWS {
        check(move || {
            let time = ManualClock::new();
            let breaker = builder(&time, window).failure_rate(0.5).build().unwrap();
            let late = breaker.try_acquire_owned().unwrap();
            let other = thread::spawn(move || late.failure());
            breaker.reset();
            breaker.record_success();
            other.join().unwrap();
            assert_eq!((breaker.state(), breaker.failure_count()), (CircuitState::Closed, 0));
            breaker.record_success();
            assert_eq!(breaker.state(), CircuitState::Closed);
            breaker.record_failure(); // one of the last two, or of three
            let opened = matches!(window, Window::Calls(_));
            assert_eq!(
                (breaker.state() == CircuitState::Open, breaker.failure_count()),
                (opened, 1)
            );
        });
    }
}

#[test]
fn outcomes_that_turn_the_bucket_together_are_all_counted() {
    check(|| {
        let time = ManualClock::new();
        let breaker = builder(&time, Window::Time(LONG)).build().unwrap();
        breaker.record_success();
        time.advance(LONG - LONG / 10);
        let other = {
            let breaker = breaker.clone();
            thread::spawn(move || breaker.record_failure())
        };
        breaker.record_failure();
        other.join().unwrap();
        assert_eq!((breaker.state(), breaker.failure_count()), (CircuitState::Closed, 2));
        time.advance(LONG / 10); // the success goes
        breaker.record_failure();
        assert_eq!((breaker.state(), breaker.failure_count()), (CircuitState::Open, 3));
    });
}

#[test]
fn a_rate_that_joins_meets_a_call_that_ends() {
    check(|| {
        let time = ManualClock::new();
        let builder = || CircuitBreaker::builder().clock(time.clock());
        let breaker = builder().build().unwrap();
        let permit = breaker.try_acquire_owned().unwrap();
        let other = thread::spawn(move || permit.failure());
        let joining = builder().failure_rate(1.0).window(Window::Calls(1));
        joining.join(&breaker, &Table::default(), Location::caller(), &mut Vec::new()).unwrap();
        other.join().unwrap();
        let stats = breaker.stats();
        assert_eq!((stats.failed_calls, stats.late_results), (1, 0));
        if breaker.state() == CircuitState::Closed {
            assert_eq!(breaker.failure_count(), 0); // it was part of the streak
            breaker.record_failure();
        }
        assert_eq!(breaker.state(), CircuitState::Open);
    });
}

#[test]
fn a_window_that_is_taken_up_again_holds_nothing_of_before() {
    for windows in [WINDOWS, [WINDOWS[1], WINDOWS[0]]] {
        check(move || {
            let time = ManualClock::new();
            let breaker = builder(&time, windows[0]).build().unwrap();
            breaker.record_failure();
            let other = {
                let permit = breaker.try_acquire_owned().unwrap();
                thread::spawn(move || permit.failure())
            };
            let rates = Rates { failure_rate: Some(1.0), slow_call_rate: None, minimum_calls: 2 };
            for window in [windows[1], windows[0]] {
                let watching = Watching { rates, window, slow_call: None };
                breaker.core().watches.follow(Some(watching));
            }
            other.join().unwrap();
            // Before the change the two failures open it. After it the first is gone.
            if breaker.state() == CircuitState::Closed {
                let there = breaker.failure_count();
                assert!(there <= 1);
                breaker.record_failure();
                let expected = [CircuitState::Closed, CircuitState::Open][there as usize];
                assert_eq!((breaker.state(), breaker.failure_count()), (expected, there + 1));
            }
        });
    }
}
