//! Whole expansions, as they are read. `UPDATE_SNAPSHOTS=1 cargo test -p resilience-macros` writes
//! them to `snapshots/` anew.

use crate::circuit_breaker;
use proc_macro2::TokenStream;
use quote::quote;
use std::{env, fs};
use syn::{File, Item, ItemFn, Meta, parse_quote};

#[test]
fn sync() {
    check(
        "sync",
        &parse_quote! {
            /// Fetches an item.
            #[circuit_breaker]
            pub fn fetch(id: u32) -> Result<Item, ApiError> {
                Ok(client().get(id)?)
            }
        },
    );
}

#[test]
fn asynchronous() {
    check(
        "async",
        &parse_quote! {
            #[circuit_breaker(max_failures = 3, reset_timeout = 30.5)]
            pub(crate) async fn fetch(id: u32) -> Result<Item, ApiError> {
                Ok(client().get(id).await?)
            }
        },
    );
}

#[test]
fn method() {
    // What `Self` is nobody tells the macro.
    check(
        "method",
        &parse_quote! {
            #[circuit_breaker(probe_timeout = PROBE)]
            #[inline]
            fn get_mut(&mut self, index: usize) -> Result<&mut Item, ApiError> {
                self.items.get_mut(index).ok_or(ApiError::NotFound)
            }
        },
    );
}

#[test]
fn generic() {
    check(
        "generic",
        &parse_quote! {
            #[circuit_breaker]
            async fn store<'a, T, E>(item: &'a T) -> Result<&'a T, E>
            where
                T: Send + Sync,
                E: From<Rejected>,
            {
                Ok(item)
            }
        },
    );
}

#[test]
fn name_and_exclusions() {
    check(
        "name_and_exclusions",
        &parse_quote! {
            #[circuit_breaker(
                name = "payments",
                excluded(ApiError::NotFound, ApiError::Status(400..=499)),
                excluded_if = |error| error.is_harmless(),
            )]
            fn pay(amount: Amount) -> Result<Receipt, ApiError> {
                #![allow(unused_variables)]
                charge()
            }
        },
    );
}

#[test]
fn accessor() {
    check(
        "accessor",
        &parse_quote! {
            #[circuit_breaker(accessor = fetch_breaker, crate = crate::vendored::resilience)]
            #[cfg(feature = "client")]
            pub fn fetch() -> anyhow::Result<Item> {
                client().get()
            }
        },
    );
}

#[test]
fn opaque_result() {
    check(
        "opaque_result",
        &parse_quote! {
            #[circuit_breaker]
            fn lines(path: &Path) -> io::Result<impl Iterator<Item = String> + use<>> {
                Ok(read(path)?.into_iter())
            }
        },
    );
}

#[test]
fn returned_future() {
    check(
        "returned_future",
        &parse_quote! {
            #[circuit_breaker]
            fn fetch(id: u32) -> impl Future<Output = Result<Item, ApiError>> {
                client().get(id)
            }
        },
    );
}

#[test]
fn boxed_future() {
    check(
        "boxed_future",
        &parse_quote! {
            #[circuit_breaker]
            fn fetch<'a>(&'a self) -> Pin<Box<dyn Future<Output = Result<Item, ApiError>> + Send + 'a>> {
                Box::pin(async move { self.client.get().await })
            }
        },
    );
}

#[test]
fn stacked() {
    check(
        "stacked",
        &parse_quote! {
            #[circuit_breaker(name = "outer")]
            #[instrument]
            #[circuit_breaker]
            async fn fetch() -> Result<Item, ApiError> {
                client().get().await
            }
        },
    );
}

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
        let place = function.attrs.iter().position(|attribute| {
            let last = attribute.path().segments.last().unwrap();
            last.ident == "circuit_breaker" || last.ident == "__circuit_breaker_wrap"
        })?;
        let attribute = function.attrs.remove(place);
        let arguments = match &attribute.meta {
            Meta::List(list) => list.tokens.clone(),
            _ => TokenStream::new(),
        };
        let look_below = attribute.path().is_ident("circuit_breaker");
        let expanded = circuit_breaker::expand(&arguments, &quote!(#function), look_below);
        let (before, after) = (&file.items[..index], &file.items[index + 1..]);
        Some(quote!(#(#before)* #expanded #(#after)*))
    })
}
