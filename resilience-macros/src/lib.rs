//! The attributes of the `resilience` crate. Use them through it.

mod answer;
mod args;
mod argument;
mod attribute;
mod bulkhead;
mod captures;
mod circuit_breaker;
mod diagnostics;
mod duration;
mod fallback;
mod function;
mod future;
mod gate;
mod given;
mod kept;
mod key;
mod prefix;
mod rate_limiter;
mod refusal;
mod rerun;
mod retry;
mod rotate;
mod site;
#[cfg(test)]
mod snapshots;
mod timeout;
mod twice;
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

#[doc = include_str!("../docs/bulkhead.md")]
#[doc = include_str!("../docs/lengths_of_time.md")]
#[proc_macro_attribute]
pub fn bulkhead(arguments: TokenStream, item: TokenStream) -> TokenStream {
    bulkhead::ATTRIBUTE.expand(&arguments.into(), &item.into(), true).into()
}

/// The final form of [`macro@bulkhead`], which only expansions use.
#[doc(hidden)]
#[proc_macro_attribute]
pub fn __bulkhead_wrap(arguments: TokenStream, item: TokenStream) -> TokenStream {
    bulkhead::ATTRIBUTE.expand(&arguments.into(), &item.into(), false).into()
}

#[doc = include_str!("../docs/timeout.md")]
#[doc = include_str!("../docs/lengths_of_time.md")]
#[proc_macro_attribute]
pub fn timeout(arguments: TokenStream, item: TokenStream) -> TokenStream {
    timeout::ATTRIBUTE.expand(&arguments.into(), &item.into(), true).into()
}

/// The final form of [`macro@timeout`], which only expansions use.
#[doc(hidden)]
#[proc_macro_attribute]
pub fn __timeout_wrap(arguments: TokenStream, item: TokenStream) -> TokenStream {
    timeout::ATTRIBUTE.expand(&arguments.into(), &item.into(), false).into()
}

#[doc = include_str!("../docs/retry.md")]
#[proc_macro_attribute]
pub fn retry(arguments: TokenStream, item: TokenStream) -> TokenStream {
    retry::ATTRIBUTE.expand(&arguments.into(), &item.into(), true).into()
}

/// The final form of [`macro@retry`], which only expansions use.
#[doc(hidden)]
#[proc_macro_attribute]
pub fn __retry_wrap(arguments: TokenStream, item: TokenStream) -> TokenStream {
    retry::ATTRIBUTE.expand(&arguments.into(), &item.into(), false).into()
}

#[doc = include_str!("../docs/fallback.md")]
#[proc_macro_attribute]
pub fn fallback(arguments: TokenStream, item: TokenStream) -> TokenStream {
    fallback::ATTRIBUTE.expand(&arguments.into(), &item.into(), true).into()
}

/// The final form of [`macro@fallback`], which only expansions use.
#[doc(hidden)]
#[proc_macro_attribute]
pub fn __fallback_wrap(arguments: TokenStream, item: TokenStream) -> TokenStream {
    fallback::ATTRIBUTE.expand(&arguments.into(), &item.into(), false).into()
}
