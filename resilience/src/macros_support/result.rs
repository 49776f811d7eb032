//! How the value of an annotated function is judged and a rejection brought into it.

use crate::error::{Rejected, judge_error};
use crate::outcome::{Judged, Outcome};

/// Asks a user's callable about an error. (A closure needs to be told what it is asked about.)
#[inline]
pub fn ask<E: ?Sized>(error: &E, callable: impl Fn(&E) -> bool) -> bool {
    callable(error)
}

/// What an error of a guarded function means.
#[inline]
pub fn judge<E>(error: &E, excluded: impl FnOnce(&E) -> bool) -> Outcome {
    if excluded(error) { Outcome::Ignored } else { judge_error(error) }
}

/// What the whole value of a guarded function means.
#[inline]
pub fn judge_whole<R>(ignored: bool, value: &R, failure_if: impl Fn(&R) -> bool) -> Outcome {
    match ignored {
        true => Outcome::Ignored,
        false if failure_if(value) => Outcome::Failure,
        false => Outcome::Success,
    }
}

/// A return type whose errors can be excluded.
///
/// It is [`Judged`] again for the sake of its message, which the compiler tells of the trait that is
/// called.
#[diagnostic::on_unimplemented(
    message = "`excluded…` is about the errors of a `Result`, and `{Self}` is none",
    label = "this holds no error: leave out `excluded…`, `failure_if` judges the whole value"
)]
pub trait Excludable {
    /// Its error.
    type Error;

    /// The error, if it is one.
    fn error(&self) -> Option<&Self::Error>;
}

impl<T, E> Excludable for Result<T, E> {
    type Error = E;

    #[inline]
    fn error(&self) -> Option<&E> {
        self.as_ref().err()
    }
}

/// Whether the value of a guarded function is an error that is excluded.
#[inline]
pub fn is_excluded<R: Excludable>(value: &R, excluded: impl FnOnce(&R::Error) -> bool) -> bool {
    value.error().is_some_and(excluded)
}

/// Any value that a guarded function returned.
#[derive(Debug)]
pub struct Whole<'a, R>(pub &'a R);

impl<T, E> Whole<'_, Result<T, E>> {
    /// Whether it is a rejection by a policy further in, where that can be seen.
    #[must_use]
    pub fn is_rejection(&self) -> bool {
        self.0.as_ref().is_err_and(|error| judge_error(error) == Outcome::Ignored)
    }
}

/// The same of values that are no result, or nobody knows.
pub trait NoResult {
    /// It is none.
    fn is_rejection(&self) -> bool;
}

impl<R> NoResult for Whole<'_, R> {
    fn is_rejection(&self) -> bool {
        false
    }
}

/// A return type that a rejection can be brought into.
#[diagnostic::on_unimplemented(
    message = "a guarded function returns a `Result`, and `{Self}` is none",
    label = "a call that is turned away has to return an error, which this cannot hold",
    note = "return `Result<_, E>` with an error type `E` that is `From<resilience::Rejected>`",
    note = "or make another value in the attribute: `fallback = |rejected| …` (for a circuit breaker with `failure_if = |value| …` beside it)"
)]
pub trait Refused: Judged {
    /// The value of a call that was turned away.
    fn refused(rejected: Rejected) -> Self;
}

impl<T, E: FromRejected> Refused for Result<T, E> {
    #[inline]
    fn refused(rejected: Rejected) -> Self {
        Err(E::from_rejected(rejected))
    }
}

/// An error type that a rejection can be brought into.
#[diagnostic::on_unimplemented(
    message = "a call that is turned away has to return an error, and `{Self}` is not `From<resilience::Rejected>`",
    label = "the error type `{Self}` cannot hold a rejection",
    note = "give it a variant that can: `#[error(transparent)] Rejected(#[from] resilience::Rejected)`",
    note = "or make one of its values in the attribute: `map_err = |rejected| …`",
    note = "or make the whole value there: `fallback = |rejected| …`",
    note = "or return another error, which holds both: `resilience::Error<{Self}>`, `anyhow::Error`, `Box<dyn Error + Send + Sync>`"
)]
pub trait FromRejected {
    /// The error of a call that was turned away.
    fn from_rejected(rejected: Rejected) -> Self;
}

#[diagnostic::do_not_recommend]
impl<E: From<Rejected>> FromRejected for E {
    #[inline]
    fn from_rejected(rejected: Rejected) -> Self {
        rejected.into()
    }
}
