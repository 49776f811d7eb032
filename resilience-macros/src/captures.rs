//! The order in which the arguments are dropped.
//!
//! A function drops its last argument first. A body that was made a closure or a future drops first what
//! it captured first, which is what it names first.

use crate::argument::{self, conditions};
use crate::attribute::Expansion;
use crate::function::in_front;
use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::FnArg;

impl Expansion<'_> {
    /// The body with the arguments that it uses named in front, the last one first.
    ///
    /// What it does not use is not named: the compiler shall go on telling so.
    pub(crate) fn capturing_in_order(&self, body: &Group) -> Group {
        let mut names = Vec::new();
        for input in &self.function.signature.inputs {
            match input {
                FnArg::Receiver(receiver) => {
                    let name = Ident::new("self", receiver.self_token.span);
                    names.push((conditions(&receiver.attrs), name));
                }
                FnArg::Typed(typed) => {
                    let conditions = conditions(&typed.attrs);
                    let bound = argument::names(&typed.pat).into_iter();
                    names.extend(bound.map(|name| (conditions.clone(), name.ident.clone())));
                }
            }
        }
        names.retain(|(_, name)| is_used(name, body.stream()));
        if names.len() < 2 {
            return body.clone();
        }
        let named = names.iter().rev().map(
            |(conditions, name)| quote_spanned!(self.span()=> #(#conditions)* let _ = &#name;),
        );
        let item = self.item();
        in_front(&quote!(#(#named)* #item), body)
    }
}

/// Whether there is this name in the tokens, or in a text to be formatted. (One that starts with an
/// underscore is no exception: clippy would see that somebody names it.)
pub(crate) fn is_used(name: &Ident, tokens: TokenStream) -> bool {
    let written = name.to_string();
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => is_used(name, group.stream()),
        TokenTree::Ident(ident) => ident == written,
        TokenTree::Literal(literal) => literal.to_string().contains(&format!("{{{written}")),
        TokenTree::Punct(_) => false,
    })
}
