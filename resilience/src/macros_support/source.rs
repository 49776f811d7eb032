//! Looking for a rejection in an error of any type.
//!
//! Where it is, the place of the call finds out: [`rejection`](Seen::rejection) of `&&&&source` is
//! that of the first implementation below whose bounds hold, each being for one reference less.

use crate::error::{Rejected, rejection_in};
use crate::retry::rejection_along;
use std::error::Error;
use std::io;
use std::ops::Deref;

/// An error, looked into for a rejection.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a, E>(pub &'a E);

/// What is seen in an error.
pub trait Seen<'a> {
    /// The rejection that it is, holds, or has for a source.
    fn rejection(&self) -> Option<&'a Rejected>;
}

/// An `io::Error` was made of it.
impl<'a> Seen<'a> for &&&Source<'a, io::Error> {
    fn rejection(&self) -> Option<&'a Rejected> {
        rejection_along(self.0)
    }
}

/// It is in a box, an `Arc`, an `anyhow::Error`: what stands for an error of any type.
impl<'a, E: Deref<Target: AnyError>> Seen<'a> for &&Source<'a, E> {
    fn rejection(&self) -> Option<&'a Rejected> {
        rejection_along(self.0.deref().as_error())
    }
}

/// It is a source. The error itself may borrow: it cannot be asked for its type.
impl<'a, E: Error> Seen<'a> for &Source<'a, E> {
    fn rejection(&self) -> Option<&'a Rejected> {
        rejection_in(self.0).or_else(|| rejection_along(self.0.source()?))
    }
}

/// There are no sources, or nobody knows.
impl<'a, E> Seen<'a> for Source<'a, E> {
    fn rejection(&self) -> Option<&'a Rejected> {
        rejection_in(self.0)
    }
}

/// An error of any type.
pub trait AnyError {
    /// It, whatever else it is.
    fn as_error(&self) -> &(dyn Error + 'static);
}

macro_rules! any_errors {
    ($($error:ty),*) => {$(
        impl AnyError for $error {
            fn as_error(&self) -> &(dyn Error + 'static) {
                self
            }
        }
    )*};
}

any_errors!(dyn Error, dyn Error + Send, dyn Error + Send + Sync);
