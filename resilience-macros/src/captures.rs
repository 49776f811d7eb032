//! The order in which the arguments are dropped.
//!
//! A function drops its last argument first. A body that was made a closure or a future drops first what
//! it captured first, which is what it names first.

use crate::attribute::Expansion;
use crate::function::in_front;
use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::{Attribute, FnArg, Meta, Pat};

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
                    bindings(&typed.pat, &mut |name| {
                        names.push((conditions.clone(), name.clone()));
                    });
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

/// Whether the argument is there is for the compiler to say.
fn conditions(attributes: &[Attribute]) -> Vec<Attribute> {
    let conditional = attributes.iter().filter(|attribute| match &attribute.meta {
        Meta::List(list) => list.path.is_ident("cfg"),
        _ => false,
    });
    conditional.cloned().collect()
}

/// The names that a pattern binds, in their order.
fn bindings(pattern: &Pat, found: &mut impl FnMut(&Ident)) {
    match pattern {
        Pat::Ident(name) => {
            found(&name.ident);
            if let Some((_, inner)) = &name.subpat {
                bindings(inner, found);
            }
        }
        Pat::Tuple(tuple) => tuple.elems.iter().for_each(|inner| bindings(inner, found)),
        Pat::TupleStruct(tuple) => tuple.elems.iter().for_each(|inner| bindings(inner, found)),
        Pat::Struct(fields) => fields.fields.iter().for_each(|field| bindings(&field.pat, found)),
        Pat::Slice(slice) => slice.elems.iter().for_each(|inner| bindings(inner, found)),
        Pat::Reference(reference) => bindings(&reference.pat, found),
        Pat::Paren(inner) => bindings(&inner.pat, found),
        Pat::Type(typed) => bindings(&typed.pat, found),
        // All cases bind the same.
        Pat::Or(or) => or.cases.first().into_iter().for_each(|inner| bindings(inner, found)),
        _ => {}
    }
}

/// Whether there is this name in the tokens, or in a text to be formatted. (One that starts with an
/// underscore is no exception: clippy would see that somebody names it.)
fn is_used(name: &Ident, tokens: TokenStream) -> bool {
    let written = name.to_string();
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => is_used(name, group.stream()),
        TokenTree::Ident(ident) => ident == written,
        TokenTree::Literal(literal) => literal.to_string().contains(&format!("{{{written}")),
        TokenTree::Punct(_) => false,
    })
}
