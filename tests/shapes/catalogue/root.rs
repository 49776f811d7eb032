//! Functions of every shape, as `tests/shapes/catalogue` lists them, each in a file of its own.

use resilience::Rejected;
use std::fmt;
use std::num::ParseIntError;

/// What a client of some service may get.
#[derive(Debug)]
pub enum ApiError {
    /// Nothing there.
    NotFound,
    /// It said what nobody can read.
    NoNumber,
    /// The call was turned away.
    Rejected(Rejected),
}

/// Its results.
pub type Reply<T> = Result<T, ApiError>;

impl From<Rejected> for ApiError {
    fn from(rejected: Rejected) -> Self {
        Self::Rejected(rejected)
    }
}

impl From<ParseIntError> for ApiError {
    fn from(_: ParseIntError) -> Self {
        Self::NoNumber
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => f.write_str("not found"),
            Self::NoNumber => f.write_str("no number"),
            Self::Rejected(rejected) => rejected.fmt(f),
        }
    }
}

impl std::error::Error for ApiError {}

/// Takes what may go to another thread.
pub fn send(_: impl Send) {}
