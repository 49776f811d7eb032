//! `#[circuit_breaker]` with what brings a guard, an answer or a judgement of one's own. Time stands
//! still: a breaker that opens stays open.

mod answers;
mod cancellation;
mod given;
mod judging;
mod receivers;

mod types;

use resilience::{CircuitBreaker, Rejected};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

#[derive(Debug, PartialEq, thiserror::Error)]
enum ApiError {
    #[error("not found")]
    NotFound,
    #[error("status {0}")]
    Status(u16),
    #[error("rejected by {0}")]
    Rejected(String),
}

impl From<Rejected> for ApiError {
    fn from(rejected: Rejected) -> Self {
        Self::Rejected(rejected.name().to_owned())
    }
}

type Reply<T = u32> = Result<T, ApiError>;

/// A breaker that opens at this many failures and does not close by itself.
fn breaker(max_failures: u32) -> CircuitBreaker {
    CircuitBreaker::builder().name("given").max_failures(max_failures).build().unwrap()
}

/// Successful, failed, ignored, rejected calls.
fn counts(breaker: &CircuitBreaker) -> [u64; 4] {
    let stats = breaker.stats();
    [stats.successful_calls, stats.failed_calls, stats.ignored_calls, stats.rejected_calls]
}

/// What a future gives that has nothing to wait for.
fn done<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("it waits"),
    }
}

/// A function that returns its argument, with these arguments of the attribute, in all the forms that
/// are guarded: as functions that do not wait, each with its breaker.
macro_rules! forms {
    ([$($arguments:tt)*] $answer:ty) => {{
        use resilience::{CircuitBreaker, circuit_breaker};
        use std::future::{Future, ready};
        use std::pin::Pin;

        #[circuit_breaker($($arguments)*, accessor = sync_breaker)]
        fn sync(reply: $answer) -> $answer {
            reply
        }

        #[circuit_breaker($($arguments)*, accessor = later_breaker)]
        async fn later(reply: $answer) -> $answer {
            ready(()).await;
            reply
        }

        #[circuit_breaker($($arguments)*, accessor = returned_breaker)]
        fn returned(reply: $answer) -> impl Future<Output = $answer> {
            ready(reply)
        }

        #[circuit_breaker($($arguments)*, accessor = returned_block_breaker)]
        fn returned_block(reply: $answer) -> impl Future<Output = $answer> {
            async move { reply }
        }

        #[circuit_breaker($($arguments)*, accessor = boxed_breaker)]
        fn boxed(reply: $answer) -> Pin<Box<dyn Future<Output = $answer>>> {
            let reply = ready(reply);
            Box::pin(reply)
        }

        #[circuit_breaker($($arguments)*, accessor = boxed_block_breaker)]
        fn boxed_block(reply: $answer) -> Pin<Box<dyn Future<Output = $answer>>> {
            Box::pin(async move { reply })
        }

        let forms: [(fn($answer) -> $answer, CircuitBreaker); 6] = [
            (sync, sync_breaker()),
            (|reply| super::done(later(reply)), later_breaker()),
            (|reply| super::done(returned(reply)), returned_breaker()),
            (|reply| super::done(returned_block(reply)), returned_block_breaker()),
            (|reply| super::done(boxed(reply)), boxed_breaker()),
            (|reply| super::done(boxed_block(reply)), boxed_block_breaker()),
        ];
        forms
    }};
}
use forms;
