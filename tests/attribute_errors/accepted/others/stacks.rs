//! All on one function.

use crate::Reply;
use resilience::{bulkhead, circuit_breaker, fallback, rate_limiter, retry, timeout};
use std::future::{Future, ready};
use std::pin::Pin;

#[fallback(|_| Ok(0))]
#[retry]
#[circuit_breaker]
#[rate_limiter(timeout = 1)]
#[bulkhead(max_concurrent = 10, max_wait = 1)]
#[timeout(5)]
async fn all_six(text: String, mut number: u32) -> Reply<u32> {
    number += text.parse::<u32>()?;
    ready(Ok(number)).await
}

#[fallback(|_| Ok(0))]
#[cfg_attr(all(), retry, circuit_breaker)]
#[must_use = "a test"]
#[rate_limiter(timeout = 1)]
#[bulkhead(max_concurrent = 10, max_wait = 1)]
fn all_but_one(text: String, mut number: u32) -> Reply<u32> {
    number += text.parse::<u32>()?;
    Ok(number)
}

#[timeout(5)]
#[bulkhead(max_concurrent = 10, max_wait = 1)]
#[rate_limiter(timeout = 1)]
#[circuit_breaker]
#[retry]
#[fallback(|_| Ok(0))]
fn upside_down<'a>(text: &'a str) -> Pin<Box<dyn Future<Output = Reply<u32>> + Send + 'a>> {
    Box::pin(async move { Ok(text.parse()?) })
}

#[timeout(5)]
#[fallback(|_| Ok(0))]
#[bulkhead(max_concurrent = 10, max_wait = 1)]
#[retry]
#[circuit_breaker]
#[rate_limiter(timeout = 1)]
fn returned(text: &str) -> impl Future<Output = Reply<u32>> + Send + '_ {
    ready(text.parse().map_err(Into::into))
}

fn send(_: impl Send) {}

pub(crate) fn all() {
    drop(all_but_one(String::from("1"), 1));
    send((all_six(String::from("1"), 1), upside_down("1"), returned("1")));
}
