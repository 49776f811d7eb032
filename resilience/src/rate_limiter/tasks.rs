//! Waiting in tasks.

use super::wait::{Desk, Turn};
use super::{RateLimiter, Tokens};
use crate::error::Rejected;
use crate::waiting::{Patience, Step, Wait, in_task};
use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

pub(super) type Answer = Result<(), Rejected>;

/// A wait goes into a box. It is larger than what most functions keep in their futures, and those would
/// have room for it whether they ever wait or not.
pub(super) type Waiting<'a> = Pin<Box<dyn Future<Output = Answer> + Send + Sync + 'a>>;

/// What a task asks for.
pub(super) trait Ask<'a>: Unpin {
    /// The answer, if there is one at once, or the wait for it.
    fn ask(self, waker: &Waker) -> Result<Answer, Waiting<'a>>;
}

/// What a task does for its tokens: it asks when it is first polled, and waits if it has to.
pub(super) enum InTask<'a, A> {
    Asks(A),
    Waits(Waiting<'a>),
    Done,
}

impl<'a, A: Ask<'a>> Future for InTask<'a, A> {
    type Output = Answer;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Answer> {
        let this = self.get_mut();
        let mut wait = match mem::replace(this, Self::Done) {
            Self::Asks(asks) => match asks.ask(cx.waker()) {
                Ok(answer) => return Poll::Ready(answer),
                Err(wait) => wait,
            },
            Self::Waits(wait) => wait,
            Self::Done => unreachable!("what is done is not polled again"),
        };
        let answer = wait.as_mut().poll(cx);
        if answer.is_pending() {
            *this = Self::Waits(wait);
        }
        answer
    }
}

impl<'a, D: Desk + Send + Sync + 'a> Turn<D> {
    /// The answer, if there is one at once, or the wait for it.
    #[inline]
    pub(super) fn ask_in_task(mut self, waker: &Waker) -> Result<Answer, Waiting<'a>> {
        match self.step(waker) {
            Step::Done(result) => Ok(self.end(result)),
            Step::SleepUntil(_) => Err(Box::pin(self.in_task())),
        }
    }
}

impl<D: Desk> Turn<D> {
    /// Waits in this task.
    async fn in_task(mut self) -> Answer {
        let answer = in_task(&mut self).await;
        self.end(answer)
    }
}

impl RateLimiter {
    /// Takes a token, waiting in this task for as long as it takes.
    ///
    /// # Errors
    ///
    /// [`Rejected::ShuttingDown`] once its [registry drains](crate::Registry::drain), and no other: a
    /// limiter can hold one token. See [`Tokens::acquire_async`].
    ///
    /// # Panics
    ///
    /// If it has to wait on the system clock and there is no tokio runtime with its timer enabled.
    ///
    /// # Cancel safety
    ///
    /// Dropped while it waits, it leaves the queue at once: no token is lost, and those behind it
    /// move up.
    #[inline]
    pub fn acquire_async(
        &self,
    ) -> impl Future<Output = Result<(), Rejected>> + Send + Sync + use<'_> {
        self.n(1).in_task(Patience::Endless)
    }

    /// Takes a token, waiting in this task for at most `timeout`; zero does not wait.
    ///
    /// # Errors
    ///
    /// [`Rejected::RateLimitExceeded`], at once, if it would take longer. [`Rejected::ShuttingDown`]
    /// once its [registry drains](crate::Registry::drain).
    ///
    /// # Panics
    ///
    /// As [`acquire_async`](Self::acquire_async).
    ///
    /// # Cancel safety
    ///
    /// As [`acquire_async`](Self::acquire_async).
    #[inline]
    pub fn acquire_async_timeout(
        &self,
        timeout: Duration,
    ) -> impl Future<Output = Result<(), Rejected>> + Send + Sync + use<'_> {
        self.n(1).in_task(Patience::For(timeout))
    }

    /// Waits in this task for a token, which it gets in the end.
    #[inline]
    pub(crate) fn wait_async(&self) -> impl Future<Output = Answer> + Send + Sync + use<'_> {
        self.n(1).in_task(Patience::Certain)
    }

    /// Waits in this task for a token, then runs the future that `op` makes.
    ///
    /// # Errors
    ///
    /// As [`acquire_async`](Self::acquire_async).
    ///
    /// # Panics
    ///
    /// As [`acquire_async`](Self::acquire_async).
    ///
    /// # Cancel safety
    ///
    /// Dropped while it waits, as [`acquire_async`](Self::acquire_async); after that the token is
    /// spent.
    #[inline]
    pub async fn call_async<Fut: Future>(
        &self,
        op: impl FnOnce() -> Fut,
    ) -> Result<Fut::Output, Rejected> {
        self.acquire_async().await?;
        Ok(op().await)
    }
}

impl<'a> Ask<'a> for (Tokens<'a>, Patience) {
    #[inline]
    fn ask(self, waker: &Waker) -> Result<Answer, Waiting<'a>> {
        let (Tokens { limiter, tokens }, patience) = self;
        match limiter.turn(tokens, patience) {
            Some(turn) => turn.ask_in_task(waker),
            None => Ok(Ok(())),
        }
    }
}

impl<'a> Tokens<'a> {
    #[inline]
    fn in_task(self, patience: Patience) -> impl Future<Output = Answer> + Send + Sync + use<'a> {
        InTask::Asks((self, patience))
    }

    /// Takes the tokens, waiting in this task for as long as it takes.
    ///
    /// # Errors
    ///
    /// [`Rejected::CapacityExceeded`], at once, if there never are so many. [`Rejected::ShuttingDown`]
    /// once its [registry drains](crate::Registry::drain).
    ///
    /// # Panics
    ///
    /// As [`RateLimiter::acquire_async`].
    ///
    /// # Cancel safety
    ///
    /// As [`RateLimiter::acquire_async`].
    #[inline]
    pub fn acquire_async(
        self,
    ) -> impl Future<Output = Result<(), Rejected>> + Send + Sync + use<'a> {
        self.in_task(Patience::Endless)
    }

    /// Takes the tokens, waiting in this task for at most `timeout`; zero does not wait.
    ///
    /// # Errors
    ///
    /// [`Rejected::RateLimitExceeded`], at once, if it would take longer;
    /// [`Rejected::CapacityExceeded`] if there never are so many.
    /// [`Rejected::ShuttingDown`] once its [registry drains](crate::Registry::drain).
    ///
    /// # Panics
    ///
    /// As [`RateLimiter::acquire_async`].
    ///
    /// # Cancel safety
    ///
    /// As [`RateLimiter::acquire_async`].
    #[inline]
    pub fn acquire_async_timeout(
        self,
        timeout: Duration,
    ) -> impl Future<Output = Result<(), Rejected>> + Send + Sync + use<'a> {
        self.in_task(Patience::For(timeout))
    }
}
