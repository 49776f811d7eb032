use resilience::{CircuitBreaker, RateLimiter, Rejected, circuit_breaker};
use std::future::{Future, ready};
use std::sync::{Arc, Mutex};

#[circuit_breaker(breaker = 10)]
fn number() -> Result<u32, Rejected> {
    Ok(1)
}

#[circuit_breaker(breaker = "payments")]
fn its_name() -> Result<u32, Rejected> {
    Ok(2)
}

#[circuit_breaker(breaker = limiter)]
async fn another_policy(limiter: &RateLimiter) -> Result<f64, Rejected> {
    Ok(limiter.rate())
}

#[circuit_breaker(breaker = Some(breaker), map_err = |rejected| rejected)]
fn option(breaker: &Arc<CircuitBreaker>) -> Result<bool, Rejected> {
    Ok(breaker.is_open())
}

#[circuit_breaker(breaker = breaker)]
fn of_a_future(breaker: Mutex<CircuitBreaker>) -> impl Future<Output = Result<bool, Rejected>> {
    ready(Ok(breaker.lock().unwrap().is_open()))
}

#[circuit_breaker(breaker = CircuitBreaker::builder().build())]
fn not_built_yet() -> Result<u32, Rejected> {
    Ok(6)
}

struct Client {
    guard: CircuitBreaker,
}

impl Client {
    #[circuit_breaker(breaker = self.breaker)]
    fn misspelt_field(&self) -> Result<bool, Rejected> {
        Ok(self.guard.is_open())
    }

    #[circuit_breaker(breaker = self.breaker)]
    fn without_self(number: u32) -> Result<u32, Rejected> {
        Ok(number)
    }

    #[circuit_breaker(breaker = client)]
    async fn self_of_another(&self, client: &Self) -> Result<bool, Rejected> {
        Ok(client.guard.is_open())
    }
}

fn main() {
    let breaker = CircuitBreaker::builder().build().unwrap();
    let client = Client { guard: breaker.clone() };
    let _ = (number(), its_name(), option(&Arc::new(breaker.clone())), not_built_yet());
    let _ = (another_policy(&RateLimiter::builder().build().unwrap()), of_a_future(breaker.into()));
    let _ = (client.misspelt_field(), Client::without_self(7), client.self_of_another(&client));
}
