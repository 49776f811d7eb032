//! The attributes of the `resilience` crate. Use them through it.

mod answer;
mod args;
mod attribute;
mod captures;
mod circuit_breaker;
mod diagnostics;
mod duration;
mod function;
mod future;
mod gate;
mod given;
mod key;
mod prefix;
mod rate_limiter;
mod refusal;
mod rotate;
mod site;
#[cfg(test)]
mod snapshots;
mod value;
mod wrap;

use proc_macro::TokenStream;

#[doc = include_str!("../docs/circuit_breaker.md")]
#[doc = include_str!("../docs/lengths_of_time.md")]
#[proc_macro_attribute]
pub fn circuit_breaker(arguments: TokenStream, item: TokenStream) -> TokenStream {
    circuit_breaker::ATTRIBUTE.expand(&arguments.into(), &item.into(), true).into()
}

/// The final form of [`macro@circuit_breaker`], which only expansions use.
#[doc(hidden)]
#[proc_macro_attribute]
pub fn __circuit_breaker_wrap(arguments: TokenStream, item: TokenStream) -> TokenStream {
    circuit_breaker::ATTRIBUTE.expand(&arguments.into(), &item.into(), false).into()
}

#[doc = include_str!("../docs/rate_limiter.md")]
#[doc = include_str!("../docs/lengths_of_time.md")]
#[proc_macro_attribute]
pub fn rate_limiter(arguments: TokenStream, item: TokenStream) -> TokenStream {
    rate_limiter::ATTRIBUTE.expand(&arguments.into(), &item.into(), true).into()
}

/// The final form of [`macro@rate_limiter`], which only expansions use.
#[doc(hidden)]
#[proc_macro_attribute]
pub fn __rate_limiter_wrap(arguments: TokenStream, item: TokenStream) -> TokenStream {
    rate_limiter::ATTRIBUTE.expand(&arguments.into(), &item.into(), false).into()
}
