//! What goes wrong with retries elsewhere, each fault with a test of its name that shows it does not
//! happen here. `docs/promises.md` lists them.

use crate::support::{Own, at_once, failing, run};
use resilience::{Backoff, Jitter, ManualClock, Retry, RetryBudget};
use std::cell::Cell;
use std::future::ready;
use std::task::{Context, Waker};
use std::time::Duration;

#[test]
fn duration_max_or_nan_panics_or_never_ends() {
    for jitter in [Jitter::None, Jitter::Full, Jitter::Equal, Jitter::Decorrelated] {
        let (time, attempts) = (ManualClock::new(), Cell::new(0));
        let backoff = Backoff::exponential(Duration::MAX).factor(f64::MAX).max(Duration::MAX);
        let retry = at_once(3).backoff(backoff.jitter(jitter)).clock(time.clock());
        let retry = retry.build().unwrap();
        let mut op = failing(&attempts);
        let mut call = Box::pin(retry.call_async(|| ready(op())));
        assert!(call.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        assert_eq!(attempts.get(), 1);
    }
    let backoff = Backoff::exponential(Duration::ZERO).factor(f64::NAN);
    Retry::builder().backoff(backoff).build().unwrap_err();
    Retry::builder().budget(RetryBudget::new(f64::NAN, 1)).build().unwrap_err();
}

#[test]
fn a_zero_wait_takes_a_millisecond() {
    // There is no runtime here, so there is no timer that it could wait for.
    let (retry, attempts) = (at_once(1000).build().unwrap(), Cell::new(0));
    let mut op = failing(&attempts);
    run(retry.call_async(|| ready(op()))).unwrap_err();
    assert_eq!(attempts.get(), 1000);
}

#[test]
fn an_exponent_overflows_after_some_attempts() {
    let attempts = Cell::new(0);
    let backoff = Backoff::exponential(Duration::from_nanos(1)).factor(1e300);
    let time = ManualClock::new();
    let retry = at_once(5000).backoff(backoff.max(Duration::from_nanos(2)).jitter(Jitter::None));
    let retry = retry.clock(time.clock()).build().unwrap();
    let mut op = failing(&attempts);
    let mut call = Box::pin(retry.call_async(|| ready(op())));
    while call.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending() {
        time.advance(Duration::from_nanos(1));
    }
    assert_eq!(attempts.get(), 5000);
    assert_eq!(time.elapsed(), Duration::from_nanos(1 + 2 * 4998));
}

#[test]
fn retries_multiply_the_load_of_what_is_down() {
    let (budget, attempts) = (RetryBudget::new(0.2, 10), Cell::new(0));
    let retry = at_once(5).budget(budget).build().unwrap();
    for _ in 0..1000 {
        let _: Own = retry.call(failing(&attempts)).unwrap_err();
    }
    assert!((1200..=1210).contains(&attempts.get()), "{}", attempts.get());
}
