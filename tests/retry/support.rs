//! What the tests of the retry share.

#[path = "../support/task.rs"]
mod task;

use resilience::{Backoff, ManualClock, Rejected, Retry, RetryBuilder};
use std::cell::Cell;
use std::io;
use std::task::Poll;
use std::time::Duration;
pub(crate) use task::Task;

pub(crate) const TENTH: Duration = Duration::from_millis(100);
pub(crate) const NANO: Duration = Duration::from_nanos(1);

/// At most so many attempts, and nothing between them.
pub(crate) fn at_once(max_attempts: u32) -> RetryBuilder {
    Retry::builder().max_attempts(max_attempts).backoff(Backoff::none())
}

/// At most so many attempts, and a tenth of a second between them.
pub(crate) fn tenths(time: &ManualClock, max_attempts: u32) -> Retry {
    at_once(max_attempts).backoff(Backoff::constant(TENTH)).clock(time.clock()).build().unwrap()
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum Own {
    /// The attempt that failed, counted from one.
    #[error("attempt {0} failed")]
    Down(u32),
    #[error("rejected")]
    Rejected(#[source] Rejected),
    #[error("and behind it")]
    Behind(#[source] Box<Own>),
    #[error("reading")]
    Io(#[source] io::Error),
    /// Says nothing of its cause.
    #[error("something else")]
    Hides(Rejected),
}

/// Counts its attempts and fails in all of them.
pub(crate) fn failing(attempts: &Cell<u32>) -> impl FnMut() -> Result<(), Own> {
    || {
        attempts.set(attempts.get() + 1);
        Err(Own::Down(attempts.get()))
    }
}

/// The value of a call that has nothing to wait for: it wakes itself whenever it gives way.
pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    let mut task = Task::new(future);
    loop {
        let before = task.wakes();
        if let Poll::Ready(value) = task.poll() {
            return value;
        }
        assert!(task.wakes() > before, "it waits for something");
    }
}

/// Until another thread has come so far.
pub(crate) fn wait_until(so_far: impl Fn() -> bool) {
    while !so_far() {
        std::thread::yield_now();
    }
}
