//! Async functions and functions that return futures; all of them `Send`, as without the attribute.

use crate::{ApiError, Reply};
use resilience::rate_limiter;
use std::cell::Cell;
use std::fmt::Debug;
use std::future::{Future, Ready, ready};
use std::pin::Pin;

#[rate_limiter]
async fn unit() {
    ready(()).await;
}

#[rate_limiter]
async fn on_one_line() -> u32 { 1 }

#[rate_limiter]
async fn never() -> ! {
    ready(()).await;
    panic!("nobody awaits it")
}

#[rate_limiter(timeout = 1)]
async fn question_mark(text: &str) -> Reply<u32> {
    let number: u32 = text.parse()?;
    if number == 3 {
        return Err(ApiError::NotFound)?;
    }
    ready(()).await;
    Ok(number)
}

#[rate_limiter(blocking = false)]
async fn patterns((a, mut b): (u32, u32), [c, _]: [u8; 2], _: u8, mut d: u32) -> Reply<u32> {
    b += a;
    d += b;
    ready(Ok(u32::from(c) + d)).await
}

#[rate_limiter]
async fn generic<T, const N: usize>(items: &[T; N]) -> Vec<T>
where
    T: Clone + Debug,
{
    ready(items.to_vec()).await
}

#[rate_limiter(timeout = 1)]
async fn opaque(items: impl IntoIterator<Item = u32>) -> Reply<impl Iterator<Item = u32> + Clone> {
    let items: Vec<u32> = items.into_iter().collect();
    ready(()).await;
    if items.is_empty() {
        Err(ApiError::NotFound)?;
    }
    Ok(items.into_iter())
}

/// An argument that is `Send` and not `Sync`.
#[rate_limiter(timeout = 1)]
async fn cell(number: Cell<u32>) -> Reply<u32> {
    ready(()).await;
    Ok(number.get())
}

#[rate_limiter]
async fn recursive(depth: u32) -> u32 {
    if depth == 0 { 0 } else { Box::pin(recursive(depth - 1)).await }
}

#[rate_limiter]
async fn inner_attributes(number: u32) -> u32 {
    #![allow(unused_variables)]
    const ONE: u32 = 1;
    ready(ONE).await
}

#[rate_limiter(timeout = 1, accessor = returned_limiter)]
fn returned(text: &str) -> impl Future<Output = Reply<u32>> + Send {
    let number = text.parse();
    if number == Ok(3) {
        return ready(Err(ApiError::NotFound));
    }
    ready(number.map_err(ApiError::from))
}

/// The form that async-trait makes.
#[rate_limiter(blocking = false)]
fn boxed<'a, 'b>(text: &'a str) -> Pin<Box<dyn Future<Output = Reply<u32>> + Send + 'b>>
where
    'a: 'b,
{
    Box::pin(async move {
        const THREE: u32 = 3;
        let number: u32 = text.parse()?;
        if number == THREE {
            return Err(ApiError::NotFound);
        }
        ready(Ok(number)).await
    })
}

#[rate_limiter]
fn boxed_in_two_ways(text: &str) -> Pin<Box<dyn Future<Output = Option<u32>> + Send + '_>> {
    if text.is_empty() {
        return Box::pin(ready(Some(0)));
    }
    Box::pin(async move { text.parse().ok() })
}

/// It is waited for on the thread: this is no future.
#[rate_limiter]
fn futures() -> Vec<impl Future<Output = u32> + Send> {
    vec![ready(1)]
}

/// Neither is this, whose name says what it is.
#[rate_limiter]
fn named() -> Ready<u32> {
    ready(1)
}

type Pinned = Pin<Box<Ready<u32>>>;

#[rate_limiter]
fn pinned() -> Pinned {
    Box::pin(ready(1))
}

trait Source {
    fn fetch(&self, number: u32) -> impl Future<Output = u32> + Send;
}

impl Source for u8 {
    #[rate_limiter]
    async fn fetch(&self, number: u32) -> u32 {
        number + u32::from(*self)
    }
}

impl Source for u16 {
    #[rate_limiter]
    #[expect(clippy::manual_async_fn, reason = "a test")]
    fn fetch(&self, number: u32) -> impl Future<Output = u32> + Send {
        async move { number + u32::from(*self) }
    }
}

fn send(_: impl Send) {}

pub(crate) fn all() {
    send((unit(), on_one_line(), question_mark("1"), patterns((1, 2), [3, 4], 5, 6)));
    send((generic(&[1, 2]), opaque([1, 2]), cell(Cell::new(1)), recursive(1)));
    send((inner_attributes(1), returned("1"), boxed("1"), boxed_in_two_ways("1"), futures()));
    send((named(), pinned()));
    send((1_u8.fetch(1), 1_u16.fetch(1), returned_limiter()));
    let _ = never;
}
