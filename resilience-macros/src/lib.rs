//! The attributes of the `resilience` crate. Use them through it.

mod answer;
mod args;
mod circuit_breaker;
mod diagnostics;
mod function;
mod rotate;
mod value;
mod wrap;

use proc_macro::TokenStream;

/// Guards a function with a circuit breaker of its own.
#[proc_macro_attribute]
pub fn circuit_breaker(arguments: TokenStream, item: TokenStream) -> TokenStream {
    circuit_breaker::expand(&arguments.into(), &item.into(), true).into()
}

/// The final form of [`macro@circuit_breaker`], which only expansions use.
#[doc(hidden)]
#[proc_macro_attribute]
pub fn __circuit_breaker_wrap(arguments: TokenStream, item: TokenStream) -> TokenStream {
    circuit_breaker::expand(&arguments.into(), &item.into(), false).into()
}
