//! Subscribers that panic, call back, or take their time.

use crate::recorder::Recorder;
use resilience::{CircuitBreaker, CircuitState, Error, ManualClock};
use std::sync::{Arc, Mutex, OnceLock, mpsc};
use std::thread;
use std::time::Duration;
use tracing::Level;

const RESET: Duration = Duration::from_secs(30);

fn breaker(time: &ManualClock) -> CircuitBreaker {
    let builder = CircuitBreaker::builder().name("b").max_failures(1).reset_timeout(RESET);
    builder.clock(time.clock()).build().unwrap()
}

#[test]
fn one_that_panics_changes_no_result_and_hears_of_the_next() {
    let time = ManualClock::new();
    let breaker = breaker(&time);
    let recorder = Recorder::with(Level::DEBUG, |_| panic!("a subscriber fails"));
    recorder.during(|| {
        let failed = breaker.call(|| Err::<(), _>("down"));
        assert!(matches!(failed, Err(Error::Inner("down"))));
        assert!(matches!(breaker.call(|| Ok::<_, &str>(())), Err(Error::Rejected(_))));
        time.advance(RESET);
        assert!(matches!(breaker.call(|| Ok::<_, &str>(7)), Ok(7)));
    });
    assert_eq!(breaker.state(), CircuitState::Closed);
    let names: Vec<_> = recorder.take().iter().map(|line| name(line)).collect();
    let expected = [
        "circuit_breaker.tripped",
        "rejected",
        "circuit_breaker.half_opened",
        "circuit_breaker.closed",
    ];
    assert_eq!(names, expected);
}

fn name(line: &str) -> String {
    line.split(' ').nth(2).unwrap().to_owned()
}

#[test]
fn one_that_calls_the_breaker_finds_no_lock_and_its_events_come_after() {
    let time = ManualClock::new();
    let breaker = Arc::new(OnceLock::<CircuitBreaker>::new());
    let inside = Arc::clone(&breaker);
    let recorder = Recorder::with(Level::DEBUG, move |name| {
        let breaker = inside.get().unwrap();
        let _stats = breaker.stats();
        match name {
            "circuit_breaker.tripped" => assert!(breaker.try_acquire().is_err()),
            "rejected" => breaker.reset(),
            _ => drop(breaker.call(|| Ok::<_, ()>(()))),
        }
    });
    let breaker = breaker.get_or_init(|| self::breaker(&time));
    recorder.during(|| breaker.record_failure());
    let names: Vec<_> = recorder.take().iter().map(|line| name(line)).collect();
    assert_eq!(names, ["circuit_breaker.tripped", "rejected", "circuit_breaker.reset"]);
    let stats = breaker.stats();
    assert_eq!((stats.failed_calls, stats.rejected_calls, stats.successful_calls), (1, 1, 1));
}

#[test]
fn one_that_is_slow_holds_the_thread_that_tells_it_and_no_other() {
    let time = ManualClock::new();
    let breaker = breaker(&time);
    let ((here, is_here), (go, goes)) = (mpsc::channel(), mpsc::channel());
    let gate = Mutex::new(Some((here, goes)));
    let recorder = Recorder::with(Level::DEBUG, move |_| {
        if let Some((here, goes)) = gate.lock().unwrap().take() {
            here.send(()).unwrap();
            goes.recv().unwrap();
        }
    });
    thread::scope(|scope| {
        scope.spawn(|| recorder.during(|| breaker.record_failure()));
        is_here.recv().unwrap();
        // The subscriber stands in the middle of an event. Calls, changes, readings go on.
        assert!(breaker.try_acquire().is_err());
        breaker.reset();
        breaker.call(|| Ok::<_, ()>(())).unwrap();
        breaker.force_open();
        assert_eq!(breaker.stats().state_changes, 3);
        go.send(()).unwrap();
    });
    let names: Vec<_> = recorder.take().iter().map(|line| name(line)).collect();
    let expected =
        ["circuit_breaker.tripped", "rejected", "circuit_breaker.reset", "circuit_breaker.forced"];
    assert_eq!(names, expected);
}
