//! The arguments of a body that runs more than once.

use crate::diagnostics::Faults;
use crate::function::Function;
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{FnArg, Pat, PatIdent, Path, ReceiverKind, ReturnType, Type, TypeReference};

/// Names that every attempt needs anew.
pub(crate) struct Rerun(Vec<Binding>);

struct Binding {
    /// `mut x`, or `x`.
    pattern: TokenStream,
    name: Ident,
    /// What it is bound to before each attempt.
    value: TokenStream,
}

impl Rerun {
    pub(crate) fn of(function: &Function, by_ref: &[Ident], krate: &Path, span: Span) -> Self {
        let mut bindings = Vec::new();
        for argument in &function.signature.inputs {
            let FnArg::Typed(argument) = argument else { continue };
            for ident in names(&argument.pat) {
                let name = &ident.ident;
                let value = if by_ref.contains(name) {
                    quote_spanned!(span=> &#name)
                } else {
                    match (&*argument.pat, &*argument.ty) {
                        (
                            Pat::Ident(_),
                            Type::Reference(TypeReference { mutability: Some(_), .. }),
                        ) => {
                            quote_spanned!(span=> &mut *#name)
                        }
                        // A reference is there for all.
                        (Pat::Ident(_), Type::Reference(_)) => continue,
                        (_, ty) => {
                            let place = Span::mixed_site().located_at(ty.span());
                            // Where the user wrote `mut`, that is to be of use.
                            let mutability = ident.mutability;
                            quote_spanned!(place=> #krate::__private::again(&#mutability #name))
                        }
                    }
                };
                let mutability = ident.mutability.filter(|_| !by_ref.contains(name));
                bindings.push(Binding {
                    pattern: quote!(#mutability #name),
                    name: name.clone(),
                    value,
                });
            }
        }
        Self(bindings)
    }

    /// The statements before each attempt.
    pub(crate) fn anew(&self) -> TokenStream {
        let bindings = self.0.iter().map(
            |Binding { pattern, value, .. }| quote_spanned!(value.span()=> let #pattern = #value;),
        );
        quote!(#(#bindings)*)
    }

    /// The same for an attempt that [`moves`](Self::moves) them: until then nothing changes them.
    pub(crate) fn anew_to_move(&self) -> TokenStream {
        let bindings = self.0.iter().map(
            |Binding { name, value, .. }| quote_spanned!(value.span()=> let #name = #value;),
        );
        quote!(#(#bindings)*)
    }

    /// The statements with which an attempt takes them.
    pub(crate) fn moves(&self) -> TokenStream {
        let bindings = self.0.iter().map(
            |Binding { pattern, name, .. }| quote_spanned!(name.span()=> let #pattern = #name;),
        );
        quote!(#(#bindings)*)
    }
}

/// What cannot run twice.
pub(crate) fn check(function: &Function, by_ref: &[Ident], faults: &mut Faults) {
    let inputs = &function.signature.inputs;
    let mut exclusive = None;
    for argument in inputs {
        match argument {
            FnArg::Receiver(receiver) => match &receiver.kind {
                ReceiverKind::Reference(_, _, mutability) => {
                    exclusive = exclusive.or(mutability.map(|_| "&mut self"));
                }
                ReceiverKind::Typed(_, ty) if matches!(**ty, Type::Reference(_)) => {}
                _ => faults.at(
                    receiver,
                    "`#[retry]` runs the body again, and the first attempt would take `self` with \
                     it: take `&self`, or retry in the caller",
                ),
            },
            FnArg::Typed(argument) => {
                if let Type::Reference(TypeReference { mutability: Some(_), .. }) = &*argument.ty {
                    exclusive = exclusive.or(Some("a `&mut` argument"));
                }
            }
        }
    }
    if let (Some(exclusive), ReturnType::Type(_, output)) = (exclusive, &function.signature.output)
        && borrows(output.to_token_stream())
    {
        let message = format!(
            "`#[retry]` runs the body again, and what an attempt returns may borrow from \
             {exclusive}: return what owns itself, or retry in the caller"
        );
        faults.at(output, message);
    }
    for name in by_ref {
        let known = inputs.iter().any(|argument| match argument {
            FnArg::Typed(argument) => names(&argument.pat).iter().any(|ident| ident.ident == *name),
            FnArg::Receiver(_) => false,
        });
        if !known {
            faults.at(name, format!("the function has no argument `{name}`"));
        }
    }
}

/// The names that a pattern binds.
fn names(pattern: &Pat) -> Vec<&PatIdent> {
    fn of_all<'a>(patterns: impl Iterator<Item = &'a Pat>) -> Vec<&'a PatIdent> {
        patterns.flat_map(names).collect()
    }
    match pattern {
        Pat::Ident(ident) => {
            let within = ident.subpat.iter().flat_map(|(_, within)| names(within));
            std::iter::once(ident).chain(within).collect()
        }
        Pat::Paren(inner) => names(&inner.pat),
        Pat::Reference(inner) => names(&inner.pat),
        Pat::Slice(slice) => of_all(slice.elems.iter()),
        Pat::Tuple(tuple) => of_all(tuple.elems.iter()),
        Pat::TupleStruct(tuple) => of_all(tuple.elems.iter()),
        Pat::Struct(fields) => of_all(fields.fields.iter().map(|field| &*field.pat)),
        // Nothing else that is sure to match binds a name.
        _ => Vec::new(),
    }
}

/// Whether a type may borrow from an argument, as far as it shows: by a `&` or a lifetime in it.
fn borrows(tokens: TokenStream) -> bool {
    let mut lifetime = false;
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => borrows(group.stream()),
        TokenTree::Punct(punct) => {
            lifetime = punct.as_char() == '\'';
            punct.as_char() == '&'
        }
        TokenTree::Ident(name) => std::mem::take(&mut lifetime) && name != "static",
        TokenTree::Literal(_) => false,
    })
}
