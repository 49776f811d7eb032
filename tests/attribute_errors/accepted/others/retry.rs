//! `#[retry]`.

use crate::{ApiError, Reply};
use resilience::{Backoff, RetryBudget, retry};
use std::cell::Cell;
use std::error::Error;
use std::future::{Future, ready};
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

const BACKOFF: Backoff = Backoff::constant(Duration::from_millis(1));
const ATTEMPTS: u32 = 2;

#[retry]
fn none() -> Reply<u32> {
    Ok(1)
}

#[retry()]
fn on_one_line() -> Reply<u32> {
    Ok(1)
}

#[retry(
    name = "all",
    max_attempts = ATTEMPTS + 1,
    backoff = BACKOFF.factor(3.0),
    budget = RetryBudget::new(0.5, 1),
    retry_if = |error| matches!(error, ApiError::Status(500..)),
    give_up(ApiError::NotFound, ApiError::Other { why: "no number" }),
    accessor = every_argument_retry
)]
fn every_argument(text: &str) -> Reply<u32> {
    let number: u32 = text.parse()?;
    if number == 3 {
        return Err(ApiError::NotFound);
    }
    Ok(number)
}

fn is_transient(error: &ApiError) -> bool {
    matches!(error, ApiError::Status(_))
}

#[retry(budget = none, retry_if = is_transient)]
async fn by_path(text: &str) -> Reply<u32> {
    let number: u32 = text.parse()?;
    if number == 3 {
        return Err(ApiError::NotFound);
    }
    ready(Ok(number)).await
}

#[retry]
fn consumes(text: String, items: Vec<u32>) -> Reply<(String, Vec<u32>)> {
    Ok((text, items))
}

#[retry]
async fn consumes_later(text: String, mut items: Vec<u32>) -> Reply<(String, Vec<u32>)> {
    items.push(1);
    ready(()).await;
    Ok((text, items))
}

#[derive(Clone, Debug)]
struct Point {
    x: String,
    y: u32,
}

#[retry]
fn patterns(
    (a, mut b): (u32, u32),
    Point { x, y }: Point,
    [first, _]: [u8; 2],
    _: u8,
) -> Reply<String> {
    b += y + a + u32::from(first);
    Ok(x + &b.to_string())
}

#[retry]
async fn patterns_later(
    (a, mut b): (u32, u32),
    Point { x, y }: Point,
    [first, _]: [u8; 2],
    _: u8,
) -> Reply<String> {
    b += y + a + u32::from(first);
    ready(Ok(x + &b.to_string())).await
}

#[retry]
fn mutable(mut number: u32, buffer: &mut Vec<u8>, callback: &mut dyn FnMut()) -> Reply<usize> {
    number += 1;
    callback();
    buffer.push(0);
    Ok(buffer.len() + number as usize)
}

#[retry]
async fn mutable_later(mut number: u32, buffer: &mut Vec<u8>) -> Reply<usize> {
    number += 1;
    ready(()).await;
    buffer.push(0);
    Ok(buffer.len() + number as usize)
}

/// No clone of it.
#[derive(Debug)]
struct Body(Vec<u8>);

#[retry(by_ref(body, other))]
fn by_ref(body: Body, other: Body) -> Reply<usize> {
    Ok(body.0.len() + other.0.len())
}

#[retry(by_ref(body))]
async fn by_ref_later(body: Body) -> Reply<usize> {
    ready(()).await;
    Ok(body.0.len())
}

#[retry]
fn generic<T, E, const N: usize>(
    items: [T; N],
    make: impl Fn(T) -> Result<T, E> + Clone,
) -> Result<T, E>
where
    T: Clone + Default,
    E: Error,
{
    make(items.into_iter().next().unwrap_or_default())
}

#[retry]
async fn generic_later<T: Clone, E>(
    item: T,
    make: impl Fn(T) -> Result<T, E> + Clone,
) -> Result<T, E> {
    ready(()).await;
    make(item)
}

#[retry]
fn borrowed<'a>(one: &'a str, two: &str) -> Reply<&'a str> {
    if two.is_empty() { Ok(one) } else { Err(ApiError::NotFound) }
}

#[retry]
fn opaque(items: Vec<u32>) -> Reply<impl Fn() -> usize> {
    if items.is_empty() {
        return Err(ApiError::NotFound);
    }
    Ok(move || items.len())
}

#[retry]
fn boxed_error(text: &str) -> Result<u32, Box<dyn Error>> {
    Ok(text.parse()?)
}

#[retry]
async fn anyhow(text: &str) -> anyhow::Result<u32> {
    Ok(text.parse()?)
}

#[retry]
fn small_error(number: u32) -> Result<u32, ()> {
    if number == 3 { Err(()) } else { Ok(number) }
}

#[retry]
async fn cell(number: Cell<u32>) -> Reply<u32> {
    ready(()).await;
    Ok(number.get())
}

#[retry]
fn recursive(depth: u32) -> Reply<u32> {
    if depth == 0 { Ok(0) } else { recursive(depth - 1) }
}

#[retry]
async fn recursive_later(depth: u32) -> Reply<u32> {
    if depth == 0 { Ok(0) } else { Box::pin(recursive_later(depth - 1)).await }
}

#[retry]
fn items_first() -> Reply<u32> {
    const ONE: u32 = 1;
    Ok(ONE)
}

#[retry]
fn inner_attributes(number: i64) -> Reply<u32> {
    #![allow(clippy::cast_possible_truncation)]
    #![expect(clippy::cast_sign_loss, reason = "a test")]
    Ok(number as u32)
}

#[retry]
fn returned(text: String) -> impl Future<Output = Reply<u32>> + Send {
    if text.is_empty() {
        return ready(Err(ApiError::NotFound));
    }
    ready(text.parse().map_err(ApiError::from))
}

#[retry]
fn boxed<'a>(
    text: &'a str,
    seen: &'a mut u32,
) -> Pin<Box<dyn Future<Output = Reply<u32>> + Send + 'a>> {
    Box::pin(async move {
        *seen += 1;
        Ok(text.parse()?)
    })
}

/// Names that the expansion could mix up with its own.
#[retry]
fn attempts(wait: u32, error: u32, value: u32, rejection: u32) -> Reply<u32> {
    Ok(wait + error + value + rejection)
}

#[derive(Debug, Default)]
struct Db {
    items: Vec<String>,
}

trait Source {
    fn fetch(&self, index: usize) -> Reply<&String>;

    #[retry]
    async fn fetch_first(&self) -> Reply<String> {
        self.fetch(0).cloned()
    }
}

impl Source for Db {
    #[retry]
    fn fetch(&self, index: usize) -> Reply<&String> {
        self.items.get(index).ok_or(ApiError::NotFound)
    }
}

impl Db {
    #[retry(accessor = open_retry)]
    fn open(item: String) -> Reply<Self> {
        Ok(Self { items: vec![item] })
    }

    #[retry]
    fn push(&mut self, item: String) -> Reply<usize> {
        self.items.push(item);
        Ok(self.items.len())
    }

    #[retry]
    async fn push_later(&mut self, item: String) -> Reply<usize> {
        ready(()).await;
        self.items.push(item);
        Ok(self.items.len())
    }

    #[retry]
    fn len(self: &Rc<Self>) -> Reply<usize> {
        Ok(self.items.len())
    }
}

fn send(_: impl Send) {}

pub(crate) fn all() {
    let point = Point { x: String::new(), y: 1 };
    let mut db = Db::open(String::from("a")).unwrap();
    drop((none(), on_one_line(), every_argument("1"), every_argument_retry()));
    drop((consumes(String::new(), vec![]), patterns((1, 2), point.clone(), [3, 4], 5)));
    drop((mutable(1, &mut vec![], &mut || ()), by_ref(Body(vec![]), Body(vec![]))));
    drop((generic([1], Ok::<u32, ApiError>), borrowed("a", ""), opaque(vec![1])));
    drop((boxed_error("1"), small_error(1), recursive(1), items_first(), inner_attributes(1)));
    drop(attempts(1, 2, 3, 4));
    send((by_path("1"), consumes_later(String::new(), vec![])));
    send((patterns_later((1, 2), point, [3, 4], 5), mutable_later(1, &mut vec![])));
    send((
        by_ref_later(Body(vec![])),
        anyhow("1"),
        generic_later(1, Ok::<u32, ApiError>),
        cell(Cell::new(1)),
        recursive_later(1),
    ));
    send((returned(String::new()), boxed("1", &mut 1)));
    drop((db.fetch(0), db.fetch_first(), Db::open_retry()));
    drop(db.push(String::new()));
    send(db.push_later(String::new()));
    drop(Rc::new(db).len());
}
