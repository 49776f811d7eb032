use resilience::{bulkhead, rate_limiter};
use std::future::{Future, ready};
use std::pin::Pin;

type Later<T> = Pin<Box<dyn Future<Output = T> + Send>>;
type Local<'a> = Pin<Box<dyn Future<Output = u32> + 'a>>;

#[rate_limiter]
fn limited(id: u32) -> Later<u32> {
    Box::pin(async move { id })
}

#[bulkhead(max_concurrent = 10)]
fn pooled(id: &u32) -> Local<'_> {
    Box::pin(ready(*id))
}

#[rate_limiter(blocking = false, fallback = |_| Box::pin(ready(0)))]
fn turned_away(id: u32) -> Later<u32> {
    Box::pin(async move { id })
}

trait Service {
    type Future;

    fn call(&self) -> Self::Future;
}

struct Client(u32);

impl Service for Client {
    type Future = Later<u32>;

    #[rate_limiter]
    fn call(&self) -> Self::Future {
        Box::pin(ready(self.0))
    }
}

fn main() {
    drop((limited(1), pooled(&1), turned_away(1), Client(1).call()));
}
