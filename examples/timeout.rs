//! A call in time, one that is late, and where a timeout stands to a breaker.
//!
//! `cargo run --example timeout` takes a fifth of a second.

use anyhow::ensure;
use resilience::{CircuitBreaker, Rejected, Timeout, timeout};
use std::time::Duration;
use tokio::time::sleep;

const LATE: Duration = Duration::from_secs(60);

#[timeout(50ms, on_timeout = || String::from("the page without recommendations"))]
async fn recommendations() -> String {
    sleep(LATE).await;
    String::from("tea")
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let limit = Timeout::builder().name("stock").limit(Duration::from_millis(50)).build()?;
    println!("in time: {}", limit.call_async(|| async { 42 }).await?);
    println!("late:    {}", limit.call_async(|| sleep(LATE)).await.unwrap_err());
    println!("instead: {}", recommendations().await);

    let breaker = CircuitBreaker::builder().max_failures(1).build()?;
    // Outside of a breaker it drops the call, which tells the breaker nothing.
    let late = || async {
        sleep(LATE).await;
        Ok::<_, Rejected>(42)
    };
    let call = || breaker.call_async(late);
    limit.call_async(call).await.unwrap_err();
    println!("outside: the breaker is {}", breaker.state());
    ensure!(!breaker.is_open() && breaker.stats().abandoned_calls == 1);
    // Inside it is a failure.
    breaker.call_async(|| limit.call_async(|| sleep(LATE))).await.unwrap_err();
    println!("inside:  the breaker is {}", breaker.state());
    ensure!(breaker.is_open());
    Ok(())
}
