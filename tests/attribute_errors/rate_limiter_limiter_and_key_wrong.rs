use resilience::{CircuitBreaker, RateLimiter, Rejected, rate_limiter};
use std::future::{Future, ready};
use std::sync::Arc;

#[rate_limiter(limiter = 10)]
fn number() -> u32 {
    1
}

#[rate_limiter(limiter = breaker, timeout = 1)]
async fn another_policy(breaker: &CircuitBreaker) -> Result<String, Rejected> {
    Ok(breaker.name().to_owned())
}

#[rate_limiter(limiter = Some(limiter))]
fn option(limiter: &Arc<RateLimiter>) -> f64 {
    limiter.rate()
}

#[rate_limiter(limiter = breaker)]
fn of_a_future(breaker: CircuitBreaker) -> impl Future<Output = CircuitBreaker> {
    ready(breaker)
}

#[rate_limiter(key = weight)]
fn no_hash(weight: f64) -> f64 {
    weight
}

#[rate_limiter(key = weight * 2.0, timeout = 1)]
async fn no_hash_later(weight: f64) -> Result<f64, Rejected> {
    Ok(weight)
}

fn main() {
    let limiter = Arc::new(RateLimiter::builder().build().unwrap());
    let breaker = CircuitBreaker::builder().build().unwrap();
    let _ = (number(), another_policy(&breaker), option(&limiter), no_hash(1.0));
    let _ = (no_hash_later(1.0), of_a_future(breaker));
}
