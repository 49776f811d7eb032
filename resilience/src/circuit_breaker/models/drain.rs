//! The last state: after it nobody is admitted, and nothing that was admitted is lost to it.

use super::{acquire, builder, check, due, spawn};
use crate::circuit_breaker::{CircuitBreaker, CircuitState, StateChange};
use crate::clock::ManualClock;
use crate::outcome::Outcome;
use crate::permit::Permit;
use crate::sync::Mutex;
use loom::thread;
use std::sync::Arc;

/// Closed, open and due for a probe, disabled.
const BEFORE: [fn(&ManualClock) -> CircuitBreaker; 3] = [
    |time| builder(time).build().unwrap(),
    |time| due(time, builder(time)),
    |time| {
        let breaker = builder(time).build().unwrap();
        breaker.disable();
        breaker
    },
];

#[test]
fn whoever_comes_when_it_has_been_shut_is_turned_away() {
    for before in BEFORE {
        check(move || {
            let breaker = before(&ManualClock::new());
            let returned = Arc::new(Mutex::new(false));
            let shut = {
                let (breaker, returned) = (breaker.clone(), Arc::clone(&returned));
                thread::spawn(move || {
                    breaker.core().shut();
                    *returned.lock() = true;
                })
            };
            let too_late = *returned.lock();
            let admitted = acquire(&breaker).is_some();
            assert!(!(too_late && admitted));
            shut.join().unwrap();
            assert!(acquire(&breaker).is_none());
        });
    }
}

/// A call that ends so while the breaker is shut is counted as that, and nothing else comes of it.
fn is_counted(permit: Permit<CircuitBreaker>, breaker: &CircuitBreaker, outcome: Outcome) {
    let before = breaker.stats();
    let shut = spawn(breaker, |breaker| breaker.core().shut());
    permit.settle(outcome);
    shut.join().unwrap();
    let after = breaker.stats();
    let failed = u64::from(outcome == Outcome::Failure);
    assert_eq!(after.failed_calls, before.failed_calls + failed);
    assert_eq!(after.successful_calls, before.successful_calls + 1 - failed);
    assert_eq!((after.late_results, breaker.state()), (0, CircuitState::ForcedOpen));
    // It ended first and changed the state, or came second.
    assert!((1..=2).contains(&(after.state_changes - before.state_changes)));
}

#[test]
fn a_call_in_flight_is_counted_as_what_it_is() {
    for outcome in [Outcome::Success, Outcome::Failure] {
        for before in [BEFORE[0], BEFORE[1]] {
            check(move || {
                let breaker = before(&ManualClock::new());
                is_counted(acquire(&breaker).unwrap(), &breaker, outcome);
            });
        }
    }
}

#[test]
fn a_call_in_a_window_is_counted_once() {
    for outcome in [Outcome::Success, Outcome::Failure] {
        check(move || {
            let time = ManualClock::new();
            let rate = CircuitBreaker::builder().failure_rate(1.0).minimum_calls(1);
            let breaker = rate.clock(time.clock()).build().unwrap();
            is_counted(acquire(&breaker).unwrap(), &breaker, outcome);
        });
    }
}

#[test]
fn nothing_leads_out_of_it_and_listeners_hear_the_way_there() {
    let orders: [fn(&CircuitBreaker); 3] =
        [CircuitBreaker::reset, CircuitBreaker::force_open, CircuitBreaker::disable];
    for order in orders {
        check(move || {
            let heard = Arc::new(std::sync::Mutex::new(vec![]));
            let listener = {
                let heard = Arc::clone(&heard);
                move |change: &StateChange| heard.lock().unwrap().push((change.from, change.to))
            };
            let time = ManualClock::new();
            let breaker = builder(&time).on_state_change(listener).build().unwrap();
            let other = spawn(&breaker, order);
            breaker.core().shut();
            breaker.core().tell();
            other.join().unwrap();
            assert_eq!(breaker.state(), CircuitState::ForcedOpen);
            assert!(acquire(&breaker).is_none());
            let heard = heard.lock().unwrap();
            let mut state = CircuitState::Closed;
            for &(from, to) in heard.iter() {
                assert_eq!(from, state);
                state = to;
            }
            assert_eq!(state, CircuitState::ForcedOpen);
            assert_eq!(heard.len() as u64, breaker.stats().state_changes);
        });
    }
}
