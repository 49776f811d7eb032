//! Looking for a rejection in an error of any type.
//!
//! What that is, the place of the call knows: it finds [`rejection`](Source::rejection) among those of
//! these traits whose bounds hold. Those that take `self` come first, then the type's own, then
//! [`NoSource`].

use crate::error::{Rejected, rejection_in};
use crate::retry::rejection_along;
use std::error::Error;
use std::io;
use std::ops::Deref;

/// An error, looked into for a rejection.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a, E>(pub &'a E);

impl<'a, E: Error> Source<'a, E> {
    /// The rejection that it is, holds, or has for a source.
    #[must_use]
    pub fn rejection(&self) -> Option<&'a Rejected> {
        rejection_in(self.0).or_else(|| rejection_along(self.0.source()?))
    }
}

/// The same of errors that have no sources, or nobody knows.
pub trait NoSource<'a> {
    /// The rejection that it is or holds.
    fn rejection(&self) -> Option<&'a Rejected>;
}

impl<'a, E> NoSource<'a> for Source<'a, E> {
    fn rejection(&self) -> Option<&'a Rejected> {
        rejection_in(self.0)
    }
}

/// The same of an [`io::Error`], whose source is not what it was made of, but the source of that.
pub trait OfIo<'a> {
    /// The rejection that it was made of.
    fn rejection(self) -> Option<&'a Rejected>;
}

impl<'a> OfIo<'a> for Source<'a, io::Error> {
    fn rejection(self) -> Option<&'a Rejected> {
        rejection_along(self.0)
    }
}

/// The same of whatever stands for an error of any type: a box, an `Arc`, an `anyhow::Error`.
pub trait OfAny<'a> {
    /// The rejection that this is, or has for a source.
    fn rejection(self) -> Option<&'a Rejected>;
}

impl<'a, E: Deref<Target: AnyError>> OfAny<'a> for Source<'a, E> {
    fn rejection(self) -> Option<&'a Rejected> {
        rejection_along(self.0.deref().as_error())
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
