//! When it fires and when it does not.

use crate::support::{Calls, NANO, SECOND, TIMEOUT, builder, pass, settle, started, wait_until};
use resilience::{ManualClock, Watchdog};
use std::time::Duration;

#[test]
fn it_fires_a_timeout_after_the_start_and_not_a_nanosecond_earlier() {
    let (time, calls) = (ManualClock::new(), Calls::default());
    let watchdog = started(&time, builder(&time).on_timeout(calls.count()));
    pass(&time, TIMEOUT - NANO);
    assert_eq!((watchdog.stats().timeouts_triggered, watchdog.is_triggered()), (0, false));
    assert!(watchdog.check().is_ok());
    pass(&time, NANO);
    assert_eq!((watchdog.stats().timeouts_triggered, watchdog.is_triggered()), (1, true));
    calls.wait_for(1);
    watchdog.stop();
}

#[test]
fn after_a_ping_it_fires_a_timeout_later_at_the_earliest_and_a_tick_more_at_the_latest() {
    for after_a_tick in [NANO, SECOND / 2, SECOND - NANO] {
        let time = ManualClock::new();
        let watchdog = started(&time, builder(&time));
        pass(&time, SECOND * 3);
        time.advance(after_a_tick);
        watchdog.ping();
        time.advance(SECOND - after_a_tick); // to the tick that sees it
        settle(&time);
        pass(&time, TIMEOUT - NANO);
        assert!(!watchdog.is_triggered(), "{after_a_tick:?}");
        pass(&time, NANO);
        assert!(watchdog.is_triggered(), "{after_a_tick:?}");
        watchdog.stop();
    }
}

#[test]
fn while_pings_come_in_time_it_never_fires() {
    let time = ManualClock::new();
    let watchdog = started(&time, builder(&time));
    for _ in 0..50 {
        pass(&time, TIMEOUT - SECOND);
        watchdog.ping();
    }
    assert_eq!(watchdog.stats().timeouts_triggered, 0);
    watchdog.stop();
}

#[test]
fn it_fires_once_per_silence_and_a_ping_arms_it_again() {
    let (time, calls) = (ManualClock::new(), Calls::default());
    let watchdog = started(&time, builder(&time).on_timeout(calls.count()));
    for silence in 1..=3 {
        pass(&time, TIMEOUT * 3);
        assert_eq!(watchdog.stats().timeouts_triggered, silence);
        assert!(watchdog.is_triggered());
        watchdog.ping();
        assert!(!watchdog.is_triggered(), "at once, whatever the next tick does");
        assert!(watchdog.check().is_ok());
        pass(&time, SECOND);
        assert!(!watchdog.is_triggered());
    }
    calls.wait_for(3);
    watchdog.stop();
    assert_eq!(calls.so_far(), 3);
}

#[test]
fn it_looks_every_quarter_of_a_short_timeout_and_once_a_second_in_a_long_one() {
    for (timeout, tick) in [(SECOND, SECOND / 4), (SECOND * 3600, SECOND)] {
        let time = ManualClock::new();
        let watchdog = started(&time, builder(&time).timeout(timeout));
        watchdog.ping();
        time.advance(tick - NANO);
        assert_eq!(time.waiting(), 1, "it looked too early");
        time.advance(NANO);
        settle(&time);
        assert_eq!(watchdog.since_ping(), Duration::ZERO);
        time.advance(NANO);
        assert_eq!(watchdog.since_ping(), NANO, "that tick has seen it");
        watchdog.stop();
    }
}

#[test]
fn the_error_says_how_long_it_has_lasted_and_when_it_is_asked() {
    let time = ManualClock::new();
    let watchdog = started(&time, builder(&time));
    pass(&time, TIMEOUT);
    assert!((watchdog.check().unwrap_err().seconds_inactive() - 8.0).abs() < 1e-9);
    pass(&time, SECOND / 2);
    let error = watchdog.check().unwrap_err();
    assert_eq!((error.name(), error.inactive()), ("worker", TIMEOUT + SECOND / 2));
    let text = "watchdog `worker` has seen no sign of life for 8.5s, look what blocks it";
    assert_eq!(error.to_string(), text);
    watchdog.stop();
}

#[test]
fn since_ping_is_up_to_a_tick_less_than_it_is_and_never_more() {
    let time = ManualClock::new();
    let watchdog = started(&time, builder(&time));
    for step in 1..200_u64 {
        let length = Duration::from_millis(step * 37 % 900);
        pass(&time, length);
        watchdog.ping();
        let pinged = time.elapsed();
        pass(&time, length + SECOND);
        let (told, is) = (watchdog.since_ping(), time.elapsed() - pinged);
        assert!(told <= is && told + SECOND >= is, "{told:?} of {is:?}");
    }
    watchdog.stop();
}

#[test]
fn a_reset_is_a_new_beginning() {
    let time = ManualClock::new();
    let watchdog = started(&time, builder(&time));
    pass(&time, TIMEOUT - SECOND / 2);
    watchdog.reset();
    assert_eq!(watchdog.since_ping(), Duration::ZERO);
    time.advance(SECOND / 2); // the tick that would have fired finds nothing to do
    pass(&time, TIMEOUT - SECOND / 2 - NANO);
    assert!(!watchdog.is_triggered());
    pass(&time, NANO);
    assert!(watchdog.is_triggered());
    watchdog.reset();
    assert!(watchdog.check().is_ok());
    assert_eq!(watchdog.stats().timeouts_triggered, 1, "the statistics stay");
    pass(&time, TIMEOUT);
    assert_eq!(watchdog.stats().timeouts_triggered, 2, "it is armed again");
    watchdog.stop();
}

#[test]
fn the_longest_timeout_is_never() {
    let time = ManualClock::new();
    let watchdog = started(&time, builder(&time).timeout(Duration::MAX));
    pass(&time, SECOND * 100);
    for _ in 0..10 {
        time.advance(Duration::from_secs(1 << 32));
        settle(&time);
    }
    assert!(!watchdog.is_triggered());
    watchdog.stop();
}

#[test]
fn a_clock_that_steps_back_is_no_alarm_and_no_end_of_watching() {
    let time = ManualClock::new();
    let watchdog = started(&time, builder(&time));
    pass(&time, SECOND * 6);
    time.rewind(SECOND * 5);
    pass(&time, SECOND * 6);
    assert!(!watchdog.is_triggered());
    pass(&time, SECOND * 20);
    assert!(watchdog.is_triggered());
    watchdog.stop();
}

#[test]
fn pings_from_many_threads_at_once_are_all_counted() {
    let time = ManualClock::new();
    let watchdog = started(&time, builder(&time));
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| (0..10_000).for_each(|_| watchdog.ping()));
        }
    });
    assert_eq!(watchdog.stats().pings_total, 80_000);
    pass(&time, SECOND);
    assert_eq!(watchdog.since_ping(), Duration::ZERO);
    watchdog.stop();
}

#[test]
fn it_goes_on_when_all_handles_are_gone() {
    let (time, calls) = (ManualClock::new(), Calls::default());
    let named = builder(&time).name("left alone").on_timeout(calls.count());
    drop(started(&time, named));
    pass(&time, TIMEOUT);
    calls.wait_for(1);
    let left = || Watchdog::running().into_iter().find(|dog| dog.name() == "left alone");
    left().expect("it is running").stop();
    wait_until(|| left().is_none() && time.waiting() == 0);
}
