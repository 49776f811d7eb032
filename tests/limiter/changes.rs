//! Another rate, and starting over.

use crate::support::{NANO, SECOND, TENTH, Task, drain, empty, limiter, retry_after};
use resilience::{ManualClock, RateLimiter};
use std::task::Poll;
use std::time::Duration;

#[test]
fn another_rate_keeps_the_tokens_and_the_burst() {
    let time = ManualClock::new();
    let limiter = limiter(&time);
    limiter.n(3).try_acquire().unwrap();
    limiter.set_rate(1.0, SECOND).unwrap();
    assert_eq!((limiter.rate(), limiter.per(), limiter.burst()), (1.0, SECOND, 5));
    assert_eq!(limiter.tokens(), 2.0);
    assert_eq!(drain(&limiter), 2);
    assert_eq!(limiter.time_until_token(), SECOND);
    time.advance(SECOND - NANO);
    assert_eq!(drain(&limiter), 0);
    time.advance(NANO);
    assert_eq!(drain(&limiter), 1);
}

#[test]
fn a_part_of_a_token_is_kept_too_and_never_more() {
    let time = ManualClock::new();
    let limiter = empty(&time);
    time.advance(Duration::from_millis(25));
    for (rate, left) in [(1.0, 750_000_000), (3.0, 250_000_000), (7e8, 2)] {
        limiter.set_rate(rate, SECOND).unwrap();
        let wait = limiter.time_until_token();
        assert!(
            wait >= Duration::from_nanos(left) && wait <= Duration::from_nanos(left + 2),
            "{wait:?}"
        );
    }
}

#[test]
fn changing_the_rate_again_and_again_creates_nothing() {
    let time = ManualClock::new();
    let limiter = limiter(&time);
    drain(&limiter);
    for rate in [1e9, 1e-3, 10.0, 0.3, 1e9, 5.0] {
        limiter.set_rate(rate, SECOND).unwrap();
        assert_eq!(drain(&limiter), 0, "{rate}");
    }
}

#[test]
fn those_who_wait_are_served_at_the_new_rate() {
    let time = ManualClock::new();
    let limiter = empty(&time);
    let mut task = Task::started(limiter.n(5).acquire_async());
    limiter.set_rate(100.0, SECOND).unwrap();
    assert_eq!(task.wakes(), 1);
    assert!(!task.is_done());
    time.advance(Duration::from_millis(50));
    assert!(task.is_done());
}

#[test]
fn those_for_whom_the_new_rate_is_too_slow_are_refused_and_others_move_up() {
    let time = ManualClock::new();
    let limiter = empty(&time);
    let mut hopeless = Task::started(limiter.n(4).acquire_async_timeout(SECOND));
    let mut patient = Task::started(limiter.acquire_async_timeout(SECOND * 2));
    limiter.set_rate(1.0, SECOND).unwrap();
    assert_eq!(hopeless.wakes(), 1);
    let Poll::Ready(refused) = hopeless.poll() else { panic!() };
    assert_eq!(retry_after(&refused), SECOND * 4);
    assert!(!patient.is_done());
    time.advance(SECOND);
    assert!(patient.is_done());
    assert_eq!(limiter.stats().total_rejected, 1);
}

#[test]
fn a_rate_out_of_range_changes_nothing_and_says_what_is_wrong() {
    let time = ManualClock::new();
    let limiter = limiter(&time);
    for rate in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e10, 1e-12] {
        let error = limiter.set_rate(rate, SECOND).unwrap_err();
        assert_eq!(error.problems().len(), 1, "{error}");
        assert_eq!(error.problems()[0].field, "rate");
        assert!(error.to_string().contains("changes.rs"), "{error}");
    }
    let error = limiter.set_rate(-1.0, Duration::ZERO).unwrap_err();
    assert_eq!(error.problems().len(), 2);
    assert_eq!(limiter.rate(), 10.0);
    assert_eq!(drain(&limiter), 5);
}

#[test]
fn settings_show_the_rate_that_was_set_and_where() {
    let time = ManualClock::new();
    let limiter = limiter(&time);
    limiter.set_rate(20.0, SECOND).unwrap();
    let settings = limiter.settings();
    let rate = &settings.values[0];
    assert_eq!((rate.field, &*rate.value), ("rate", "20"));
    assert!(rate.place.to_string().contains("changes.rs"));
    assert_eq!(settings.values[2].value, "5");
}

#[test]
fn a_reset_fills_the_bucket_and_serves_those_who_wait() {
    let time = ManualClock::new();
    let limiter = empty(&time);
    let mut tasks: Vec<_> = (0..3).map(|_| Task::started(limiter.n(2).acquire_async())).collect();
    limiter.reset();
    assert!(tasks[0].is_done());
    assert!(tasks[1].is_done());
    assert!(!tasks[2].is_done(), "five tokens, and two times two of them are gone");
    time.advance(TENTH);
    assert!(tasks[2].is_done());
    assert_eq!(limiter.stats().total_acquired, 6);
    limiter.reset();
    assert_eq!(limiter.tokens(), 5.0);
    assert_eq!(limiter.stats().total_acquired, 6);
}

#[test]
fn a_reservation_of_a_slow_rate_does_not_outlast_a_refill_at_the_fast_one() {
    let time = ManualClock::new();
    let hourly = RateLimiter::builder().rate(1.0).per(SECOND * 3600).burst(1).initial(0.0);
    let limiter = hourly.clock(time.clock()).build().unwrap();
    let _never_polled = Task::started(limiter.acquire_async());
    time.advance(SECOND * 3600);
    limiter.try_acquire().unwrap_err(); // who comes by reserves its token, for an hour
    limiter.set_rate(1000.0, SECOND).unwrap();
    time.advance(NANO * 1_000_000);
    limiter.try_acquire().unwrap();
}

#[test]
fn a_wait_that_just_fits_is_not_hopeless_at_another_rate() {
    let time = ManualClock::new();
    let limiter = empty(&time);
    let mut waits = Task::started(limiter.acquire_async_timeout(SECOND));
    limiter.set_rate(1.0, SECOND).unwrap();
    assert!(!waits.is_done());
    time.advance(SECOND);
    assert!(waits.is_done());
}
