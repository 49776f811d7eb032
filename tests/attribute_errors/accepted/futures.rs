//! Async functions and functions that return futures; all of them `Send`, as without the attribute.

use crate::{ApiError, Reply};
use resilience::circuit_breaker;
use std::cell::Cell;
use std::fmt::Debug;
use std::future::{Future, ready};
use std::pin::Pin;

#[circuit_breaker]
async fn question_mark(text: &str) -> Reply<u32> {
    let number: u32 = text.parse()?;
    if number == 3 {
        return Err(ApiError::NotFound)?;
    }
    ready(()).await;
    Ok(number)
}

#[circuit_breaker]
async fn on_one_line() -> Reply<()> { Ok(()) }

#[circuit_breaker]
async fn diverges() -> Reply<u32> {
    ready(()).await;
    unreachable!("nobody awaits it")
}

#[circuit_breaker]
async fn patterns((a, mut b): (u32, u32), [c, _]: [u8; 2], _: u8, mut d: u32) -> Reply<u32> {
    b += a;
    d += b;
    ready(Ok(u32::from(c) + d)).await
}

#[circuit_breaker]
async fn generic<T, const N: usize>(items: &[T; N]) -> Reply<Vec<T>>
where
    T: Clone + Debug,
{
    ready(Ok(items.to_vec())).await
}

#[circuit_breaker]
async fn opaque(items: impl IntoIterator<Item = u32>) -> Reply<impl Iterator<Item = u32> + Clone> {
    let items: Vec<u32> = items.into_iter().collect();
    ready(()).await;
    if items.is_empty() {
        Err(ApiError::NotFound)?;
    }
    Ok(items.into_iter())
}

#[circuit_breaker]
async fn trait_object(callback: &mut (dyn FnMut() -> u32 + Send)) -> Reply<u32> {
    ready(()).await;
    Ok(callback())
}

/// An argument that is `Send` and not `Sync`.
#[circuit_breaker]
async fn cell(number: Cell<u32>) -> Reply<u32> {
    ready(()).await;
    Ok(number.get())
}

#[circuit_breaker]
async fn recursive(depth: u32) -> Reply<u32> {
    if depth == 0 { Ok(0) } else { Box::pin(recursive(depth - 1)).await }
}

#[circuit_breaker]
async fn inner_attributes(number: u32) -> Reply<u32> {
    #![allow(unused_variables)]
    ready(Ok(1)).await
}

#[circuit_breaker(accessor = returned_breaker)]
fn returned(text: &str) -> impl Future<Output = Reply<u32>> + Send {
    let number = text.parse();
    if number == Ok(3) {
        return ready(Err(ApiError::NotFound));
    }
    ready(number.map_err(ApiError::from))
}

/// The form that async-trait makes.
#[circuit_breaker]
fn boxed<'a, 'b>(text: &'a str) -> Pin<Box<dyn Future<Output = Reply<u32>> + Send + 'b>>
where
    'a: 'b,
{
    Box::pin(async move {
        let number: u32 = text.parse()?;
        if number == 3 {
            return Err(ApiError::NotFound);
        }
        ready(Ok(number)).await
    })
}

#[circuit_breaker]
fn boxed_in_two_ways(text: &str) -> Pin<Box<dyn Future<Output = Reply<u32>> + Send + '_>> {
    if text.is_empty() {
        return Box::pin(ready(Ok(0)));
    }
    Box::pin(async move { Ok(text.parse()?) })
}

trait Source {
    fn fetch(&self, number: u32) -> impl Future<Output = Reply<u32>> + Send;
}

impl Source for u8 {
    #[circuit_breaker]
    async fn fetch(&self, number: u32) -> Reply<u32> {
        Ok(number + u32::from(*self))
    }
}

impl Source for u16 {
    #[circuit_breaker]
    #[expect(clippy::manual_async_fn, reason = "a test")]
    fn fetch(&self, number: u32) -> impl Future<Output = Reply<u32>> + Send {
        async move { Ok(number + u32::from(*self)) }
    }
}

fn send(_: impl Send) {}

pub(crate) fn all() {
    send(question_mark("1"));
    send((on_one_line(), diverges(), patterns((1, 2), [3, 4], 5, 6)));
    send((generic(&[1, 2]), opaque([1, 2]), trait_object(&mut || 1), cell(Cell::new(1))));
    send((recursive(1), inner_attributes(1), returned("1"), boxed("1"), boxed_in_two_ways("1")));
    send((1_u8.fetch(1), 1_u16.fetch(1), returned_breaker()));
}
