//! What a circuit breaker costs, as ratios: `cargo bench --bench breaker`.
#![expect(missing_docs, reason = "a program")]

mod harness;

use harness::{compare, row};
use recloser::Recloser;
use resilience::{CircuitBreaker, Error};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// The call that is guarded: one that is not inlined and returns a result.
#[inline(never)]
fn bare(number: u64) -> Result<u64, &'static str> {
    if number == u64::MAX { Err("no such number") } else { Ok(number ^ 1) }
}

fn main() {
    let closed = CircuitBreaker::builder().name("closed").build().expect("defaults hold");
    let open = CircuitBreaker::builder()
        .name("open")
        .max_failures(1)
        .reset_timeout(Duration::from_secs(3600))
        .build()
        .expect("valid settings");
    open.record_failure();
    let recloser_closed = Recloser::default();
    let recloser_open = Recloser::custom()
        .closed_len(1)
        .open_wait(Duration::from_secs(3600))
        .build();
    for _ in 0..10 {
        let _ = recloser_open.call(|| Err::<(), &str>("down"));
    }
    let number = || black_box(7);
    let mut kept = true;
    for threads in [1, 2] {
        // What a caller does with a result: look at it.
        kept &= compare("circuit breaker, closed", threads, &[
            row("bare call", None, || bare(number()).unwrap_or(0)),
            row("call", Some(("bare call", Some(2.0))), || {
                closed.call(|| bare(number())).unwrap_or(0)
            }),
            row("try_acquire, success", Some(("bare call", None)), || {
                let Ok(permit) = closed.try_acquire() else { return 0 };
                let value = bare(number()).unwrap_or(0);
                permit.success();
                value
            }),
            row("recloser 1.4", Some(("bare call", None)), || {
                recloser_closed.call(|| bare(number())).unwrap_or(0)
            }),
        ]);
        kept &= compare("circuit breaker, open", threads, &[
            row("Instant::now", None, Instant::now),
            row("call, rejected", Some(("Instant::now", Some(0.4))), || {
                open.call(|| bare(number())).unwrap_or(0)
            }),
            row("try_acquire, rejected", Some(("Instant::now", Some(0.4))), || {
                open.try_acquire().is_err()
            }),
            row("recloser 1.4, rejected", Some(("Instant::now", None)), || {
                recloser_open.call(|| bare(number())).unwrap_or(0)
            }),
        ]);
    }
    println!("\n{}", if kept { "every ratio is kept" } else { "some ratios are missed" });
}
