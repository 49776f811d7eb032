//! What a function returns that is not async: a boxed future by another name, which the attributes take
//! for a value, is told at that name.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;

/// What a function returns.
#[derive(Debug)]
pub struct Returned<R>(PhantomData<R>);

impl<R> Returned<R> {
    /// Never called.
    #[must_use]
    pub fn value() -> Self {
        Self(PhantomData)
    }
}

/// Nothing is: an attribute reads names and knows no types.
#[diagnostic::on_unimplemented(
    message = "a boxed future goes by another name here, and an attribute cannot look behind names",
    label = "its making would be guarded, on the thread of the caller, and not the future",
    note = "write it out, `Pin<Box<dyn Future<Output = …>>>`, or as `BoxFuture<'_, …>`, or write an `async fn`"
)]
pub trait Readable {}

/// A future that can be any.
pub trait AnyFuture {}

impl<T> AnyFuture for dyn Future<Output = T> + '_ {}
impl<T> AnyFuture for dyn Future<Output = T> + Send + '_ {}
impl<T> AnyFuture for dyn Future<Output = T> + Send + Sync + '_ {}

impl<F: AnyFuture + ?Sized> Returned<Pin<Box<F>>> {
    /// Never called.
    pub fn is_read(&self)
    where
        Pin<Box<F>>: Readable,
    {
    }
}

/// All else is what it is called.
pub trait NoBox {
    /// Never called.
    fn is_read(&self) {}
}

impl<R> NoBox for Returned<R> {}
