//! `limiter = …`: one that the user made.

use crate::Reply;
use resilience::{RateLimiter, rate_limiter};
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

static LIMITER: LazyLock<RateLimiter> = LazyLock::new(made);

fn made() -> RateLimiter {
    RateLimiter::new(100.0, Duration::from_secs(59)).expect("it is in range")
}

#[rate_limiter(limiter = LIMITER)]
fn of_static() -> u32 {
    1
}

#[rate_limiter(limiter = made())]
async fn of_call() -> u32 {
    ready(1).await
}

#[rate_limiter(limiter = limiter, timeout = 1)]
fn of_argument(limiter: &RateLimiter) -> Reply<f64> {
    Ok(limiter.rate())
}

#[rate_limiter(limiter = limiter, blocking = false)]
async fn of_arc(limiter: Arc<RateLimiter>) -> Reply<f64> {
    ready(()).await;
    Ok(limiter.rate())
}

#[rate_limiter(limiter = if slow { slowly } else { &LIMITER })]
fn of_two(slow: bool, slowly: &RateLimiter) -> f64 {
    slowly.rate()
}

struct Client {
    limiter: RateLimiter,
    shared: Arc<RateLimiter>,
}

impl Client {
    #[rate_limiter(limiter = self.limiter)]
    fn get(&self) -> &RateLimiter {
        &self.limiter
    }

    #[rate_limiter(limiter = self.shared, timeout = 1)]
    async fn get_later(&mut self, number: u32) -> Reply<u32> {
        ready(Ok(number)).await
    }

    #[rate_limiter(limiter = self.limiter())]
    fn take(self) -> Self {
        self
    }

    fn limiter(&self) -> &RateLimiter {
        &self.limiter
    }

    #[rate_limiter(limiter = self.limiter)]
    fn opaque(&self) -> impl Future<Output = u32> + Send + use<> {
        ready(1)
    }

    /// A future that keeps nothing of the receiver, as tower wants it.
    #[rate_limiter(limiter = self.limiter, blocking = false)]
    fn call(&mut self, text: String) -> Pin<Box<dyn Future<Output = Reply<String>> + Send>> {
        Box::pin(async move { Ok(text) })
    }

    #[rate_limiter(limiter = self.shared, timeout = 1)]
    fn call_in_two_ways(
        &mut self,
        text: String,
    ) -> Pin<Box<dyn Future<Output = Reply<String>> + Send>> {
        if text.is_empty() {
            return Box::pin(ready(Ok(text)));
        }
        Box::pin(async move { Ok(text) })
    }
}

#[rate_limiter(limiter = LIMITER, timeout = 1)]
#[rate_limiter(limiter = LIMITER, timeout = 1)]
#[rate_limiter(blocking = false)]
fn twice() -> Reply<u32> {
    Ok(1)
}

fn send(_: impl Send) {}

pub(crate) fn all() {
    let mut client = Client { limiter: made(), shared: Arc::new(made()) };
    drop((of_static(), of_argument(&made()), of_two(true, &made()), client.get().rate(), twice()));
    send((of_call(), of_arc(Arc::new(made())), client.opaque()));
    send((client.call(String::new()), client.call_in_two_ways(String::new())));
    send(client.get_later(1));
    let _ = client.take().get().rate();
}
