//! `limiter = …`, wherever that is.

use super::{SECOND, empty, poll};
use resilience::{ManualClock, RateLimiter, Rejected, rate_limiter};
use std::cell::Cell;
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::{Arc, LazyLock};

static SHARED: LazyLock<RateLimiter> = LazyLock::new(|| full(2));

fn full(burst: u32) -> RateLimiter {
    RateLimiter::builder().per(SECOND * 3600).burst(burst).build().unwrap()
}

#[rate_limiter(limiter = SHARED)]
fn of_static() {}

#[rate_limiter(limiter = *SHARED, blocking = false)]
fn of_the_same() -> Result<(), Rejected> {
    Ok(())
}

#[test]
fn a_static_is_shared_by_all_that_name_it() {
    of_static();
    of_the_same().unwrap();
    of_the_same().unwrap_err();
    assert_eq!((SHARED.stats().total_acquired, SHARED.stats().total_rejected), (2, 1));
}

struct Client {
    limiter: RateLimiter,
    looked: Cell<u32>,
}

impl Client {
    fn new(burst: u32) -> Self {
        Self { limiter: full(burst), looked: Cell::new(0) }
    }

    fn limiter(&self) -> RateLimiter {
        self.looked.set(self.looked.get() + 1);
        self.limiter.clone()
    }

    #[rate_limiter(limiter = self.limiter, blocking = false)]
    fn get(&self) -> Result<(), Rejected> {
        Ok(())
    }

    #[rate_limiter(limiter = self.limiter(), blocking = false)]
    async fn get_later(&self) -> Result<(), Rejected> {
        ready(Ok(())).await
    }
}

#[test]
fn every_instance_has_its_own() {
    let (one, two) = (Client::new(1), Client::new(1));
    one.get().unwrap();
    one.get().unwrap_err();
    two.get().unwrap();
}

#[test]
fn it_is_looked_at_once_for_each_call() {
    let client = Client::new(1);
    assert!(poll(&mut Box::pin(client.get_later())).is_ready());
    assert_eq!(client.looked.get(), 1);
    assert_eq!(client.limiter.stats().total_acquired, 1);
}

/// A service as tower has it: its futures keep nothing of it.
struct Service(Arc<RateLimiter>);

type Reply = Result<String, Rejected>;

impl Service {
    #[rate_limiter(limiter = self.0, timeout = 1)]
    fn call(&mut self, request: String) -> Pin<Box<dyn Future<Output = Reply> + Send>> {
        Box::pin(async move { Ok(request) })
    }

    #[rate_limiter(limiter = self.0, timeout = 1)]
    fn in_two_ways(&mut self, request: String) -> Pin<Box<dyn Future<Output = Reply> + Send>> {
        if request.is_empty() {
            return Box::pin(ready(Ok(request)));
        }
        Box::pin(async move { Ok(request) })
    }
}

#[test]
fn a_returned_future_has_a_handle_of_its_own() {
    let time = ManualClock::new();
    let limiter = Arc::new(empty(&time));
    let mut service = Service(Arc::clone(&limiter));
    let mut first = Box::pin(service.call(String::from("a")));
    let mut second = Box::pin(service.in_two_ways(String::from("b")));
    drop(service);
    assert!(poll(&mut first).is_pending());
    time.advance(SECOND);
    assert!(poll(&mut first).is_ready());
    assert!(poll(&mut second).is_pending());
    time.advance(SECOND);
    assert!(poll(&mut second).is_ready());
    assert_eq!(limiter.stats().total_acquired, 2);
}
