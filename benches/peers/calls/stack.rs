//! Four policies around one call: retry, circuit breaker, bulkhead, timeout, from the outside in.

use crate::driver::{Failed, LIMIT, PERMITS, bare, bare_async, service_row, task_row};
use crate::harness::{self, row};
use crate::retry::Attempts;
use resilience::{Bulkhead, CircuitBreaker, Error, Pipeline, Retry, Timeout};
use resilience::{bulkhead, circuit_breaker, retry, timeout};
use std::hint::black_box;
use tower::limit::GlobalConcurrencyLimitLayer;
use tower::retry::RetryLayer;
use tower::timeout::TimeoutLayer;
use tower::{ServiceBuilder, service_fn};
use tower_resilience as peer;

#[retry]
#[circuit_breaker]
#[bulkhead(max_concurrent = 1000)]
#[timeout(3600)]
async fn annotated(number: u64) -> Result<u64, Error<Failed>> {
    bare(number).map_err(Error::Inner)
}

/// All but the timeout, which a thread cannot have.
fn for_threads() -> Pipeline {
    let bulkhead = Bulkhead::builder().max_concurrent(PERMITS).build().expect("valid settings");
    Pipeline::new()
        .retry(Retry::builder().build().expect("defaults hold"))
        .circuit_breaker(CircuitBreaker::builder().build().expect("defaults hold"))
        .bulkhead(bulkhead)
}

pub(crate) fn compare(threads: usize) {
    let three = for_threads();
    let four = for_threads().timeout(Timeout::new(LIMIT).expect("valid settings"));
    let layer = four.layer().clone_request(|number: &u64| Some(*number));
    let ours = ServiceBuilder::new().layer(layer).service(service_fn(bare_async));
    let breaker = || peer::circuitbreaker::CircuitBreakerLayer::builder().consecutive_failures(5);
    let breaker = || breaker().build().expect("valid settings");
    let permits = PERMITS as usize;
    let tower = ServiceBuilder::new()
        .layer(RetryLayer::new(Attempts::THREE))
        .layer(breaker())
        .layer(GlobalConcurrencyLimitLayer::new(permits))
        .layer(TimeoutLayer::new(LIMIT))
        .service(service_fn(bare_async));
    let bulkhead = peer::bulkhead::BulkheadLayer::builder().max_concurrent_calls(permits).build();
    let all_of_peer = ServiceBuilder::new()
        .layer(peer::retry::RetryLayer::<u64, u64, _>::builder().max_attempts(3).build())
        .layer(breaker())
        .layer(bulkhead.expect("valid settings"))
        .layer(peer::timelimiter::TimeLimiterLayer::builder().timeout_duration(LIMIT).build())
        .service(service_fn(bare_async));
    let call = "Pipeline::call_async";
    let rows = [
        row("bare call", None, || bare(black_box(7)).expect("it succeeds")),
        row("Pipeline::call, without a timeout", Some(("bare call", None)), || {
            three.call(|| bare(black_box(7))).expect("it succeeds")
        }),
        task_row("bare async call", None, || {
            async |number| bare_async(number).await.expect("it succeeds")
        }),
        task_row(call, Some("bare async call"), || {
            async |number| four.call_async(|| bare_async(number)).await.expect("it succeeds")
        }),
        task_row("four attributes", Some(call), || {
            async |number| annotated(number).await.expect("it succeeds")
        }),
        service_row("Pipeline::layer", Some(call), ours),
        service_row("tower, and tower-resilience's breaker", Some(call), tower),
        service_row("tower-resilience", Some(call), all_of_peer),
    ];
    harness::compare("retry, breaker, bulkhead, timeout", threads, &rows);
}
