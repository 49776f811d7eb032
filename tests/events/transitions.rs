//! Changes of state, and why.

use crate::support::{Heard, SECOND};
use resilience::StateChangeCause::{
    Command, Draining, Due, Failures, ProbeFailed, ProbesSucceeded, Rate,
};
use resilience::{
    CircuitBreaker, CircuitBreakerBuilder, Event, ManualClock, Registry, StateChangeCause, Window,
};
use std::sync::Barrier;
use std::time::Duration;

fn builder(time: &ManualClock) -> CircuitBreakerBuilder {
    CircuitBreaker::builder().name("b").max_failures(2).reset_timeout(SECOND).clock(time.clock())
}

/// The kind of each event and its cause.
fn causes(heard: &Heard) -> Vec<(&'static str, StateChangeCause)> {
    let told = |event: &Event| {
        let kind = match event {
            Event::Tripped(_) => "tripped",
            Event::HalfOpened(_) => "half-opened",
            Event::Closed(_) => "closed",
            Event::Forced(_) => "forced",
            Event::Reset(_) => "reset",
            _ => return None,
        };
        assert_eq!((event.kind(), event.name()), ("circuit_breaker", "b"));
        Some((kind, event.state_change().unwrap().cause))
    };
    heard.take().iter().filter_map(told).collect()
}

#[test]
fn each_change_has_its_event_and_its_cause() {
    let (time, heard) = (ManualClock::new(), Heard::default());
    let breaker = builder(&time).on_event(heard.ear()).build().unwrap();
    breaker.record_failure();
    breaker.record_failure();
    assert_eq!(causes(&heard), [("tripped", Failures)]);
    time.advance(SECOND);
    let probe = breaker.try_acquire().unwrap();
    assert_eq!(causes(&heard), [("half-opened", Due)]);
    probe.failure();
    assert_eq!(causes(&heard), [("tripped", ProbeFailed)]);
    time.advance(SECOND);
    breaker.record_success();
    assert_eq!(causes(&heard), [("half-opened", Due), ("closed", ProbesSucceeded)]);
    breaker.disable();
    breaker.force_open();
    breaker.reset();
    let by_command = [("forced", Command), ("forced", Command), ("reset", Command)];
    assert_eq!(causes(&heard), by_command);
}

#[test]
fn a_reset_is_no_recovery_even_of_a_breaker_that_is_half_open() {
    let (time, heard) = (ManualClock::new(), Heard::default());
    let breaker = builder(&time).on_event(heard.ear()).build().unwrap();
    breaker.record_failure();
    breaker.record_failure();
    time.advance(SECOND);
    let _probe = breaker.try_acquire().unwrap();
    heard.take();
    breaker.reset();
    assert_eq!(causes(&heard), [("reset", Command)]);
    // Closed as it is, nothing changes and nothing is told.
    breaker.reset();
    assert!(heard.take().is_empty());
}

#[test]
fn a_rate_that_is_reached_is_told_from_failures_in_a_row() {
    let (time, heard) = (ManualClock::new(), Heard::default());
    let with_rate = || {
        builder(&time)
            .failure_rate(0.5)
            .window(Window::Calls(4))
            .minimum_calls(4)
            .on_event(heard.ear())
    };
    let breaker = with_rate().max_failures(3).build().unwrap();
    for _ in 0..2 {
        breaker.record_success();
        breaker.record_failure();
    }
    assert_eq!(causes(&heard), [("tripped", Rate)]);
    // A success may be what brings the calls to their minimum.
    breaker.reset();
    heard.take();
    breaker.record_failure();
    breaker.record_failure();
    breaker.record_success();
    assert!(heard.take().is_empty());
    breaker.call(|| Ok::<_, ()>(())).unwrap();
    assert_eq!(causes(&heard), [("tripped", Rate)]);
    let breaker = with_rate().max_failures(2).build().unwrap();
    breaker.record_failure();
    breaker.record_failure();
    assert_eq!(causes(&heard), [("tripped", Failures)]);
}

#[test]
fn a_change_tells_the_failures_and_how_long_it_stays_open() {
    let (time, heard) = (ManualClock::new(), Heard::default());
    let breaker = builder(&time)
        .reset_timeout_factor(2.0)
        .max_reset_timeout(SECOND * 2)
        .on_event(heard.ear())
        .build()
        .unwrap();
    breaker.record_failure();
    breaker.record_failure();
    time.advance(SECOND);
    breaker.record_failure();
    breaker.force_open();
    breaker.reset();
    let numbers = |event: &Event| {
        let change = event.state_change().unwrap();
        (change.failure_count, change.remaining)
    };
    let told: Vec<_> = heard.take().iter().map(numbers).collect();
    let expected = [
        (2, SECOND),
        (2, Duration::ZERO),
        (2, SECOND * 2),
        (2, Duration::MAX),
        (0, Duration::ZERO),
    ];
    assert_eq!(told, expected);
}

#[test]
fn how_long_it_stays_open_is_no_less_for_the_time_that_telling_takes() {
    let heard = Heard::default();
    let breaker = CircuitBreaker::builder().name("b").max_failures(1).reset_timeout(SECOND * 30);
    let breaker = breaker.on_event(heard.ear()).build().unwrap();
    breaker.record_failure();
    assert_eq!(heard.all()[0].state_change().unwrap().remaining, SECOND * 30);
}

#[test]
fn what_opened_is_told_before_whom_it_turns_away() {
    let start = Barrier::new(2);
    let breakers: Vec<_> = (0..5000)
        .map(|_| {
            let heard = Heard::default();
            let breaker = CircuitBreaker::builder().name("b").max_failures(1);
            (breaker.on_event(heard.ear()).build().unwrap(), heard)
        })
        .collect();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for (breaker, _) in &breakers {
                start.wait();
                breaker.record_failure();
            }
        });
        for (breaker, _) in &breakers {
            start.wait();
            while breaker.try_acquire().is_ok() {}
        }
    });
    for (_, heard) in breakers {
        let told = heard.take();
        assert!(matches!(told[..], [Event::Tripped(_), Event::Rejected { .. }]), "{told:?}");
    }
}

#[test]
fn a_drain_is_told_as_one() {
    let (time, heard) = (ManualClock::new(), Heard::default());
    let registry = Registry::new();
    let breaker = builder(&time).on_event(heard.ear()).register_in(&registry).unwrap();
    registry.drain();
    assert!(breaker.is_open());
    assert_eq!(causes(&heard), [("forced", Draining)]);
}

#[test]
fn whoever_wants_changes_of_state_hears_nothing_else() {
    let (time, heard) = (ManualClock::new(), Heard::default());
    let (ear, changes) = (heard.ear(), Heard::default());
    let changed = changes.clone();
    let breaker = builder(&time)
        .on_state_change(move |change| {
            changed.all().push(Event::Tripped(change.clone()));
        })
        .build()
        .unwrap();
    breaker.force_open();
    assert!(breaker.try_acquire().is_err());
    assert_eq!(changes.take().len(), 1);
    breaker.on_event(ear);
    time.advance(SECOND);
    assert!(breaker.try_acquire().is_err());
    breaker.reset();
    assert_eq!((changes.take().len(), heard.take().len()), (1, 2));
}

#[test]
fn those_who_join_a_registered_breaker_hear_it_too() {
    let (time, heard) = (ManualClock::new(), Heard::default());
    let registry = Registry::new();
    let first = builder(&time).register_in(&registry).unwrap();
    first.force_open();
    let joined = CircuitBreaker::builder().name("b").on_event(heard.ear());
    joined.register_in(&registry).unwrap();
    first.reset();
    assert_eq!(causes(&heard), [("reset", Command)]);
}

#[test]
fn the_open_time_is_told_as_it_was_decided_and_not_measured_later() {
    let heard = Heard::default();
    let breaker = CircuitBreaker::builder().max_failures(1).on_event(heard.ear()).build().unwrap();
    breaker.record_failure();
    assert_eq!(heard.take()[0].state_change().unwrap().remaining, SECOND * 60);
}
