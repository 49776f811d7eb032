//! What the expansions keep of the functions they are made from. The expansions themselves are kept
//! in `resilience-macros/snapshots`.

use resilience::{CircuitBreaker, Rejected, circuit_breaker, rate_limiter};
use std::cell::Cell;
use std::future::{Future, ready};
use std::pin::Pin;

type Reply = Result<u32, Rejected>;

thread_local! {
    /// How many futures were made.
    static MADE: Cell<u32> = const { Cell::new(0) };
}

#[circuit_breaker(accessor = returned_breaker)]
fn returned() -> impl Future<Output = Reply> {
    MADE.set(MADE.get() + 1);
    ready(Ok(1))
}

#[circuit_breaker(accessor = boxed_breaker)]
fn boxed() -> Pin<Box<dyn Future<Output = Reply> + Send>> {
    MADE.set(MADE.get() + 1);
    Box::pin(ready(Ok(1)))
}

/// The form that async-trait makes.
#[circuit_breaker(accessor = block_breaker)]
fn block(length: usize) -> Pin<Box<dyn Future<Output = Reply> + Send>> {
    Box::pin(async move { Ok(u32::try_from(length).unwrap_or(0)) })
}

async fn is_guarded_when_awaited<F>(make: impl Fn() -> F, breaker: CircuitBreaker)
where
    F: Future<Output = Reply>,
{
    drop(make());
    let waiting = make();
    assert_eq!((breaker.stats().total_calls, breaker.stats().abandoned_calls), (0, 0));
    assert!(waiting.await.is_ok());
    assert_eq!(breaker.stats().successful_calls, 1);
    let waiting = make();
    breaker.force_open();
    assert_eq!(waiting.await.unwrap_err().name(), breaker.name());
}

#[tokio::test]
async fn a_returned_future_is_guarded_while_it_runs_and_not_while_it_is_made() {
    is_guarded_when_awaited(returned, returned_breaker()).await;
    assert_eq!(MADE.get(), 3);
    is_guarded_when_awaited(boxed, boxed_breaker()).await;
    assert_eq!(MADE.get(), 6);
    is_guarded_when_awaited(|| block(1), block_breaker()).await;
}

macro_rules! products {
    ($sync:ident $later:ident $limited:ident $limited_later:ident $factor:expr) => {
        #[circuit_breaker]
        fn $sync() -> Reply {
            $factor * 3;
            Ok($factor * 3)
        }

        #[circuit_breaker]
        async fn $later() -> Reply {
            $factor * 3;
            Ok($factor * 3)
        }

        #[rate_limiter(key = $factor * 3)]
        fn $limited() -> u32 {
            $factor * 3;
            $factor * 3
        }

        #[rate_limiter(timeout = 1, fallback = |_| Ok($factor * 3))]
        async fn $limited_later() -> Reply {
            $factor * 3;
            Ok($factor * 3)
        }
    };
}

mod products {
    #![expect(unused_must_use, reason = "an expression to start with")]

    use super::{Reply, circuit_breaker, rate_limiter};

    products!(sync later limited limited_later 1 + 2);

    #[tokio::test]
    async fn an_expression_of_a_macro_keeps_its_invisible_parentheses() {
        assert_eq!((sync().unwrap(), later().await.unwrap()), (9, 9));
        assert_eq!((limited(), limited_later().await.unwrap()), (9, 9));
    }
}
