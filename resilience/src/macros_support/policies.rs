//! What the expansions of `#[timeout]` and `#[fallback]` call.

use super::path;
use std::future::Future;

/// A return type with errors that can be retried or answered.
///
/// It is [`Judged`](crate::outcome::Judged) again for the sake of its message: the compiler tells that
/// of the trait which is called.
#[diagnostic::on_unimplemented(
    message = "`#[retry]` and `#[fallback]` are for the errors of a `Result`, and `{Self}` is none",
    label = "this holds no error: return a `Result`"
)]
pub trait Fallible {
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

impl<T, E> Fallible for Result<T, E> {
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

/// The name of a guard that nobody else shares. `item` is the name of the type of an item in the body of
/// the function.
#[must_use]
pub fn default_name(item: &str, function: &str) -> &'static str {
    // A function is never forgotten, and a literal costs nothing in an error.
    path::of_function(item, function).leak()
}

/// What a user's function makes in place of a value.
pub fn made_by<R>(make: impl FnOnce() -> R) -> R {
    make()
}

/// The value, or what is made of its error.
#[inline]
pub fn or_else<R: Fallible>(value: R, fallback: impl FnOnce(R::Error) -> R) -> R {
    match value.into_result() {
        Ok(value) => R::from_result(Ok(value)),
        Err(error) => fallback(error),
    }
}

/// The value, or what becomes of its error.
#[inline]
pub async fn or_else_async<R: Fallible, Fut: Future<Output = R>>(
    value: R,
    fallback: impl FnOnce(R::Error) -> Fut,
) -> R {
    match value.into_result() {
        Ok(value) => R::from_result(Ok(value)),
        Err(error) => fallback(error).await,
    }
}
