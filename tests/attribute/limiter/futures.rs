//! Futures of annotated functions: when they are guarded, and what they leave behind.

use super::{SECOND, empty, poll};
use futures_util::future::BoxFuture;
use resilience::{ManualClock, RateLimiter, Rejected, rate_limiter};
use std::cell::RefCell;
use std::future::{Future, ready};
use std::pin::Pin;

#[rate_limiter(limiter = limiter)]
async fn plain(limiter: &RateLimiter) {}

#[rate_limiter(limiter = limiter)]
fn returned(limiter: &RateLimiter) -> impl Future<Output = ()> {
    let _ = limiter;
    ready(())
}

#[rate_limiter(limiter = limiter)]
fn boxed(limiter: &RateLimiter) -> Pin<Box<dyn Future<Output = ()> + '_>> {
    Box::pin(async move { drop(limiter.clone()) })
}

#[rate_limiter(limiter = limiter)]
fn boxed_by_name(limiter: &RateLimiter) -> BoxFuture<'_, ()> {
    let limiter = limiter.clone();
    Box::pin(async move { drop(limiter) })
}

fn takes_a_token_when_awaited<'a, F: Future<Output = ()>>(
    time: &ManualClock,
    limiter: &'a RateLimiter,
    call: impl Fn(&'a RateLimiter) -> F,
) {
    let acquired = limiter.stats().total_acquired;
    time.advance(SECOND);
    drop(call(limiter));
    let mut future = Box::pin(call(limiter));
    assert_eq!(limiter.stats().total_acquired, acquired);
    assert!(poll(&mut future).is_ready());
    assert_eq!(limiter.stats().total_acquired, acquired + 1);
}

#[test]
fn a_future_takes_its_token_when_it_is_awaited_and_not_when_it_is_made() {
    let time = ManualClock::new();
    let limiter = empty(&time);
    takes_a_token_when_awaited(&time, &limiter, plain);
    takes_a_token_when_awaited(&time, &limiter, returned);
    takes_a_token_when_awaited(&time, &limiter, boxed);
    takes_a_token_when_awaited(&time, &limiter, boxed_by_name);
}

#[test]
fn a_future_dropped_while_it_waits_takes_no_token_and_those_behind_move_up() {
    let time = ManualClock::new();
    let limiter = empty(&time);
    let mut first = Box::pin(plain(&limiter));
    let mut second = Box::pin(plain(&limiter));
    assert!(poll(&mut first).is_pending());
    assert!(poll(&mut second).is_pending());
    drop(first);
    time.advance(SECOND);
    assert!(poll(&mut second).is_ready());
    let stats = limiter.stats();
    assert_eq!((stats.total_acquired, stats.cancelled), (1, 1));
}

#[test]
fn a_token_that_was_granted_to_a_dropped_future_is_not_lost() {
    let time = ManualClock::new();
    let limiter = empty(&time);
    let mut first = Box::pin(plain(&limiter));
    assert!(poll(&mut first).is_pending());
    time.advance(SECOND);
    drop(first);
    limiter.try_acquire().unwrap();
}

thread_local! {
    static DROPPED: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
}

struct Noted(&'static str);

impl Drop for Noted {
    fn drop(&mut self) {
        DROPPED.with_borrow_mut(|dropped| dropped.push(self.0));
    }
}

macro_rules! in_two {
    ($plain:ident $guarded:ident [$($how:tt)*] $arguments:tt $body:block) => {
        $($how)* $plain $arguments -> Result<usize, Rejected> $body

        #[rate_limiter(rate = 1, per = 1h, blocking = false)]
        $($how)* $guarded $arguments -> Result<usize, Rejected> $body
    };
}

in_two!(sync guarded_sync [fn] (_: Noted, b: Noted, (c, _): (Noted, Noted)) {
    let local = Noted("local");
    let _ = &c;
    drop(b);
    Ok(Noted("temporary")).map(|temporary| temporary.0.len() + local.0.len())
});

in_two!(later guarded_later [async fn] (_: Noted, b: Noted, (c, _): (Noted, Noted)) {
    let local = Noted("local");
    ready(()).await;
    drop(b);
    let _ = &c;
    Ok(Noted("temporary")).map(|temporary| temporary.0.len() + local.0.len())
});

fn dropped<R>(
    call: impl FnOnce(Noted, Noted, (Noted, Noted)) -> R,
    run: impl FnOnce(R),
) -> Vec<&'static str> {
    run(call(Noted("a"), Noted("b"), (Noted("c"), Noted("d"))));
    DROPPED.take()
}

#[test]
fn arguments_and_locals_are_dropped_in_the_same_order() {
    let run = |reply: Result<usize, Rejected>| drop(reply);
    let plain = dropped(sync, run);
    assert_eq!(plain.len(), 6);
    assert_eq!(dropped(guarded_sync, run), plain);
    assert_eq!(dropped(guarded_sync, run), ["c", "d", "b", "a"], "as at any early return");
    let plain = dropped(later, |future| drop(poll(&mut Box::pin(future))));
    assert_eq!(plain.len(), 6);
    let run = |future| drop(poll(&mut Box::pin(future)));
    assert_eq!(dropped(guarded_later, run), plain);
}
