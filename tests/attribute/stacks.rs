//! The six policies on one function: the upper one is the outer one, by what it does.

use crate::task::Task;
use resilience::{
    Backoff, Bulkhead, CircuitBreaker, CircuitState, Error, RateLimiter, Rejected, bulkhead,
    circuit_breaker, fallback, rate_limiter, retry, timeout,
};
use std::cell::Cell;
use std::future::pending;
use std::task::Poll;
use std::time::Duration;

type Reply = Result<u32, Error<u32>>;

const NONE: Backoff = Backoff::none();

/// What guards a function, and what it does.
struct Kit {
    breaker: CircuitBreaker,
    limiter: RateLimiter,
    pool: Bulkhead,
    runs: Cell<u32>,
    /// `None`: it never answers.
    answer: Option<Result<u32, u32>>,
}

impl Kit {
    fn new(answer: Option<Result<u32, u32>>) -> Self {
        let limiter = RateLimiter::builder().rate(5.0).per(Duration::from_secs(3600));
        Self {
            breaker: CircuitBreaker::builder().max_failures(3).build().unwrap(),
            limiter: limiter.build().unwrap(),
            pool: Bulkhead::builder().max_concurrent(1).max_wait(Duration::ZERO).build().unwrap(),
            runs: Cell::new(0),
            answer,
        }
    }

    fn failing() -> Self {
        Self::new(Some(Err(3)))
    }

    async fn run(&self) -> Reply {
        self.runs.set(self.runs.get() + 1);
        match self.answer {
            Some(answer) => answer.map_err(Error::Inner),
            None => pending().await,
        }
    }

    /// Successes, failures, rejections, abandoned calls.
    fn calls(&self) -> [u64; 4] {
        let stats = self.breaker.stats();
        [stats.successful_calls, stats.failed_calls, stats.rejected_calls, stats.abandoned_calls]
    }

    fn tokens(&self) -> u64 {
        self.limiter.stats().total_acquired
    }

    fn permits(&self) -> u64 {
        self.pool.stats().total_acquired
    }
}

/// 40 and what went wrong.
#[expect(clippy::needless_pass_by_value, clippy::unnecessary_wraps, reason = "a fallback does")]
fn told(error: Error<u32>) -> Reply {
    Ok(match error {
        Error::Inner(number) => 40 + number,
        Error::Rejected(Rejected::CircuitOpen(_)) => 50,
        Error::Rejected(Rejected::RateLimitExceeded(_)) => 51,
        Error::Rejected(Rejected::BulkheadFull(_)) => 52,
        Error::Rejected(Rejected::TimedOut(_)) => 53,
        Error::Rejected(_) => 54,
    })
}

#[fallback(told)]
#[retry(backoff = NONE, max_attempts = 7)]
#[circuit_breaker(breaker = kit.breaker)]
#[rate_limiter(limiter = kit.limiter, blocking = false)]
#[bulkhead(bulkhead = kit.pool)]
#[timeout(1ms)]
async fn all(kit: &Kit) -> Reply {
    kit.run().await
}

#[fallback(told)]
#[retry(backoff = NONE, max_attempts = 7)]
#[circuit_breaker(breaker = kit.breaker)]
#[rate_limiter(limiter = kit.limiter, blocking = false)]
#[bulkhead(bulkhead = kit.pool)]
fn all_on_a_thread(kit: &Kit) -> Reply {
    kit.runs.set(kit.runs.get() + 1);
    kit.answer.unwrap().map_err(Error::Inner)
}

#[tokio::test]
async fn six_on_one_function_work_in_the_order_in_which_they_are_read() {
    let kit = Kit::new(Some(Ok(7)));
    assert_eq!((all(&kit).await.unwrap(), all_on_a_thread(&kit).unwrap()), (7, 7));
    assert_eq!((kit.calls(), kit.tokens(), kit.permits()), ([2, 0, 0, 0], 2, 2));

    // The retry is outside of the breaker, which is outside of all else.
    let kit = Kit::failing();
    assert_eq!(all(&kit).await.unwrap(), 50);
    assert_eq!((kit.runs.get(), kit.calls()), (3, [0, 3, 1, 0]));
    assert_eq!((kit.tokens(), kit.permits()), (3, 3));

    // The timeout is inside of all else: every attempt has its own, and fails by it.
    let kit = Kit::new(None);
    assert_eq!(all(&kit).await.unwrap(), 50);
    assert_eq!((kit.runs.get(), kit.calls(), kit.permits()), (3, [0, 3, 1, 0], 3));

    // The limiter is outside of the bulkhead, and neither is asked again.
    let kit = Kit::new(Some(Ok(7)));
    let permit = kit.pool.try_acquire().unwrap();
    assert_eq!((all(&kit).await.unwrap(), all_on_a_thread(&kit).unwrap()), (52, 52));
    assert_eq!((kit.runs.get(), kit.calls(), kit.tokens()), (0, [0; 4], 2));
    drop(permit);
    while kit.limiter.try_acquire().is_ok() {}
    assert_eq!((all(&kit).await.unwrap(), all_on_a_thread(&kit).unwrap()), (51, 51));
    assert_eq!((kit.runs.get(), kit.calls(), kit.permits()), (0, [0; 4], 1));
}

#[test]
fn five_on_a_function_that_is_not_async_do_the_same() {
    let kit = Kit::failing();
    assert_eq!(all_on_a_thread(&kit).unwrap(), 50);
    assert_eq!((kit.runs.get(), kit.calls()), (3, [0, 3, 1, 0]));
    assert_eq!((kit.tokens(), kit.permits()), (3, 3));
}

/// Two attributes, both ways.
macro_rules! both_ways {
    ($kit:ident: $one:ident, $other:ident, [$($first:tt)*], [$($second:tt)*]) => {
        #[$($first)*]
        #[$($second)*]
        async fn $one($kit: &Kit) -> Reply {
            $kit.run().await
        }

        #[$($second)*]
        #[$($first)*]
        async fn $other($kit: &Kit) -> Reply {
            $kit.run().await
        }
    };
}

both_ways!(kit: retry_breaker, breaker_retry,
    [retry(backoff = NONE, max_attempts = 7)], [circuit_breaker(breaker = kit.breaker)]);
both_ways!(kit: retry_limiter, limiter_retry,
    [retry(backoff = NONE)], [rate_limiter(limiter = kit.limiter)]);
both_ways!(kit: retry_bulkhead, bulkhead_retry,
    [retry(backoff = NONE)], [bulkhead(bulkhead = kit.pool)]);
both_ways!(kit: retry_timeout, timeout_retry, [retry(backoff = NONE)], [timeout(1ms)]);
both_ways!(kit: retry_fallback, fallback_retry, [retry(backoff = NONE)], [fallback(told)]);

#[tokio::test]
async fn what_is_below_a_retry_counts_every_attempt_and_what_is_above_one_call() {
    let kit = Kit::failing();
    assert!(matches!(retry_breaker(&kit).await, Err(Error::Rejected(Rejected::CircuitOpen(_)))));
    assert_eq!((kit.runs.get(), kit.calls()), (3, [0, 3, 1, 0]));
    let kit = Kit::failing();
    assert!(matches!(breaker_retry(&kit).await, Err(Error::Inner(3))));
    assert_eq!((kit.runs.get(), kit.calls()), (7, [0, 1, 0, 0]));

    let kit = Kit::failing();
    retry_limiter(&kit).await.unwrap_err();
    assert_eq!((kit.runs.take(), kit.tokens()), (3, 3));
    limiter_retry(&kit).await.unwrap_err();
    assert_eq!((kit.runs.take(), kit.tokens()), (3, 4));
    retry_bulkhead(&kit).await.unwrap_err();
    assert_eq!((kit.runs.take(), kit.permits()), (3, 3));
    bulkhead_retry(&kit).await.unwrap_err();
    assert_eq!((kit.runs.take(), kit.permits()), (3, 4));

    let kit = Kit::new(None);
    retry_timeout(&kit).await.unwrap_err();
    assert_eq!(kit.runs.take(), 3);
    timeout_retry(&kit).await.unwrap_err();
    assert_eq!(kit.runs.get(), 1);

    let kit = Kit::failing();
    assert_eq!((retry_fallback(&kit).await.unwrap(), kit.runs.take()), (43, 1));
    assert_eq!((fallback_retry(&kit).await.unwrap(), kit.runs.take()), (43, 3));
}

both_ways!(kit: breaker_timeout, timeout_breaker,
    [circuit_breaker(breaker = kit.breaker)], [timeout(1ms)]);
both_ways!(kit: bulkhead_timeout, timeout_bulkhead,
    [bulkhead(name = "for one", max_concurrent = 1)], [timeout(1ms)]);
both_ways!(kit: fallback_timeout, timeout_fallback, [fallback(told)], [timeout(1ms)]);

#[tokio::test]
async fn a_timeout_ends_what_is_below_it_and_nothing_else() {
    let kit = Kit::new(None);
    timeout_breaker(&kit).await.unwrap_err();
    assert_eq!(kit.calls(), [0, 0, 0, 1]);
    for _ in 0..3 {
        breaker_timeout(&kit).await.unwrap_err();
    }
    assert_eq!((kit.calls(), kit.breaker.state()), ([0, 3, 0, 1], CircuitState::Open));

    let pool = Bulkhead::builder().name("for one").max_concurrent(1).register().unwrap();
    let permit = pool.try_acquire_owned().unwrap();
    let kit = Kit::new(Some(Ok(7)));
    timeout_bulkhead(&kit).await.unwrap_err();
    assert_eq!((kit.runs.get(), pool.stats().cancelled), (0, 1));
    let mut waits = Task::started(bulkhead_timeout(&kit));
    timeout_bulkhead(&kit).await.unwrap_err();
    assert!(!waits.is_done());
    drop(permit);
    assert!(matches!(waits.poll(), Poll::Ready(Ok(7))));

    let kit = Kit::new(None);
    assert_eq!(fallback_timeout(&kit).await.unwrap(), 53);
    assert!(matches!(timeout_fallback(&kit).await, Err(Error::Rejected(Rejected::TimedOut(_)))));
}

both_ways!(kit: fallback_breaker, breaker_fallback,
    [fallback(told)], [circuit_breaker(breaker = kit.breaker)]);
both_ways!(kit: bulkhead_limiter, limiter_bulkhead,
    [bulkhead(bulkhead = kit.pool)], [rate_limiter(limiter = kit.limiter, blocking = false)]);
both_ways!(kit: bulkhead_breaker, breaker_bulkhead,
    [bulkhead(bulkhead = kit.pool)], [circuit_breaker(breaker = kit.breaker)]);

#[tokio::test]
async fn a_fallback_hides_what_is_below_it_from_what_is_above() {
    let kit = Kit::failing();
    for _ in 0..4 {
        assert_eq!(breaker_fallback(&kit).await.unwrap(), 43);
    }
    assert_eq!(kit.calls(), [4, 0, 0, 0]);
    for expected in [43, 43, 43, 50] {
        assert_eq!(fallback_breaker(&kit).await.unwrap(), expected);
    }
    assert_eq!(kit.calls(), [4, 3, 1, 0]);
    assert!(matches!(breaker_fallback(&kit).await, Err(Error::Rejected(_))));
}

#[tokio::test]
async fn what_turns_away_above_costs_nothing_below() {
    let kit = Kit::new(Some(Ok(7)));
    let permit = kit.pool.try_acquire().unwrap();
    bulkhead_limiter(&kit).await.unwrap_err();
    assert_eq!(kit.tokens(), 0);
    limiter_bulkhead(&kit).await.unwrap_err();
    assert_eq!(kit.tokens(), 1);
    drop(permit);
    kit.breaker.force_open();
    breaker_bulkhead(&kit).await.unwrap_err();
    assert_eq!(kit.permits(), 1);
    bulkhead_breaker(&kit).await.unwrap_err();
    assert_eq!(kit.permits(), 2);
}
