//! What the expansion of `#[retry]` calls.

use crate::clock::Instant;
use crate::error::Rejected;
use crate::retry::{Retry, Schedule};
use std::fmt;

/// The attempts of one call.
pub struct Attempts(pub(super) Schedule<'static>);

/// How long to wait for the next attempt.
#[derive(Clone, Copy, Debug)]
pub struct Pause(pub(super) Instant);

impl Attempts {
    /// The first is made.
    #[must_use]
    pub fn new(retry: &'static Retry) -> Self {
        Self(retry.start())
    }

    /// After an attempt that failed: the wait before the next one, if there is one. `worth_it` says of
    /// what is no rejection whether there should be.
    pub fn next(
        &mut self,
        rejection: Option<&Rejected>,
        worth_it: impl FnOnce() -> bool,
    ) -> Option<Pause> {
        self.0.next_worth(rejection, worth_it).map(Pause)
    }

    /// Waits on this thread.
    pub fn on_thread(&self, Pause(instant): Pause) {
        let clock = self.0.clock();
        clock.sleep(clock.now().until(instant));
    }
}

impl fmt::Debug for Attempts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// An argument that every attempt can have anew.
#[diagnostic::on_unimplemented(
    message = "every attempt of `#[retry]` needs this argument anew, and `{Self}` is not `Clone`",
    label = "the first attempt would take it along",
    note = "take it by reference: `&{Self}`",
    note = "or let all attempts share it, as a reference: `by_ref(…)` with its name"
)]
pub trait Again {
    /// Another one.
    #[must_use]
    fn again(&self) -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Clone> Again for T {
    #[inline]
    fn again(&self) -> Self {
        self.clone()
    }
}

/// An argument for one more attempt.
#[inline]
pub fn again<T: Again>(argument: &T) -> T {
    argument.again()
}
