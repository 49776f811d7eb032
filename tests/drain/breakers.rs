//! Circuit breakers.

use crate::support::{SECOND, assert_shut_out, breaker, draining};
use resilience::{
    CircuitBreaker, CircuitState, Error, ManualClock, Outcome, Registry, Rejected, Window,
};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};
use std::time::Duration;

#[test]
fn no_call_is_admitted_by_whatever_door() {
    let names = Registry::new();
    let breaker = breaker().register_in(&names).unwrap();
    names.drain();
    assert_shut_out(breaker.try_acquire());
    assert_shut_out(breaker.try_acquire_owned());
    assert_shut_out(breaker.call_with(|| 7, |_| Outcome::Success));
    let never = || -> Result<(), String> { unreachable!("it was turned away") };
    let Err(Error::Rejected(rejected)) = breaker.call(never) else { panic!() };
    assert!(matches!(rejected, Rejected::ShuttingDown(_)));
    assert_eq!(breaker.stats().rejected_calls, 4);
}

/// Brings a breaker somewhere.
type Bring = fn(&CircuitBreaker, &ManualClock);

/// Every state, and how to get there.
fn states() -> [(CircuitState, Bring); 6] {
    [
        (CircuitState::Closed, |_, _| {}),
        (CircuitState::Open, |breaker, _| (0..3).for_each(|_| breaker.record_failure())),
        (CircuitState::HalfOpen, |breaker, time| {
            (0..3).for_each(|_| breaker.record_failure());
            time.advance(SECOND * 60);
        }),
        (CircuitState::HalfOpen, |breaker, time| {
            (0..3).for_each(|_| breaker.record_failure());
            time.advance(SECOND * 60);
            drop(breaker.try_acquire().unwrap());
        }),
        (CircuitState::ForcedOpen, |breaker, _| breaker.force_open()),
        (CircuitState::Disabled, |breaker, _| breaker.disable()),
    ]
}

#[test]
fn whatever_the_state_it_is_shown_as_forced_open_from_then_on() {
    for (state, bring) in states() {
        let (names, time) = (Registry::new(), ManualClock::new());
        let breaker = breaker().clock(time.clock()).register_in(&names).unwrap();
        bring(&breaker, &time);
        assert_eq!(breaker.state(), state);
        let failures = breaker.failure_count();
        names.drain();
        time.advance(SECOND * 1000);
        assert_eq!((breaker.state(), breaker.is_open()), (CircuitState::ForcedOpen, true));
        assert_eq!((breaker.remaining(), breaker.failure_count()), (Duration::MAX, failures));
        assert_shut_out(breaker.try_acquire());
    }
}

#[test]
fn nothing_leads_out_of_it() {
    let names = Registry::new();
    let breaker = breaker().register_in(&names).unwrap();
    names.drain();
    let before = breaker.stats();
    let orders: [fn(&CircuitBreaker); 3] =
        [CircuitBreaker::reset, CircuitBreaker::force_open, CircuitBreaker::disable];
    for order in orders {
        order(&breaker);
        assert_eq!((breaker.state(), breaker.stats()), (CircuitState::ForcedOpen, before));
    }
    // A result that somebody has from elsewhere comes too late.
    breaker.record_success();
    breaker.record_failure();
    assert_eq!(breaker.stats().late_results, 2);
    // Who joins with other settings changes those, and nothing else.
    let joins = CircuitBreaker::builder().name("payments").failure_rate(0.5);
    joins.register_in(&names).unwrap();
    assert_shut_out(breaker.try_acquire());
}

#[test]
fn listeners_hear_one_change_and_none_where_it_was_forced_open_already() {
    for (state, bring) in states() {
        let (names, time) = (Registry::new(), ManualClock::new());
        let breaker = breaker().clock(time.clock()).register_in(&names).unwrap();
        bring(&breaker, &time);
        let heard = Arc::new(Mutex::new(Vec::new()));
        let all = Arc::clone(&heard);
        breaker.on_state_change(move |change| all.lock().unwrap().push(change.clone()));
        let before = breaker.stats().state_changes;
        names.drain();
        let heard = heard.lock().unwrap();
        if state == CircuitState::ForcedOpen {
            assert!(heard.is_empty());
            continue;
        }
        let [change] = &heard[..] else { panic!("{heard:?}") };
        // An open one that is due is open as long as nobody has come.
        let from =
            if before == 1 && state == CircuitState::HalfOpen { CircuitState::Open } else { state };
        assert_eq!((change.from, change.to), (from, CircuitState::ForcedOpen));
        assert_eq!((&*change.name, change.stats.state_changes), ("payments", before + 1));
    }
}

#[test]
fn a_listener_that_panics_or_uses_the_breaker_stops_nothing() {
    let names = Registry::new();
    let heard = Arc::new(Mutex::new(0));
    for name in ["a", "b"] {
        let (all, breaker) = (Arc::clone(&heard), CircuitBreaker::builder().name(name));
        let breaker = breaker.register_in(&names).unwrap();
        let inner = breaker.clone();
        breaker.on_state_change(move |_| {
            // Every other policy is shut by now.
            *all.lock().unwrap() += 1;
            inner.reset();
            assert_shut_out(inner.try_acquire());
            panic!("a listener");
        });
    }
    names.drain();
    assert_eq!(*heard.lock().unwrap(), 2);
    assert!(names.circuit_breakers().iter().all(CircuitBreaker::is_open));
}

#[test]
fn when_the_first_listener_hears_of_it_all_are_shut() {
    let names = Arc::new(Registry::new());
    let seen = Arc::new(Mutex::new(Vec::new()));
    for name in ["a", "b"] {
        let (names_then, seen) = (Arc::clone(&names), Arc::clone(&seen));
        let breaker = CircuitBreaker::builder().name(name);
        let _ = breaker
            .on_state_change(move |_| {
                let open = names_then.circuit_breakers().iter().all(CircuitBreaker::is_open);
                seen.lock().unwrap().push((names_then.is_draining(), open));
            })
            .register_in(&names)
            .unwrap();
    }
    names.drain();
    assert_eq!(*seen.lock().unwrap(), [(true, true); 2]);
}

#[test]
fn calls_in_flight_are_counted_as_what_they_are() {
    let names = Registry::new();
    let breaker = breaker().max_failures(1).register_in(&names).unwrap();
    let permits: Vec<_> = (0..5).map(|_| breaker.try_acquire().unwrap()).collect();
    names.drain();
    let [success, failure, ignored, abandoned, panics] = permits.try_into().unwrap();
    success.success();
    failure.failure();
    ignored.ignore();
    drop(abandoned);
    let panic = catch_unwind(AssertUnwindSafe(|| {
        let _permit = panics;
        panic!("the call");
    }));
    assert!(panic.is_err());
    let stats = breaker.stats();
    assert_eq!((stats.successful_calls, stats.failed_calls), (1, 2));
    assert_eq!((stats.ignored_calls, stats.abandoned_calls), (1, 1));
    assert_eq!((stats.late_results, stats.state_changes), (0, 1));
}

#[test]
fn so_are_probes() {
    let (names, time) = (Registry::new(), ManualClock::new());
    let builder = breaker().max_failures(1).half_open_max_calls(3).success_threshold(3);
    let breaker = builder.clock(time.clock()).register_in(&names).unwrap();
    breaker.record_failure();
    time.advance(SECOND * 60);
    let probes = [(); 3].map(|()| breaker.try_acquire().unwrap());
    names.drain();
    for (probe, outcome) in
        probes.into_iter().zip([Outcome::Success, Outcome::Failure, Outcome::Success])
    {
        probe.settle(outcome);
    }
    let stats = breaker.stats();
    assert_eq!((stats.successful_calls, stats.failed_calls, stats.late_results), (2, 2, 0));
    assert_eq!((breaker.state(), stats.state_changes), (CircuitState::ForcedOpen, 3));
}

#[test]
fn what_was_late_before_is_late_after_and_what_was_not_recorded_is_not() {
    let names = Registry::new();
    let breaker = breaker().register_in(&names).unwrap();
    let late = breaker.try_acquire().unwrap();
    breaker.reset();
    breaker.disable();
    let unrecorded = breaker.try_acquire().unwrap();
    names.drain();
    late.success();
    unrecorded.failure();
    let stats = breaker.stats();
    assert_eq!((stats.late_results, stats.successful_calls, stats.failed_calls), (1, 0, 0));
}

#[test]
fn calls_that_a_window_watches_are_counted_once() {
    let (names, time) = (Registry::new(), ManualClock::new());
    let breaker = CircuitBreaker::builder().name("rates").failure_rate(0.5).slow_call(SECOND);
    let breaker = breaker.slow_call_rate(0.5).window(Window::Calls(10)).clock(time.clock());
    let breaker = breaker.register_in(&names).unwrap();
    breaker.record_failure();
    let permits = [(); 3].map(|()| breaker.try_acquire().unwrap());
    time.advance(SECOND * 2);
    names.drain();
    let [success, failure, abandoned] = permits;
    success.success();
    failure.failure();
    drop(abandoned);
    let stats = breaker.stats();
    assert_eq!((stats.successful_calls, stats.failed_calls, stats.abandoned_calls), (1, 2, 1));
    assert_eq!((stats.late_results, breaker.failure_count()), (0, 1));
}

#[test]
fn one_that_is_registered_later_is_born_so_and_says_it() {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let all = Arc::clone(&heard);
    let names = draining();
    let breaker = breaker()
        .on_state_change(move |change| all.lock().unwrap().push((change.from, change.to)))
        .register_in(&names)
        .unwrap();
    assert_shut_out(breaker.try_acquire());
    assert_eq!(*heard.lock().unwrap(), [(CircuitState::Closed, CircuitState::ForcedOpen)]);
}
