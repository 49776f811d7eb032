//! What the expansions of `#[timeout]` and `#[fallback]` call.

use super::path;
use crate::outcome::Judged;
use std::future::Future;

/// The name of a guard that nobody else shares. `item` is an item in the body of the function.
pub fn default_name<T>(item: &T, function: &str) -> &'static str {
    // A function is never forgotten, and a literal costs nothing in an error.
    path::of_function(std::any::type_name_of_val(item), function).leak()
}

/// What a user's function makes in place of a value.
pub fn made_by<R>(make: impl FnOnce() -> R) -> R {
    make()
}

/// The value, or what is made of its error.
#[inline]
pub fn or_else<R: Judged, F: FnOnce(R::Error) -> R>(value: R, fallback: F) -> R {
    match value.into_result() {
        Ok(value) => R::from_result(Ok(value)),
        Err(error) => fallback(error),
    }
}

/// The value, or what becomes of its error.
#[inline]
pub async fn or_else_async<R, F, Fut>(value: R, fallback: F) -> R
where
    R: Judged,
    F: FnOnce(R::Error) -> Fut,
    Fut: Future<Output = R>,
{
    match value.into_result() {
        Ok(value) => R::from_result(Ok(value)),
        Err(error) => fallback(error).await,
    }
}
