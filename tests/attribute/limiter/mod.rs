//! `#[rate_limiter]`. Time is a `ManualClock`, or none passes: a limiter that gets no token in an hour
//! does not get one in a test.

mod answers;
mod futures;
mod given;
mod keyed;
mod shared;
mod stacking;
mod waits;

use resilience::{ManualClock, RateLimiter};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

const SECOND: Duration = Duration::from_secs(1);

/// One token a second, none at the start.
fn empty(time: &ManualClock) -> RateLimiter {
    RateLimiter::builder().rate(1.0).per(SECOND).initial(0.0).clock(time.clock()).build().unwrap()
}

fn poll<F: Future>(future: &mut Pin<Box<F>>) -> Poll<F::Output> {
    future.as_mut().poll(&mut Context::from_waker(Waker::noop()))
}

/// Until another thread has come so far.
fn wait_until(so_far: impl Fn() -> bool) {
    while !so_far() {
        std::thread::yield_now();
    }
}
