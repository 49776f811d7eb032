//! What the arguments of the attribute may be.

use crate::{ApiError, Reply};
use resilience::circuit_breaker;
use std::time::Duration;

const LIMIT: u32 = 3;
const RATE: f32 = 0.5;
const NAME: &str = "constant";
const PAUSE: Duration = Duration::from_millis(250);

#[circuit_breaker]
fn none() -> Reply<u32> {
    Ok(1)
}

#[circuit_breaker()]
fn empty() -> Reply<u32> {
    Ok(1)
}

#[circuit_breaker(
    name = "literals",
    max_failures = 3,
    reset_timeout = 30,
    half_open_max_calls = 0x2,
    success_threshold = 2_u32,
    probe_timeout = 0.25,
)]
fn literals() -> Reply<u32> {
    Ok(1)
}

#[circuit_breaker(
    name = NAME,
    max_failures = LIMIT,
    reset_timeout = Duration::from_secs(5),
    half_open_max_calls = LIMIT + 1,
    success_threshold = if LIMIT > 2 { 2 } else { 1 },
    probe_timeout = PAUSE
)]
async fn constants() -> Reply<u32> {
    Ok(1)
}

#[circuit_breaker(reset_timeout = 250ms, probe_timeout = 1.5s)]
fn suffixes() -> Reply<u32> {
    Ok(1)
}

#[circuit_breaker(reset_timeout = "1m 30s", probe_timeout = "2 h")]
fn texts() -> Reply<u32> {
    Ok(1)
}

#[circuit_breaker(name = concat!("a", "b"), reset_timeout = Duration::MAX)]
fn macros() -> Reply<u32> {
    Ok(1)
}

#[circuit_breaker(
    failure_rate = 0.5,
    window = 10s,
    minimum_calls = LIMIT,
    slow_call = 2.5s,
    slow_call_rate = 1,
    reset_timeout_factor = 2,
    max_reset_timeout = "5min",
)]
fn rates() -> Reply<u32> {
    Ok(1)
}

#[circuit_breaker(failure_rate = RATE, window = resilience::Window::Calls(50))]
async fn constant_rates() -> Reply<u32> {
    Ok(1)
}

#[circuit_breaker(excluded(
    ApiError::NotFound,
    ApiError::Status,
    ApiError::Other { why: "weather" | "moon" },
    crate::ApiError::Rejected(_),
))]
fn patterns() -> Reply<u32> {
    Err(ApiError::Status(503))
}

#[circuit_breaker(excluded(| ApiError::Status(400..=499) | ApiError::Other))]
async fn leading_bar() -> Reply<u32> {
    Ok(1)
}

#[circuit_breaker(excluded(_))]
fn all_excluded() -> Reply<u32> {
    Ok(1)
}

mod glob {
    use crate::ApiError::{self, NotFound};

    #[resilience::circuit_breaker(excluded(NotFound))]
    pub(super) fn imported_variant() -> Result<u32, ApiError> {
        Err(NotFound)
    }
}

fn is_harmless(error: &ApiError) -> bool {
    matches!(error, ApiError::NotFound)
}

#[circuit_breaker(excluded_if = is_harmless)]
fn function() -> Reply<u32> {
    Ok(1)
}

#[circuit_breaker(excluded_if = |error| matches!(error, ApiError::Status(code) if *code < 500))]
async fn closure() -> Reply<u32> {
    Ok(1)
}

#[circuit_breaker(excluded(ApiError::NotFound), excluded_if = |error: &ApiError| is_harmless(error))]
async fn patterns_and_closure() -> Reply<u32> {
    Ok(1)
}

/// Has an accessor.
#[circuit_breaker(accessor = documented_breaker)]
pub(crate) fn documented() -> Reply<u32> {
    Ok(1)
}

#[cfg(not(any()))]
#[circuit_breaker(accessor = configured_breaker)]
fn configured() -> Reply<u32> {
    Ok(1)
}

#[circuit_breaker(accessor = configured_breaker)]
#[cfg(any())]
fn configured() -> Reply<u32> {
    Ok(2)
}

#[circuit_breaker(crate = ::resilience)]
fn path_of_the_crate() -> Reply<u32> {
    Ok(1)
}

#[circuit_breaker(name = "outer", accessor = outer_breaker)]
#[inline]
#[circuit_breaker(name = "middle", accessor = middle_breaker)]
#[circuit_breaker(accessor = inner_breaker)]
async fn stacked() -> Reply<u32> {
    Ok(1)
}

macro_rules! values {
    ($name:ident, $count:expr, $time:expr, $text:expr, $suffixed:literal, $pattern:pat, $callable:expr, $value:expr) => {
        #[circuit_breaker(
            max_failures = $count,
            reset_timeout = $time,
            name = $text,
            probe_timeout = $suffixed,
            excluded($pattern),
            excluded_if = $callable,
        )]
        async fn $name() -> Reply<u32> {
            Ok($value * 3)
        }
    };
}

values!(values, 3, 30, "values", 250ms, ApiError::NotFound, |_| false, 1 + 2);

pub(crate) fn all() {
    let sums =
        [none(), empty(), literals(), suffixes(), texts(), macros(), rates(), patterns()];
    let more = [all_excluded(), glob::imported_variant(), function(), documented(), configured()];
    drop((sums, more, path_of_the_crate()));
    drop((constants(), constant_rates(), leading_bar(), closure()));
    drop((patterns_and_closure(), stacked(), values()));
    drop((documented_breaker(), configured_breaker()));
    drop((outer_breaker(), middle_breaker(), inner_breaker()));
}
