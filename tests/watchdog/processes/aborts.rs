//! Ending the process.

use super::{Process, hang};
use resilience::{Bulkhead, CircuitBreaker, Watchdog, WatchdogBuilder};
use std::io::Write;
use std::sync::OnceLock;
use std::time::Duration;

fn builder() -> WatchdogBuilder {
    Watchdog::builder().name("worker").timeout(Duration::from_millis(200))
}

#[test]
fn it_ends_the_process_with_its_code_whatever_hangs() {
    let process =
        Process::new("processes::aborts::it_ends_the_process_with_its_code_whatever_hangs", |_| {
            let watchdog = builder()
                .log()
                .on_timeout(|| hang())
                .on_timeout_async(std::future::pending)
                .on_alert(|_| panic!("that callback is broken"))
                .abort(71);
            watchdog.build().unwrap().start().unwrap();
            hang();
        });
    let end = process.end();
    assert_eq!(end.code, Some(71), "{}", end.errors);
    let line = "watchdog `worker` has seen no ping for ";
    assert_eq!(end.errors.matches(line).count(), 1, "{}", end.errors);
    assert!(end.took > Duration::from_secs(2), "{:?}: they had no time", end.took);
    assert!(end.took < Duration::from_secs(20), "{:?}", end.took);
}

#[test]
fn it_does_not_wait_for_what_is_through() {
    let process = Process::new("processes::aborts::it_does_not_wait_for_what_is_through", |_| {
        let calls = builder().on_timeout(|| eprintln!("called")).abort(72).build().unwrap();
        calls.start().unwrap();
        hang();
    });
    let end = process.end();
    assert_eq!(end.code, Some(72), "{}", end.errors);
    assert!(end.errors.contains("called"), "{}", end.errors);
}

#[test]
fn it_ends_a_process_that_hangs_in_its_own_log() {
    let process =
        Process::new("processes::aborts::it_ends_a_process_that_hangs_in_its_own_log", |_| {
            builder().log().abort(73).build().unwrap().start().unwrap();
            // Nobody reads that: it holds the lock of standard error and waits for ever.
            let mut errors = std::io::stderr().lock();
            loop {
                errors.write_all(&[b'.'; 4096]).unwrap();
            }
        });
    let end = process.end();
    assert_eq!(end.code, Some(73));
}

#[test]
fn a_stop_calls_it_off() {
    static OWN: OnceLock<Watchdog> = OnceLock::new();
    let process = Process::new("processes::aborts::a_stop_calls_it_off", |_| {
        let stops = builder().on_timeout(|| OWN.get().unwrap().stop()).abort(74).build().unwrap();
        OWN.set(stops.clone()).unwrap();
        stops.start().unwrap();
        while stops.is_running() {
            std::thread::yield_now();
        }
        // More than the time that callbacks have.
        std::thread::sleep(Duration::from_secs(3));
        assert_eq!(stops.stats().timeouts_triggered, 1);
    });
    let end = process.end();
    assert_eq!(end.code, Some(0), "{}", end.errors);
}

#[test]
fn whoever_pings_lives() {
    let process = Process::new("processes::aborts::whoever_pings_lives", |_| {
        let watchdog = builder().timeout(Duration::from_secs(1)).log().abort(75).build().unwrap();
        let _guard = watchdog.guard().unwrap();
        for _ in 0..150 {
            watchdog.ping();
            std::thread::sleep(Duration::from_millis(10));
        }
    });
    let end = process.end();
    assert_eq!(end.code, Some(0), "{}", end.errors);
}

#[test]
fn the_report_is_left_behind() {
    let process = Process::new("processes::aborts::the_report_is_left_behind", |folder| {
        let breaker = |name| CircuitBreaker::builder().name(name).register().unwrap();
        breaker("payments").force_open();
        breaker("search").record_failure();
        let orders = Bulkhead::builder().name("orders").max_concurrent(1).register().unwrap();
        let _permit = orders.try_acquire().unwrap();
        let watchdog = builder().on_timeout(|| hang()).report(folder.join("report.json")).abort(76);
        watchdog.build().unwrap().start().unwrap();
        hang();
    });
    let end = process.end();
    assert_eq!(end.code, Some(76), "{}", end.errors);
    let report = std::fs::read(end.folder.path().join("report.json")).unwrap();
    let report: serde_json::Value = serde_json::from_slice(&report).unwrap();
    assert_eq!(report["watchdog"], "worker");
    assert!(report["seconds_inactive"].as_f64().unwrap() >= 0.2, "{report}");
    assert_eq!(report["open_circuit_breakers"], serde_json::json!(["payments"]));
    assert_eq!(report["full_bulkheads"], serde_json::json!(["orders"]));
    assert_eq!(report["empty_rate_limiters"], serde_json::json!([]));
}
