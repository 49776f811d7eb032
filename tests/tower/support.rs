//! What these tests share: a service that is strict with its callers, and policies on one clock.

#[path = "../support/task.rs"]
mod task;

use resilience::{Backoff, Bulkhead, CircuitBreaker, Error, ManualClock, RateLimiter};
use resilience::{Rejected, Retry, Timeout};
use std::cell::{Cell, RefCell};
use std::fmt::Debug;
use std::future::Future;
use std::panic::resume_unwind;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;
pub(crate) use task::Task;
use tower::Service;

pub(crate) const SECOND: Duration = Duration::from_secs(1);
pub(crate) const NANO: Duration = Duration::from_nanos(1);

#[derive(Debug, thiserror::Error)]
#[error("down")]
pub(crate) struct Down;

/// What a request asks the service to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ask {
    /// Answer with this status.
    Status(u16),
    /// Fail, until so many requests have been sent, and then answer with 200.
    FailUntil(u32),
    Hang,
    PanicInCall,
    PanicInPoll,
}

pub(crate) const OK: Ask = Ask::Status(200);
pub(crate) const FAIL: Ask = Ask::FailUntil(u32::MAX);

/// What all clones of a service have seen.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// How often one was asked whether it is ready.
    pub(crate) polls: Cell<u32>,
    /// How many are ready and not called.
    pub(crate) ready: Cell<u32>,
    /// What was sent.
    pub(crate) calls: RefCell<Vec<Ask>>,
    /// Answers that have not been dropped.
    pub(crate) answers: Cell<u32>,
    /// None is ready.
    pub(crate) is_busy: Cell<bool>,
    /// None will ever be ready again.
    pub(crate) is_broken: Cell<bool>,
    /// In what state a bulkhead is when an answer is dropped.
    pub(crate) looks_at: RefCell<Option<Bulkhead>>,
    pub(crate) in_use_at_drop: Cell<Option<u32>>,
}

/// A service that panics if it is called without having been ready, as a clone never is.
#[derive(Debug)]
pub(crate) struct Strict {
    seen: Rc<Seen>,
    is_ready: bool,
}

impl Strict {
    pub(crate) fn new() -> (Self, Rc<Seen>) {
        let seen = Rc::<Seen>::default();
        (Self { seen: Rc::clone(&seen), is_ready: false }, seen)
    }

    fn set_ready(&mut self, is_ready: bool) {
        let ready = &self.seen.ready;
        ready.set(ready.get() + u32::from(is_ready) - u32::from(self.is_ready));
        self.is_ready = is_ready;
    }
}

impl Clone for Strict {
    fn clone(&self) -> Self {
        Self { seen: Rc::clone(&self.seen), is_ready: false }
    }
}

impl Drop for Strict {
    fn drop(&mut self) {
        self.set_ready(false);
    }
}

impl Service<Ask> for Strict {
    type Response = u16;
    type Error = Down;
    type Future = Answer;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Down>> {
        assert!(!self.is_ready, "asked again though it is ready");
        self.seen.polls.set(self.seen.polls.get() + 1);
        if self.seen.is_broken.get() {
            return Poll::Ready(Err(Down));
        } else if self.seen.is_busy.get() {
            return Poll::Pending;
        }
        self.set_ready(true);
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, ask: Ask) -> Answer {
        assert!(self.is_ready, "called though it is not ready");
        self.set_ready(false);
        self.seen.calls.borrow_mut().push(ask);
        if ask == Ask::PanicInCall {
            unwind();
        }
        self.seen.answers.set(self.seen.answers.get() + 1);
        Answer { ask, seen: Rc::clone(&self.seen) }
    }
}

/// The future of [`Strict`].
#[derive(Debug)]
pub(crate) struct Answer {
    ask: Ask,
    seen: Rc<Seen>,
}

impl Future for Answer {
    type Output = Result<u16, Down>;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
        let sent = u32::try_from(self.seen.calls.borrow().len()).unwrap();
        match self.ask {
            Ask::Status(status) => Poll::Ready(Ok(status)),
            Ask::FailUntil(last) if sent < last => Poll::Ready(Err(Down)),
            Ask::FailUntil(_) => Poll::Ready(Ok(200)),
            Ask::Hang => Poll::Pending,
            Ask::PanicInCall | Ask::PanicInPoll => unwind(),
        }
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        self.seen.answers.set(self.seen.answers.get() - 1);
        let bulkhead = self.seen.looks_at.borrow();
        self.seen.in_use_at_drop.set(bulkhead.as_ref().map(Bulkhead::in_use));
    }
}

/// Unwinds without the noise of the panic hook.
pub(crate) fn unwind() -> ! {
    resume_unwind(Box::new("own payload"))
}

/// Policies that share one clock.
#[derive(Default)]
pub(crate) struct Kit {
    pub(crate) time: ManualClock,
}

impl Kit {
    /// So many attempts, and a second between them.
    pub(crate) fn retry(&self, max_attempts: u32) -> Retry {
        let builder = Retry::builder().name("again").max_attempts(max_attempts);
        builder.backoff(Backoff::constant(SECOND)).clock(self.time.clock()).build().unwrap()
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

    /// So many permits, for which callers wait.
    pub(crate) fn bulkhead(&self, permits: u32) -> Bulkhead {
        let builder = Bulkhead::builder().name("pool").max_concurrent(permits);
        builder.clock(self.time.clock()).build().unwrap()
    }

    pub(crate) fn timeout(&self, limit: Duration) -> Timeout {
        let builder = Timeout::builder().name("slow").limit(limit);
        builder.clock(self.time.clock()).build().unwrap()
    }
}

pub(crate) fn is_ready<R, S: Service<R, Error: Debug>>(service: &mut S) -> bool {
    match service.poll_ready(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(ready) => {
            ready.unwrap();
            true
        }
        Poll::Pending => false,
    }
}

/// Calls a service that is ready.
#[track_caller]
pub(crate) fn call<R, S: Service<R, Error: Debug>>(service: &mut S, request: R) -> S::Future {
    assert!(is_ready(service), "it is not ready");
    service.call(request)
}

/// The answer of a call that has nothing to wait for.
#[track_caller]
pub(crate) fn now<T>(future: impl Future<Output = T>) -> T {
    match Task::new(future).poll() {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("it waits for something"),
    }
}

#[track_caller]
pub(crate) fn answer<T>(polled: Poll<T>) -> T {
    match polled {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("it waits for something"),
    }
}

#[track_caller]
pub(crate) fn rejected<T: Debug, E: Debug>(answer: Result<T, Error<E>>) -> Rejected {
    match answer {
        Err(Error::Rejected(rejected)) => rejected,
        other => panic!("{other:?}"),
    }
}
