//! Wakers are anybody's code.

use crate::support::*;
use resilience::{ManualClock, RateLimiter, Registry};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Wake, Waker};

/// Does something when it is woken, and when it is dropped.
struct Hooks<W: Fn(), D: Fn()>(W, D);

impl<W: Fn() + Send + Sync, D: Fn() + Send + Sync> Wake for Hooks<W, D> {
    fn wake(self: Arc<Self>) {
        (self.0)();
    }
}

impl<W: Fn(), D: Fn()> Drop for Hooks<W, D> {
    fn drop(&mut self) {
        (self.1)();
    }
}

fn waker(
    wake: impl Fn() + Send + Sync + 'static,
    drop: impl Fn() + Send + Sync + 'static,
) -> Waker {
    Waker::from(Arc::new(Hooks(wake, drop)))
}

fn panics() -> Waker {
    waker(|| panic!("a waker"), || ())
}

#[test]
fn a_waker_that_is_not_needed_any_more_may_use_the_limiter() {
    ends(|| {
        let time = ManualClock::new();
        let limiter = empty(&time);
        let asks = limiter.clone();
        let first = waker(
            || (),
            move || {
                let _ = asks.tokens();
            },
        );
        let mut waits = pin!(limiter.acquire_async());
        assert!(waits.as_mut().poll(&mut Context::from_waker(&first)).is_pending());
        drop(first); // the line has the last one
        assert!(waits.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    });
}

#[test]
fn a_waker_may_ask_the_limiter_and_the_registry() {
    static NAMES: OnceLock<Registry> = OnceLock::new();
    ends(|| {
        let names = NAMES.get_or_init(Registry::new);
        let time = ManualClock::new();
        let named = || RateLimiter::builder().name("x").clock(time.clock());
        let limiter = named().initial(0.0).register_in(names).unwrap();
        let asks = || {
            names.rate_limiter("x").map(|limiter| limiter.tokens());
        };
        let mut waits = pin!(limiter.n(10).acquire_async());
        let waker = waker(asks, || ());
        assert!(waits.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
        named().burst(5).register_in(names).unwrap(); // refuses the one who waits, and wakes it
    });
}

#[test]
fn a_waker_that_panics_costs_nobody_else_the_wake_up() {
    let time = ManualClock::new();
    let limiter = empty(&time);
    let mut waits = pin!(limiter.acquire_async());
    assert!(waits.as_mut().poll(&mut Context::from_waker(&panics())).is_pending());
    let second = Task::started(limiter.acquire_async());
    limiter.reset();
    assert_eq!(second.wakes(), 1);
}

#[test]
fn a_waker_that_panics_leaves_nobody_in_line_who_is_not_there() {
    let time = ManualClock::new();
    let limiter = empty(&time);
    let mut waits = Box::pin(limiter.acquire_async());
    assert!(waits.as_mut().poll(&mut Context::from_waker(&panics())).is_pending());
    let _of_the_clock = catch_unwind(AssertUnwindSafe(|| time.advance(TENTH)));
    drop(Task::started(limiter.acquire_async()));
    drop(waits);
    limiter.try_acquire().unwrap();
}
