//! What callbacks return.

use std::fmt::Display;

/// What a cleanup callback can return.
#[diagnostic::on_unimplemented(
    message = "a cleanup callback returns `()` or a `Result`, and `{Self}` is neither",
    label = "neither `()` nor a `Result` whose error can be displayed",
    note = "end it with a semicolon if what it returns does not matter"
)]
pub trait CleanupResult {
    /// The text of the error, if it is one.
    fn into_failure(self) -> Option<String>;
}

impl CleanupResult for () {
    fn into_failure(self) -> Option<String> {
        None
    }
}

impl<T, E: Display> CleanupResult for Result<T, E> {
    /// With its causes, where the alternate form of an error has them, as that of `anyhow`.
    fn into_failure(self) -> Option<String> {
        self.err().map(|error| format!("{error:#}"))
    }
}

// What never returns, such as a lone `panic!`.
impl CleanupResult for Never {
    fn into_failure(self) -> Option<String> {
        self
    }
}

/// `!`, which has no name yet where a type is wanted.
type Never = <fn() -> ! as Returns>::Value;

/// Tells what a function returns.
pub trait Returns {
    /// That.
    type Value;
}

impl<R> Returns for fn() -> R {
    type Value = R;
}
