//! What the tests of pipelines share.

#[path = "../support/task.rs"]
mod task;

use resilience::{Backoff, Bulkhead, CircuitBreaker, Error, ManualClock, RateLimiter, Rejected};
use resilience::{Retry, Timeout};
use std::cell::Cell;
use std::future::{pending, ready};
use std::time::Duration;
pub(crate) use task::Task;

pub(crate) const SECOND: Duration = Duration::from_secs(1);
pub(crate) const NANO: Duration = Duration::from_nanos(1);

pub(crate) type Reply = Result<(), Error<Down>>;

#[derive(Debug, thiserror::Error)]
#[error("down")]
pub(crate) struct Down;

/// Policies that share one clock, and how often the guarded code ran.
#[derive(Default)]
pub(crate) struct Kit {
    pub(crate) time: ManualClock,
    pub(crate) runs: Cell<u32>,
}

impl Kit {
    /// So many attempts, and a second between them.
    pub(crate) fn retry(&self, max_attempts: u32) -> Retry {
        self.retry_after(max_attempts, SECOND)
    }

    pub(crate) fn retry_at_once(&self, max_attempts: u32) -> Retry {
        self.retry_after(max_attempts, Duration::ZERO)
    }

    fn retry_after(&self, max_attempts: u32, wait: Duration) -> Retry {
        let builder = Retry::builder().name("again").max_attempts(max_attempts);
        builder.backoff(Backoff::constant(wait)).clock(self.time.clock()).build().unwrap()
    }

    /// Opens at so many failures in a row.
    pub(crate) fn breaker(&self, max_failures: u32) -> CircuitBreaker {
        let builder = CircuitBreaker::builder().name("payments").max_failures(max_failures);
        builder.clock(self.time.clock()).build().unwrap()
    }

    /// One token in ten seconds, and one at the start.
    pub(crate) fn limiter(&self) -> RateLimiter {
        let builder = RateLimiter::builder().name("rate").rate(1.0).per(SECOND * 10).burst(1);
        builder.clock(self.time.clock()).build().unwrap()
    }

    /// One permit, for which callers wait.
    pub(crate) fn bulkhead(&self) -> Bulkhead {
        let builder = Bulkhead::builder().name("pool").max_concurrent(1);
        builder.clock(self.time.clock()).build().unwrap()
    }

    pub(crate) fn timeout(&self, limit: Duration) -> Timeout {
        let builder = Timeout::builder().name("slow").limit(limit);
        builder.clock(self.time.clock()).build().unwrap()
    }

    /// Guarded code that fails.
    pub(crate) fn fails(&self) -> Result<(), Down> {
        self.runs.set(self.runs.get() + 1);
        Err(Down)
    }

    pub(crate) async fn fails_async(&self) -> Result<(), Down> {
        ready(()).await;
        self.fails()
    }

    pub(crate) async fn succeeds(&self) -> Result<(), Down> {
        ready(()).await;
        self.runs.set(self.runs.get() + 1);
        Ok(())
    }

    pub(crate) async fn hangs(&self) -> Result<(), Down> {
        self.runs.set(self.runs.get() + 1);
        pending().await
    }
}

/// The value of a call that has nothing to wait for: it wakes itself whenever it gives way.
pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    let mut task = Task::new(future);
    loop {
        let before = task.wakes();
        if let std::task::Poll::Ready(value) = task.poll() {
            return value;
        }
        assert!(task.wakes() > before, "it waits for something");
    }
}

#[track_caller]
pub(crate) fn rejected(reply: Reply) -> Rejected {
    match reply {
        Err(Error::Rejected(rejected)) => rejected,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
pub(crate) fn assert_timed_out(polled: std::task::Poll<Reply>) {
    let std::task::Poll::Ready(reply) = polled else { panic!("its time is up") };
    let rejected = rejected(reply);
    assert!(matches!(rejected, Rejected::TimedOut(_)), "{rejected:?}");
}
