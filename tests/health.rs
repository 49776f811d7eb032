//! `health()`: how the process is. One test, for there is one process.
#![cfg(unix)]

use resilience::{
    Bulkhead, CircuitBreaker, GracefulShutdown, Heartbeat, ManualClock, Watchdog, health,
};
use std::thread;
use std::time::{Duration, Instant};

/// A thread of ours is to see something: soon, but nobody knows when.
fn in_the_end(what: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !what() {
        assert!(Instant::now() < deadline, "{:?}", health());
        thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn health_tells_of_everything_that_has_a_name_or_is_at_work() {
    let calm = health();
    assert!(calm.is_alive() && calm.is_ready());
    assert!(calm.open_circuits.is_empty() && calm.saturated_bulkheads.is_empty());
    assert!(calm.heartbeats.is_empty() && calm.watchdogs.is_empty() && !calm.shutting_down);

    // Dependencies play no part in being alive and ready.
    let breaker = CircuitBreaker::builder().name("payments").max_failures(1).register().unwrap();
    let forced = CircuitBreaker::builder().name("orders").register().unwrap();
    let pool = Bulkhead::builder().name("pool").max_concurrent(1).register().unwrap();
    breaker.record_failure();
    forced.force_open();
    let permit = pool.try_acquire().unwrap();
    let busy = health();
    assert_eq!(busy.open_circuits, ["orders", "payments"]);
    assert_eq!(busy.saturated_bulkheads, ["pool"]);
    assert!(busy.is_alive() && busy.is_ready());
    drop(permit);
    breaker.reset();
    forced.reset();
    let rested = health();
    assert!(rested.open_circuits.is_empty() && rested.saturated_bulkheads.is_empty());

    // A heartbeat is there while it runs.
    let heartbeat = Heartbeat::builder().on_beat(|| ()).build().unwrap();
    heartbeat.start().unwrap();
    let beating = health();
    assert_eq!(beating.heartbeats.len(), 1);
    assert!(!beating.heartbeats[0].missed && beating.heartbeats[0].since_beat.is_some());
    assert_eq!(beating.heartbeats[0].interval, Duration::from_secs(10));
    heartbeat.stop();
    assert!(health().heartbeats.is_empty());

    // A watchdog that has fired makes the process one to start anew, until there is a ping.
    let time = ManualClock::new();
    let watchdog = Watchdog::builder().name("worker").clock(time.clock()).build().unwrap();
    watchdog.start().unwrap();
    assert!(health().is_alive());
    in_the_end(|| {
        time.advance(Duration::from_millis(500));
        health().watchdogs[0].triggered
    });
    let hung = health();
    assert!(!hung.is_alive() && !hung.is_ready());
    assert_eq!(hung.watchdogs[0].name, "worker");
    assert!(hung.watchdogs[0].since_ping >= Duration::from_secs(30));
    let json = serde_json::to_value(&hung).unwrap();
    assert_eq!(json["watchdogs"][0]["triggered"], true);
    assert!(json["watchdogs"][0]["since_ping"].as_f64().unwrap() >= 30.0);
    watchdog.ping();
    in_the_end(|| {
        time.advance(Duration::from_millis(500));
        health().is_alive()
    });
    watchdog.stop();
    assert!(health().watchdogs.is_empty());

    // The last, for there is no way back.
    let shutdown = GracefulShutdown::builder().build().unwrap();
    assert!(health().is_ready());
    shutdown.trigger().unwrap();
    let ending = health();
    assert!(ending.shutting_down && ending.is_alive() && !ending.is_ready());
}
