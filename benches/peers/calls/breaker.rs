//! A call through a breaker that is closed. (`benches/breaker.rs` has more of ours.)

use crate::driver::{bare_async, service_row, task_row};
use crate::harness;
use resilience::{CircuitBreaker, Window};
use tower::{ServiceBuilder, service_fn};
use tower_resilience::circuitbreaker::CircuitBreakerLayer;

pub(crate) fn compare(threads: usize) {
    let streak = CircuitBreaker::builder().name("streak").build().expect("defaults hold");
    let rate = CircuitBreaker::builder().name("rate").failure_rate(0.5).window(Window::Calls(100));
    let rate = rate.build().expect("valid settings");
    // Its defaults: half of the last hundred calls; and five failures in a row.
    let (by_rate, by_streak) = (CircuitBreakerLayer::builder(), CircuitBreakerLayer::builder());
    let by_rate = by_rate.failure_rate_threshold(0.5).sliding_window_size(100).build();
    let by_rate = ServiceBuilder::new().layer(by_rate.expect("valid settings"));
    let by_rate = by_rate.service(service_fn(bare_async));
    let by_streak = by_streak.consecutive_failures(5).build().expect("valid settings");
    let by_streak = ServiceBuilder::new().layer(by_streak).service(service_fn(bare_async));
    let (of_streak, of_rate) = ("CircuitBreaker::call_async", "CircuitBreaker::call_async, rate");
    let client = |breaker: &CircuitBreaker| {
        let breaker = breaker.clone();
        async move |number| breaker.call_async(|| bare_async(number)).await.expect("it is closed")
    };
    let rows = [
        task_row("bare async call", None, || {
            async |number| bare_async(number).await.expect("it succeeds")
        }),
        task_row(of_streak, Some("bare async call"), || client(&streak)),
        service_row("tower-resilience CircuitBreaker", Some(of_streak), by_streak),
        task_row(of_rate, Some("bare async call"), || client(&rate)),
        service_row("tower-resilience CircuitBreaker, rate", Some(of_rate), by_rate),
    ];
    harness::compare("circuit breaker, closed", threads, &rows);
}
