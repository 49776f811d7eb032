//! No allocation on admitted and rejected paths, direct and annotated.

#[path = "support/counting.rs"]
mod counting;

use counting::counts;
use resilience::{Backoff, Bulkhead, CircuitBreaker, Error, ManualClock, Pipeline, RateLimiter};
use resilience::{
    RateLimiterBuilder, Registry, Rejected, Retry, Timeout, circuit_breaker, rate_limiter,
};
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// The allocations of 100 rounds, after one that may set things up.
fn allocations(mut act: impl FnMut()) -> u64 {
    act();
    let before = counts().allocations;
    (0..100).for_each(|_| act());
    counts().allocations - before
}

fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("nothing to wait for"),
    }
}

type Reply = Result<(), Error<&'static str>>;

#[circuit_breaker]
fn admitted() -> Reply {
    Ok(())
}

#[circuit_breaker]
async fn admitted_async() -> Reply {
    std::future::ready(()).await;
    Ok(())
}

#[circuit_breaker(accessor = rejected_breaker)]
fn rejected() -> Reply {
    Ok(())
}

#[circuit_breaker(accessor = rejected_async_breaker)]
async fn rejected_async() -> Reply {
    Ok(())
}

fn breakers() -> [CircuitBreaker; 3] {
    let time = ManualClock::new();
    let builder = || CircuitBreaker::builder().max_failures(u32::MAX);
    [
        builder().name("literal").build().unwrap(),
        builder().name(String::from("owned")).build().unwrap(),
        builder().name("manual").clock(time.clock()).build().unwrap(),
    ]
}

#[test]
fn the_counter_counts() {
    assert_eq!(allocations(|| drop(Box::new(1))), 100);
}

#[test]
fn admitted_calls_allocate_nothing() {
    for breaker in breakers() {
        assert_eq!(allocations(|| breaker.call(|| Ok::<_, ()>(())).unwrap()), 0);
        assert_eq!(allocations(|| breaker.call(|| Err::<(), _>("down")).unwrap_err().ignore()), 0);
        assert_eq!(allocations(|| breaker.try_acquire().unwrap().success()), 0);
        assert_eq!(allocations(|| breaker.try_acquire_owned().unwrap().failure()), 0);
        assert_eq!(allocations(|| drop(breaker.try_acquire().unwrap())), 0);
        let call = || ready(breaker.call_async(|| async { Ok::<_, ()>(()) })).unwrap();
        assert_eq!(allocations(call), 0);
    }
    assert_eq!(allocations(|| admitted().unwrap()), 0);
    assert_eq!(allocations(|| ready(admitted_async()).unwrap()), 0);
}

#[test]
fn rejected_calls_allocate_nothing() {
    for breaker in breakers() {
        breaker.force_open();
        assert_eq!(allocations(|| breaker.call(|| Ok::<_, ()>(())).unwrap_err().ignore()), 0);
        assert_eq!(allocations(|| drop(breaker.try_acquire().unwrap_err())), 0);
        let call = || ready(breaker.call_async(|| async { Ok::<_, u8>(()) })).unwrap_err().ignore();
        assert_eq!(allocations(call), 0);
    }
}

#[test]
fn rejections_in_two_types_of_errors_allocate_nothing() {
    let [breaker, ..] = breakers();
    breaker.force_open();
    let both = || {
        breaker.call(|| Ok::<_, u8>(())).unwrap_err().ignore();
        breaker.call(|| Ok::<_, u16>(())).unwrap_err().ignore();
    };
    assert_eq!(allocations(both), 0);
}

#[test]
fn rejected_annotated_calls_allocate_nothing() {
    rejected_breaker().force_open();
    rejected_async_breaker().force_open();
    assert_eq!(allocations(|| rejected().unwrap_err().ignore()), 0);
    assert_eq!(allocations(|| ready(rejected_async()).unwrap_err().ignore()), 0);
}

#[test]
fn half_open_allocates_nothing_but_at_transitions() {
    let time = ManualClock::new();
    let breaker = CircuitBreaker::builder().max_failures(1).clock(time.clock()).build().unwrap();
    breaker.record_failure();
    time.advance(Duration::from_secs(60));
    let probe = breaker.try_acquire().unwrap();
    assert_eq!(allocations(|| drop(breaker.try_acquire().unwrap_err())), 0);
    probe.ignore();
    assert_eq!(allocations(|| breaker.try_acquire().unwrap().ignore()), 0);
}

fn limiters() -> [RateLimiterBuilder; 3] {
    let time = ManualClock::new();
    // Of an hour's tokens none comes while a test runs.
    let builder = || RateLimiter::builder().rate(1.0).per(Duration::from_secs(3600));
    [
        builder().name("literal"),
        builder().name(String::from("owned")),
        builder().name("manual").clock(time.clock()),
    ]
}

#[test]
fn tokens_that_are_there_cost_no_allocation() {
    for builder in limiters() {
        let limiter = builder.clone().burst(10_000).build().unwrap();
        assert_eq!(allocations(|| limiter.try_acquire().unwrap()), 0);
        assert_eq!(allocations(|| limiter.acquire().unwrap()), 0);
        assert_eq!(allocations(|| limiter.n(2).acquire_timeout(Duration::MAX).unwrap()), 0);
        assert_eq!(allocations(|| limiter.call(|| ()).unwrap()), 0);
        assert_eq!(allocations(|| ready(limiter.acquire_async()).unwrap()), 0);
        assert_eq!(allocations(|| ready(limiter.call_async(|| async {})).unwrap()), 0);
        let keyed = builder.burst(10_000).build_keyed().unwrap();
        assert_eq!(allocations(|| keyed.try_acquire("tenant").unwrap()), 0);
        assert_eq!(allocations(|| keyed.acquire("tenant").unwrap()), 0);
        assert_eq!(allocations(|| ready(keyed.acquire_async("tenant")).unwrap()), 0);
    }
}

#[test]
fn tokens_that_are_not_there_cost_no_allocation_either() {
    for builder in limiters() {
        let limiter = builder.clone().initial(0.0).build().unwrap();
        assert_eq!(allocations(|| drop(limiter.try_acquire().unwrap_err())), 0);
        assert_eq!(allocations(|| drop(limiter.n(7).try_acquire().unwrap_err())), 0);
        let timeout = Duration::from_secs(1);
        assert_eq!(allocations(|| drop(limiter.acquire_timeout(timeout).unwrap_err())), 0);
        let wait = || drop(ready(limiter.acquire_async_timeout(timeout)).unwrap_err());
        assert_eq!(allocations(wait), 0);
        let keyed = builder.max_keys(1).build_keyed().unwrap();
        keyed.try_acquire("tenant").unwrap();
        assert_eq!(allocations(|| drop(keyed.try_acquire("tenant").unwrap_err())), 0);
        let new = || drop(keyed.try_acquire("new, without room").unwrap_err());
        assert_eq!(allocations(new), 0);
    }
}

#[rate_limiter(rate = 10_000, per = 1h)]
fn granted() {}

#[rate_limiter(rate = 10_000, per = 1h, key = 7)]
async fn granted_async() {
    std::future::ready(()).await;
}

#[rate_limiter(rate = 1, per = 1h, blocking = false)]
fn refused() -> Reply {
    Ok(())
}

#[rate_limiter(rate = 1, per = 1h, timeout = 1s)]
async fn refused_async() -> Reply {
    Ok(())
}

#[test]
fn annotated_calls_with_a_limiter_allocate_nothing() {
    assert_eq!(allocations(granted), 0);
    assert_eq!(allocations(|| ready(granted_async())), 0);
    refused().unwrap();
    assert_eq!(allocations(|| refused().unwrap_err().ignore()), 0);
    ready(refused_async()).unwrap();
    assert_eq!(allocations(|| ready(refused_async()).unwrap_err().ignore()), 0);
}

fn bulkheads() -> [Bulkhead; 3] {
    let time = ManualClock::new();
    let builder = || Bulkhead::builder().max_concurrent(1).max_wait(Duration::ZERO);
    [
        builder().name("literal").build().unwrap(),
        builder().name(String::from("owned")).build().unwrap(),
        builder().name("manual").clock(time.clock()).build().unwrap(),
    ]
}

#[test]
fn permits_of_a_bulkhead_allocate_nothing() {
    for bulkhead in bulkheads() {
        assert_eq!(allocations(|| drop(bulkhead.try_acquire().unwrap())), 0);
        assert_eq!(allocations(|| drop(bulkhead.try_acquire_owned().unwrap())), 0);
        assert_eq!(allocations(|| drop(bulkhead.acquire().unwrap())), 0);
        assert_eq!(allocations(|| bulkhead.call(|| ()).unwrap()), 0);
        assert_eq!(allocations(|| drop(ready(bulkhead.acquire_async()).unwrap())), 0);
        assert_eq!(allocations(|| ready(bulkhead.call_async(|| async {})).unwrap()), 0);
    }
}

#[test]
fn rejections_of_a_bulkhead_allocate_nothing() {
    for bulkhead in bulkheads() {
        let _permit = bulkhead.try_acquire().unwrap();
        assert_eq!(allocations(|| bulkhead.try_acquire().unwrap_err().ignore()), 0);
        assert_eq!(allocations(|| bulkhead.acquire().unwrap_err().ignore()), 0);
        assert_eq!(allocations(|| bulkhead.call(|| ()).unwrap_err().ignore()), 0);
        let call = || ready(bulkhead.call_async(|| async {})).unwrap_err().ignore();
        assert_eq!(allocations(call), 0);
    }
}

#[derive(Debug, thiserror::Error)]
#[error("down")]
struct Down;

#[test]
fn attempts_and_calls_that_end_in_time_allocate_nothing() {
    let retry = Retry::builder().max_attempts(3).backoff(Backoff::none()).build().unwrap();
    assert_eq!(allocations(|| retry.call(|| Ok::<_, Down>(())).unwrap()), 0);
    assert_eq!(allocations(|| assert!(retry.call(|| Err::<(), _>(Down)).is_err())), 0);
    let call = || ready(retry.call_async(|| async { Ok::<_, Down>(()) })).unwrap();
    assert_eq!(allocations(call), 0);
    let timeout = Timeout::new(Duration::from_secs(1)).unwrap();
    assert_eq!(allocations(|| ready(timeout.call_async(|| async {})).unwrap()), 0);
}

#[test]
fn a_pipeline_that_admits_or_rejects_allocates_nothing() {
    let breaker = CircuitBreaker::builder().max_failures(u32::MAX).build().unwrap();
    // In the order that is recommended.
    let on_threads = Pipeline::new()
        .retry(Retry::builder().build().unwrap())
        .circuit_breaker(breaker.clone())
        .rate_limiter(RateLimiter::builder().rate(1e9).burst(1_000_000).build().unwrap())
        .bulkhead(Bulkhead::builder().max_concurrent(1).build().unwrap());
    let in_tasks = on_threads.clone().timeout(Timeout::new(Duration::from_secs(1)).unwrap());
    let call = || ready(in_tasks.call_async(|| async { Ok::<_, Down>(()) }));
    assert_eq!(allocations(|| on_threads.call(|| Ok::<_, Down>(())).unwrap()), 0);
    assert_eq!(allocations(|| call().unwrap()), 0);
    breaker.force_open();
    assert_eq!(allocations(|| on_threads.call(|| Ok::<_, Down>(())).unwrap_err().ignore()), 0);
    assert_eq!(allocations(|| call().unwrap_err().ignore()), 0);
}

/// Ends a value's life by name.
trait Ignore: Sized {
    fn ignore(self) {}
}

impl<E> Ignore for Error<E> {}
impl Ignore for Rejected {}

#[test]
fn what_has_shut_turns_away_without_an_allocation() {
    let names = Registry::new();
    let breaker = CircuitBreaker::builder().name("a").register_in(&names).unwrap();
    let limiter = RateLimiter::builder().name("a").register_in(&names).unwrap();
    let keyed = RateLimiter::builder().name("a").keyed().register_in(&names).unwrap();
    let bulkhead = Bulkhead::builder().name("a").max_concurrent(1).register_in(&names).unwrap();
    names.drain();
    let refused = |answer: Result<(), Rejected>| {
        assert!(matches!(answer, Err(Rejected::ShuttingDown(_))));
    };
    let turned_away = allocations(|| {
        refused(breaker.try_acquire().map(drop));
        refused(limiter.try_acquire());
        refused(ready(limiter.acquire_async()));
        refused(keyed.try_acquire("key"));
        refused(bulkhead.try_acquire().map(drop));
        refused(ready(bulkhead.acquire_async()).map(drop));
    });
    assert_eq!(turned_away, 0);
}
