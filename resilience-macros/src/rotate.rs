//! Stacked attributes read top = outermost.
//!
//! The compiler expands the top attribute first, so plain nesting would run in reverse. An attribute
//! of ours that finds another one below it therefore re-emits the function with a final form of
//! itself placed just before the first final form that is already there, or at the end, and stops.
//! Final forms wrap without looking.

use crate::function::Function;
use proc_macro2::TokenStream;
use syn::{Attribute, Path};

/// The attributes of this crate.
pub(crate) const OURS: &[&str] =
    &["bulkhead", "circuit_breaker", "fallback", "rate_limiter", "retry", "timeout"];
const FINAL: &[&str] = &[
    "__bulkhead_wrap",
    "__circuit_breaker_wrap",
    "__fallback_wrap",
    "__rate_limiter_wrap",
    "__retry_wrap",
    "__timeout_wrap",
];

/// Puts this attribute's final form in its place, if there is another attribute of ours below.
pub(crate) fn rotate(
    function: &mut Function,
    krate: &Path,
    wrap: &str,
    arguments: &TokenStream,
) -> bool {
    let attributes = &mut function.attributes;
    let first_final = attributes.iter().position(|attribute| is_one_of(attribute, FINAL));
    if first_final.is_none() && !attributes.iter().any(|attribute| is_one_of(attribute, OURS)) {
        return false;
    }
    let wrap = syn::Ident::new(wrap, proc_macro2::Span::call_site());
    let own = syn::parse_quote!(#[#krate::__private::#wrap(#arguments)]);
    attributes.insert(first_final.unwrap_or(attributes.len()), own);
    true
}

/// The attributes below of this name, by any path.
pub(crate) fn below<'a>(function: &'a Function, name: &str) -> impl Iterator<Item = &'a Attribute> {
    function.attributes.iter().filter(move |attribute| is_one_of(attribute, &[name]))
}

fn is_one_of(attribute: &Attribute, names: &[&str]) -> bool {
    attribute.path().segments.last().is_some_and(|last| names.iter().any(|name| last.ident == name))
}
