//! Those who wait in tasks while settings change.

use super::support::{NANO, SECOND, follow, registry};
use crate::bulkhead::Bulkhead;
use crate::error::Rejected;
use crate::rate_limiter::RateLimiter;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

/// Polls once.
fn poll<F: Future + Unpin>(future: &mut F) -> Poll<F::Output> {
    Pin::new(future).poll(&mut Context::from_waker(Waker::noop()))
}

/// Counts how often it was woken.
#[derive(Default)]
struct Woken(parking_lot::Mutex<u32>);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        *self.0.lock() += 1;
    }
}

#[test]
fn every_wait_for_a_token_is_computed_anew() {
    let (names, time) = registry("rate_limiter rate = 1");
    let builder = || RateLimiter::builder().clock(time.clock()).initial(0.0);
    let limiter = builder().name("api").register_in(&names).unwrap();
    let (mut first, mut second) = (limiter.acquire_async(), limiter.acquire_async());
    assert!(poll(&mut first).is_pending() && poll(&mut second).is_pending());
    follow(&names, "rate_limiter rate = 10");
    time.advance(SECOND / 10);
    assert!(matches!(poll(&mut first), Poll::Ready(Ok(()))));
    time.advance(SECOND / 10 - NANO);
    assert!(poll(&mut second).is_pending());
    time.advance(NANO);
    assert!(matches!(poll(&mut second), Poll::Ready(Ok(()))));
}

#[test]
fn a_wait_that_has_become_hopeless_is_refused() {
    let (names, time) = registry("rate_limiter rate = 1\nrate_limiter burst = 5");
    let builder = RateLimiter::builder().name("api").clock(time.clock()).initial(0.0);
    let limiter = builder.register_in(&names).unwrap();
    let woken = Arc::new(Woken::default());
    let waker = Arc::clone(&woken).into();
    let mut context = Context::from_waker(&waker);
    let mut in_time = pin!(limiter.acquire_async_timeout(SECOND * 2));
    let mut patient = pin!(limiter.n(5).acquire_async());
    assert!(in_time.as_mut().poll(&mut context).is_pending());
    assert!(patient.as_mut().poll(&mut context).is_pending());
    follow(&names, "rate_limiter rate = 0.1\nrate_limiter burst = 4");
    assert_eq!(*woken.0.lock(), 2);
    let late = in_time.as_mut().poll(&mut context);
    assert!(matches!(late, Poll::Ready(Err(Rejected::RateLimitExceeded(_)))), "{late:?}");
    let too_many = patient.as_mut().poll(&mut context);
    assert!(matches!(too_many, Poll::Ready(Err(Rejected::CapacityExceeded(_)))), "{too_many:?}");
}

#[test]
fn those_who_wait_for_a_permit_get_the_new_ones() {
    let (names, time) = registry("bulkhead max_concurrent = 1");
    let builder = Bulkhead::builder().name("pool").clock(time.clock());
    let pool = builder.register_in(&names).unwrap();
    let _permit = pool.try_acquire().unwrap();
    let (mut first, mut second) = (pin!(pool.acquire_async()), pin!(pool.acquire_async()));
    assert!(poll(&mut first).is_pending() && poll(&mut second).is_pending());
    follow(&names, "bulkhead max_concurrent = 2\nbulkhead max_waiting = 0");
    let Poll::Ready(Ok(_first)) = poll(&mut first) else { panic!("there is a permit for it") };
    // Who stands in line stays there; who comes now does not get in.
    assert!(poll(&mut second).is_pending());
    assert!(matches!(poll(&mut pin!(pool.acquire_async())), Poll::Ready(Err(_))));
    follow(&names, "bulkhead max_concurrent = 3");
    let Poll::Ready(Ok(_second)) = poll(&mut second) else { panic!("there is one now") };
    assert_eq!((pool.in_use(), pool.waiting()), (3, 0));
}
