//! What the other arguments of the attribute may be.

use crate::{ApiError, Reply};
use resilience::{Error, Rejected, circuit_breaker, rate_limiter};
use std::future::{Future, ready};
use std::io;
use std::pin::Pin;
use std::time::Duration;

const RATE: f64 = 0.5;
const COUNT: u32 = 3;
const NAME: &str = "constant limiter";
const PAUSE: Duration = Duration::from_millis(250);

#[rate_limiter]
fn none() -> u32 {
    1
}

#[rate_limiter()]
fn empty() -> u32 {
    1
}

#[rate_limiter(name = "limiter literals", rate = 100, per = 60.0, burst = 0x2, timeout = 2.5)]
fn literals() -> Reply<u32> {
    Ok(1)
}

#[rate_limiter(rate = 0.5, per = 0.1, burst = 1_u32, blocking = true)]
fn fractions() -> u32 {
    1
}

#[rate_limiter(rate = 1e3, per = "1m 30s", blocking = false)]
async fn texts() -> Reply<u32> {
    ready(Ok(1)).await
}

#[rate_limiter(name = NAME, rate = RATE, per = PAUSE, burst = COUNT + 1, timeout = PAUSE)]
async fn constants() -> Reply<u32> {
    Ok(1)
}

#[rate_limiter(rate = COUNT, per = Duration::from_secs(5), timeout = Duration::MAX)]
fn whole_constant() -> Reply<u32> {
    Ok(1)
}

#[rate_limiter(timeout = 0)]
fn no_wait() -> Reply<u32> {
    Ok(1)
}

#[rate_limiter(timeout = 250ms, map_err = ApiError::Rejected)]
fn variant() -> Reply<u32> {
    Ok(1)
}

#[rate_limiter(blocking = false, map_err = |rejected| format!("{}: busy", rejected.name()))]
async fn closure() -> Result<u32, String> {
    ready(Ok(1)).await
}

#[rate_limiter(blocking = false, map_err = |_| "busy".into())]
fn trait_object() -> Result<u32, Box<dyn std::error::Error>> {
    Ok(1)
}

#[rate_limiter(blocking = false, map_err = |rejected| Box::new(rejected))]
fn coerced() -> Result<u32, Box<dyn std::error::Error>> {
    Ok(1)
}

#[rate_limiter(timeout = 1, map_err = to_io)]
fn boxed() -> Pin<Box<dyn Future<Output = io::Result<u32>>>> {
    Box::pin(async move { Ok(1) })
}

fn to_io(rejected: Rejected) -> io::Error {
    io::Error::other(rejected)
}

fn zero(_: Rejected) -> u32 {
    0
}

#[rate_limiter(blocking = false, fallback = zero)]
fn number() -> u32 {
    1
}

#[rate_limiter(timeout = 1, fallback = |_| ())]
async fn unit() {}

#[rate_limiter(timeout = 1, fallback = drop)]
fn unit_by_path() {}

#[rate_limiter(timeout = 1, fallback = |_| None)]
fn option(number: &u32) -> Option<&u32> {
    Some(number)
}

#[rate_limiter(blocking = false, fallback = |_| Ok(number))]
async fn of_argument(number: u32) -> Reply<u32> {
    ready(Ok(number + 1)).await
}

#[rate_limiter(blocking = false, fallback = |_| Vec::new().into_iter())]
fn opaque() -> impl Iterator<Item = u32> {
    vec![1].into_iter()
}

#[rate_limiter(blocking = false)]
fn of_both() -> Result<u32, Error<String>> {
    Ok(1)
}

#[rate_limiter(timeout = 1)]
async fn of_anyhow(text: &str) -> anyhow::Result<u32> {
    anyhow::ensure!(!text.is_empty(), "empty");
    Ok(text.parse()?)
}

/// Has an accessor.
#[rate_limiter(accessor = documented_limiter)]
pub(crate) fn documented() -> u32 {
    1
}

#[cfg(not(any()))]
#[rate_limiter(accessor = configured_limiter)]
fn configured() -> u32 {
    1
}

#[rate_limiter(accessor = configured_limiter)]
#[cfg(any())]
fn configured() -> u32 {
    2
}

#[rate_limiter(crate = ::resilience)]
fn path_of_the_crate() -> u32 {
    1
}

#[rate_limiter(name = "outer limiter", accessor = outer_limiter)]
#[circuit_breaker]
#[inline]
#[rate_limiter(timeout = 1, accessor = inner_limiter)]
async fn stacked() -> Reply<u32> {
    Ok(1)
}

#[circuit_breaker(accessor = around)]
#[rate_limiter(key = number)]
#[cfg_attr(all(), circuit_breaker(name = "inside of a limiter"))]
fn stacked_boxed(number: u32) -> Pin<Box<dyn Future<Output = Reply<u32>> + Send>> {
    Box::pin(async move { Ok(number) })
}

macro_rules! passed_on {
    ($(#[$attribute:meta])* $visibility:vis fn $name:ident($argument:ident: $of:ty) -> $returned:ty $body:block) => {
        $(#[$attribute])*
        #[rate_limiter(rate = 3, timeout = 1)]
        $visibility fn $name($argument: $of) -> $returned $body
    };
}

passed_on! {
    /// Passed on.
    pub(crate) fn whole(number: u32) -> Reply<u32> {
        const THREE: u32 = 3;
        if number == THREE {
            return Err(ApiError::NotFound);
        }
        Ok(number)
    }
}

macro_rules! values {
    ($name:ident, $rate:expr, $count:expr, $time:expr, $text:expr, $suffixed:literal, $key:expr, $callable:expr) => {
        #[rate_limiter(
            rate = $rate,
            burst = $count,
            per = $time,
            name = $text,
            timeout = $suffixed,
            key = $key,
            fallback = $callable,
        )]
        async fn $name(number: u32) -> Reply<u32> {
            Ok(number + $count * 3)
        }
    };
}

values!(values, 1.5, 3, 30, "limiter values", 250ms, 1 + 2, |_| Ok(1));

pub(crate) fn all() {
    let sums = [none(), empty(), fractions(), number(), documented(), configured()];
    drop((sums, literals(), texts(), constants(), whole_constant(), no_wait(), variant()));
    drop((closure(), trait_object(), coerced(), boxed(), unit(), option(&1), of_argument(1)));
    unit_by_path();
    drop((opaque(), of_both(), of_anyhow("1"), path_of_the_crate()));
    drop((stacked(), stacked_boxed(1), whole(1), values(1)));
    drop((documented_limiter(), configured_limiter(), outer_limiter(), inner_limiter(), around()));
}
