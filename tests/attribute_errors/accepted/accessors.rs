//! Accessors, beside functions of every kind that may have one.

use crate::Reply;
use resilience::{circuit_breaker, rate_limiter};
use std::future::{Future, ready};

#[circuit_breaker(accessor = returned_breaker)]
fn returned() -> impl Future<Output = Reply<u32>> + Send {
    ready(Ok(1))
}

#[rate_limiter(timeout = 1, accessor = returned_limiter)]
async fn later() -> Reply<u32> {
    ready(Ok(1)).await
}

#[derive(Debug, Default)]
struct Db(Vec<String>);

impl Db {
    #[circuit_breaker(accessor = open_breaker)]
    #[rate_limiter(accessor = open_limiter)]
    fn open(item: &str) -> Reply<Self> {
        Ok(Self(vec![item.to_owned()]))
    }

    #[circuit_breaker(accessor = first_breaker)]
    async fn first(&self) -> Reply<&str> {
        Ok(self.0.first().map_or("", String::as_str))
    }
}

struct Cache<T>(T);

impl<T: Clone> Cache<T> {
    #[circuit_breaker(accessor = cache_breaker)]
    #[rate_limiter(accessor = cache_limiter)]
    fn get(&self) -> Reply<T> {
        Ok(self.0.clone())
    }
}

/// Names that the expansion could mix up with its own.
#[rate_limiter(blocking = false, fallback = rejected, accessor = limiter_limiter)]
fn limiter(admitted: u32, waiting: u32, here: u32, future: u32) -> u32 {
    admitted + waiting + here + future
}

fn rejected(rejected: impl std::fmt::Display) -> u32 {
    drop(rejected.to_string());
    0
}

pub(crate) fn all() {
    let db = Db::open("a").unwrap_or_default();
    drop((returned(), later(), db.first(), Cache(1).get(), limiter(1, 2, 3, 4)));
    drop((returned_breaker(), returned_limiter(), limiter_limiter()));
    drop((Db::open_breaker(), Db::open_limiter(), Db::first_breaker()));
    drop((Cache::<u32>::cache_breaker(), Cache::<u32>::cache_limiter()));
}
