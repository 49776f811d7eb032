//! What a circuit breaker costs, as ratios: `cargo bench --bench breaker`.

mod harness;

use harness::{compare, row};
use recloser::Recloser;
use resilience::{CircuitBreaker, Error, Rejected, circuit_breaker};
use std::future::Future;
use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

/// The call that is guarded: one that is not inlined and returns a result.
#[inline(never)]
fn bare(number: u64) -> Result<u64, &'static str> {
    if number == u64::MAX { Err("no such number") } else { Ok(number ^ 1) }
}

type Reply = Result<u64, Error<&'static str>>;

// The same functions, plain and annotated.

#[inline(never)]
fn plain(number: u64) -> Reply {
    if number == u64::MAX { Err(Error::Inner("no such number")) } else { Ok(number ^ 1) }
}

#[circuit_breaker]
#[inline(never)]
fn annotated(number: u64) -> Reply {
    if number == u64::MAX { Err(Error::Inner("no such number")) } else { Ok(number ^ 1) }
}

#[expect(clippy::unused_async, reason = "the other one's plain form")]
async fn plain_async(number: u64) -> Reply {
    plain(number)
}

#[circuit_breaker]
async fn annotated_async(number: u64) -> Reply {
    plain(number)
}

/// An error that keeps nothing, so that results travel in registers.
struct Failed;

impl From<Rejected> for Failed {
    fn from(_: Rejected) -> Self {
        Self
    }
}

#[inline(never)]
fn small(number: u64) -> Result<u64, Failed> {
    if number == u64::MAX { Err(Failed) } else { Ok(number ^ 1) }
}

#[circuit_breaker]
#[inline(never)]
fn annotated_small(number: u64) -> Result<u64, Failed> {
    if number == u64::MAX { Err(Failed) } else { Ok(number ^ 1) }
}

#[expect(clippy::unused_async, reason = "the other one's plain form")]
async fn small_async(number: u64) -> Result<u64, Failed> {
    small(number)
}

#[circuit_breaker]
async fn annotated_small_async(number: u64) -> Result<u64, Failed> {
    small(number)
}

/// The value of a future that never waits.
fn ready<T>(future: impl Future<Output = T>) -> T {
    let mut context = Context::from_waker(Waker::noop());
    match pin!(future).poll(&mut context) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("nothing to wait for"),
    }
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
    let recloser_open =
        Recloser::custom().closed_len(1).open_wait(Duration::from_secs(3600)).build();
    for _ in 0..10 {
        let _ = recloser_open.call(|| Err::<(), &str>("down"));
    }
    let number = || black_box(7);
    let mut kept = true;
    for threads in [1, 2] {
        // What a caller does with a result: look at it.
        kept &= compare(
            "circuit breaker, closed",
            threads,
            &[
                row("bare call", None, || bare(number()).unwrap_or(0)),
                row("call", Some(("bare call", Some(2.0))), || {
                    closed.call(|| bare(number())).unwrap_or(0)
                }),
                row("plain fn", None, || plain(number()).unwrap_or(0)),
                row("#[circuit_breaker] fn", Some(("plain fn", Some(2.5))), || {
                    annotated(number()).unwrap_or(0)
                }),
                row("plain fn, small error", None, || small(number()).unwrap_or(0)),
                row(
                    "#[circuit_breaker] fn, small",
                    Some(("plain fn, small error", Some(2.5))),
                    || annotated_small(number()).unwrap_or(0),
                ),
                row("plain async fn, small", None, || ready(small_async(number())).unwrap_or(0)),
                row(
                    "#[circuit_breaker] async fn, small",
                    Some(("plain async fn, small", Some(2.5))),
                    || ready(annotated_small_async(number())).unwrap_or(0),
                ),
                row("plain async fn", None, || ready(plain_async(number())).unwrap_or(0)),
                row("#[circuit_breaker] async fn", Some(("plain async fn", Some(2.5))), || {
                    ready(annotated_async(number())).unwrap_or(0)
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
            ],
        );
        kept &= compare(
            "circuit breaker, open",
            threads,
            &[
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
            ],
        );
    }
    println!("\n{}", if kept { "every ratio is kept" } else { "some ratios are missed" });
}
