//! Calls on a thread, and how the values of all calls end.

use super::Pipeline;
use super::machine::{End, Inward, Machine, Outward};
use crate::error::{Error, Rejected, judge_error, rejection_in};
use crate::outcome::Outcome;
use crate::retry::{is_for_the_caller, rejection_of};
use std::error::Error as StdError;

impl Pipeline {
    /// Runs `op` within the policies, on this thread. Every error is retried but a rejection.
    ///
    /// # Errors
    ///
    /// [`Error::Rejected`] if a policy turned the call away, [`Error::Inner`] with the last error of
    /// `op`, untouched.
    ///
    /// # Panics
    ///
    /// Whatever `op` panics with; it counts as a failure.
    pub fn call<T, E: StdError + 'static>(
        &self,
        op: impl FnMut() -> Result<T, E>,
    ) -> Result<T, Error<E>> {
        whole(self.on_thread(op, end_of))
    }

    /// [`call`](Self::call) for any error; `retry_if` says of each, but of rejections, whether it is
    /// worth another attempt.
    ///
    /// # Errors
    ///
    /// As [`call`](Self::call).
    ///
    /// # Panics
    ///
    /// Whatever `op` or `retry_if` panics with; it counts as a failure.
    pub fn call_if<T, E>(
        &self,
        retry_if: impl Fn(&E) -> bool,
        op: impl FnMut() -> Result<T, E>,
    ) -> Result<T, Error<E>> {
        whole(self.on_thread(op, |result| end_if(result, &retry_if)))
    }

    /// Runs `op` within the policies, on this thread; `judge` says what its value means. A failure is
    /// retried.
    ///
    /// # Errors
    ///
    /// [`Rejected`] if a policy turned the call away.
    ///
    /// # Panics
    ///
    /// Whatever `op` or `judge` panics with; it counts as a failure.
    pub fn call_with<R>(
        &self,
        op: impl FnMut() -> R,
        judge: impl Fn(&R) -> Outcome,
    ) -> Result<R, Rejected> {
        self.on_thread(op, |value| judged(judge(value)))
    }

    fn on_thread<R>(
        &self,
        mut op: impl FnMut() -> R,
        end_of: impl Fn(&R) -> End<'_>,
    ) -> Result<R, Rejected> {
        self.check_for_threads()?;
        let mut machine = Machine::new(self);
        loop {
            let turned_away = match machine.go_in() {
                Inward::Wait(wait) => wait.on_thread().map(|frame| machine.has(frame)).err(),
                Inward::TurnedAway(rejected) => Some(rejected),
                Inward::Run => {
                    let value = machine.during(&mut op);
                    let end = machine.during(|| end_of(&value));
                    match machine.go_out(end) {
                        Outward::Done => return Ok(value),
                        Outward::Again(instant, clock) => {
                            drop(value);
                            clock.sleep(clock.now().until(instant));
                        }
                    }
                    None
                }
            };
            if let Some(rejected) = turned_away {
                match machine.go_out(End::rejected(&rejected)) {
                    Outward::Done => return Err(rejected),
                    Outward::Again(instant, clock) => clock.sleep(clock.now().until(instant)),
                }
            }
        }
    }
}

/// How a result ended whose errors are worth another attempt.
pub(super) fn end_of<T, E: StdError + 'static>(result: &Result<T, E>) -> End<'_> {
    match result {
        Ok(_) => End::SUCCESS,
        Err(error) => {
            let rejection = rejection_of(error);
            End { outcome: judge_error(error), rejection, again: true, last: false }
        }
    }
}

/// How a result ended whose errors are judged.
pub(super) fn end_if<T, E>(result: &Result<T, E>, retry_if: impl Fn(&E) -> bool) -> End<'_> {
    match result {
        Ok(_) => End::SUCCESS,
        Err(error) => {
            let rejection = rejection_in(error);
            let again = is_for_the_caller(rejection) && retry_if(error);
            End { outcome: judge_error(error), rejection, again, last: false }
        }
    }
}

/// How a value ended that is judged as a whole.
pub(super) fn judged(outcome: Outcome) -> End<'static> {
    End { outcome, rejection: None, again: outcome == Outcome::Failure, last: false }
}

pub(crate) fn whole<T, E>(result: Result<Result<T, E>, Rejected>) -> Result<T, Error<E>> {
    match result {
        Ok(result) => result.map_err(Error::Inner),
        Err(rejected) => Err(rejected.into()),
    }
}
