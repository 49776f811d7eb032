//! Timeouts, bulkheads, retries and pipelines under tokio's paused time: their waits pass at once, and
//! are exactly as long.

use resilience::{Backoff, Bulkhead, CircuitBreaker, Error, Jitter, Pipeline, Rejected, Retry};
use resilience::{RetryBudget, Timeout};
use std::future::pending;
use std::io;
use std::time::Duration;
use tokio::time::{Instant, sleep};

const SECOND: Duration = Duration::from_secs(1);

/// Tokio's timer counts in milliseconds.
#[track_caller]
fn assert_passed(start: Instant, length: Duration) {
    let off = start.elapsed().abs_diff(length);
    assert!(off <= Duration::from_millis(1), "{:?} is not {length:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_timeout_ends_a_call_in_its_time() {
    let (timeout, start) = (Timeout::new(SECOND).unwrap(), Instant::now());
    assert!(timeout.call_async(|| sleep(SECOND / 2)).await.is_ok());
    assert_passed(start, SECOND / 2);
    let start = Instant::now();
    let ended = timeout.call_async(|| sleep(SECOND * 3600)).await;
    assert!(matches!(ended, Err(Rejected::TimedOut(error)) if error.limit() == SECOND));
    assert_passed(start, SECOND);
}

#[tokio::test(start_paused = true)]
async fn a_timeout_without_end_ends_nothing() {
    let timeout = Timeout::new(Duration::MAX).unwrap();
    timeout.call_async(|| sleep(SECOND * 3_000_000)).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_bulkhead_lets_callers_wait_for_max_wait() {
    let bulkhead = Bulkhead::builder().max_concurrent(1).max_wait(SECOND).build().unwrap();
    let hold = |length| {
        let bulkhead = bulkhead.clone();
        tokio::spawn(async move { bulkhead.call_async(|| sleep(length)).await.unwrap() })
    };
    let start = Instant::now();
    hold(SECOND / 2);
    tokio::task::yield_now().await;
    bulkhead.call_async(|| async {}).await.unwrap();
    assert_passed(start, SECOND / 2);
    hold(SECOND * 60);
    tokio::task::yield_now().await;
    let start = Instant::now();
    bulkhead.call_async(|| async {}).await.unwrap_err();
    assert_passed(start, SECOND);
}

#[tokio::test(start_paused = true)]
async fn a_retry_waits_between_attempts_and_not_at_all_where_there_is_no_backoff() {
    let fails = || async { Err::<(), _>(io::Error::other("down")) };
    let backoff = Backoff::exponential(SECOND).jitter(Jitter::None);
    let retry = Retry::builder().max_attempts(4).backoff(backoff).build().unwrap();
    let start = Instant::now();
    retry.call_async(fails).await.unwrap_err();
    assert_passed(start, SECOND * (1 + 2 + 4));
    let at_once = Retry::builder().max_attempts(1000).backoff(Backoff::none());
    let at_once = at_once.budget(RetryBudget::new(1.0, 1000)).build().unwrap();
    let start = Instant::now();
    at_once.call_async(fails).await.unwrap_err();
    assert_eq!(start.elapsed(), Duration::ZERO, "not a tick of the timer");
}

#[tokio::test(start_paused = true)]
async fn a_pipeline_ends_attempts_and_counts_them() {
    let breaker = CircuitBreaker::builder().max_failures(2).build().unwrap();
    let retry =
        Retry::builder().max_attempts(9).backoff(Backoff::constant(SECOND)).build().unwrap();
    let pipeline = Pipeline::new()
        .retry(retry)
        .circuit_breaker(breaker.clone())
        .timeout(Timeout::new(SECOND).unwrap());
    let start = Instant::now();
    let ended = pipeline.call_async(pending::<Result<(), io::Error>>).await;
    // Two that took too long, and one that the open breaker turned away.
    assert!(matches!(ended, Err(Error::Rejected(Rejected::CircuitOpen(_)))));
    assert_passed(start, SECOND * 4);
    assert_eq!(breaker.stats().failed_calls, 2);
}
