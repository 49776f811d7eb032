//! Open times that grow.

use crate::support::{NANO, fail, is_rejected, secs, succeed};
use resilience::{CircuitBreaker, CircuitBreakerBuilder, CircuitState, ManualClock};
use std::time::Duration;

const RESET: Duration = secs(10);

fn builder(time: &ManualClock) -> CircuitBreakerBuilder {
    let builder = CircuitBreaker::builder().max_failures(1).reset_timeout(RESET);
    builder.reset_timeout_factor(2.0).max_reset_timeout(secs(100)).clock(time.clock())
}

/// The length of the first opening and of so many reopenings.
fn lengths(time: &ManualClock, breaker: &CircuitBreaker, reopenings: usize) -> Vec<Duration> {
    let mut lengths = Vec::new();
    for _ in 0..=reopenings {
        fail(breaker).unwrap_err();
        let length = breaker.remaining();
        time.advance(length - NANO);
        assert!(is_rejected(breaker));
        time.advance(NANO);
        lengths.push(length);
    }
    lengths
}

/// Whether a length is at least this and less than a tenth longer.
fn is_about(length: Duration, least: Duration) -> bool {
    (least..least + least / 10).contains(&length)
}

#[test]
fn the_first_opening_is_exact_and_each_reopening_longer_up_to_the_longest() {
    let time = ManualClock::new();
    let breaker = builder(&time).build().unwrap();
    let lengths = lengths(&time, &breaker, 5);
    assert_eq!(lengths[0], RESET);
    for (length, least) in lengths[1..=3].iter().zip([20, 40, 80]) {
        assert!(is_about(*length, secs(least)), "{lengths:?}");
    }
    assert_eq!(lengths[4..], [secs(100), secs(100)]);
}

#[test]
fn once_it_has_closed_it_starts_from_the_beginning() {
    let time = ManualClock::new();
    let breaker = builder(&time).build().unwrap();
    lengths(&time, &breaker, 3);
    succeed(&breaker).unwrap();
    assert_eq!(breaker.state(), CircuitState::Closed);
    let again = lengths(&time, &breaker, 1);
    assert!(again[0] == RESET && is_about(again[1], RESET * 2), "{again:?}");
    breaker.reset();
    assert_eq!(lengths(&time, &breaker, 0), [RESET]);
}

#[test]
fn breakers_do_not_reopen_in_step_and_a_seed_makes_them() {
    let time = ManualClock::new();
    let of = |builder: CircuitBreakerBuilder| {
        let breaker = builder.build().unwrap();
        lengths(&time, &breaker, 3)
    };
    assert_eq!(of(builder(&time).seed(7)), of(builder(&time).seed(7)));
    assert_ne!(of(builder(&time).seed(7)), of(builder(&time).seed(8)));
    assert_ne!(of(builder(&time)), of(builder(&time)));
}

#[test]
fn without_a_factor_every_opening_is_exact() {
    let time = ManualClock::new();
    let builder = CircuitBreaker::builder().max_failures(1).reset_timeout(RESET);
    let breaker = builder.clock(time.clock()).build().unwrap();
    assert_eq!(lengths(&time, &breaker, 5), [RESET; 6]);
}

#[test]
fn a_factor_of_one_only_spreads() {
    let time = ManualClock::new();
    let breaker = builder(&time).reset_timeout_factor(1.0).build().unwrap();
    let lengths = lengths(&time, &breaker, 20);
    assert_eq!(lengths[0], RESET);
    assert!(lengths[1..].iter().all(|length| is_about(*length, RESET)), "{lengths:?}");
}

#[test]
fn without_a_longest_open_time_it_is_an_hour_or_the_reset_timeout() {
    let time = ManualClock::new();
    let with = |reset: Duration, factor| {
        let builder = CircuitBreaker::builder().max_failures(1).reset_timeout(reset);
        let breaker = builder.reset_timeout_factor(factor).clock(time.clock()).build().unwrap();
        lengths(&time, &breaker, 1)
    };
    assert_eq!(with(RESET, 1e300), [RESET, secs(3_600)]);
    assert_eq!(with(secs(7_200), 2.0), [secs(7_200), secs(7_200)]);
}

#[test]
fn nothing_overflows() {
    let time = ManualClock::new();
    let breaker = builder(&time)
        .reset_timeout_factor(f64::MAX)
        .max_reset_timeout(Duration::MAX)
        .build()
        .unwrap();
    fail(&breaker).unwrap_err();
    time.advance(RESET);
    fail(&breaker).unwrap_err();
    assert_eq!(breaker.remaining(), Duration::MAX);
    time.advance(secs(86_400 * 365 * 100));
    assert!(is_rejected(&breaker));
    breaker.reset();
    succeed(&breaker).unwrap();
}
