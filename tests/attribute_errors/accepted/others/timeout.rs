//! `#[timeout]`.

use crate::{ApiError, Reply};
use resilience::timeout;
use std::cell::Cell;
use std::future::{Future, ready};
use std::pin::Pin;
use std::time::Duration;

const PAUSE: Duration = Duration::from_millis(250);

#[timeout(5)]
async fn whole() -> Reply<u32> {
    Ok(1)
}

#[timeout(0.25)]
async fn on_one_line() -> Reply<u32> {
    Ok(1)
}

#[timeout(250ms)]
async fn suffixed() -> Reply<u32> {
    Ok(1)
}

#[timeout("1m 30s", name = "text")]
async fn text() -> Reply<u32> {
    Ok(1)
}

#[timeout(PAUSE, map_err = ApiError::Rejected)]
async fn constant() -> Reply<u32> {
    ready(Ok(1)).await
}

#[timeout(Duration::from_secs(5), accessor = question_mark_timeout)]
async fn question_mark(text: &str) -> Reply<u32> {
    let number: u32 = text.parse()?;
    if number == 3 {
        return Err(ApiError::NotFound)?;
    }
    ready(()).await;
    Ok(number)
}

#[timeout(1, on_timeout = || ())]
async fn unit() {
    ready(()).await;
}

#[timeout(1, on_timeout = String::new)]
async fn patterns((a, mut b): (u32, u32), [c, _]: [u8; 2], _: u8, mut d: u32) -> String {
    b += a;
    d += b;
    ready((u32::from(c) + d).to_string()).await
}

#[timeout(1, fallback = |_| vec![])]
async fn generic<T: Clone, const N: usize>(items: &[T; N]) -> Vec<T> {
    ready(items.to_vec()).await
}

#[timeout(1)]
async fn opaque(items: impl IntoIterator<Item = u32>) -> Reply<impl Iterator<Item = u32> + Clone> {
    let items: Vec<u32> = items.into_iter().collect();
    ready(()).await;
    if items.is_empty() {
        Err(ApiError::NotFound)?;
    }
    Ok(items.into_iter())
}

#[timeout(1)]
async fn cell(number: Cell<u32>) -> Reply<u32> {
    ready(()).await;
    Ok(number.get())
}

#[timeout(1)]
async fn boxed_error(text: &str) -> Result<u32, Box<dyn std::error::Error + Send + Sync>> {
    Ok(text.parse()?)
}

#[timeout(1)]
async fn anyhow(text: &str) -> anyhow::Result<u32> {
    Ok(text.parse()?)
}

#[timeout(1)]
async fn recursive(depth: u32) -> Reply<u32> {
    if depth == 0 { Ok(0) } else { Box::pin(recursive(depth - 1)).await }
}

#[timeout(1)]
async fn never_fails(text: &'static str) -> Reply<&'static str> {
    unreachable!("nobody awaits {text}")
}

#[timeout(1)]
async fn inner_attributes(number: u32) -> Reply<u32> {
    #![allow(unused_variables)]
    const ONE: u32 = 1;
    ready(Ok(ONE)).await
}

#[timeout(1)]
fn returned(text: &str) -> impl Future<Output = Reply<u32>> + Send {
    let number = text.parse();
    if number == Ok(3) {
        return ready(Err(ApiError::NotFound));
    }
    ready(number.map_err(ApiError::from))
}

#[timeout(1, on_timeout = || Ok(1))]
fn boxed<'a, 'b>(text: &'a str) -> Pin<Box<dyn Future<Output = Reply<u32>> + Send + 'b>>
where
    'a: 'b,
{
    Box::pin(async move {
        let number: u32 = text.parse()?;
        ready(Ok(number)).await
    })
}

trait Source {
    fn fetch(&self, number: u32) -> impl Future<Output = Reply<u32>> + Send;

    #[timeout(1)]
    async fn fetch_first(&self) -> Reply<u32> {
        self.fetch(0).await
    }
}

impl Source for u8 {
    #[timeout(1)]
    async fn fetch(&self, number: u32) -> Reply<u32> {
        Ok(number + u32::from(*self))
    }
}

impl Source for u16 {
    #[timeout(1)]
    #[expect(clippy::manual_async_fn, reason = "a test")]
    fn fetch(&self, number: u32) -> impl Future<Output = Reply<u32>> + Send {
        async move { Ok(number + u32::from(*self)) }
    }
}

#[derive(Debug, Default)]
struct Db {
    items: Vec<String>,
}

impl Db {
    #[timeout(1)]
    async fn get_mut(&mut self, index: usize) -> Reply<&mut String> {
        self.items.get_mut(index).ok_or(ApiError::NotFound)
    }

    #[timeout(1, on_timeout = || None)]
    async fn take(mut self) -> Option<String> {
        self.items.pop()
    }

    #[timeout(1)]
    async fn pinned(self: Pin<&mut Self>) -> Reply<usize> {
        Ok(self.items.len())
    }
}

fn send(_: impl Send) {}

pub(crate) fn all() {
    let mut db = Db::default();
    send((whole(), on_one_line(), suffixed(), text(), constant(), question_mark("1")));
    send((unit(), patterns((1, 2), [3, 4], 5, 6), generic(&[1, 2]), opaque([1, 2])));
    send((cell(Cell::new(1)), boxed_error("1"), anyhow("1"), recursive(1), never_fails("it")));
    send((inner_attributes(1), returned("1"), boxed("1"), question_mark_timeout()));
    send((1_u8.fetch(1), 1_u16.fetch(1)));
    drop(1_u8.fetch_first());
    send(db.get_mut(0));
    send(Pin::new(&mut db).pinned());
    send(db.take());
}
