//! Circuit breakers by name: one state for all who write it.

use resilience::registry;
use resilience::{CircuitBreaker, CircuitBreakerBuilder, Clock, ManualClock, Place, Registry};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

#[test]
fn the_same_name_is_the_same_breaker() {
    let names = Registry::new();
    let one = CircuitBreaker::builder().name("a").register_in(&names).unwrap();
    let same = CircuitBreaker::builder().name(String::from("a")).register_in(&names).unwrap();
    one.force_open();
    assert!(same.is_open());
    assert!(names.circuit_breaker("a").unwrap().is_open());
    assert!(names.circuit_breaker("b").is_none());
}

#[test]
fn registries_are_apart_from_each_other() {
    let names = Registry::new();
    CircuitBreaker::builder().name("only here").register_in(&names).unwrap();
    assert!(registry().circuit_breaker("only here").is_none());
}

#[test]
fn what_only_one_of_both_wrote_holds_whoever_comes_first() {
    let names = Registry::new();
    let builder = || CircuitBreaker::builder().name("a");
    let breaker = builder().max_failures(2).register_in(&names).unwrap();
    breaker.record_failure();
    builder().reset_timeout(Duration::from_secs(7)).register_in(&names).unwrap();
    builder().max_failures(2).register_in(&names).unwrap();
    let settings = breaker.settings();
    let values: Vec<_> = settings.values.iter().map(|value| &*value.value).collect();
    assert_eq!(values, ["2", "7s", "1", "1", "7s"]);
    assert!(matches!(settings.values[1].place, Place::Code(_)));
    assert_eq!(breaker.failure_count(), 1, "the state is kept");
    breaker.record_failure();
    assert!(breaker.remaining() > Duration::from_secs(1));
    assert!(breaker.remaining() <= Duration::from_secs(7));
}

#[test]
fn a_lower_threshold_that_comes_in_half_open_wedges_nothing() {
    let (names, time) = (Registry::new(), ManualClock::new());
    let builder = || CircuitBreaker::builder().name("a").clock(time.clock());
    let breaker = builder().half_open_max_calls(5).register_in(&names).unwrap();
    (0..5).for_each(|_| breaker.record_failure());
    time.advance(Duration::from_secs(60));
    (0..3).for_each(|_| breaker.try_acquire().unwrap().success());
    builder().success_threshold(2).register_in(&names).unwrap();
    breaker.try_acquire().unwrap().success();
    assert!(!breaker.is_open());
    assert_eq!(breaker.state().to_string(), "closed");
}

#[test]
fn values_that_differ_are_all_reported_with_both_places() {
    let names = Registry::new();
    let builder = || CircuitBreaker::builder().name("a");
    builder().max_failures(2).probe_timeout(Duration::MAX).register_in(&names).unwrap();
    let error = builder()
        .max_failures(3)
        .probe_timeout(Duration::from_secs(1))
        .register_in(&names)
        .unwrap_err();
    let fields: Vec<_> = error.problems().iter().map(|problem| &*problem.field).collect();
    assert_eq!(fields, ["max_failures", "probe_timeout"]);
    for problem in error.problems() {
        assert!(problem.place.contains("circuit_breakers.rs:"), "{error}");
        assert!(problem.expected.contains("circuit_breakers.rs:"), "{error}");
    }
    assert!(error.problems()[1].expected.starts_with("never, as written at"), "{error}");
    // All or nothing: the shared breaker is as it was.
    assert_eq!(names.circuit_breaker("a").unwrap().settings().values[0].value, "2");
}

#[test]
fn settings_out_of_range_do_not_join() {
    let names = Registry::new();
    CircuitBreaker::builder().name("a").register_in(&names).unwrap();
    let error = CircuitBreaker::builder().name("a").max_failures(0).register_in(&names);
    assert_eq!(error.unwrap_err().problems()[0].expected, "1 to 4294967295");
}

#[test]
fn different_clocks_conflict() {
    let (names, time) = (Registry::new(), ManualClock::new());
    let builder = || CircuitBreaker::builder().name("a");
    builder().clock(time.clock()).register_in(&names).unwrap();
    builder().clock(time.clone().clock()).register_in(&names).unwrap();
    builder().register_in(&names).unwrap(); // writes none
    for other in [Clock::system(), ManualClock::new().clock()] {
        let error = builder().clock(other).register_in(&names).unwrap_err();
        assert_eq!(error.problems()[0].field, "clock");
        assert!(error.problems()[0].expected.contains("circuit_breakers.rs:"), "{error}");
    }
}

#[test]
fn problems_of_all_kinds_are_reported_together() {
    let names = Registry::new();
    let builder = || CircuitBreaker::builder().max_failures(2);
    builder().name("a").register_in(&names).unwrap();
    let fields = |other: CircuitBreakerBuilder| {
        let error = other.half_open_max_calls(0).register_in(&names).unwrap_err();
        error.problems().iter().map(|problem| problem.field.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(fields(builder()), ["name", "half_open_max_calls"]);
    let conflict = builder().name("a").max_failures(3).clock(ManualClock::new().clock());
    assert_eq!(fields(conflict), ["half_open_max_calls", "max_failures", "clock"]);
}

#[test]
fn what_a_refused_listener_holds_is_dropped_outside_the_lock() {
    struct AsksWhenDropped(&'static Registry);
    impl AsksWhenDropped {
        fn ask(&self) {
            assert!(self.0.circuit_breaker("b").is_none());
        }
    }
    impl Drop for AsksWhenDropped {
        fn drop(&mut self) {
            self.ask();
        }
    }
    let names: &Registry = Box::leak(Box::default());
    CircuitBreaker::builder().name("a").max_failures(2).register_in(names).unwrap();
    // On a thread of its own: under the lock it would wait for ever.
    let (done, finished) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for (name, failures) in [("a", 3), ("b", 0)] {
            let asks = AsksWhenDropped(names);
            CircuitBreaker::builder()
                .name(name)
                .max_failures(failures)
                .on_state_change(move |_| asks.ask())
                .register_in(names)
                .unwrap_err();
        }
        done.send(()).unwrap();
    });
    finished.recv_timeout(Duration::from_secs(60)).unwrap();
}

#[test]
fn without_a_name_nothing_can_be_registered() {
    let names = Registry::new();
    let error = CircuitBreaker::builder().register_in(&names).unwrap_err();
    assert_eq!(error.problems()[0].field, "name");
    assert!(names.circuit_breakers().is_empty());
}

#[test]
fn the_listeners_of_all_who_share_a_name_hear_it() {
    let (names, heard) = (Registry::new(), Arc::new(AtomicU32::new(0)));
    for weight in [1, 10, 100] {
        let heard = Arc::clone(&heard);
        CircuitBreaker::builder()
            .name("a")
            .on_state_change(move |_| {
                heard.fetch_add(weight, Ordering::SeqCst);
            })
            .register_in(&names)
            .unwrap();
    }
    names.circuit_breaker("a").unwrap().force_open();
    assert_eq!(heard.load(Ordering::SeqCst), 111);
}

#[test]
fn breakers_are_listed_by_name_and_can_be_forgotten() {
    let names = Registry::new();
    for name in ["c", "a", "b"] {
        CircuitBreaker::builder().name(name).register_in(&names).unwrap();
    }
    let list = names.circuit_breakers();
    assert_eq!(list.iter().map(CircuitBreaker::name).collect::<Vec<_>>(), ["a", "b", "c"]);
    assert!(names.remove_circuit_breaker("b"));
    assert!(!names.remove_circuit_breaker("b"));
    assert!(names.circuit_breaker("b").is_none());
    list[1].force_open(); // a handle keeps working
    let fresh = CircuitBreaker::builder().name("b").max_failures(9).register_in(&names).unwrap();
    assert!(list[1].is_open() && !fresh.is_open());
}
