//! Attempts on a thread, and what all attempts are judged by.

use super::{Retry, Schedule};
use crate::clock::Instant;
use crate::error::{Rejected, rejection_in};
use std::error::Error;

impl Retry {
    /// Runs `op` until it succeeds, or another attempt is not to be made. Waits on this thread. Every
    /// error is retried but a rejection.
    ///
    /// # Errors
    ///
    /// That of the last attempt.
    ///
    /// # Panics
    ///
    /// Whatever `op` panics with; there is no other attempt after that.
    pub fn call<T, E: Error + 'static>(&self, op: impl FnMut() -> Result<T, E>) -> Result<T, E> {
        self.on_thread(op, |schedule, error| schedule.next(rejection_of(error)))
    }

    /// [`call`](Self::call) for any error; `retry_if` says of each, but of rejections, whether it is
    /// worth another attempt.
    ///
    /// # Errors
    ///
    /// That of the last attempt.
    ///
    /// # Panics
    ///
    /// Whatever `op` or `retry_if` panics with.
    pub fn call_if<T, E>(
        &self,
        retry_if: impl Fn(&E) -> bool,
        op: impl FnMut() -> Result<T, E>,
    ) -> Result<T, E> {
        self.on_thread(op, |schedule, error| schedule.next_if(&retry_if, error))
    }

    fn on_thread<T, E>(
        &self,
        mut op: impl FnMut() -> Result<T, E>,
        next: impl Fn(&mut Schedule<'_>, &E) -> Option<Instant>,
    ) -> Result<T, E> {
        let mut schedule = self.start();
        let clock = schedule.clock();
        loop {
            let error = match op() {
                Ok(value) => return Ok(value),
                Err(error) => error,
            };
            match next(&mut schedule, &error) {
                Some(instant) => {
                    drop(error);
                    clock.sleep(clock.now().until(instant));
                }
                None => return Err(error),
            }
        }
    }
}

impl Schedule<'_> {
    /// [`next`](Self::next) for an error that is judged, unless it is a rejection.
    pub(crate) fn next_if<E>(
        &mut self,
        retry_if: impl Fn(&E) -> bool,
        error: &E,
    ) -> Option<Instant> {
        self.next_worth(rejection_in(error), || retry_if(error))
    }

    /// [`next`](Self::next) for what is worth another attempt, or a rejection.
    pub(crate) fn next_worth(
        &mut self,
        rejection: Option<&Rejected>,
        worth_it: impl FnOnce() -> bool,
    ) -> Option<Instant> {
        let for_the_caller = matches!(rejection, None | Some(Rejected::TimedOut(_)));
        if for_the_caller && !worth_it() {
            return None;
        }
        self.next(rejection)
    }
}

/// The rejection that an error is, holds, or has for a source.
pub(crate) fn rejection_of<E: Error>(error: &E) -> Option<&Rejected> {
    rejection_in(error).or_else(|| {
        std::iter::successors(error.source(), |&error| error.source())
            .find_map(|error| error.downcast_ref())
    })
}
