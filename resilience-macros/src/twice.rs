//! What cannot run twice.

use crate::argument::{bare, names};
use crate::diagnostics::Faults;
use crate::function::Function;
use crate::kept;
use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::{FnArg, ReceiverKind, Type, TypeReference};

/// Reports what the first attempt would take along, or keep.
pub(crate) fn check(function: &Function, by_ref: &[Ident], faults: &mut Faults) {
    let inputs = &function.signature.inputs;
    let returns_future = function.returns_future();
    if returns_future {
        kept::check(function, faults);
    }
    let mut exclusive = None;
    for argument in inputs {
        match argument {
            FnArg::Receiver(receiver) => match &receiver.kind {
                ReceiverKind::Reference(_, _, Some(_)) if returns_future => faults.at(
                    receiver,
                    "`#[retry]` runs the body again, and the first future would take `&mut self` \
                     with it: write it as an `async fn` (outside of `#[async_trait]`, which makes \
                     this of one), take `&self`, or retry in the caller",
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

fn is_exclusive(ty: &Type) -> bool {
    matches!(bare(ty), Type::Reference(TypeReference { mutability: Some(_), .. }))
}

/// Whether a type may borrow from an argument, as far as it shows: by a `&` or a lifetime in it.
pub(crate) fn borrows(tokens: TokenStream) -> bool {
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
