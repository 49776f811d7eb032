//! `#[rate_limiter]` under tokio's paused time: its waits pass at once, and are exactly as long.

use resilience::{Rejected, rate_limiter};
use std::time::Duration;
use tokio::time::{Instant, advance, timeout};

const TENTH: Duration = Duration::from_millis(100);

#[rate_limiter(rate = 10, burst = 2)]
async fn patient() {}

#[tokio::test(start_paused = true)]
async fn calls_pass_at_the_rate_once_the_burst_is_spent() {
    let start = Instant::now();
    for tenths in [0, 0, 1, 2, 3] {
        patient().await;
        // Tokio's timer counts in milliseconds.
        assert!(start.elapsed().abs_diff(TENTH * tenths) <= Duration::from_millis(1));
    }
}

#[rate_limiter(rate = 10, burst = 1, timeout = 150ms)]
async fn hurried() -> Result<(), Rejected> {
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_is_too_long_is_refused_at_once() {
    hurried().await.unwrap();
    let start = Instant::now();
    let (second, third) = tokio::join!(hurried(), hurried());
    second.unwrap();
    assert!(third.unwrap_err().retry_after().is_some());
    assert!(start.elapsed() <= TENTH + Duration::from_millis(1));
}

#[rate_limiter(rate = 10, burst = 1, key = tenant, accessor = keyed_limiter)]
async fn keyed(tenant: &str) -> usize {
    tenant.len()
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_is_given_up_leaves_its_token_to_the_next() {
    keyed("a").await;
    timeout(TENTH / 2, keyed("a")).await.unwrap_err();
    assert_eq!(keyed_limiter().stats().cancelled, 1);
    keyed("b").await;
    advance(TENTH / 2).await;
    let start = Instant::now();
    keyed("a").await;
    assert!(start.elapsed() <= Duration::from_millis(1));
}
