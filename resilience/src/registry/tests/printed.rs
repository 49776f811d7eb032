//! What the settings look like. `{here}` is the line where a policy is made.

use super::support::{SECOND, registry};
use crate::bulkhead::Bulkhead;
use crate::circuit_breaker::CircuitBreaker;
use crate::rate_limiter::RateLimiter;
use crate::registry::Registry;
use crate::retry::Retry;
use crate::timeout::Timeout;

fn policies() -> Registry {
    let (names, time) = registry(
        "circuit_breaker max_failures = 4
         circuit_breaker.payments reset_timeout = 1m 30s
         env circuit_breaker half_open_max_calls = 2
         rate_limiter.api rate = 2.5
         rate_limiter max_keys = 1000
         env bulkhead max_wait = 250ms
         retry.fetch jitter = equal
         retry.fetch budget_ratio = 0.1",
    );
    let clock = time.clock();
    CircuitBreaker::builder().name("payments").clock(clock.clone()).register_in(&names).unwrap();
    let rates = CircuitBreaker::builder().failure_rate(0.5).name("search");
    rates.clock(clock.clone()).register_in(&names).unwrap();
    RateLimiter::builder().name("api").per(SECOND).register_in(&names).unwrap();
    RateLimiter::builder().name("tenants").keyed().register_in(&names).unwrap();
    Bulkhead::builder().name("api").max_concurrent(10).register_in(&names).unwrap();
    Retry::builder().name("fetch").register_in(&names).unwrap();
    names
}

/// The texts are the same, wherever in this file a policy was made.
fn assert_printed(printed: &str, expected: &str) {
    let file = file!();
    let printed: Vec<_> = printed
        .lines()
        .map(|line| line.find(file).map_or(line.to_owned(), |at| format!("{}here", &line[..at])))
        .collect();
    assert_eq!(printed.join("\n"), expected.trim_matches('\n'), "{}", printed.join("\n"));
}

#[test]
fn all_of_them_are_one_table() {
    let expected = r"
circuit breaker `payments`
  max_failures         4          test.toml:1
  reset_timeout        90s        test.toml:2
  half_open_max_calls  2          RESILIENCE__CIRCUIT_BREAKER__HALF_OPEN_MAX_CALLS
  success_threshold    2          default
  probe_timeout        90s        default
circuit breaker `search`
  max_failures         4          test.toml:1
  reset_timeout        60s        default
  half_open_max_calls  2          RESILIENCE__CIRCUIT_BREAKER__HALF_OPEN_MAX_CALLS
  success_threshold    2          default
  probe_timeout        60s        default
  failure_rate         0.5        here
  window               100 calls  default
  minimum_calls        20         default
rate limiter `api`
  rate                 2.5        test.toml:4
  per                  1s         here
  burst                3          default
  initial              3          default
keyed rate limiter `tenants`
  rate                 10         default
  per                  1s         default
  burst                10         default
  initial              10         default
  max_keys             1000       test.toml:5
bulkhead `api`
  max_concurrent       10         here
  max_wait             250ms      RESILIENCE__BULKHEAD__MAX_WAIT
  max_waiting          unbounded  default
retry `fetch`
  max_attempts         3          default
  backoff              100ms      default
  backoff_factor       2          default
  backoff_max          10s        default
  jitter               equal      test.toml:7
  budget_ratio         0.1        test.toml:8
  budget_reserve       10         default
";
    assert_printed(&policies().settings().to_string(), expected);
}

#[test]
fn those_of_one_name_are_one_table() {
    let expected = r"
rate limiter `api`
  rate            2.5        test.toml:4
  per             1s         here
  burst           3          default
  initial         3          default
bulkhead `api`
  max_concurrent  10         here
  max_wait        250ms      RESILIENCE__BULKHEAD__MAX_WAIT
  max_waiting     unbounded  default
";
    let names = policies();
    assert_printed(&names.settings_of("api").to_string(), expected);
    assert_printed(&names.settings_of("nobody").to_string(), "");
}

#[test]
fn a_policy_prints_its_own() {
    let expected = r"
bulkhead `api`
  max_concurrent  10         here
  max_wait        250ms      RESILIENCE__BULKHEAD__MAX_WAIT
  max_waiting     unbounded  default
";
    let bulkhead = policies().bulkhead("api").unwrap();
    assert_printed(&bulkhead.settings().to_string(), expected);
    let timeout = Timeout::builder().limit(SECOND).build().unwrap();
    assert_printed(&timeout.settings().to_string(), "timeout `unnamed`\n  limit  1s  here");
}
