//! `#[fallback]`.

use crate::task::Task;
use resilience::{Bulkhead, CircuitBreaker, Error, Rejected, bulkhead, circuit_breaker, fallback};
use std::cell::Cell;
use std::future::{Future, ready};
use std::num::ParseIntError;
use std::panic::catch_unwind;
use std::pin::Pin;
use std::task::Poll;

type Reply = Result<u32, Error<ParseIntError>>;

fn done<T>(future: impl Future<Output = T>) -> T {
    match Task::new(future).poll() {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("it waits"),
    }
}

/// 3 digits are no answer for what is no number; a rejection is 99.
fn cached(error: Error<ParseIntError>) -> Reply {
    match error {
        Error::Rejected(_) => Ok(99),
        Error::Inner(error) if error.to_string().contains("invalid") => Ok(0),
        error @ Error::Inner(_) => Err(error),
    }
}

async fn cached_later(error: Error<ParseIntError>) -> Reply {
    tokio::task::yield_now().await;
    cached(error)
}

#[fallback(cached)]
fn by_path(text: &str) -> Reply {
    if text.is_empty() {
        return Ok(1);
    }
    let number: u32 = text.parse().map_err(Error::Inner)?;
    Ok(number)
}

#[fallback(|error| cached(error).map(|number| number * factor))]
fn by_closure(text: &str, factor: u32) -> Reply {
    if text.is_empty() { Ok(1) } else { text.parse().map_err(Error::Inner) }
}

#[fallback(cached)]
async fn later(text: &str) -> Reply {
    if text.is_empty() {
        return Ok(1);
    }
    let number: u32 = text.parse().map_err(Error::Inner)?;
    Ok(number)
}

#[fallback(async cached_later)]
async fn later_by_later(text: &str) -> Reply {
    if text.is_empty() { Ok(1) } else { text.parse().map_err(Error::Inner) }
}

#[fallback(async |error| cached_later(error).await)]
async fn later_by_async_closure(text: &str) -> Reply {
    if text.is_empty() { Ok(1) } else { text.parse().map_err(Error::Inner) }
}

#[fallback(async move |error| cached_later(error).await)]
async fn later_by_moving_async_closure(text: &str) -> Reply {
    if text.is_empty() { Ok(1) } else { text.parse().map_err(Error::Inner) }
}

#[fallback(async cached_later)]
#[expect(clippy::manual_async_fn, reason = "a test")]
fn opaque(text: &str) -> impl Future<Output = Reply> {
    async move {
        if text.is_empty() {
            return Ok(1);
        }
        let number: u32 = text.parse().map_err(Error::Inner)?;
        Ok(number)
    }
}

#[fallback(cached)]
fn opaque_in_two(text: &str) -> impl Future<Output = Reply> {
    ready(if text.is_empty() { Ok(1) } else { text.parse().map_err(Error::Inner) })
}

#[fallback(async cached_later)]
fn boxed<'a>(text: &'a str) -> Pin<Box<dyn Future<Output = Reply> + Send + 'a>> {
    Box::pin(
        async move { if text.is_empty() { Ok(1) } else { text.parse().map_err(Error::Inner) } },
    )
}

#[tokio::test]
async fn it_answers_errors_and_leaves_values_alone() {
    async fn check(call: impl AsyncFn(&'static str) -> Reply) {
        assert_eq!(call("7").await.unwrap(), 7);
        assert_eq!(call("").await.unwrap(), 1);
        assert_eq!(call("x").await.unwrap(), 0);
        // The fallback may give an error of its own.
        assert!(matches!(call("99999999999").await, Err(Error::Inner(_))));
    }
    check(async |text| by_path(text)).await;
    check(async |text| by_closure(text, 1)).await;
    check(later).await;
    check(later_by_later).await;
    check(later_by_async_closure).await;
    check(later_by_moving_async_closure).await;
    check(opaque).await;
    check(opaque_in_two).await;
    check(boxed).await;
}

#[fallback(cached)]
#[circuit_breaker(breaker = breaker)]
#[bulkhead(bulkhead = pool)]
fn guarded(breaker: &CircuitBreaker, pool: &Bulkhead, calls: &Cell<u32>) -> Reply {
    calls.set(calls.get() + 1);
    Ok(7)
}

#[fallback(async cached_later)]
#[circuit_breaker(breaker = breaker)]
#[bulkhead(bulkhead = pool)]
async fn guarded_later(breaker: &CircuitBreaker, pool: &Bulkhead, calls: &Cell<u32>) -> Reply {
    calls.set(calls.get() + 1);
    Ok(7)
}

#[tokio::test]
async fn it_sees_the_rejections_of_what_is_below() {
    let breaker = CircuitBreaker::builder().build().unwrap();
    let pool = Bulkhead::builder().max_concurrent(1).max_waiting(0).build().unwrap();
    let calls = Cell::new(0);
    assert_eq!(guarded(&breaker, &pool, &calls).unwrap(), 7);
    assert_eq!(guarded_later(&breaker, &pool, &calls).await.unwrap(), 7);
    let permit = pool.try_acquire().unwrap();
    assert_eq!(guarded(&breaker, &pool, &calls).unwrap(), 99);
    assert_eq!(guarded_later(&breaker, &pool, &calls).await.unwrap(), 99);
    drop(permit);
    breaker.force_open();
    assert_eq!(guarded(&breaker, &pool, &calls).unwrap(), 99);
    assert_eq!(guarded_later(&breaker, &pool, &calls).await.unwrap(), 99);
    assert_eq!(calls.get(), 2);
}

struct Cache(Vec<u32>, u32);

impl Cache {
    #[fallback(|_| self.0.first().ok_or("empty"))]
    fn get(&self, index: usize) -> Result<&u32, &'static str> {
        self.0.get(index).ok_or("not there")
    }

    #[fallback(async |_| { ready(()).await; Ok(self.1 + step) })]
    async fn miss(&self, step: u32) -> Result<u32, Rejected> {
        Err(open().try_acquire().unwrap_err())
    }

    #[fallback(|error: usize| Err(error + 1))]
    fn count(&mut self, index: usize) -> Result<&mut u32, usize> {
        self.1 += 1;
        self.0.get_mut(index).ok_or(index)
    }
}

fn open() -> CircuitBreaker {
    let breaker = CircuitBreaker::builder().build().unwrap();
    breaker.force_open();
    breaker
}

#[test]
fn it_may_look_at_self_and_at_the_arguments() {
    let mut cache = Cache(vec![5, 6], 0);
    assert_eq!((cache.get(1), cache.get(2)), (Ok(&6), Ok(&5)));
    *cache.count(0).unwrap() += 2;
    assert_eq!(cache.count(3), Err(4));
    assert_eq!((done(cache.miss(4)).unwrap(), cache.0[0]), (6, 7));
}

#[fallback(|()| unreachable!("there is no error"))]
fn panics() -> Result<u32, ()> {
    std::panic::resume_unwind(Box::new("own"))
}

#[test]
fn a_panic_is_no_error() {
    let unwound = catch_unwind(panics).unwrap_err();
    assert_eq!(*unwound.downcast::<&str>().unwrap(), "own");
}

#[fallback(Err)]
#[fallback(|error: u32| if error == 7 { Ok("lower") } else { Err(error) })]
fn twice(error: u32) -> Result<&'static str, u32> {
    Err(error)
}

#[fallback(|_| Ok("upper"))]
#[fallback(|error: u32| if error == 7 { Ok("lower") } else { Err(error) })]
async fn twice_later(error: u32) -> Result<&'static str, u32> {
    Err(error)
}

#[test]
fn of_two_the_lower_one_answers_first() {
    assert_eq!((twice(7), twice(8)), (Ok("lower"), Err(8)));
    assert_eq!((done(twice_later(7)), done(twice_later(8))), (Ok("lower"), Ok("upper")));
}
