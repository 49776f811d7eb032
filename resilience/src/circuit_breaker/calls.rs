//! Guarded calls: admission, the call, its judgement.

use super::{CircuitBreaker, Refusal};
use crate::error::{Error, Rejected, judge_error};
use crate::outcome::{ByError, ByValue, Outcome};
use std::future::Future;
use std::pin::pin;

impl CircuitBreaker {
    /// Runs `op` if the breaker admits it: `Ok` is a success, `Err` a failure, a rejection by
    /// another policy within it neither.
    ///
    /// # Errors
    ///
    /// [`Error::Rejected`] if the breaker did not admit the call, [`Error::Inner`] with the error
    /// of `op`, untouched.
    ///
    /// # Panics
    ///
    /// Whatever `op` panics with; it counts as a failure.
    #[inline]
    pub fn call<T, E, F>(&self, op: F) -> Result<T, Error<E>>
    where
        F: FnOnce() -> Result<T, E>,
    {
        match self.core().enter() {
            Ok(permit) => permit.run(op, ByError(judge_error)).map_err(Error::Inner),
            Err(refusal) => self.turned_away(refusal),
        }
    }

    /// [`call`](Self::call) for an operation that returns a future. Nothing happens before the
    /// first poll.
    ///
    /// # Errors
    ///
    /// As [`call`](Self::call).
    ///
    /// # Panics
    ///
    /// As [`call`](Self::call).
    ///
    /// # Cancel safety
    ///
    /// Dropped before it is done, the call is abandoned: neither success nor failure, and a probe
    /// gives its slot back.
    #[inline]
    pub async fn call_async<T, E, F, Fut>(&self, op: F) -> Result<T, Error<E>>
    where
        F: FnOnce() -> Fut,
        Fut: Future<Output = Result<T, E>>,
    {
        match self.core().enter() {
            Ok(mut permit) => {
                let future = pin!(permit.during(op));
                permit.watch(future, ByError(judge_error)).await.map_err(Error::Inner)
            }
            Err(refusal) => self.turned_away(refusal),
        }
    }

    /// Runs `op` if the breaker admits it, and lets `judge` say what its value means.
    ///
    /// ```
    /// # use resilience::{CircuitBreaker, Outcome};
    /// # let breaker = CircuitBreaker::builder().build()?;
    /// let status = breaker.call_with(|| 503_u16, |status| match status {
    ///     500.. => Outcome::Failure,
    ///     400.. => Outcome::Ignored,
    ///     _ => Outcome::Success,
    /// })?;
    /// assert_eq!((status, breaker.failure_count()), (503, 1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Rejected`] if the breaker did not admit the call.
    ///
    /// # Panics
    ///
    /// Whatever `op` or `judge` panics with; it counts as a failure.
    #[inline]
    pub fn call_with<R, F, J>(&self, op: F, judge: J) -> Result<R, Rejected>
    where
        F: FnOnce() -> R,
        J: FnOnce(&R) -> Outcome,
    {
        match self.core().enter() {
            Ok(permit) => Ok(permit.run(op, ByValue(judge))),
            Err(refusal) => Err(self.core().rejection(refusal)),
        }
    }

    /// [`call_with`](Self::call_with) for an operation that returns a future. Nothing happens
    /// before the first poll.
    ///
    /// # Errors
    ///
    /// As [`call_with`](Self::call_with).
    ///
    /// # Panics
    ///
    /// As [`call_with`](Self::call_with).
    ///
    /// # Cancel safety
    ///
    /// As [`call_async`](Self::call_async).
    #[inline]
    pub async fn call_async_with<R, F, Fut, J>(&self, op: F, judge: J) -> Result<R, Rejected>
    where
        F: FnOnce() -> Fut,
        Fut: Future<Output = R>,
        J: FnOnce(&R) -> Outcome,
    {
        match self.core().enter() {
            Ok(permit) => Ok(permit.run_async(op, ByValue(judge)).await),
            Err(refusal) => Err(self.core().rejection(refusal)),
        }
    }

    /// Out of line, so that the error is made where it is returned and not moved there.
    #[cold]
    #[inline(never)]
    fn turned_away<T, E>(&self, refusal: Refusal) -> Result<T, Error<E>> {
        Err(Error::rejected_with(|| self.core().rejection(refusal)))
    }
}
