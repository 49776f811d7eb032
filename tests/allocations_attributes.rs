//! No allocation in annotated functions that are admitted or turned away: bulkheads, timeouts, retries,
//! fallbacks, and a stack of them. (Breakers and limiters: `allocations.rs`.)

#[path = "support/counting.rs"]
mod counting;

use counting::counts;
use resilience::{Backoff, Bulkhead, Error, Rejected, Retry, RetryBudget};
use resilience::{bulkhead, circuit_breaker, fallback, retry, timeout};
use std::future::{Future, ready};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

type Reply = Result<u32, Error<u32>>;

const NONE: Backoff = Backoff::none();

/// The allocations of 100 rounds, after one that may set things up.
fn allocations(mut act: impl FnMut()) -> u64 {
    act();
    let before = counts().allocations;
    (0..100).for_each(|_| act());
    counts().allocations - before
}

/// The value of a future that waits for nothing, though it may give way.
fn done<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return value;
        }
    }
}

#[bulkhead(max_concurrent = 1, max_wait = 0, accessor = pool)]
fn in_a_pool() -> Reply {
    Ok(1)
}

#[bulkhead(bulkhead = pool)]
async fn in_a_pool_later(pool: &Bulkhead) -> Reply {
    ready(Ok(1)).await
}

#[bulkhead(max_concurrent = 1)]
async fn in_a_patient_pool() -> u32 {
    ready(1).await
}

#[test]
fn bulkheads_allocate_nothing() {
    let pool = pool();
    assert_eq!(allocations(|| assert!(in_a_pool().is_ok())), 0);
    assert_eq!(allocations(|| assert!(done(in_a_pool_later(&pool)).is_ok())), 0);
    assert_eq!(allocations(|| assert_eq!(done(in_a_patient_pool()), 1)), 0);
    let _permit = pool.try_acquire().unwrap();
    let is_full = |reply| matches!(reply, Err(Error::Rejected(Rejected::BulkheadFull(_))));
    assert_eq!(allocations(|| assert!(is_full(in_a_pool()))), 0);
    assert_eq!(allocations(|| assert!(is_full(done(in_a_pool_later(&pool))))), 0);
}

#[timeout(3600)]
async fn in_time() -> Reply {
    ready(Ok(1)).await
}

#[test]
fn a_timeout_of_what_is_done_at_once_allocates_nothing() {
    assert_eq!(allocations(|| assert!(done(in_time()).is_ok())), 0);
}

#[retry(backoff = NONE, budget = RetryBudget::new(1.0, 1000))]
fn again(fails: bool) -> Reply {
    if fails { Err(Error::Inner(1)) } else { Ok(1) }
}

#[retry(backoff = NONE, budget = RetryBudget::new(1.0, 1000))]
async fn again_later(fails: bool) -> Reply {
    ready(again(fails)).await
}

#[test]
fn attempts_that_follow_each_other_at_once_allocate_nothing() {
    let budget = RetryBudget::new(1.0, 1000);
    let direct = Retry::builder().backoff(NONE).budget(budget).build().unwrap();
    for fails in [false, true] {
        let op = || if fails { Err(1) } else { Ok(1) };
        assert_eq!(allocations(|| assert_eq!(again(fails).is_err(), fails)), 0);
        assert_eq!(allocations(|| assert_eq!(done(again_later(fails)).is_err(), fails)), 0);
        assert_eq!(allocations(|| assert_eq!(direct.call_if(|_| true, op).is_err(), fails)), 0);
        let later = || done(direct.call_async_if(|_| true, || ready(op())));
        assert_eq!(allocations(|| assert_eq!(later().is_err(), fails)), 0);
    }
}

#[fallback(|_| Ok(7))]
fn answered(fails: bool) -> Reply {
    if fails { Err(Error::Inner(1)) } else { Ok(1) }
}

#[fallback(async |_| ready(Ok(7)).await)]
async fn answered_later(fails: bool) -> Reply {
    if fails { Err(Error::Inner(1)) } else { ready(Ok(1)).await }
}

#[test]
fn fallbacks_allocate_nothing() {
    for fails in [false, true] {
        assert_eq!(allocations(|| assert!(answered(fails).is_ok())), 0);
        assert_eq!(allocations(|| assert!(done(answered_later(fails)).is_ok())), 0);
    }
}

#[fallback(|_| Ok(7))]
#[retry]
#[circuit_breaker(accessor = breaker)]
#[bulkhead(max_concurrent = 1)]
#[timeout(3600)]
async fn stacked() -> Reply {
    ready(Ok(1)).await
}

#[test]
fn a_stack_allocates_nothing() {
    assert_eq!(allocations(|| assert!(matches!(done(stacked()), Ok(1)))), 0);
    breaker().force_open();
    assert_eq!(allocations(|| assert!(matches!(done(stacked()), Ok(7)))), 0);
}
