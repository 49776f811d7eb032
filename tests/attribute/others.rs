//! Smoke.

use resilience::{
    Backoff, Bulkhead, Error, Rejected, RetryBudget, bulkhead, circuit_breaker, fallback,
    rate_limiter, retry, timeout,
};
use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

#[bulkhead(max_concurrent = 2)]
fn plain(n: u32) -> u32 {
    n
}

#[bulkhead(max_concurrent = 2, max_wait = 0)]
async fn bounded(n: u32) -> Result<u32, Rejected> {
    Ok(n)
}

struct Client {
    pool: Bulkhead,
    calls: Cell<u32>,
}

impl Client {
    #[bulkhead(bulkhead = self.pool)]
    fn get(&mut self) -> Result<&Cell<u32>, Rejected> {
        Ok(&self.calls)
    }

    #[retry(max_attempts = 3, backoff = Backoff::none(), budget = none)]
    fn flaky(&self, name: String, sink: &mut Vec<String>) -> Result<u32, std::num::ParseIntError> {
        self.calls.set(self.calls.get() + 1);
        sink.push(name);
        if self.calls.get() < 3 { "x".parse() } else { "7".parse() }
    }

    #[retry(backoff = Backoff::none(), budget = RetryBudget::new(0.5, 3), give_up(Error::Inner(7)), retry_if = |e| matches!(e, Error::Inner(_)))]
    async fn flaky_later(
        &mut self,
        (a, mut b): (u32, String),
        by: &str,
    ) -> Result<u32, Error<u32>> {
        b.push_str(by);
        self.calls.set(self.calls.get() + 1);
        if self.calls.get() < 3 { Err(Error::Inner(a)) } else { Ok(7) }
    }

    #[retry(backoff = Backoff::none())]
    fn boxed<'a>(
        &'a self,
        name: String,
    ) -> Pin<Box<dyn Future<Output = Result<u32, std::num::ParseIntError>> + 'a>> {
        Box::pin(async move {
            self.calls.set(self.calls.get() + 1);
            drop(name);
            if self.calls.get() < 3 { "x".parse() } else { "7".parse() }
        })
    }
}

#[timeout(5.0)]
async fn in_time() -> Result<u32, Rejected> {
    Ok(1)
}

#[timeout("20ms", on_timeout = || 9)]
async fn late() -> u32 {
    tokio::time::sleep(Duration::from_secs(3600)).await;
    1
}

#[fallback(|_| Ok(4))]
fn down() -> Result<u32, std::num::ParseIntError> {
    "x".parse()
}

async fn cached(_: Error<u32>) -> Result<u32, Error<u32>> {
    Ok(5)
}

#[fallback(async cached)]
#[retry(backoff = Backoff::none())]
#[circuit_breaker(max_failures = 2)]
#[rate_limiter(rate = 1000)]
#[bulkhead(max_concurrent = 1)]
#[timeout(1)]
async fn all() -> Result<u32, Error<u32>> {
    Err(Error::Inner(3))
}

#[tokio::test]
async fn smoke() {
    assert_eq!(plain(3), 3);
    assert_eq!(bounded(3).await.unwrap(), 3);
    let pool = Bulkhead::builder().max_concurrent(1).build().unwrap();
    let mut client = Client { pool, calls: Cell::new(0) };
    client.get().unwrap();
    let mut sink = vec![];
    assert_eq!(client.flaky(String::from("a"), &mut sink), Ok(7));
    assert_eq!(sink.len(), 3);
    client.calls.set(0);
    assert_eq!(client.flaky_later((3, String::new()), "x").await.unwrap(), 7);
    assert_eq!(client.calls.get(), 3);
    client.calls.set(0);
    assert_eq!(client.boxed(String::new()).await, Ok(7));
    assert_eq!(in_time().await.unwrap(), 1);
    assert_eq!(late().await, 9);
    assert_eq!(down(), Ok(4));
    assert_eq!(all().await.unwrap(), 5);
}
