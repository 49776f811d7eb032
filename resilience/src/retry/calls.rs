//! Attempts on a thread, and what all attempts are judged by.

use super::{Retry, Schedule};
use crate::clock::Instant;
use crate::error::{Rejected, rejection_in};
use std::error::Error;
use std::io;

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
        if is_for_the_caller(rejection) && !worth_it() {
            return None;
        }
        self.next(rejection)
    }
}

/// Whether it is for the caller to say if another attempt is worth it. It is not of a rejection, but for
/// a timeout: the dependency was asked.
pub(crate) fn is_for_the_caller(rejection: Option<&Rejected>) -> bool {
    matches!(rejection, None | Some(Rejected::TimedOut(_)))
}

/// The rejection that an error is, holds, or has for a source.
pub(crate) fn rejection_of<E: Error + 'static>(error: &E) -> Option<&Rejected> {
    rejection_in(error).or_else(|| rejection_along(error))
}

/// The rejection that is an error or one of its sources.
pub(crate) fn rejection_along<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a Rejected> {
    std::iter::successors(Some(error), |&error| within(error))
        .find_map(|error| error.downcast_ref())
}

/// The source of an error. An `io::Error` skips what it was made of: it has the source of that.
fn within<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match error.downcast_ref::<io::Error>() {
        Some(error) => error.get_ref().map(|error| error as _),
        None => error.source(),
    }
}
