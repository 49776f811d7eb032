//! The arguments of `#[circuit_breaker]` for rates.

use resilience::{CircuitState, Error, Rejected, Window, circuit_breaker};
use std::time::Duration;

type Reply = Result<(), Error<&'static str>>;

const OFTEN: f32 = 0.5;
const SPAN: Duration = Duration::from_secs(10);
const LAST: Window = Window::Calls(50);

fn answer(fails: bool) -> Reply {
    if fails { Err(Error::Inner("down")) } else { Ok(()) }
}

#[circuit_breaker(failure_rate = 0.5, window = 4, accessor = by_calls_breaker)]
fn by_calls(fails: bool) -> Reply {
    answer(fails)
}

#[circuit_breaker(
    failure_rate = OFTEN,
    window = "10s",
    minimum_calls = 3,
    slow_call = 1h,
    slow_call_rate = 1,
    accessor = by_time_breaker
)]
async fn by_time(fails: bool) -> Reply {
    answer(fails)
}

#[circuit_breaker(failure_rate = 1, window = SPAN, accessor = span_breaker)]
fn span() -> Reply {
    answer(false)
}

#[circuit_breaker(failure_rate = 1, window = LAST, accessor = last_breaker)]
fn last() -> Reply {
    answer(false)
}

#[circuit_breaker(failure_rate = 1, window = 250ms, accessor = suffixed_breaker)]
fn suffixed() -> Reply {
    answer(false)
}

#[circuit_breaker(
    max_failures = 1,
    reset_timeout_factor = 2,
    max_reset_timeout = 5min,
    accessor = growing_breaker
)]
fn growing() -> Reply {
    answer(false)
}

#[circuit_breaker(failure_rate = 0.5, window = 10, minimum_calls = 11)]
fn never_full() -> Reply {
    answer(false)
}

fn shown(breaker: &resilience::CircuitBreaker, field: &str) -> String {
    let settings = breaker.settings();
    settings.values.into_iter().find(|value| value.field == field).unwrap().value
}

#[test]
fn a_rate_of_calls_opens() {
    for fails in [true, false, true] {
        let _ = by_calls(fails);
    }
    assert_eq!(by_calls_breaker().state(), CircuitState::Closed);
    by_calls(false).unwrap();
    assert_eq!(by_calls_breaker().state(), CircuitState::Open);
    assert!(matches!(by_calls(false), Err(Error::Rejected(Rejected::CircuitOpen(_)))));
}

#[tokio::test]
async fn a_rate_over_time_opens() {
    for fails in [true, false, true] {
        let _ = by_time(fails).await;
    }
    assert_eq!(by_time_breaker().state(), CircuitState::Open);
    assert!(by_time(false).await.is_err());
    assert_eq!(shown(&by_time_breaker(), "slow_call"), "3600s");
}

#[test]
fn windows_are_written_in_any_spelling() {
    span().and(last()).and(suffixed()).and(growing()).unwrap();
    assert_eq!(shown(&by_calls_breaker(), "window"), "4 calls");
    assert_eq!(shown(&span_breaker(), "window"), "10s");
    assert_eq!(shown(&last_breaker(), "window"), "50 calls");
    assert_eq!(shown(&suffixed_breaker(), "window"), "250ms");
    assert_eq!(shown(&growing_breaker(), "reset_timeout_factor"), "2");
    assert_eq!(shown(&growing_breaker(), "max_reset_timeout"), "300s");
}

#[test]
fn a_window_that_can_never_be_full_enough_turns_every_call_away() {
    let rejected = never_full().unwrap_err().to_string();
    assert!(rejected.contains("can never reach the minimum_calls of 11"), "{rejected}");
}
