//! The file that is left behind.

use crate::support::{Calls, PATIENCE, SECOND, TIMEOUT, builder, pass, settle, started};
use resilience::{Bulkhead, CircuitBreaker, ManualClock, RateLimiter, registry};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

fn read(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn names(report: &Value, field: &str) -> Vec<String> {
    // Other tests of this process may have registered policies, too.
    let names = report[field].as_array().unwrap().iter().map(|name| name.as_str().unwrap());
    names.filter(|name| name.starts_with("report-")).map(String::from).collect()
}

/// Three of each kind, one of which is in trouble; the names of the others.
fn register() -> impl Sized {
    let breaker = |name| CircuitBreaker::builder().name(name).register().unwrap();
    breaker("report-open").force_open();
    breaker("report-closed").record_failure();
    let pool = |name| Bulkhead::builder().name(name).max_concurrent(1).register().unwrap().clone();
    let limiter = |name| RateLimiter::builder().name(name).rate(0.001).register().unwrap();
    let permit = pool("report-full").try_acquire_owned().unwrap();
    limiter("report-empty").try_acquire().unwrap();
    (pool("report-free"), limiter("report-tokens"), permit)
}

#[test]
fn it_names_what_is_open_full_or_empty() {
    let _held = register();
    let (time, folder) = (ManualClock::new(), tempfile::tempdir().unwrap());
    let path = folder.path().join("made/on the way/report.json");
    let watchdog = started(&time, builder(&time).report(&path));
    pass(&time, SECOND * 2);
    watchdog.ping();
    pass(&time, SECOND);
    assert!(!path.exists());
    pass(&time, TIMEOUT);
    let report = read(&path);
    assert_eq!(report["watchdog"], "worker");
    assert_eq!(report["message"], "watchdog `worker` has seen no ping for 8s, 8s are allowed");
    assert_eq!((&report["seconds_inactive"], &report["limit"]), (&8.0.into(), &8.0.into()));
    assert_eq!((&report["pings_total"], &report["pid"]), (&1.into(), &std::process::id().into()));
    let at: jiff::Timestamp = report["timestamp"].as_str().unwrap().parse().unwrap();
    assert!(at <= jiff::Timestamp::now());
    assert_eq!(names(&report, "open_circuit_breakers"), ["report-open"]);
    assert_eq!(names(&report, "full_bulkheads"), ["report-full"]);
    assert_eq!(names(&report, "empty_rate_limiters"), ["report-empty"]);
    watchdog.stop();
}

#[test]
fn it_is_there_before_the_callbacks_are_called() {
    let (time, folder) = (ManualClock::new(), tempfile::tempdir().unwrap());
    let path = folder.path().join("report.json");
    // It takes a while to write.
    let names: Vec<_> = (0..2000).map(|number| format!("many-{number}")).collect();
    for name in &names {
        CircuitBreaker::builder().name(name.clone()).register().unwrap().force_open();
    }
    let (sender, seen) = std::sync::mpsc::channel();
    let looks = path.clone();
    let looks = builder(&time).report(&path).on_timeout(move || {
        // And it is out of the way of the next one.
        sender.send(fs::remove_file(&looks).is_ok()).unwrap();
    });
    let watchdog = started(&time, looks);
    for silence in 0..20 {
        pass(&time, TIMEOUT);
        assert_eq!(seen.recv_timeout(PATIENCE), Ok(true), "{silence}");
        watchdog.ping();
        pass(&time, SECOND);
    }
    watchdog.stop();
    assert!(names.iter().all(|name| registry().remove_circuit_breaker(name)));
}

#[test]
fn the_next_one_takes_its_place_and_no_litter_stays() {
    let (time, folder) = (ManualClock::new(), tempfile::tempdir().unwrap());
    let path = folder.path().join("report.json");
    let watchdog = started(&time, builder(&time).report(&path));
    for pings in 1..=3 {
        watchdog.ping();
        pass(&time, SECOND + TIMEOUT);
        assert_eq!(read(&path)["pings_total"], pings);
    }
    watchdog.stop();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_symlink_that_somebody_planted_is_replaced_and_not_followed() {
    let (time, folder) = (ManualClock::new(), tempfile::tempdir().unwrap());
    let (path, target) = (folder.path().join("report.json"), folder.path().join("precious"));
    fs::write(&target, "what must not be touched").unwrap();
    symlink(&target, &path).unwrap();
    let watchdog = started(&time, builder(&time).report(&path));
    pass(&time, TIMEOUT);
    watchdog.stop();
    assert_eq!(fs::read_to_string(&target).unwrap(), "what must not be touched");
    assert_eq!(read(&path)["watchdog"], "worker");
}

#[test]
fn one_that_cannot_be_written_keeps_nobody_from_being_called_and_leaves_no_litter() {
    let (time, folder) = (ManualClock::new(), tempfile::tempdir().unwrap());
    let path = folder.path().join("report.json");
    fs::create_dir(&path).unwrap();
    let calls = Calls::default();
    let watchdog = started(&time, builder(&time).report(&path).on_timeout(calls.count()));
    pass(&time, TIMEOUT);
    calls.wait_for(1);
    watchdog.stop();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_gap_is_no_reason_for_a_report() {
    let (time, folder) = (ManualClock::new(), tempfile::tempdir().unwrap());
    let path = folder.path().join("report.json");
    let watchdog = started(&time, builder(&time).report(&path));
    time.advance(TIMEOUT * 9);
    settle(&time);
    watchdog.stop();
    assert!(!path.exists());
}
