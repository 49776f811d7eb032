//! What was found outside is nothing to agree on: only what code wrote is.

use super::support::{SECOND, follow, problems, registry, shown};
use crate::bulkhead::Bulkhead;
use crate::circuit_breaker::{CircuitBreaker, CircuitBreakerBuilder};
use crate::clock::ManualClock;
use crate::rate_limiter::RateLimiter;

fn builder(time: &ManualClock) -> CircuitBreakerBuilder {
    CircuitBreaker::builder().name("b").clock(time.clock())
}

#[test]
fn a_newcomer_writes_over_what_was_found_and_not_over_what_was_written() {
    let (names, time) = registry("circuit_breaker.b max_failures = 3");
    let breaker = builder(&time).register_in(&names).unwrap();
    assert_eq!(shown(&breaker.settings(), "max_failures"), "3 (test.toml:1)");
    builder(&time).max_failures(7).register_in(&names).unwrap();
    let line = line!() - 1;
    let here = format!("{}:{line}", file!());
    assert_eq!(shown(&breaker.settings(), "max_failures"), format!("7 ({here})"));
    // Who writes the same agrees, whatever was found.
    builder(&time).max_failures(7).register_in(&names).unwrap();
    let refused = problems(builder(&time).max_failures(8).register_in(&names));
    assert!(refused[0].ends_with(&format!("expected 7, as written at {here}")), "{refused:?}");
    follow(&names, "circuit_breaker.b max_failures = 9");
    assert_eq!(shown(&breaker.settings(), "max_failures"), format!("7 ({here})"));
}

#[test]
fn what_a_newcomer_finds_is_what_is_in_force() {
    let (names, time) = registry("env circuit_breaker reset_timeout = 9");
    let breaker = builder(&time).max_failures(2).register_in(&names).unwrap();
    builder(&time).half_open_max_calls(4).register_in(&names).unwrap();
    let place = "RESILIENCE__CIRCUIT_BREAKER__RESET_TIMEOUT";
    assert_eq!(shown(&breaker.settings(), "reset_timeout"), format!("9s ({place})"));
}

#[test]
fn what_a_newcomer_writes_may_be_what_the_found_needs_beside_it() {
    let (names, time) = registry("circuit_breaker window = 50");
    let breaker = builder(&time).register_in(&names).unwrap();
    builder(&time).failure_rate(0.5).register_in(&names).unwrap();
    assert_eq!(shown(&breaker.settings(), "window"), "50 calls (test.toml:1)");
}

#[test]
fn a_newcomer_that_does_not_go_with_the_found_changes_nothing() {
    let (names, time) = registry("circuit_breaker.b reset_timeout = 60");
    let breaker = builder(&time).reset_timeout_factor(2.0).register_in(&names).unwrap();
    let before = breaker.settings();
    let joining = builder(&time).max_reset_timeout(SECOND * 30).register_in(&names);
    assert!(problems(joining)[0].ends_with("expected at least the reset_timeout of 60s"));
    assert_eq!(breaker.settings(), before);
}

#[test]
fn a_limiter_whose_rate_is_joined_over_the_found_misses_as_many_tokens() {
    let (names, time) = registry("rate_limiter rate = 5");
    let builder = || RateLimiter::builder().name("api").clock(time.clock());
    let limiter = builder().register_in(&names).unwrap();
    limiter.n(5).try_acquire().unwrap();
    builder().rate(8.0).register_in(&names).unwrap();
    // As if it always had been so: five of eight are gone.
    limiter.n(3).try_acquire().unwrap();
    limiter.try_acquire().unwrap_err();
}

#[test]
fn a_limiter_that_follows_a_number_at_the_start_and_is_joined_loses_nothing_by_it() {
    let (names, time) = registry("");
    let builder = || RateLimiter::builder().name("api").clock(time.clock());
    let limiter = builder().register_in(&names).unwrap();
    follow(&names, "rate_limiter initial = 2");
    builder().rate(10.0).register_in(&names).unwrap();
    limiter.n(10).try_acquire().unwrap();
    let (names, _) = registry("rate_limiter initial = 2");
    let limiter = builder().register_in(&names).unwrap();
    builder().burst(50).register_in(&names).unwrap();
    // It began with two, and whoever writes a burst makes no more of them.
    limiter.n(2).try_acquire().unwrap();
    limiter.try_acquire().unwrap_err();
}

#[test]
fn a_bulkhead_may_have_its_number_from_outside_and_then_from_code() {
    let (names, time) = registry("bulkhead.pool max_concurrent = 2");
    let builder = || Bulkhead::builder().name("pool").clock(time.clock());
    let pool = builder().register_in(&names).unwrap();
    builder().max_concurrent(4).register_in(&names).unwrap();
    assert_eq!(pool.max_concurrent(), 4);
    follow(&names, "");
    assert_eq!(pool.max_concurrent(), 4);
}
