//! A service within a pipeline allocates nothing that has nothing to wait for.

#[path = "support/counting.rs"]
mod counting;

use counting::counts;
use resilience::{Backoff, Bulkhead, CircuitBreaker, Pipeline, RateLimiter, Retry, Timeout};
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use tower::{Layer, Service, service_fn};

/// The allocations of 100 rounds, after one that may set things up.
fn allocations(mut act: impl FnMut()) -> u64 {
    act();
    let before = counts().allocations;
    (0..100).for_each(|_| act());
    counts().allocations - before
}

/// The value of a future that waits for nothing, though it may give way.
fn run<T>(future: impl Future<Output = T>) -> T {
    let (mut future, mut cx) = (pin!(future), Context::from_waker(Waker::noop()));
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut cx) {
            return value;
        }
    }
}

#[test]
fn a_service_that_admits_retries_at_once_or_rejects_allocates_nothing() {
    let breaker = CircuitBreaker::builder().max_failures(u32::MAX).build().unwrap();
    let at_once = Retry::builder().max_attempts(3).backoff(Backoff::none()).build().unwrap();
    let pipeline = Pipeline::new()
        .retry(at_once)
        .circuit_breaker(breaker.clone())
        .rate_limiter(RateLimiter::builder().rate(1e9).burst(1_000_000).build().unwrap())
        .bulkhead(Bulkhead::builder().max_concurrent(1).build().unwrap())
        .timeout(Timeout::new(Duration::from_secs(1)).unwrap());
    let layer = pipeline.layer().clone_request(|number: &u8| Some(*number));
    let mut service = layer.layer(service_fn(async |number: u8| match number {
        0 => Err(std::fmt::Error),
        _ => Ok(number),
    }));
    let mut call = |number| {
        let ready = service.poll_ready(&mut Context::from_waker(Waker::noop()));
        assert!(ready.is_ready());
        run(service.call(number))
    };
    assert_eq!(allocations(|| assert!(call(7).is_ok())), 0);
    assert_eq!(allocations(|| assert!(call(0).is_err())), 0);
    assert_eq!(breaker.stats().failed_calls, 303);
    breaker.force_open();
    assert_eq!(allocations(|| assert!(call(7).is_err())), 0);
}
