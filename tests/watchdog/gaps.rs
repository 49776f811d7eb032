//! Ticks that come late: the process was suspended, or starved.

use crate::support::{Calls, NANO, SECOND, TIMEOUT, builder, pass, settle, started};
use resilience::{ManualClock, Watchdog};
use std::sync::mpsc;
use std::time::Duration;

/// Nobody runs meanwhile, this process's watchdog neither.
fn suspend(time: &ManualClock, length: Duration) {
    time.advance(length);
    settle(time);
}

fn numbers(watchdog: &Watchdog) -> (u64, u64) {
    (watchdog.stats().timeouts_triggered, watchdog.stats().clock_gaps)
}

#[test]
fn a_suspended_process_is_no_alarm_and_has_another_window() {
    let time = ManualClock::new();
    let watchdog = started(&time, builder(&time));
    pass(&time, TIMEOUT - SECOND);
    suspend(&time, SECOND * 3600);
    assert_eq!(numbers(&watchdog), (0, 1));
    pass(&time, TIMEOUT - NANO);
    assert_eq!(numbers(&watchdog), (0, 1));
    pass(&time, NANO);
    assert_eq!(numbers(&watchdog), (1, 1));
    let inactive = watchdog.check().unwrap_err().inactive();
    assert_eq!(inactive, TIMEOUT * 2 - SECOND + SECOND * 3600, "nobody pinged all that time");
    watchdog.stop();
}

#[test]
fn however_often_it_is_suspended_there_is_no_alarm() {
    let time = ManualClock::new();
    let watchdog = started(&time, builder(&time));
    for _ in 0..20 {
        suspend(&time, TIMEOUT * 2);
        pass(&time, TIMEOUT - NANO);
    }
    assert_eq!(numbers(&watchdog), (0, 20));
    pass(&time, NANO);
    assert_eq!(numbers(&watchdog), (1, 20), "and then there is one");
    watchdog.stop();
}

#[test]
fn a_tick_that_is_late_by_less_than_a_tick_is_none() {
    let time = ManualClock::new();
    let watchdog = started(&time, builder(&time));
    suspend(&time, SECOND * 2 - NANO);
    assert_eq!(numbers(&watchdog), (0, 0));
    suspend(&time, SECOND * 2);
    assert_eq!(numbers(&watchdog), (0, 1), "late by exactly a tick");
    watchdog.stop();
}

#[test]
fn after_an_alarm_a_gap_is_counted_and_changes_nothing() {
    let time = ManualClock::new();
    let watchdog = started(&time, builder(&time));
    pass(&time, TIMEOUT);
    suspend(&time, TIMEOUT * 2);
    pass(&time, TIMEOUT * 2);
    assert_eq!(numbers(&watchdog), (1, 1));
    assert!(watchdog.is_triggered());
    watchdog.stop();
}

#[test]
fn a_ping_before_the_suspension_counts_when_it_is_seen() {
    let time = ManualClock::new();
    let watchdog = started(&time, builder(&time));
    pass(&time, TIMEOUT - SECOND);
    watchdog.ping();
    suspend(&time, SECOND * 60);
    assert_eq!((numbers(&watchdog), watchdog.since_ping()), ((0, 1), Duration::ZERO));
    watchdog.stop();
}

#[test]
fn whoever_wants_to_hears_how_late_it_was_and_that_is_no_alert() {
    let (time, alarms) = (ManualClock::new(), Calls::default());
    let (sender, gaps) = mpsc::channel();
    let alert = alarms.count();
    let told = builder(&time)
        .on_clock_gap(move |late| sender.send(late).unwrap())
        .on_timeout(alarms.count())
        .on_alert(move |_| alert());
    let watchdog = started(&time, told);
    suspend(&time, SECOND * 31);
    assert_eq!(gaps.recv(), Ok(SECOND * 30));
    watchdog.stop();
    assert_eq!(alarms.so_far(), 0);
}
