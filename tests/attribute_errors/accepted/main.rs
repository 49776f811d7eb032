//! What the attributes accept without a warning of any kind: their arguments, on functions of all kinds.
//! (`tests/shapes/catalogue` has the kinds.)
//!
//! `tests/attribute_errors.rs` checks this program with clippy, as one of each edition.

#![deny(warnings, missing_docs, dead_code, unused, future_incompatible, rust_2018_idioms)]
#![deny(missing_debug_implementations, unreachable_pub, unsafe_op_in_unsafe_fn)]
#![deny(clippy::all, clippy::pedantic, clippy::allow_attributes)]
#![forbid(unreachable_patterns)]

mod accessors;
mod arguments;
mod breaker;
mod limiter;
mod others;

use resilience::Rejected;
use std::fmt;
use std::num::ParseIntError;

/// What a client of some service may get.
#[derive(Debug)]
pub(crate) enum ApiError {
    /// Nothing there.
    NotFound,
    /// The service said so.
    Status(u16),
    /// Something else.
    Other {
        /// What.
        why: &'static str,
    },
    /// The call was turned away.
    Rejected(Rejected),
}

/// Its results.
pub(crate) type Reply<T> = Result<T, ApiError>;

impl From<Rejected> for ApiError {
    fn from(rejected: Rejected) -> Self {
        Self::Rejected(rejected)
    }
}

impl From<ParseIntError> for ApiError {
    fn from(_: ParseIntError) -> Self {
        Self::Other { why: "no number" }
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => f.write_str("not found"),
            Self::Status(code) => write!(f, "status {code}"),
            Self::Other { why } => f.write_str(why),
            Self::Rejected(rejected) => rejected.fmt(f),
        }
    }
}

impl std::error::Error for ApiError {}

fn main() {
    accessors::all();
    arguments::all();
    breaker::all();
    limiter::all();
    others::all();
}
