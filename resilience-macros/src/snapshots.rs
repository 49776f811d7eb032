//! Whole expansions, as they are read. `UPDATE_SNAPSHOTS=1 cargo test -p resilience-macros` writes
//! them to `snapshots/` anew.

use crate::attribute::Attribute;
use proc_macro2::TokenStream;
use quote::quote;
use std::{env, fs};
use syn::{File, Item, ItemFn, Meta, parse_quote};

mod circuit_breaker;
mod others;
mod rate_limiter;

const OURS: [&Attribute; 6] = [
    &crate::bulkhead::ATTRIBUTE,
    &crate::circuit_breaker::ATTRIBUTE,
    &crate::fallback::ATTRIBUTE,
    &crate::rate_limiter::ATTRIBUTE,
    &crate::retry::ATTRIBUTE,
    &crate::timeout::ATTRIBUTE,
];

/// Compares the expansion of all our attributes on this function with the one that is kept.
fn check(name: &str, function: &ItemFn) {
    let mut file: File = parse_quote!(#function);
    while let Some(expanded) = expand_first(&file) {
        file = syn::parse2(expanded).unwrap();
    }
    let expanded = prettyplease::unparse(&file);
    let path = format!("{}/snapshots/{name}.rs", env!("CARGO_MANIFEST_DIR"));
    if env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&path, &expanded).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(expanded, kept, "UPDATE_SNAPSHOTS=1 would write this to {path}");
}

/// Expands the first attribute of ours in the file, as the compiler would. `None` if there is none.
fn expand_first(file: &File) -> Option<TokenStream> {
    file.items.iter().enumerate().find_map(|(index, item)| {
        let Item::Fn(function) = item else { return None };
        let mut function = function.clone();
        let (place, (known, look_below)) =
            function.attrs.iter().enumerate().find_map(|(place, found)| {
                let last = &found.path().segments.last().unwrap().ident;
                let known = OURS.iter().find_map(|ours| {
                    let found = [ours.grammar.attribute, ours.final_form].map(|name| last == name);
                    found.contains(&true).then_some((*ours, found[0]))
                })?;
                Some((place, known))
            })?;
        let attribute = function.attrs.remove(place);
        let arguments = match &attribute.meta {
            Meta::List(list) => list.tokens.clone(),
            _ => TokenStream::new(),
        };
        let expanded = known.expand(&arguments, &quote!(#function), look_below);
        let (before, after) = (&file.items[..index], &file.items[index + 1..]);
        Some(quote!(#(#before)* #expanded #(#after)*))
    })
}
