//! Attempts in a task.

use super::calls::rejection_of;
use super::{Retry, Schedule};
use crate::clock::Instant;
use std::error::Error;
use std::future::Future;

impl Retry {
    /// [`call`](Self::call) for an operation that returns a future. Waits in this task.
    ///
    /// # Errors
    ///
    /// That of the last attempt.
    ///
    /// # Panics
    ///
    /// Whatever `op` or its future panics with. On the system clock, if it has to wait and there is no
    /// tokio runtime with its timer enabled.
    ///
    /// # Cancel safety
    ///
    /// Dropped, it makes no other attempt.
    pub async fn call_async<T, E: Error + 'static, Fut>(
        &self,
        op: impl FnMut() -> Fut,
    ) -> Result<T, E>
    where
        Fut: Future<Output = Result<T, E>>,
    {
        self.in_task(op, |schedule, error| schedule.next(rejection_of(error))).await
    }

    /// [`call_if`](Self::call_if) for an operation that returns a future. Waits in this task.
    ///
    /// # Errors
    ///
    /// That of the last attempt.
    ///
    /// # Panics
    ///
    /// As [`call_async`](Self::call_async), and whatever `retry_if` panics with.
    ///
    /// # Cancel safety
    ///
    /// Dropped, it makes no other attempt.
    pub async fn call_async_if<T, E, Fut>(
        &self,
        retry_if: impl Fn(&E) -> bool,
        op: impl FnMut() -> Fut,
    ) -> Result<T, E>
    where
        Fut: Future<Output = Result<T, E>>,
    {
        self.in_task(op, |schedule, error| schedule.next_if(&retry_if, error)).await
    }

    async fn in_task<T, E, Fut>(
        &self,
        mut op: impl FnMut() -> Fut,
        next: impl Fn(&mut Schedule<'_>, &E) -> Option<Instant>,
    ) -> Result<T, E>
    where
        Fut: Future<Output = Result<T, E>>,
    {
        let mut schedule = self.start();
        let clock = schedule.clock();
        loop {
            let error = match op().await {
                Ok(value) => return Ok(value),
                Err(error) => error,
            };
            match next(&mut schedule, &error) {
                Some(instant) => {
                    drop(error);
                    clock.sleep_until(instant).await;
                }
                None => return Err(error),
            }
        }
    }
}
