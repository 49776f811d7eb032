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
    note = "return `Result<_, E>`, where `E: From<resilience::Rejected>`"
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
