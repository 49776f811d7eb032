//! `failure_if`, and what is excluded.

use crate::{ApiError, Reply};
use resilience::{Error, Rejected, circuit_breaker};
use std::error::Error as StdError;
use std::fmt;
use std::future::{Future, ready};
use std::io;
use std::pin::Pin;
use std::sync::Arc;

#[circuit_breaker(failure_if = Result::is_err)]
fn by_path() -> Reply<u32> {
    Ok(1)
}

#[circuit_breaker(failure_if = |reply| matches!(reply, Ok(0) | Err(ApiError::Status(500..))))]
async fn by_closure() -> Reply<u32> {
    ready(Ok(1)).await
}

#[circuit_breaker(failure_if = |reply: &Reply<usize>| reply.is_err())]
fn by_typed_closure(text: &str) -> Reply<usize> {
    Ok(text.len())
}

#[circuit_breaker(failure_if = |number| *number == 0, fallback = |_| 1)]
fn number(number: u32) -> u32 {
    number
}

#[circuit_breaker(failure_if = Option::is_none, fallback = |_| None)]
async fn option(text: &str) -> Option<u32> {
    let number = text.parse().ok()?;
    Some(number)
}

#[circuit_breaker(failure_if = |()| false, fallback = |_| ())]
fn unit(text: &str) {
    drop(text.to_owned());
}

#[circuit_breaker(failure_if = |()| false, fallback = drop)]
async fn unit_later() {
    ready(()).await;
}

#[circuit_breaker(failure_if = |text| text.is_empty(), fallback = |_| text)]
fn borrowed<'a>(text: &'a str, other: &str) -> &'a str {
    &text[other.len()..]
}

#[circuit_breaker(failure_if = Vec::is_empty, fallback = |_| vec![0; N])]
async fn generic<T: Clone + Into<u32>, const N: usize>(items: [T; N]) -> Vec<u32> {
    ready(items.into_iter().map(Into::into).collect()).await
}

#[circuit_breaker(failure_if = |value| *value == T::default(), fallback = |_| T::default())]
fn generic_value<T: Default + PartialEq>(value: T) -> T {
    value
}

#[circuit_breaker(failure_if = |number| *number > most, fallback = |rejected| rejected.name().len())]
fn of_argument(text: &str, most: usize) -> usize {
    text.len()
}

#[circuit_breaker(failure_if = |status| *status >= 500, fallback = |_| 503)]
fn returned(text: &str) -> impl Future<Output = u16> + Send {
    ready(u16::try_from(text.len()).unwrap_or(u16::MAX))
}

#[circuit_breaker(failure_if = |status| *status >= 500, fallback = |_| 503)]
fn boxed(status: u16) -> Pin<Box<dyn Future<Output = u16> + Send>> {
    Box::pin(async move { status })
}

#[circuit_breaker(failure_if = Result::is_err)]
async fn opaque(items: Vec<u32>) -> Reply<impl Iterator<Item = u32>> {
    ready(Ok(items.into_iter())).await
}

#[circuit_breaker(failure_if = Result::is_err)]
fn generic_error<E: From<Rejected>>(number: u32) -> Result<u32, E> {
    Ok(number)
}

#[circuit_breaker(failure_if = Result::is_err, excluded(ApiError::NotFound, ApiError::Status))]
fn excluded() -> Reply<u32> {
    Ok(1)
}

#[circuit_breaker(
    failure_if = Result::is_err,
    excluded_if = |error| matches!(error, ApiError::Status(code) if *code < 500),
    excluded(ApiError::NotFound)
)]
async fn excluded_in_two_ways() -> Reply<u32> {
    ready(Ok(1)).await
}

#[derive(Debug)]
struct Held<T>(T);

impl<T> fmt::Display for Held<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("held")
    }
}

impl<T: fmt::Debug> StdError for Held<T> {}

type Boxed = Box<dyn StdError + Send + Sync>;

#[circuit_breaker(excluded_types(io::Error, Held<u8>, crate::ApiError))]
fn of_anyhow(text: &str) -> anyhow::Result<u32> {
    anyhow::ensure!(!text.is_empty(), Held(1_u8));
    Ok(text.parse()?)
}

#[circuit_breaker(excluded_types(io::Error,))]
async fn of_boxed(text: &str) -> Result<u32, Boxed> {
    ready(()).await;
    Ok(text.parse()?)
}

#[circuit_breaker(map_err = |rejected| Box::new(rejected), excluded_types(Held<Vec<u8>>))]
fn of_thread(text: &str) -> Result<u32, Box<dyn StdError>> {
    Err(Held(text.as_bytes().to_vec()))?
}

#[circuit_breaker(map_err = |rejected| Arc::new(rejected), excluded_types(io::Error))]
async fn of_shared() -> Result<u32, Arc<dyn StdError + Send + Sync>> {
    ready(Ok(1)).await
}

#[circuit_breaker(
    excluded_types(io::Error, Held<T>),
    excluded(Error::Rejected),
    excluded_if = |error| error.to_string().is_empty(),
    failure_if = |reply| reply.is_err() || matches!(reply, Ok(0)),
    fallback = |rejected| Err(rejected.into())
)]
fn of_both<T: fmt::Debug + Send + Sync + 'static>(held: T) -> Result<u32, Error<Boxed>> {
    Err(Error::Inner(Held(held).into()))
}

#[circuit_breaker(excluded_types(io::Error), excluded_if = |error| !error.is::<fmt::Error>())]
fn with_its_own_method(text: &str) -> impl Future<Output = anyhow::Result<u32>> + Send {
    ready(text.parse().map_err(anyhow::Error::from))
}

/// Names that the expansion could mix up with its own.
#[circuit_breaker(failure_if = value, fallback = |_| ignored, excluded_if = error)]
fn judge(ignored: Reply<u32>) -> Reply<u32> {
    ignored
}

fn value(_: &Reply<u32>) -> bool {
    false
}

fn error(_: &ApiError) -> bool {
    false
}

fn send(_: impl Send) {}

pub(crate) fn all() {
    unit("a");
    drop((by_path(), by_typed_closure("a"), number(1), borrowed("a", ""), generic_value("a")));
    drop((of_argument("a", 1), generic_error::<Rejected>(1), excluded(), of_anyhow("1")));
    drop((of_thread("1"), of_both("held"), judge(Ok(1))));
    send((by_closure(), option("1"), unit_later(), generic([1_u8]), returned("a"), boxed(200)));
    send((opaque(vec![1]), excluded_in_two_ways(), of_boxed("1"), of_shared()));
    send(with_its_own_method("1"));
}
