//! `map_err` and `fallback`.

use crate::{ApiError, Reply};
use resilience::{Error, Rejected, circuit_breaker};
use std::error::Error as StdError;
use std::future::{Future, ready};
use std::pin::Pin;

fn of(rejected: Rejected) -> ApiError {
    ApiError::Rejected(rejected)
}

#[circuit_breaker(map_err = of)]
fn by_path() -> Reply<u32> {
    Ok(1)
}

#[circuit_breaker(map_err = ApiError::Rejected)]
async fn by_variant() -> Reply<u32> {
    ready(Ok(1)).await
}

#[circuit_breaker(map_err = |rejected| rejected.to_string())]
fn by_closure(text: &str) -> Result<&str, String> {
    Ok(text)
}

#[circuit_breaker(map_err = |_: Rejected| ApiError::Other { why: "open" })]
async fn by_typed_closure() -> Reply<u32> {
    Ok(1)
}

#[circuit_breaker(map_err = |rejected| Box::new(rejected))]
fn of_trait_object(text: &str) -> Result<u32, Box<dyn StdError>> {
    Ok(text.parse()?)
}

#[circuit_breaker(map_err = |rejected| {
    let name = rejected.name().len();
    if name == 0 { 1 } else { 2 }
})]
fn of_block(text: &str) -> Result<usize, u8> {
    Ok(text.len())
}

#[circuit_breaker(map_err = |_| text.len())]
async fn of_argument(text: &str) -> Result<(), usize> {
    ready(()).await;
    Err(text.len())
}

#[circuit_breaker(map_err = Error::Rejected)]
fn opaque(items: Vec<u32>) -> Result<impl Iterator<Item = u32>, Error<()>> {
    Ok(items.into_iter())
}

#[circuit_breaker(map_err = Into::into)]
fn generic<T: Default, E: From<Rejected>>() -> Result<T, E> {
    Ok(T::default())
}

#[circuit_breaker(map_err = |_| E::default())]
async fn generic_later<T: Default, E: Default>() -> Result<T, E> {
    ready(Ok(T::default())).await
}

#[circuit_breaker(map_err = |_| ApiError::NotFound)]
fn returned(text: &str) -> impl Future<Output = Reply<u32>> + Send {
    ready(text.parse().map_err(ApiError::from))
}

#[circuit_breaker(map_err = ApiError::Rejected)]
fn boxed(text: &str) -> Pin<Box<dyn Future<Output = Reply<u32>> + Send + '_>> {
    Box::pin(async move { Ok(text.parse()?) })
}

#[circuit_breaker(fallback = |_| Ok(default))]
fn value_of_argument(items: Vec<String>, default: String) -> Reply<String> {
    items.into_iter().next().ok_or(ApiError::NotFound)
}

#[circuit_breaker(fallback = empty)]
async fn value_by_path(text: &str) -> Reply<Vec<u8>> {
    ready(Ok(text.as_bytes().to_vec())).await
}

fn empty<T>(rejected: Rejected) -> Reply<Vec<T>> {
    if rejected.retry_after().is_some() { Ok(Vec::new()) } else { Err(rejected.into()) }
}

#[circuit_breaker(fallback = |rejected| if number == 0 { Err(rejected.into()) } else { Ok(number) })]
async fn value_or_error(mut number: u32) -> Reply<u32> {
    number += 1;
    Ok(number)
}

#[circuit_breaker(fallback = |_| Ok(&[]))]
fn borrowed(items: &[u32]) -> Reply<&[u32]> {
    items.get(1..).ok_or(ApiError::NotFound)
}

#[circuit_breaker(fallback = |_| Ok(text.len()))]
fn value_returned(text: &str) -> impl Future<Output = Reply<usize>> + '_ {
    ready(Ok(text.len()))
}

#[circuit_breaker(fallback = |_| Ok(text))]
fn value_boxed(text: String) -> Pin<Box<dyn Future<Output = Reply<String>> + Send>> {
    Box::pin(async move { Ok(text) })
}

struct Client(Vec<String>);

impl Client {
    #[circuit_breaker(fallback = |_| Ok(&mut self.0))]
    fn items(&mut self) -> Reply<&mut Vec<String>> {
        self.0.push(String::new());
        Ok(&mut self.0)
    }

    #[circuit_breaker(map_err = |_| self.error())]
    async fn first(&self) -> Reply<&str> {
        Ok(self.0.first().ok_or(ApiError::NotFound)?)
    }

    fn error(&self) -> ApiError {
        ApiError::Other { why: if self.0.is_empty() { "empty" } else { "open" } }
    }
}

/// Names that the expansion could mix up with its own.
#[circuit_breaker(fallback = |_| Ok(rejected + permit))]
fn refusal(rejected: u32, permit: u32, site: u32, breaker: u32) -> Reply<u32> {
    Ok(site + breaker)
}

fn send(_: impl Send) {}

pub(crate) fn all() {
    drop((by_path(), by_closure("a"), of_trait_object("1"), of_block("a"), opaque(vec![1])));
    drop((generic::<u32, Rejected>(), value_of_argument(vec![], String::new()), borrowed(&[1])));
    send((by_variant(), by_typed_closure(), of_argument("a"), generic_later::<u32, u8>()));
    send((returned("1"), boxed("1"), value_by_path("a"), value_or_error(1)));
    send((value_returned("a"), value_boxed(String::new()), Client(vec![]).first()));
    drop((Client(vec![]).items(), refusal(1, 2, 3, 4)));
}
