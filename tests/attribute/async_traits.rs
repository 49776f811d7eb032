//! The attributes on methods that async-trait rewrites, with futures that are `Send`.

use resilience::{
    Backoff, Bulkhead, CircuitBreaker, Error, Rejected, bulkhead, circuit_breaker, fallback, retry,
    timeout,
};
use std::sync::atomic::{AtomicUsize, Ordering};

type Reply = Result<usize, Error<usize>>;

struct Client {
    breaker: CircuitBreaker,
    pool: Bulkhead,
    runs: AtomicUsize,
}

#[async_trait::async_trait]
trait Source {
    async fn fetch(&self, name: String) -> Reply;

    #[fallback(|_| Ok(0))]
    #[bulkhead(max_concurrent = 1)]
    async fn fetch_nothing(&mut self) -> Reply {
        self.fetch(String::new()).await
    }
}

#[async_trait::async_trait]
impl Source for Client {
    #[fallback(told)]
    #[retry(backoff = Backoff::none(), max_attempts = 7)]
    #[circuit_breaker(breaker = self.breaker)]
    #[bulkhead(bulkhead = self.pool)]
    #[timeout(1h)]
    async fn fetch(&self, name: String) -> Reply {
        self.runs.fetch_add(1, Ordering::Relaxed);
        tokio::task::yield_now().await;
        if name.is_empty() { Err(Error::Inner(1)) } else { Ok(name.len()) }
    }
}

fn told(error: Error<usize>) -> Reply {
    match error {
        Error::Rejected(Rejected::CircuitOpen(_)) => Ok(99),
        other => Err(other),
    }
}

#[tokio::test]
async fn a_method_of_async_trait_is_guarded_as_any_other() {
    let breaker = CircuitBreaker::builder().max_failures(3).build().unwrap();
    let pool = Bulkhead::builder().max_concurrent(1).build().unwrap();
    let mut client = Client { breaker, pool, runs: AtomicUsize::new(0) };
    assert_eq!(client.fetch(String::from("abc")).await.unwrap(), 3);
    assert_eq!(client.fetch(String::new()).await.unwrap(), 99);
    assert_eq!(client.runs.load(Ordering::Relaxed), 4);
    assert_eq!((client.pool.stats().total_acquired, client.breaker.is_open()), (4, true));
    assert_eq!(client.fetch_nothing().await.unwrap(), 99);
}
