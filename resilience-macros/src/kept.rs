//! A function that returns a future and runs again does so within that future, which keeps the arguments.

use crate::answer::lifetime_arguments;
use crate::argument::{bare, names};
use crate::captures::is_used;
use crate::diagnostics::Faults;
use crate::function::Function;
use proc_macro2::Ident;
use syn::{FnArg, Lifetime, ReceiverKind, Type};

const TOO_SHORT: &str = "`#[retry]` runs the body again within the future, which keeps the arguments for \
                         that, and its type does not let it borrow this one: let it (`+ 'a`, \
                         `use<'a>`), or take what owns itself";

const BY_REF: &str = "`#[retry]` runs the body again within the future, which cannot borrow from an \
                      argument that is gone by then: leave out the `ref`";

/// Reports what the future cannot keep, as far as it shows.
pub(crate) fn check(function: &Function, faults: &mut Faults) {
    let inputs = &function.signature.inputs;
    let future = function.lifetimes_of_future();
    let is_kept = |lifetime: Option<&Lifetime>, is_elided: bool| {
        let Some(future) = &future else { return true };
        match lifetime.filter(|lifetime| lifetime.ident != "_") {
            // Which one is longer is for the compiler to say.
            Some(lifetime) => {
                lifetime.ident == "static" || future.iter().any(|of| of.ident != "static")
            }
            None => is_elided && future.iter().any(|of| of.ident == "_"),
        }
    };
    // An elided lifetime is that of `self`, if that has one.
    let is_of_self = inputs.iter().any(|argument| match argument {
        FnArg::Receiver(receiver) => !matches!(receiver.kind, ReceiverKind::Value),
        FnArg::Typed(_) => false,
    });
    let is_used = |name: &Ident| is_used(name, function.body.stream());
    for argument in inputs {
        match argument {
            FnArg::Receiver(receiver) => {
                if let ReceiverKind::Reference(_, lifetime, None) = &receiver.kind
                    && !is_kept(lifetime.as_ref(), true)
                    && is_used(&Ident::new("self", receiver.self_token.span))
                {
                    faults.at(receiver, TOO_SHORT);
                }
            }
            FnArg::Typed(argument) => {
                let names = names(&argument.pat);
                let by_ref = names.iter().filter(|name| name.by_ref.is_some());
                let (borrowed, is_reference) = borrowed(&argument.ty);
                if !is_reference {
                    by_ref.for_each(|name| faults.at(name, BY_REF));
                }
                if names.iter().any(|name| is_used(&name.ident))
                    && !borrowed.into_iter().all(|lifetime| is_kept(lifetime, !is_of_self))
                {
                    faults.at(&argument.ty, TOO_SHORT);
                }
            }
        }
    }
}

/// The lifetimes for which a type borrows, as far as it shows, and whether it is a reference.
fn borrowed(ty: &Type) -> (Vec<Option<&Lifetime>>, bool) {
    match bare(ty) {
        Type::Reference(reference) => (vec![reference.lifetime.as_ref()], true),
        Type::Path(path) => {
            let last = path.path.segments.last();
            (last.into_iter().flat_map(lifetime_arguments).map(Some).collect(), false)
        }
        _ => (Vec::new(), false),
    }
}
