//! `breaker = …`, `failure_if`, `excluded_types`, `map_err`, `fallback`.

use resilience::{CircuitBreaker, Error, Rejected, circuit_breaker};
use std::future::Future;
use std::io;
use std::sync::{Arc, LazyLock};

static SHARED: LazyLock<CircuitBreaker> =
    LazyLock::new(|| CircuitBreaker::builder().max_failures(1).build().unwrap());

#[circuit_breaker(breaker = SHARED)]
fn of_static(reply: Result<u32, Error<String>>) -> Result<u32, Error<String>> {
    reply
}

struct Client {
    breaker: Arc<CircuitBreaker>,
    calls: u32,
}

impl Client {
    #[circuit_breaker(breaker = self.breaker)]
    fn get(&mut self) -> Result<&mut u32, Rejected> {
        self.calls += 1;
        Ok(&mut self.calls)
    }

    #[circuit_breaker(breaker = self.breaker, map_err = |rejected| rejected.to_string())]
    async fn later(self) -> Result<u32, String> {
        Ok(self.calls)
    }

    #[circuit_breaker(breaker = self.breaker, failure_if = |n| *n == 0, fallback = |_| 99)]
    fn number(&mut self) -> u32 {
        self.calls
    }

    #[circuit_breaker(breaker = self.breaker, fallback = |_| Ok(3), excluded_types(io::Error), excluded_if = |_| false)]
    fn returned(&self) -> impl Future<Output = anyhow::Result<u32>> + use<> {
        let calls = self.calls;
        async move { if calls == 0 { Err(io::Error::other("x"))? } else { Ok(calls) } }
    }

    #[circuit_breaker(failure_if = Result::is_err, excluded_types(io::Error), name = "many")]
    async fn boxed_error(&self) -> Result<impl Sized, Box<dyn std::error::Error + Send + Sync>> {
        Ok(3)
    }
}

#[test]
fn smoke() {
    of_static(Ok(1)).unwrap();
}
