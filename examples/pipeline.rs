//! Retry, breaker, limiter, bulkhead and timeout around one call, in that order.
//!
//! `cargo run --example pipeline` takes a second.

use anyhow::ensure;
use resilience::{
    Backoff, Bulkhead, CircuitBreaker, Error, Pipeline, RateLimiter, Rejected, Retry, Timeout,
};
use std::io;
use std::time::Duration;
use tokio::time::sleep;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let breaker = CircuitBreaker::builder()
        .name("payments")
        .max_failures(4)
        .on_state_change(|change| println!("  {}: {} -> {}", change.name, change.from, change.to))
        .build()?;
    let pauses = Backoff::constant(Duration::from_millis(20));
    let pipeline = Pipeline::new()
        .retry(Retry::builder().max_attempts(3).backoff(pauses).build()?)
        .circuit_breaker(breaker.clone())
        .rate_limiter(RateLimiter::builder().name("per_second").rate(50.0).build()?)
        .bulkhead(Bulkhead::builder().name("api_pool").max_concurrent(10).build()?)
        .timeout(Timeout::new(Duration::from_millis(50))?);
    println!("{pipeline}\n");

    println!("answers: {}", pipeline.call_async(|| async { Ok::<_, io::Error>(7) }).await?);

    println!("hangs:");
    let hangs = || async {
        sleep(Duration::from_secs(60)).await;
        Ok::<_, io::Error>(7)
    };
    for _ in 0..2 {
        let error = pipeline.call_async(hangs).await.unwrap_err();
        println!("  {error}");
    }
    ensure!(breaker.is_open(), "three attempts and one more timed out");

    let rejected = pipeline.call_async(|| async { Ok::<_, io::Error>(7) }).await;
    let number = rejected.or_else(|error| match error {
        Error::Rejected(Rejected::CircuitOpen(_)) => Ok(0), // a fallback
        error => Err(error),
    })?;
    println!("falls back to {number}");
    Ok(())
}
