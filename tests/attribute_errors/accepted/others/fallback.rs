//! `#[fallback]`.

use crate::{ApiError, Reply};
use resilience::fallback;
use std::future::{Future, ready};
use std::pin::Pin;

fn cached(error: ApiError) -> Reply<u32> {
    match error {
        ApiError::NotFound => Ok(0),
        error => Err(error),
    }
}

async fn cached_later(error: ApiError) -> Reply<u32> {
    ready(cached(error)).await
}

#[fallback(cached)]
fn by_path(text: &str) -> Reply<u32> {
    let number: u32 = text.parse()?;
    if number == 3 {
        return Err(ApiError::NotFound);
    }
    Ok(number)
}

#[fallback(|_| Ok(number))]
fn by_closure(number: u32) -> Reply<u32> {
    Err(ApiError::NotFound)
}

#[fallback(move |error| match error { ApiError::Status(404) => Ok(0), other => Err(other) })]
async fn by_moving_closure(text: String) -> Reply<u32> {
    ready(()).await;
    Ok(text.parse()?)
}

#[fallback(async cached_later)]
async fn later(mut number: u32, (a, _): (u32, u32)) -> Reply<u32> {
    number += a;
    ready(Ok(number)).await
}

#[fallback(async |error| cached_later(error).await.map(|number| number + 1))]
async fn by_async_closure(text: &str) -> Reply<u32> {
    Ok(text.parse()?)
}

#[fallback(async |_| Ok(items.to_vec()), crate = ::resilience)]
async fn generic<T: Clone, const N: usize>(items: &[T; N]) -> Reply<Vec<T>> {
    ready(Ok(items.to_vec())).await
}

#[fallback(Err)]
fn opaque(items: Vec<u32>) -> Reply<impl Fn() -> usize> {
    if items.is_empty() {
        return Err(ApiError::NotFound);
    }
    Ok(move || items.len())
}

#[fallback(|_| Ok(1))]
fn boxed_error(text: &str) -> Result<u32, Box<dyn std::error::Error>> {
    Ok(text.parse()?)
}

#[fallback(|error| if error.is::<std::fmt::Error>() { Ok(1) } else { Err(error) })]
fn anyhow(text: &str) -> anyhow::Result<u32> {
    Ok(text.parse()?)
}

#[fallback(cached)]
fn recursive(depth: u32) -> Reply<u32> {
    if depth == 0 { Ok(0) } else { recursive(depth - 1) }
}

#[fallback(cached)]
fn returned(text: &str) -> impl Future<Output = Reply<u32>> + Send {
    ready(text.parse().map_err(ApiError::from))
}

#[fallback(async cached_later)]
fn boxed<'a>(text: &'a str) -> Pin<Box<dyn Future<Output = Reply<u32>> + Send + 'a>> {
    Box::pin(async move { Ok(text.parse()?) })
}

#[derive(Debug, Default)]
struct Db {
    items: Vec<String>,
}

trait Source {
    fn fetch(&self, index: usize) -> Reply<&str>;
}

impl Source for Db {
    #[fallback(|_| Ok("nothing"))]
    fn fetch(&self, index: usize) -> Reply<&str> {
        self.items.get(index).map(String::as_str).ok_or(ApiError::NotFound)
    }
}

impl Db {
    #[fallback(Err)]
    fn get_mut(&mut self, index: usize) -> Reply<&mut String> {
        self.items.get_mut(index).ok_or(ApiError::NotFound)
    }

    #[fallback(async |_| Ok(String::new()))]
    async fn take(mut self) -> Reply<String> {
        self.items.pop().ok_or(ApiError::NotFound)
    }
}

fn send(_: impl Send) {}

pub(crate) fn all() {
    let mut db = Db::default();
    drop((by_path("1"), by_closure(1), opaque(vec![1]), boxed_error("1"), anyhow("1")));
    drop((recursive(1), db.fetch(0)));
    drop(db.get_mut(0));
    send((by_moving_closure(String::new()), later(1, (2, 3)), by_async_closure("1")));
    send((generic(&[1, 2]), returned("1"), boxed("1"), db.take()));
}
