//! Looking for a type in an error that can hold any.

use crate::error;
use std::error::Error;
use std::sync::Arc;

/// An error that can hold any other, and tell which.
#[diagnostic::on_unimplemented(
    message = "`excluded_types` looks into an error that can hold any other, and `{Self}` is none",
    label = "the error type `{Self}` does not hold others by their type",
    note = "errors that can: `anyhow::Error` as it is, `Box<dyn Error + Send + Sync>`, and `resilience::Error` around that",
    note = "of others name the variants, as in `excluded(ApiError::NotFound)`, or ask by code: `excluded_if = |error| …`"
)]
pub trait HoldsAny {
    /// Whether it holds a `T`.
    fn holds<T: Error + 'static>(&self) -> bool;
}

/// Whoever has no `is` of its own (`anyhow::Error` has) gets one.
pub trait Dynamic {
    /// Whether this is a `T` inside.
    fn is<T: Error + 'static>(&self) -> bool
    where
        Self: HoldsAny,
    {
        self.holds::<T>()
    }
}

impl<E: ?Sized> Dynamic for E {}

macro_rules! boxed {
    ($($boxed:ty),*) => {$(
        impl HoldsAny for $boxed {
            fn holds<T: Error + 'static>(&self) -> bool {
                (**self).is::<T>()
            }
        }
    )*};
}

boxed!(
    Box<dyn Error>,
    Box<dyn Error + Send>,
    Box<dyn Error + Send + Sync>,
    Arc<dyn Error>,
    Arc<dyn Error + Send + Sync>
);

impl<E: HoldsAny> HoldsAny for error::Error<E> {
    fn holds<T: Error + 'static>(&self) -> bool {
        match self {
            Self::Inner(inner) => inner.holds::<T>(),
            Self::Rejected(_) => false,
        }
    }
}
