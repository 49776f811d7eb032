//! Return types, sync and async.

use resilience::{Error, Rejected, circuit_breaker};
use std::error::Error as StdError;
use std::fmt::Display;
use std::io;

#[circuit_breaker]
fn boxed(text: &str) -> Result<u32, Box<dyn StdError + Send + Sync>> {
    if text.is_empty() {
        return Err("empty".into());
    }
    Ok(text.parse()?)
}

#[circuit_breaker]
async fn boxed_later(text: &str) -> Result<u32, Box<dyn StdError + Send + Sync>> {
    if text.is_empty() {
        Err("empty")?;
    }
    Ok(text.parse()?)
}

#[circuit_breaker]
fn of_anyhow(text: &str) -> anyhow::Result<u32> {
    anyhow::ensure!(!text.is_empty(), "empty");
    Ok(text.parse()?)
}

#[circuit_breaker]
async fn of_anyhow_later(text: &str) -> anyhow::Result<u32> {
    anyhow::ensure!(!text.is_empty(), "empty");
    Ok(text.parse()?)
}

#[circuit_breaker(excluded_if = |error| error.kind() == io::ErrorKind::NotFound)]
fn of_io(path: &str) -> io::Result<Vec<u8>> {
    std::fs::read(path)
}

#[circuit_breaker(excluded_if = |error: &io::Error| error.kind() == io::ErrorKind::NotFound)]
async fn of_io_later(path: &str) -> io::Result<Vec<u8>> {
    std::fs::read(path)
}

#[circuit_breaker]
fn of_ours(text: &str) -> Result<u32, Error<&'static str>> {
    text.parse().map_err(|_| Error::Inner("no number"))
}

#[circuit_breaker]
async fn rejected_later() -> Result<u32, Rejected> {
    Ok(1)
}

#[circuit_breaker]
fn generic<T: Default, E: From<Rejected>>() -> Result<T, E> {
    Ok(T::default())
}

#[circuit_breaker(excluded_if = |error: &E| error.to_string().is_empty())]
async fn generic_later<T: Default, E: From<Rejected> + Display>() -> Result<T, E> {
    Ok(T::default())
}

#[circuit_breaker]
fn result_within() -> io::Result<Result<u32, String>> {
    Ok(Err(String::from("inner")))
}

#[circuit_breaker]
async fn trait_object_later(text: &str) -> io::Result<Box<dyn Display + Send>> {
    if text.is_empty() {
        return Ok(Box::new(3));
    }
    Ok(Box::new("three"))
}

#[circuit_breaker]
fn opaque_within_trait_object() -> io::Result<Box<dyn Iterator<Item = impl Display>>> {
    Ok(Box::new([1].into_iter()))
}

pub(crate) fn all() {
    drop((boxed("1"), boxed_later("1"), of_anyhow("1"), of_anyhow_later("1")));
    drop((of_io("1"), of_io_later("1"), of_ours("1"), rejected_later()));
    drop((generic::<u32, Rejected>(), generic_later::<u32, Rejected>()));
    drop((result_within(), trait_object_later("1"), opaque_within_trait_object()));
}
