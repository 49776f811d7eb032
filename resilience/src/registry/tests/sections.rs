//! Which sections are about whom, and those that are about nobody.

use super::support::{follow, refused, registry, shown, table, value};
use crate::bulkhead::Bulkhead;
use crate::circuit_breaker::CircuitBreaker;
use crate::rate_limiter::RateLimiter;
use crate::registry::Registry;
use crate::registry::schema::schema;
use crate::settings::{Build, Place};
use crate::timeout::Timeout;
use std::panic::Location;

fn unclaimed(names: &Registry) -> Vec<String> {
    names.unclaimed().iter().map(ToString::to_string).collect()
}

#[test]
fn every_kind_has_the_keys_that_are_documented() {
    let all: Vec<_> = schema()
        .iter()
        .map(|kind| {
            let fields: Vec<_> = kind.fields.iter().map(|field| field.name()).collect();
            let instances = if kind.has_instances { ".*" } else { "" };
            format!("{}{instances}: {}", kind.key, fields.join(" "))
        })
        .collect();
    let expected = [
        "circuit_breaker.*: max_failures reset_timeout half_open_max_calls success_threshold \
         probe_timeout failure_rate window minimum_calls slow_call slow_call_rate \
         reset_timeout_factor max_reset_timeout",
        "rate_limiter.*: rate per burst initial max_keys",
        "bulkhead.*: max_concurrent max_wait max_waiting",
        "timeout.*: limit",
        "retry.*: max_attempts backoff backoff_factor backoff_max jitter budget_ratio budget_reserve",
        "shutdown: timeout force_exit_code exit_when_done drain",
        "heartbeat: interval",
        "watchdog: timeout",
    ];
    assert_eq!(all, expected);
}

#[test]
fn a_name_of_any_letters_has_its_section() {
    let name = "app::db::Größe.get @src/db.rs:40";
    let (names, _) = registry(&format!("circuit_breaker.{name} max_failures = 3"));
    let breaker = CircuitBreaker::builder().name(name).register_in(&names).unwrap();
    assert_eq!(value(&breaker.settings(), "max_failures").place, Place::file("test.toml", 1));
    assert_eq!(unclaimed(&names), [""; 0]);
}

#[test]
fn in_the_environment_a_name_is_one_in_any_case_and_in_a_file_it_is_not() {
    let (names, _) = registry(
        "env circuit_breaker.pay_1 max_failures = 3
         circuit_breaker.Pay_1 reset_timeout = 4
         circuit_breaker.pay_1 reset_timeout = 5",
    );
    for (name, reset_timeout) in
        [("Pay_1", "4s (test.toml:2)"), ("pay_1", "5s (test.toml:3)"), ("PAY_1", "60s (default)")]
    {
        let breaker = CircuitBreaker::builder().name(name).register_in(&names).unwrap();
        assert_eq!(value(&breaker.settings(), "max_failures").value, "3");
        assert_eq!(shown(&breaker.settings(), "reset_timeout"), reset_timeout);
    }
}

#[test]
fn who_has_no_name_goes_by_what_is_for_all() {
    let outside = table(
        "circuit_breaker.unnamed max_failures = 3
         circuit_breaker max_failures = 4",
    );
    let here = Location::caller();
    let breaker = CircuitBreaker::builder().build_at(&outside, here).unwrap();
    assert_eq!(shown(&breaker.settings(), "max_failures"), "4 (test.toml:2)");
    let breaker = CircuitBreaker::builder().name("unnamed").build_at(&outside, here).unwrap();
    assert_eq!(shown(&breaker.settings(), "max_failures"), "3 (test.toml:1)");
}

#[test]
fn a_timeout_goes_by_its_section_when_it_is_made() {
    let outside = table(
        "timeout.t limit = 250ms
         timeout limit = 9",
    );
    let build =
        |name| Timeout::builder().name(name).build_at(&outside, Location::caller()).unwrap();
    assert_eq!(shown(&build("t").settings(), "limit"), "250ms (test.toml:1)");
    assert_eq!(build("t").limit().as_millis(), 250);
    assert_eq!(shown(&build("other").settings(), "limit"), "9s (test.toml:2)");
}

#[test]
fn sections_that_nobody_has_claimed_are_listed_with_their_places() {
    let lines = "bulkhead.pool max_concurrent = 3
                 bulkhead.pol max_wait = 3
                 bulkhead.pol max_waiting = 3
                 circuit_breaker.pool max_failures = 3
                 rate_limiter.api rate = 3
                 env rate_limiter.apy rate = 3";
    let (names, _) = registry(lines);
    assert_eq!(unclaimed(&names).len(), 5);
    Bulkhead::builder().name("pool").register_in(&names).unwrap();
    RateLimiter::builder().name("api").register_in(&names).unwrap();
    let left = [
        "bulkhead `pol` (test.toml:2)",
        "circuit_breaker `pool` (test.toml:4)",
        "rate_limiter `apy` (RESILIENCE__RATE_LIMITER__RATE)",
    ];
    assert_eq!(unclaimed(&names), left);
    // Who is there claims what comes; a section that goes is none.
    follow(&names, &lines.replace("bulkhead.pol ", "bulkhead.pol2 ").replace("apy", "api"));
    assert_eq!(
        unclaimed(&names),
        ["bulkhead `pol2` (test.toml:2)", "circuit_breaker `pool` (test.toml:4)"]
    );
}

#[test]
fn what_was_claimed_once_stays_so_when_it_is_read_again() {
    let lines = "circuit_breaker.b max_failures = 3
                 env retry.r max_attempts = 3";
    let (names, _) = registry(lines);
    let (breaker, retry) = (CircuitBreaker::builder(), crate::retry::Retry::builder());
    // They are not in the registry by then, which is as good as never.
    breaker.name("b").register_in(&names).unwrap();
    retry.name("r").register_in(&names).unwrap();
    assert!(names.remove_circuit_breaker("b") && names.remove_retry("r"));
    follow(&names, lines);
    assert_eq!(unclaimed(&names), [""; 0]);
    follow(&names, "");
    follow(&names, lines);
    assert_eq!(unclaimed(&names).len(), 2);
}

#[test]
fn a_value_of_another_kind_is_told_as_it_stands_there() {
    let (names, _) = registry("");
    CircuitBreaker::builder().name("b").register_in(&names).unwrap();
    let errors = refused(
        &names,
        "circuit_breaker max_failures = three
         circuit_breaker.b reset_timeout = 5 weeks
         env circuit_breaker half_open_max_calls = 65536",
    );
    let expected = "circuit breaker `b`: max_failures = \"three\" (test.toml:1), expected a whole \
                    number from 1 to 4294967295; reset_timeout = \"5 weeks\" (test.toml:2), expected a \
                    number of seconds or a text like \"250ms\" or \"1m 30s\", at least 1ns; \"never\" \
                    for no end; half_open_max_calls = 65536 \
                    (RESILIENCE__CIRCUIT_BREAKER__HALF_OPEN_MAX_CALLS), expected a whole number from \
                    1 to 65535";
    assert_eq!(errors, [expected]);
}
