//! Failure rates over windows of calls and of time.

use crate::support::{NANO, RESET, Reply, fail, secs, succeed};
use resilience::{
    CircuitBreaker, CircuitBreakerBuilder, CircuitState, ManualClock, Outcome, Window,
};
use std::sync::{Arc, Mutex};
use std::time::Duration;

pub(crate) fn by_calls(time: &ManualClock, rate: f64, calls: u32) -> CircuitBreakerBuilder {
    let builder = CircuitBreaker::builder().failure_rate(rate).window(Window::Calls(calls));
    builder.reset_timeout(RESET).clock(time.clock())
}

/// Over ten seconds, from four calls on.
pub(crate) fn by_time(time: &ManualClock, rate: f64) -> CircuitBreakerBuilder {
    let window = Window::Time(secs(10));
    let builder = CircuitBreaker::builder().failure_rate(rate).window(window).minimum_calls(4);
    builder.reset_timeout(RESET).clock(time.clock())
}

pub(crate) fn is_open(breaker: &CircuitBreaker) -> bool {
    breaker.state() == CircuitState::Open
}

/// Makes calls: `x` fails, anything else succeeds.
pub(crate) fn calls(breaker: &CircuitBreaker, outcomes: &str) {
    for outcome in outcomes.chars() {
        assert!(breaker.state() == CircuitState::Closed, "open before {outcome} of {outcomes}");
        let _: Reply = if outcome == 'x' { fail(breaker) } else { succeed(breaker) };
    }
}

#[test]
fn a_rate_opens_as_soon_as_it_is_reached_in_the_last_calls() {
    let time = ManualClock::new();
    let breaker = by_calls(&time, 0.5, 4).build().unwrap();
    calls(&breaker, "..x...x.");
    assert_eq!((is_open(&breaker), breaker.failure_count()), (false, 1));
    calls(&breaker, "x");
    assert_eq!((is_open(&breaker), breaker.failure_count()), (true, 2));
    assert_eq!(breaker.remaining(), RESET);
}

#[test]
fn just_below_the_rate_it_stays_closed() {
    let time = ManualClock::new();
    let breaker = by_calls(&time, 0.55, 100).minimum_calls(100).build().unwrap();
    for _ in 0..20 {
        calls(&breaker, "x.");
    }
    calls(&breaker, &"x".repeat(34));
    calls(&breaker, &".".repeat(26)); // 54 of 100
    assert_eq!((is_open(&breaker), breaker.failure_count()), (false, 54));
    calls(&breaker, "x"); // in the place of a failure
    assert_eq!((is_open(&breaker), breaker.failure_count()), (false, 54));
    calls(&breaker, "x"); // in the place of a success: 55 of 100
    assert_eq!((is_open(&breaker), breaker.failure_count()), (true, 55));
}

#[test]
fn nothing_opens_below_the_minimum_of_calls() {
    let time = ManualClock::new();
    for (minimum, window) in [(5, Window::Calls(10)), (5, Window::Time(secs(10)))] {
        let breaker =
            by_calls(&time, 0.1, 1).window(window).minimum_calls(minimum).build().unwrap();
        calls(&breaker, "xxxx");
        assert!(!is_open(&breaker), "{window:?}");
        calls(&breaker, "x");
        assert!(is_open(&breaker), "{window:?}");
    }
}

#[test]
fn a_success_opens_it_if_it_makes_the_minimum_full() {
    let time = ManualClock::new();
    for window in [Window::Calls(10), Window::Time(secs(10))] {
        let breaker = by_calls(&time, 0.5, 1).window(window).minimum_calls(4).build().unwrap();
        calls(&breaker, "xx.");
        assert!(!is_open(&breaker), "{window:?}");
        calls(&breaker, ".");
        let stats = breaker.stats();
        assert!(is_open(&breaker), "{window:?}");
        assert_eq!((stats.successful_calls, stats.failed_calls, stats.state_changes), (2, 2, 1));
    }
}

#[test]
fn the_minimum_is_twenty_or_the_window_unless_it_is_written() {
    let time = ManualClock::new();
    for (window, minimum) in
        [(Window::Calls(100), 20), (Window::Calls(7), 7), (Window::Time(secs(1)), 20)]
    {
        let breaker = by_calls(&time, 1.0, 1).window(window).build().unwrap();
        calls(&breaker, &"x".repeat(minimum));
        assert!(is_open(&breaker), "{window:?}");
    }
}

#[test]
fn the_window_is_the_last_hundred_calls_unless_it_is_written() {
    let time = ManualClock::new();
    let breaker = CircuitBreaker::builder().failure_rate(0.5).clock(time.clock()).build().unwrap();
    calls(&breaker, &"x...".repeat(5));
    assert_eq!(breaker.failure_count(), 5);
    calls(&breaker, &".".repeat(84));
    assert_eq!(breaker.failure_count(), 4); // 104 calls
    let settings = breaker.settings();
    let of = |field| settings.values.iter().find(|value| value.field == field).unwrap();
    assert_eq!((&*of("window").value, &*of("minimum_calls").value), ("100 calls", "20"));
}

#[test]
fn an_outcome_leaves_a_window_of_time_between_nine_tenths_of_it_and_the_whole() {
    let time = ManualClock::new();
    let breaker = by_time(&time, 0.5).build().unwrap();
    calls(&breaker, "x"); // the tenths start here
    time.advance(secs(1) - NANO);
    calls(&breaker, "x");
    time.advance(secs(9)); // a nanosecond short of ten seconds
    assert_eq!(breaker.failure_count(), 2);
    time.advance(NANO);
    assert_eq!(breaker.failure_count(), 0);
    calls(&breaker, "...x");
    assert!(!is_open(&breaker));
}

#[test]
fn a_window_of_time_slides() {
    let time = ManualClock::new();
    let breaker = by_time(&time, 0.5).build().unwrap();
    for _ in 0..100 {
        calls(&breaker, "..x");
        time.advance(secs(3));
    }
    calls(&breaker, "x"); // 9 calls of the last ten seconds, and this
    assert_eq!((is_open(&breaker), breaker.failure_count()), (false, 4));
    time.advance(secs(60));
    calls(&breaker, "xxx");
    assert!(!is_open(&breaker)); // three calls are too few
    calls(&breaker, "x");
    assert!(is_open(&breaker));
}

#[test]
fn a_rate_that_is_reached_because_successes_have_gone_opens_at_the_next_outcome() {
    let time = ManualClock::new();
    let breaker = by_time(&time, 0.5).build().unwrap();
    calls(&breaker, "....");
    time.advance(secs(5));
    calls(&breaker, "xxx..");
    assert!(!is_open(&breaker));
    time.advance(secs(5)); // the four have gone: three of five are left
    assert!(!is_open(&breaker)); // reading changes nothing
    calls(&breaker, ".");
    assert!(is_open(&breaker)); // three of six
}

#[test]
fn a_window_without_end_counts_all_since_the_breaker_closed() {
    let time = ManualClock::new();
    let breaker = by_time(&time, 0.5).window(Window::Time(Duration::MAX)).build().unwrap();
    for _ in 0..30 {
        calls(&breaker, "..x");
        time.advance(secs(86_400 * 365));
    }
    assert_eq!(breaker.failure_count(), 30);
    calls(&breaker, &"x".repeat(30));
    assert!(is_open(&breaker));
}

#[test]
fn ignored_and_abandoned_calls_do_not_enter_the_window() {
    let time = ManualClock::new();
    for window in [Window::Calls(4), Window::Time(secs(10))] {
        let breaker = by_calls(&time, 0.5, 1).window(window).minimum_calls(4).build().unwrap();
        calls(&breaker, "xx.");
        for _ in 0..10 {
            drop(breaker.try_acquire().unwrap());
            breaker.try_acquire().unwrap().ignore();
        }
        assert!(!is_open(&breaker), "{window:?}");
        calls(&breaker, ".");
        assert!(is_open(&breaker), "{window:?}");
        assert_eq!((breaker.stats().abandoned_calls, breaker.stats().ignored_calls), (10, 10));
    }
}

#[test]
fn a_panic_enters_the_window_as_a_failure() {
    let time = ManualClock::new();
    let breaker = by_calls(&time, 1.0, 1).build().unwrap();
    let panicking = || breaker.call_with(|| panic!("down"), |(): &()| Outcome::Success);
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(panicking)).unwrap_err();
    assert!(is_open(&breaker));
}

#[test]
fn the_streak_counts_beside_a_rate_only_if_it_is_written() {
    let time = ManualClock::new();
    let rate_alone = by_calls(&time, 1.0, 100).build().unwrap();
    calls(&rate_alone, ".xxxxxxxxxx");
    assert!(!is_open(&rate_alone));
    let both = by_calls(&time, 1.0, 100).max_failures(3).build().unwrap();
    calls(&both, "xx.xx.xx");
    assert!(!is_open(&both));
    calls(&both, "x");
    assert_eq!((is_open(&both), both.failure_count()), (true, 7)); // those in the window
    let both = by_calls(&time, 0.5, 4).max_failures(3).build().unwrap();
    calls(&both, "x..x");
    assert_eq!((is_open(&both), both.failure_count()), (true, 2)); // either opens
}

#[test]
fn while_not_closed_the_failure_count_is_that_which_tripped_it() {
    let time = ManualClock::new();
    let breaker = by_time(&time, 0.5).build().unwrap();
    calls(&breaker, ".xx.");
    time.advance(secs(20));
    assert_eq!((is_open(&breaker), breaker.failure_count()), (true, 2));
    time.advance(RESET);
    assert_eq!((breaker.state(), breaker.failure_count()), (CircuitState::HalfOpen, 2));
    let breaker = by_time(&time, 0.5).build().unwrap();
    calls(&breaker, "x..");
    breaker.force_open();
    assert_eq!(breaker.failure_count(), 1);
    breaker.reset();
    assert_eq!(breaker.failure_count(), 0);
}

#[test]
fn listeners_hear_of_the_outcome_that_opened_it() {
    let time = ManualClock::new();
    let heard = Arc::new(Mutex::new(Vec::new()));
    let ears = Arc::clone(&heard);
    let listener = move |change: &resilience::StateChange| {
        ears.lock().unwrap().push((change.from, change.to, change.stats.failed_calls));
    };
    let breaker = by_calls(&time, 0.5, 2).on_state_change(listener).build().unwrap();
    calls(&breaker, ".x");
    assert_eq!(*heard.lock().unwrap(), [(CircuitState::Closed, CircuitState::Open, 1)]);
}

#[test]
fn a_clock_that_steps_back_freezes_the_window() {
    let time = ManualClock::new();
    let breaker = by_time(&time, 0.5).build().unwrap();
    calls(&breaker, "..x");
    time.rewind(secs(3_600));
    calls(&breaker, ".");
    assert_eq!(breaker.failure_count(), 1);
    time.advance(secs(3_600) + secs(9));
    calls(&breaker, ".");
    assert_eq!(breaker.failure_count(), 1);
    time.advance(secs(1));
    assert_eq!(breaker.failure_count(), 0);
}

#[test]
fn threads_that_fail_together_open_it_once() {
    for window in [Window::Calls(64), Window::Time(secs(3_600))] {
        let time = ManualClock::new();
        let breaker = by_calls(&time, 1.0, 1).window(window).minimum_calls(64).build().unwrap();
        let permits: Vec<_> = (0..64).map(|_| breaker.try_acquire_owned().unwrap()).collect();
        let threads: Vec<_> =
            permits.into_iter().map(|permit| std::thread::spawn(|| permit.failure())).collect();
        for thread in threads {
            thread.join().unwrap();
        }
        let stats = breaker.stats();
        assert_eq!((is_open(&breaker), breaker.failure_count()), (true, 64), "{window:?}");
        assert_eq!((stats.failed_calls, stats.late_results, stats.state_changes), (64, 0, 1));
    }
}
