//! What a circuit breaker with rates costs, as ratios: `cargo bench --bench rates`. Not in `breaker.rs`:
//! what the compiler makes of the rows there depends on what it compiles together.

mod harness;

use harness::{compare, row};
use resilience::{CircuitBreaker, CircuitBreakerBuilder, Window};
use std::hint::black_box;
use std::time::Duration;

/// As in `breaker.rs`.
#[inline(never)]
fn bare(number: u64) -> Result<u64, &'static str> {
    if number == u64::MAX { Err("no such number") } else { Ok(number ^ 1) }
}

fn build(builder: CircuitBreakerBuilder) -> CircuitBreaker {
    builder.failure_rate(0.5).build().expect("valid settings")
}

/// Whether every ratio was kept.
fn compare_closed(threads: usize) -> bool {
    let by_time = || CircuitBreaker::builder().window(Window::Time(Duration::from_secs(10)));
    let slow_calls = by_time().slow_call(Duration::from_secs(2)).slow_call_rate(0.5);
    let by_calls = build(CircuitBreaker::builder().window(Window::Calls(100)));
    let (by_time, slow_calls) = (build(by_time()), build(slow_calls));
    let number = || black_box(7);
    compare(
        "circuit breaker with rates, closed",
        threads,
        &[
            row("bare call", None, || bare(number()).unwrap_or(0)),
            row("time-window failure rate", Some(("bare call", Some(6.0))), || {
                by_time.call(|| bare(number())).unwrap_or(0)
            }),
            row("with slow calls", Some(("bare call", Some(9.0))), || {
                slow_calls.call(|| bare(number())).unwrap_or(0)
            }),
            row("failure rate of 100 calls", Some(("bare call", None)), || {
                by_calls.call(|| bare(number())).unwrap_or(0)
            }),
        ],
    )
}

fn main() {
    let kept = compare_closed(1) & compare_closed(2);
    println!("\n{}", if kept { "every ratio is kept" } else { "some ratios are missed" });
}
