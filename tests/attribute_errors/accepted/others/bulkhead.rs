//! `#[bulkhead]`.

use crate::{ApiError, Reply};
use resilience::{Bulkhead, bulkhead};
use std::fmt::Debug;
use std::future::{Future, ready};
use std::pin::Pin;
use std::time::Duration;

const CALLS: u32 = 3;
const NAME: &str = "constant pool";
const PAUSE: Duration = Duration::from_millis(250);

#[bulkhead(max_concurrent = 1)]
fn nothing() {}

#[bulkhead(max_concurrent = CALLS * 2, max_wait = PAUSE, max_waiting = 10, name = NAME)]
fn constants() -> Reply<u32> {
    Ok(1)
}

#[bulkhead(max_concurrent = 1)]
fn never() -> ! {
    panic!("nobody calls it")
}

#[bulkhead(max_concurrent = 1)]
async fn never_later() -> ! {
    ready(()).await;
    panic!("nobody awaits it")
}

#[bulkhead(max_concurrent = 1, max_wait = 0)]
fn question_mark(text: &str) -> Reply<u32> {
    let number: u32 = text.parse()?;
    if number == 3 {
        return Err(ApiError::NotFound);
    }
    Ok(number)
}

#[bulkhead(max_concurrent = 1, max_waiting = 0, fallback = |_| None)]
fn patterns((a, mut b): (u32, u32), [c, _]: [u8; 2], _: u8) -> Option<u32> {
    b += a;
    Some(b + u32::from(c))
}

#[bulkhead(max_concurrent = 1, max_wait = "1s", map_err = |rejected| rejected.to_string())]
async fn generic<T, const N: usize>(items: &[T; N]) -> Result<Vec<T>, String>
where
    T: Clone + Debug,
{
    ready(Ok(items.to_vec())).await
}

#[bulkhead(max_concurrent = 1)]
fn opaque(items: impl IntoIterator<Item = u32>) -> impl Iterator<Item = u32> + Clone {
    items.into_iter().collect::<Vec<_>>().into_iter()
}

#[bulkhead(max_concurrent = 1)]
fn starts_with_an_operator(number: &mut i32) -> i32 {
    -*number
}

#[bulkhead(max_concurrent = 1)]
fn items_first() -> u32 {
    const ONE: u32 = 1;
    ONE
}

#[bulkhead(max_concurrent = 2)]
async fn recursive(depth: u32) -> u32 {
    if depth == 0 { 0 } else { Box::pin(recursive(depth - 1)).await }
}

#[bulkhead(max_concurrent = 2, max_wait = 1, accessor = returned_bulkhead)]
fn returned(text: &str) -> impl Future<Output = Reply<u32>> + Send {
    let number = text.parse();
    ready(number.map_err(ApiError::from))
}

#[bulkhead(max_concurrent = 2)]
fn boxed<'a>(text: &'a str) -> Pin<Box<dyn Future<Output = Option<u32>> + Send + 'a>> {
    Box::pin(async move {
        const THREE: u32 = 3;
        let number: u32 = text.parse().ok()?;
        if number == THREE {
            return None;
        }
        ready(Some(number)).await
    })
}

#[bulkhead(bulkhead = pool)]
async fn given(pool: Bulkhead) -> Reply<u32> {
    Ok(pool.in_use())
}

#[derive(Debug)]
struct Db {
    pool: Bulkhead,
    items: Vec<String>,
}

trait Source {
    async fn fetch(&self, index: usize) -> Reply<String>;

    #[bulkhead(max_concurrent = 1, max_wait = 0)]
    async fn fetch_first(&self) -> Reply<String> {
        self.fetch(0).await
    }
}

impl Source for Db {
    #[bulkhead(bulkhead = self.pool)]
    async fn fetch(&self, index: usize) -> Reply<String> {
        self.items.get(index).cloned().ok_or(ApiError::NotFound)
    }
}

impl Db {
    #[bulkhead(bulkhead = self.pool)]
    fn get_mut(&mut self, index: usize) -> Reply<&mut String> {
        self.items.get_mut(index).ok_or(ApiError::NotFound)
    }

    #[bulkhead(max_concurrent = 1, accessor = take_bulkhead)]
    fn take(mut self) -> Option<String> {
        self.items.pop()
    }
}

pub(crate) fn all() {
    let pool = Bulkhead::builder().max_concurrent(1).build().unwrap();
    let mut db = Db { pool, items: vec![String::from("a")] };
    nothing();
    let _: (fn() -> !, _) = (never, never_later);
    drop((constants(), question_mark("1"), patterns((1, 2), [3, 4], 5), generic(&[1, 2])));
    drop((opaque([1, 2]), starts_with_an_operator(&mut 1), items_first(), recursive(1)));
    drop((returned("1"), returned_bulkhead(), boxed("1"), given(db.pool.clone())));
    drop((db.fetch(0), db.fetch_first()));
    drop(db.get_mut(0));
    drop((db.take(), Db::take_bulkhead()));
}
