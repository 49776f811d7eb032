//! `#[timeout]`. What takes too long takes for ever, and what is in time has an hour.

use crate::task::Task;
use resilience::{Error, Rejected, timeout};
use std::cell::Cell;
use std::fmt::Debug;
use std::future::{Future, pending, ready};
use std::num::ParseIntError;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;
use tokio::task::yield_now;

type Reply = Result<u32, Error<ParseIntError>>;

#[timeout(1h)]
async fn by_function(text: &str) -> Reply {
    yield_now().await;
    if text.is_empty() {
        return Ok(0);
    }
    let number: u32 = text.parse().map_err(Error::Inner)?;
    Ok(number)
}

#[timeout(3600)]
#[expect(clippy::manual_async_fn, reason = "a test")]
fn opaque(text: &str) -> impl Future<Output = Reply> {
    async move {
        yield_now().await;
        if text.is_empty() {
            return Ok(0);
        }
        let number: u32 = text.parse().map_err(Error::Inner)?;
        Ok(number)
    }
}

#[timeout("1h")]
fn opaque_in_two(text: &str) -> impl Future<Output = Reply> {
    ready(if text.is_empty() { Ok(0) } else { text.parse().map_err(Error::Inner) })
}

#[timeout(3_600.0)]
fn boxed<'a>(text: &'a str) -> Pin<Box<dyn Future<Output = Reply> + Send + 'a>> {
    Box::pin(async move {
        yield_now().await;
        if text.is_empty() {
            return Ok(0);
        }
        let number: u32 = text.parse().map_err(Error::Inner)?;
        Ok(number)
    })
}

#[timeout(Duration::MAX)]
async fn endless(text: &str) -> Reply {
    by_function(text).await
}

#[tokio::test]
async fn what_ends_in_time_has_its_own_value_or_error() {
    async fn check(call: impl AsyncFn(&'static str) -> Reply) {
        assert_eq!(call("7").await.unwrap(), 7);
        assert_eq!(call("").await.unwrap(), 0);
        assert!(matches!(call("x").await, Err(Error::Inner(_))));
    }
    check(by_function).await;
    check(opaque).await;
    check(opaque_in_two).await;
    check(boxed).await;
    check(endless).await;
}

struct Drops<'a>(&'a Cell<u32>);

impl Drop for Drops<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() + 1);
    }
}

#[timeout(1ms)]
async fn held(drops: &Cell<u32>) -> Result<(), Rejected> {
    let _held = Drops(drops);
    pending().await
}

#[timeout(1ms)]
fn held_by_opaque(drops: &Cell<u32>) -> impl Future<Output = Result<(), Rejected>> {
    let held = Drops(drops);
    async move {
        let _held = held;
        pending().await
    }
}

#[timeout(1ms)]
fn held_by_boxed<'a>(
    drops: &'a Cell<u32>,
) -> Pin<Box<dyn Future<Output = Result<(), Rejected>> + 'a>> {
    Box::pin(async move {
        let _held = Drops(drops);
        pending().await
    })
}

#[tokio::test]
async fn when_time_is_up_the_body_is_dropped_and_the_call_has_timed_out() {
    let drops = Cell::new(0);
    let results = [held(&drops).await, held_by_opaque(&drops).await, held_by_boxed(&drops).await];
    assert_eq!(drops.get(), 3);
    for result in results {
        let Err(Rejected::TimedOut(error)) = result else { panic!("{result:?}") };
        assert_eq!(error.limit(), Duration::from_millis(1));
        assert!(error.name().starts_with("attribute::timeout::held"), "{error}");
    }
}

#[timeout(1ms)]
async fn counts(calls: &Cell<u32>) -> Result<(), Rejected> {
    calls.set(calls.get() + 1);
    pending().await
}

#[test]
fn nothing_happens_before_the_first_poll_and_no_timer_is_needed_by_what_is_done_at_once() {
    #[timeout(1h)]
    async fn at_once() -> Result<u32, Rejected> {
        Ok(7)
    }

    let calls = Cell::new(0);
    drop(counts(&calls));
    assert_eq!(calls.get(), 0);
    // No runtime here.
    assert!(matches!(Task::new(at_once()).poll(), Poll::Ready(Ok(7))));
}

#[tokio::test]
async fn a_call_that_is_dropped_drops_the_body() {
    #[timeout(1h)]
    async fn long(drops: &Cell<u32>) -> Result<(), Rejected> {
        let _held = Drops(drops);
        pending().await
    }

    let drops = Cell::new(0);
    drop(Task::started(long(&drops)));
    assert_eq!(drops.get(), 1);
}

#[timeout(1h)]
async fn panics() -> Result<(), Rejected> {
    resume_unwind(Box::new("own"))
}

#[test]
fn a_panic_is_the_users_own() {
    let mut call = Task::new(panics());
    let unwound = catch_unwind(AssertUnwindSafe(|| call.is_done())).unwrap_err();
    assert_eq!(*unwound.downcast::<&str>().unwrap(), "own");
}

struct Client(Vec<u32>);

trait Ask {
    async fn ask(&self, index: usize) -> Result<u32, Rejected>;
}

impl Client {
    #[timeout(1h, accessor = first_timeout)]
    async fn first(&mut self) -> Result<&mut u32, Rejected> {
        yield_now().await;
        Ok(&mut self.0[0])
    }

    #[timeout(1ms, on_timeout = || self.0.len(), name = "length")]
    async fn length(&self) -> usize {
        pending().await
    }

    #[timeout(1h)]
    async fn into_inner(self) -> Result<Vec<u32>, Rejected> {
        yield_now().await;
        Ok(self.0)
    }
}

impl Ask for Client {
    #[timeout(1ms)]
    async fn ask(&self, index: usize) -> Result<u32, Rejected> {
        match self.0.get(index) {
            Some(number) => Ok(*number),
            None => pending().await,
        }
    }
}

#[tokio::test]
async fn methods_borrow_what_they_return() {
    let mut client = Client(vec![7, 8]);
    *client.first().await.unwrap() += 2;
    assert_eq!(client.ask(0).await.unwrap(), 9);
    assert_eq!(client.ask(2).await.unwrap_err().name(), "attribute::timeout::Client::ask");
    assert_eq!(client.length().await, 2);
    assert_eq!(client.into_inner().await.unwrap(), [9, 8]);
    let timeout = Client::first_timeout();
    assert_eq!(timeout.name(), "attribute::timeout::Client::first");
    assert_eq!(timeout.limit(), Duration::from_secs(3600));
}

#[timeout(1ms, name = "asks")]
async fn generic<T: Debug>(value: T, then: impl Future<Output = ()>) -> Result<String, Rejected> {
    then.await;
    Ok(format!("{value:?}"))
}

#[tokio::test]
async fn a_generic_function_has_one_timeout() {
    assert_eq!(generic(7, ready(())).await.unwrap(), "7");
    assert_eq!(generic("a", ready(())).await.unwrap(), "\"a\"");
    assert_eq!(generic("a", pending()).await.unwrap_err().name(), "asks");
}

#[timeout(1ms)]
async fn busy() -> Result<(), Rejected> {
    loop {
        yield_now().await;
    }
}

#[tokio::test]
async fn a_body_that_is_always_woken_is_ended_as_well() {
    assert!(matches!(busy().await, Err(Rejected::TimedOut(_))));
}
