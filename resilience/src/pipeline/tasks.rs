//! Calls in a task.

use super::Pipeline;
use super::calls::{end_if, end_of, judged, whole};
use super::drive::{Attempts, Drive};
use super::machine::End;
use crate::error::{Error, Rejected};
use crate::outcome::Outcome;
use pin_project_lite::pin_project;
use std::error::Error as StdError;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

impl Pipeline {
    /// [`call`](Self::call) for an operation that returns a future; waits in this task. Nothing happens
    /// before the first poll.
    ///
    /// # Errors
    ///
    /// As [`call`](Self::call).
    ///
    /// # Panics
    ///
    /// Whatever `op` or its future panics with; it counts as a failure. On a system clock, if it has to
    /// wait and there is no tokio runtime with its timer enabled.
    ///
    /// # Cancel safety
    ///
    /// Dropped, the call is abandoned: it counts at no breaker, leaves every queue, gives every permit
    /// back, and makes no other attempt. Tokens are spent.
    pub async fn call_async<T, E: StdError + 'static, Fut>(
        &self,
        op: impl FnMut() -> Fut,
    ) -> Result<T, Error<E>>
    where
        Fut: Future<Output = Result<T, E>>,
    {
        whole(self.in_task(op, end_of).await)
    }

    /// [`call_if`](Self::call_if) for an operation that returns a future; waits in this task.
    ///
    /// # Errors
    ///
    /// As [`call`](Self::call).
    ///
    /// # Panics
    ///
    /// As [`call_async`](Self::call_async), and whatever `retry_if` panics with.
    ///
    /// # Cancel safety
    ///
    /// As [`call_async`](Self::call_async).
    pub async fn call_async_if<T, E, Fut>(
        &self,
        retry_if: impl Fn(&E) -> bool,
        op: impl FnMut() -> Fut,
    ) -> Result<T, Error<E>>
    where
        Fut: Future<Output = Result<T, E>>,
    {
        whole(self.in_task(op, |result| end_if(result, &retry_if)).await)
    }

    /// [`call_with`](Self::call_with) for an operation that returns a future; waits in this task.
    ///
    /// # Errors
    ///
    /// [`Rejected`] if a policy turned the call away.
    ///
    /// # Panics
    ///
    /// As [`call_async`](Self::call_async), and whatever `judge` panics with.
    ///
    /// # Cancel safety
    ///
    /// As [`call_async`](Self::call_async).
    pub async fn call_async_with<R, Fut>(
        &self,
        op: impl FnMut() -> Fut,
        judge: impl Fn(&R) -> Outcome,
    ) -> Result<R, Rejected>
    where
        Fut: Future<Output = R>,
    {
        self.in_task(op, |value| judged(judge(value))).await
    }

    fn in_task<R, Fut, O, J>(&self, op: O, end_of: J) -> Drive<&Self, Futures<O, Fut, J>>
    where
        O: FnMut() -> Fut,
        Fut: Future<Output = R>,
        J: Fn(&R) -> End<'_>,
    {
        Drive::new(self, Futures { future: None, op, end_of })
    }
}

pin_project! {
    /// Attempts that are futures which a closure makes, and a judge of what they give.
    #[project = Parts]
    struct Futures<O, Fut, J> {
        #[pin]
        future: Option<Fut>,
        op: O,
        end_of: J,
    }
}

impl<O, Fut, J> Attempts for Futures<O, Fut, J>
where
    O: FnMut() -> Fut,
    Fut: Future,
    J: Fn(&Fut::Output) -> End<'_>,
{
    type Value = Fut::Output;

    #[inline]
    fn begin(self: Pin<&mut Self>) {
        let Parts { mut future, op, .. } = self.project();
        future.set(Some(op()));
    }

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Fut::Output> {
        self.project().future.as_pin_mut().expect("an attempt has begun").poll(cx)
    }

    #[inline]
    fn end(self: Pin<&mut Self>) {
        self.project().future.set(None);
    }

    #[inline]
    fn judge<'a>(&self, value: &'a Fut::Output) -> End<'a> {
        (self.end_of)(value)
    }
}
