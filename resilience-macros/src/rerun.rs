//! The arguments of a body that runs more than once.

use crate::answer::Awaited;
use crate::argument::{conditions, names};
use crate::diagnostics::Faults;
use crate::function::Function;
use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Attribute, FnArg, Pat, Path, ReceiverKind, Type, TypeReference};

/// Names that every attempt needs anew.
pub(crate) struct Rerun(Vec<Binding>);

struct Binding {
    /// The `#[cfg]` of the argument.
    conditions: Vec<Attribute>,
    /// `mut x`, or `x`.
    pattern: TokenStream,
    name: Ident,
    /// Whether the user wrote `mut`.
    is_mutable: bool,
    /// What it is bound to before each attempt.
    value: TokenStream,
}

impl Rerun {
    pub(crate) fn of(function: &Function, by_ref: &[Ident], krate: &Path, span: Span) -> Self {
        let mut bindings = Vec::new();
        for argument in &function.signature.inputs {
            let FnArg::Typed(argument) = argument else { continue };
            let conditions = conditions(&argument.attrs);
            for ident in names(&argument.pat) {
                let name = &ident.ident;
                let value = if by_ref.contains(name) {
                    quote_spanned!(span=> &#name)
                } else {
                    match (&*argument.pat, bare(&argument.ty)) {
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
                    conditions: conditions.iter().copied().cloned().collect(),
                    pattern: quote!(#mutability #name),
                    name: name.clone(),
                    is_mutable: ident.mutability.is_some(),
                    value,
                });
            }
        }
        Self(bindings)
    }

    /// The statements before each attempt.
    pub(crate) fn anew(&self) -> TokenStream {
        let bindings = self.0.iter().map(|Binding { conditions, pattern, value, .. }| {
            quote_spanned!(value.span()=> #(#conditions)* let #pattern = #value;)
        });
        quote!(#(#bindings)*)
    }

    /// The same for an attempt that [`moves`](Self::moves) them: until then nothing changes them.
    pub(crate) fn anew_to_move(&self) -> TokenStream {
        let bindings = self
            .0
            .iter()
            .map(|Binding { conditions, name, value, .. }| {
                quote_spanned!(value.span()=> #(#conditions)* let #name = #value;)
            });
        quote!(#(#bindings)*)
    }

    /// The statements with which an attempt takes them.
    pub(crate) fn moves(&self) -> TokenStream {
        let bindings = self.0.iter().map(|Binding { conditions, pattern, name, .. }| {
            let span = Span::mixed_site().located_at(name.span());
            quote_spanned!(span=> #(#conditions)* let #pattern = #name;)
        });
        quote!(#(#bindings)*)
    }

    /// The statements with which the function takes them: clippy is to see that it does.
    pub(crate) fn takes(&self) -> TokenStream {
        let bindings = self.0.iter().filter(|binding| !binding.is_mutable).map(
            |Binding { conditions, name, .. }| {
                let span = Span::mixed_site().located_at(name.span());
                quote_spanned!(span=> #(#conditions)* let #name = #name;)
            },
        );
        quote!(#(#bindings)*)
    }
}

/// What cannot run twice.
pub(crate) fn check(function: &Function, by_ref: &[Ident], faults: &mut Faults) {
    let inputs = &function.signature.inputs;
    let returns_future = matches!(function.awaited(), Some(Awaited::Boxed | Awaited::Opaque));
    let mut exclusive = None;
    for argument in inputs {
        match argument {
            FnArg::Receiver(receiver) => match &receiver.kind {
                ReceiverKind::Reference(_, _, Some(_)) if returns_future => faults.at(
                    receiver,
                    "`#[retry]` runs the body again, and the first future would take `&mut self` \
                     with it: write it as an `async fn`, take `&self`, or retry in the caller",
                ),
                ReceiverKind::Reference(_, _, mutability) => {
                    exclusive = exclusive.or(mutability.map(|_| "`&mut self`"));
                }
                ReceiverKind::Typed(_, ty) if matches!(bare(ty), Type::Reference(_)) => {
                    if is_exclusive(ty) {
                        exclusive = Some("`&mut self`");
                    }
                }
                _ => faults.at(
                    receiver,
                    "`#[retry]` runs the body again, and the first attempt would take `self` with \
                     it: take `&self`, or retry in the caller",
                ),
            },
            FnArg::Typed(argument) => {
                if is_exclusive(&argument.ty) {
                    exclusive = exclusive.or(Some("a `&mut` argument"));
                }
            }
        }
    }
    let answer = function.answer_or_name();
    if let Some(exclusive) = exclusive
        && borrows(answer.clone())
    {
        let message = format!(
            "`#[retry]` runs the body again, and what an attempt returns may borrow from \
             {exclusive}: return what owns itself, or retry in the caller"
        );
        faults.at(answer, message);
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

/// A type without what `macro_rules!` or parentheses put around it.
fn bare(ty: &Type) -> &Type {
    match ty {
        Type::Group(inner) => bare(&inner.elem),
        Type::Paren(inner) => bare(&inner.elem),
        ty => ty,
    }
}

fn is_exclusive(ty: &Type) -> bool {
    matches!(bare(ty), Type::Reference(TypeReference { mutability: Some(_), .. }))
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

/// The type with every lifetime left to inference: each attempt borrows anew, for as long as it takes.
pub(crate) fn of_any_lifetime(tokens: TokenStream) -> TokenStream {
    let mut lifetime = false;
    let infer = |token| match token {
        TokenTree::Group(group) => {
            let mut inferred = Group::new(group.delimiter(), of_any_lifetime(group.stream()));
            inferred.set_span(group.span());
            inferred.into()
        }
        TokenTree::Ident(name) if lifetime && name != "static" => {
            lifetime = false;
            Ident::new("_", name.span()).into()
        }
        token => {
            lifetime = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '\'');
            token
        }
    };
    tokens.into_iter().map(infer).collect()
}
