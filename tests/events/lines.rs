//! What an event says to people.

use crate::support::{Heard, SECOND};
use resilience::{CircuitBreaker, Event, ManualClock, Window};
use std::sync::{Arc, Mutex};

#[test]
fn a_life_of_a_breaker_can_be_read() {
    let (time, lines) = (ManualClock::new(), Arc::new(Mutex::new(Vec::new())));
    // At once: how long a rejection lasts is measured when it is printed.
    let print = {
        let lines = Arc::clone(&lines);
        move |event: &Event| lines.lock().unwrap().push(event.to_string())
    };
    let breaker =
        CircuitBreaker::builder().name("payments").max_failures(3).reset_timeout(SECOND * 30);
    let breaker = breaker.clock(time.clock()).on_event(print).build().unwrap();
    (0..3).for_each(|_| breaker.record_failure());
    assert!(breaker.try_acquire().is_err());
    assert!(breaker.try_acquire().is_err());
    time.advance(SECOND * 30);
    breaker.record_failure();
    assert!(breaker.try_acquire().is_err());
    time.advance(SECOND * 30);
    breaker.record_success();
    breaker.disable();
    breaker.reset();
    let expected = [
        "circuit breaker `payments` closed -> open: 3 failures in a row, for 30s",
        "circuit breaker `payments` is open, retry in 30s",
        "circuit breaker `payments` open -> half_open: the open time is over",
        "circuit breaker `payments` half_open -> open: a probe failed, for 30s",
        "circuit breaker `payments` is open, retry in 30s (1 more since the last one told)",
        "circuit breaker `payments` open -> half_open: the open time is over",
        "circuit breaker `payments` half_open -> closed: its probes succeeded",
        "circuit breaker `payments` closed -> disabled: by command",
        "circuit breaker `payments` disabled -> closed: by command",
    ];
    assert_eq!(*lines.lock().unwrap(), expected);
}

#[test]
fn a_rate_is_not_called_a_streak() {
    let heard = Heard::default();
    let breaker = CircuitBreaker::builder().name("b").failure_rate(0.5).window(Window::Calls(2));
    let breaker = breaker.minimum_calls(2).on_event(heard.ear()).build().unwrap();
    breaker.record_success();
    breaker.record_failure();
    let line = "circuit breaker `b` closed -> open: its rate is reached, with 1 failure, for 60s";
    assert_eq!(heard.lines(), [line]);
}
