//! What is counted.

use crate::support::{SECOND, TIMEOUT, builder, pass, settle, started};
use resilience::{ManualClock, WatchdogStats};
use std::time::{Duration, SystemTime};

#[test]
fn pings_and_silences_are_counted_and_nothing_clears_them() {
    let time = ManualClock::new();
    let watchdog = builder(&time).build().unwrap();
    assert_eq!(watchdog.stats(), WatchdogStats::default());
    watchdog.ping();
    assert_eq!(watchdog.stats().pings_total, 1, "running or not");
    for run in 1..=3 {
        watchdog.start().unwrap();
        settle(&time);
        watchdog.ping();
        pass(&time, SECOND + TIMEOUT);
        watchdog.reset();
        watchdog.stop();
        let stats = watchdog.stats();
        assert_eq!((stats.pings_total, stats.timeouts_triggered), (1 + run, run));
    }
}

#[test]
fn uptime_is_that_of_the_run() {
    let time = ManualClock::new();
    let watchdog = started(&time, builder(&time));
    pass(&time, SECOND * 5);
    assert_eq!(watchdog.stats().uptime(), SECOND * 5);
    watchdog.stop();
    assert_eq!(watchdog.stats().uptime(), Duration::ZERO);
    watchdog.start().unwrap();
    settle(&time);
    pass(&time, SECOND);
    assert_eq!(watchdog.stats().uptime(), SECOND);
    watchdog.stop();
}

#[test]
fn start_and_last_ping_are_told_by_the_calendar() {
    let time = ManualClock::new();
    let before = SystemTime::now();
    let watchdog = started(&time, builder(&time));
    let within = |at: SystemTime| before <= at && at <= SystemTime::now();
    assert!(watchdog.stats().started.is_some_and(within));
    assert_eq!(watchdog.stats().last_ping, None);
    watchdog.ping();
    assert!(watchdog.stats().last_ping.is_some_and(within), "at once");
    pass(&time, SECOND);
    let seen = watchdog.stats().last_ping.unwrap();
    assert!(within(seen));
    pass(&time, SECOND * 3);
    assert_eq!(watchdog.stats().last_ping, Some(seen), "it stays what it was");
    watchdog.stop();
}

#[test]
fn they_are_serialised_for_people() {
    let time = ManualClock::new();
    let watchdog = started(&time, builder(&time));
    let read = || serde_json::to_value(watchdog.stats()).unwrap();
    assert_eq!(read()["last_ping"], serde_json::Value::Null);
    watchdog.ping();
    pass(&time, SECOND * 2);
    let json = read();
    assert_eq!((&json["pings_total"], &json["uptime"]), (&1.into(), &2.0.into()));
    for time in ["started", "last_ping"] {
        let text = json[time].as_str().unwrap();
        assert!(text.starts_with("20") && text.ends_with('Z'), "{text}");
    }
    watchdog.stop();
}
