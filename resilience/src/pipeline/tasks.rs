//! Calls in a task.

use super::Pipeline;
use super::calls::{end_if, end_of, judged, whole};
use super::machine::{Deadline, End, Inward, Machine, Outward};
use crate::clock::Alarm;
use crate::error::{Error, Rejected};
use crate::outcome::Outcome;
use std::error::Error as StdError;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

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

    async fn in_task<R, Fut: Future<Output = R>>(
        &self,
        mut op: impl FnMut() -> Fut,
        end_of: impl Fn(&R) -> End<'_>,
    ) -> Result<R, Rejected> {
        let mut machine = Machine::new(&self.layers);
        loop {
            let mut result = match machine.go_in() {
                Inward::WaitForToken(limiter) => {
                    match machine.in_time(limiter.acquire_async()).await.flatten() {
                        Ok(()) => {
                            machine.has_token();
                            continue;
                        }
                        Err(rejected) => Err(rejected),
                    }
                }
                Inward::WaitForPermit(bulkhead) => {
                    match machine.in_time(bulkhead.acquire_async()).await.flatten() {
                        Ok(permit) => {
                            machine.has_permit(permit);
                            continue;
                        }
                        Err(rejected) => Err(rejected),
                    }
                }
                Inward::TurnedAway(rejected) => Err(rejected),
                // A wait may have ended in time and been looked at too late.
                Inward::Run if machine.is_over() => Err(machine.end_in_time()),
                Inward::Run => {
                    let future = machine.during(&mut op);
                    machine.in_time(future).await
                }
            };
            loop {
                let end = match &result {
                    Ok(value) => machine.during(|| end_of(value)),
                    Err(rejected) => End::rejected(rejected),
                };
                let Outward::Again(instant, clock) = machine.go_out(end) else { return result };
                drop(result);
                match machine.in_time(clock.sleep_until(instant)).await {
                    Ok(()) => break,
                    Err(rejected) => result = Err(rejected),
                }
            }
        }
    }
}

impl Machine<'_> {
    /// Awaits the future, unless a deadline comes before it is done: then that is dropped, and all
    /// within the deadline.
    async fn in_time<F: Future>(&mut self, future: F) -> Result<F::Output, Rejected> {
        let mut future = pin!(Some(future));
        let mut alarms = Vec::new();
        if !self.is_over() {
            let value = poll_fn(|cx| {
                let polled = future.as_mut().as_pin_mut().map(|it| self.during(|| it.poll(cx)));
                if let Some(Poll::Ready(value)) = polled {
                    return Poll::Ready(Some(value));
                }
                alarms.resize_with(self.deadlines().count(), Alarm::default);
                let mut ring = |(alarm, deadline): (&mut Alarm, Deadline<'_>)| {
                    alarm.poll_at(deadline.timeout.clock(), deadline.instant, cx).is_ready()
                };
                // All of them: each wakes this task. (But none where the future has used up its share of
                // the runtime.)
                let rings = alarms.iter_mut().zip(self.deadlines()).map(&mut ring);
                if rings.fold(false, |any, rings| any | rings) || self.is_over() {
                    return Poll::Ready(None);
                }
                Poll::Pending
            });
            if let Some(value) = value.await {
                return Ok(value);
            }
        }
        future.set(None);
        Err(self.end_in_time())
    }
}
