//! How a guarded call ended.

/// The judgement of one guarded call, as its policy counts it.
///
/// The fourth way a call can end, *abandoned*, has no variant: it is what happens to a
/// [`Permit`](crate::Permit) that nobody settles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The dependency answered as it should.
    Success,
    /// The dependency failed: a counted failure.
    Failure,
    /// The result says nothing about the dependency (a "not found", a rejection by a policy
    /// further in): neither a success nor a failure.
    Ignored,
}

/// A return type that tells success from failure.
#[diagnostic::on_unimplemented(
    message = "a guarded function returns a `Result`, and `{Self}` is none",
    label = "not a `Result`: its successes and failures cannot be told apart",
    note = "return `Result<_, E>`, where `E: From<resilience::Rejected>`",
    note = "or judge any other value in the attribute, and make one for the calls that are turned away: `failure_if = |value| …, fallback = |rejected| …`"
)]
pub trait Judged {
    /// The value of a success.
    type Value;
    /// The error of anything else.
    type Error;

    /// The same, by its proper name.
    ///
    /// # Errors
    ///
    /// The error, if it is one.
    fn into_result(self) -> Result<Self::Value, Self::Error>;

    /// The same, by the name the user gave it.
    fn from_result(result: Result<Self::Value, Self::Error>) -> Self;
}

impl<T, E> Judged for Result<T, E> {
    type Value = T;
    type Error = E;

    #[inline]
    fn into_result(self) -> Self {
        self
    }

    #[inline]
    fn from_result(result: Self) -> Self {
        result
    }
}

/// Says what the value of a guarded call means.
pub trait Judge<R> {
    /// Tells the outcome, and gives the value back.
    fn judge(self, value: R, tell: impl FnOnce(Outcome)) -> R;
}

/// `Ok` is a success, and an error is what this judge of errors says.
///
/// The result is taken apart and put together again, so that it goes back in registers: one that is
/// judged as a whole stays in memory and is copied, which costs more than all the rest.
#[derive(Debug)]
pub struct ByError<J>(pub(crate) J);

/// A value is what this judge of values says.
#[derive(Debug)]
pub struct ByValue<J>(pub(crate) J);

impl<R: Judged, J: FnOnce(&R::Error) -> Outcome> Judge<R> for ByError<J> {
    #[inline]
    fn judge(self, value: R, tell: impl FnOnce(Outcome)) -> R {
        match value.into_result() {
            Ok(value) => {
                tell(Outcome::Success);
                R::from_result(Ok(value))
            }
            Err(error) => {
                tell((self.0)(&error));
                R::from_result(Err(error))
            }
        }
    }
}

impl<R, J: FnOnce(&R) -> Outcome> Judge<R> for ByValue<J> {
    #[inline]
    fn judge(self, value: R, tell: impl FnOnce(Outcome)) -> R {
        tell((self.0)(&value));
        value
    }
}
