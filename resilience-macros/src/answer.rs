//! What a function says in the end: its return type, or what the future it returns gives.

use crate::argument::bare;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{
    AssocType, CapturedParam, GenericArgument, Lifetime, Path, PathArguments, PathSegment, Token,
    TraitBound, Type, TypeParamBound,
};

type Bounds = Punctuated<TypeParamBound, Token![+]>;

/// How a function is async.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Awaited {
    /// It is an `async fn`.
    ByFunction,
    /// It returns an `impl Future`.
    Opaque,
    /// It returns a `Pin<Box<dyn Future>>`.
    Boxed,
}

/// What the future gives that `output` is, if it is one.
pub(crate) fn of_future(output: &Type) -> Option<(&Type, Awaited)> {
    if let Some(named) = box_future(output) {
        return Some((types(named).last()?, Awaited::Boxed));
    }
    let (bounds, how) = bounds(output)?;
    Some((given(bounds)?, how))
}

/// The lifetimes that a future says it may borrow for. `None` if it does not say.
pub(crate) fn lifetimes(output: &Type) -> Option<Vec<&Lifetime>> {
    if let Some(named) = box_future(output) {
        let lifetimes: Vec<_> = lifetime_arguments(named).collect();
        return (!lifetimes.is_empty()).then_some(lifetimes);
    }
    let (bounds, how) = bounds(output)?;
    // A box borrows for ever unless it says something else.
    let says =
        |bound| matches!(bound, &TypeParamBound::Lifetime(_) | &TypeParamBound::PreciseCapture(_));
    (how == Awaited::Boxed || bounds.iter().any(says))
        .then(|| bounds.iter().flat_map(of_bound).collect())
}

/// One of the names that the futures crate gave to boxed futures.
fn box_future(output: &Type) -> Option<&PathSegment> {
    let Type::Path(path) = bare(output) else { return None };
    path.path
        .segments
        .last()
        .filter(|last| last.ident == "BoxFuture" || last.ident == "LocalBoxFuture")
}

/// The bounds of an `impl Trait` or a `Pin<Box<dyn Trait>>`.
fn bounds(output: &Type) -> Option<(&Bounds, Awaited)> {
    match bare(output) {
        Type::ImplTrait(opaque) => Some((&opaque.bounds, Awaited::Opaque)),
        Type::Path(path) => {
            let last = path.path.segments.last()?;
            let Type::Path(boxed) = types(last).next().filter(|_| last.ident == "Pin")? else {
                return None;
            };
            let boxed = boxed.path.segments.last().filter(|last| last.ident == "Box")?;
            match types(boxed).next()? {
                Type::TraitObject(object) => Some((&object.bounds, Awaited::Boxed)),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The `T` of a bound `Future<Output = T>`.
fn given(bounds: &Bounds) -> Option<&Type> {
    bounds.iter().find_map(|bound| {
        let TypeParamBound::Trait(bound) = bound else { return None };
        let last = bound.path.segments.last().filter(|last| last.ident == "Future")?;
        arguments(last).find_map(|argument| match argument {
            GenericArgument::AssocType(AssocType { ident, ty, .. }) if ident == "Output" => {
                Some(ty)
            }
            _ => None,
        })
    })
}

/// The bound of an `impl Future` that no async block meets.
pub(crate) fn unpin(output: &Type) -> Option<&TraitBound> {
    bounds(output)?.0.iter().find_map(|bound| match bound {
        TypeParamBound::Trait(bound) if bound.path.segments.last()?.ident == "Unpin" => Some(bound),
        _ => None,
    })
}

/// The lifetimes of a bound.
fn of_bound(bound: &TypeParamBound) -> Vec<&Lifetime> {
    match bound {
        TypeParamBound::Lifetime(lifetime) => vec![lifetime],
        TypeParamBound::PreciseCapture(captured) => {
            let lifetimes = captured.params.iter().filter_map(|captured| match captured {
                CapturedParam::Lifetime(lifetime) => Some(lifetime),
                _ => None,
            });
            lifetimes.collect()
        }
        _ => Vec::new(),
    }
}

fn arguments(segment: &PathSegment) -> impl Iterator<Item = &GenericArgument> {
    match &segment.arguments {
        PathArguments::AngleBracketed(list) => Some(list.args.iter()),
        _ => None,
    }
    .into_iter()
    .flatten()
}

/// The lifetimes that a type is told.
pub(crate) fn lifetime_arguments(segment: &PathSegment) -> impl Iterator<Item = &Lifetime> {
    arguments(segment).filter_map(|argument| match argument {
        GenericArgument::Lifetime(lifetime) => Some(lifetime),
        _ => None,
    })
}

/// The last of the types that a type is told. That of a `Result` is its error.
pub(crate) fn last_argument(output: &Type) -> Option<&Type> {
    let Type::Path(path) = bare(output) else { return None };
    types(path.path.segments.last()?).last()
}

fn types(segment: &PathSegment) -> impl Iterator<Item = &Type> {
    arguments(segment).filter_map(|argument| match argument {
        GenericArgument::Type(argument) => Some(argument),
        _ => None,
    })
}

/// The type as an expression can name it: `_` for every `impl Trait`.
pub(crate) fn in_expression(output: &Type) -> TokenStream {
    let mut output = output.clone();
    infer_opaque(&mut output);
    output.into_token_stream()
}

/// Whether there is an `impl Trait` in it.
pub(crate) fn is_opaque(output: &Type) -> bool {
    holds(output.to_token_stream(), "impl")
}

/// Whether this word is among the tokens.
pub(crate) fn holds(tokens: TokenStream, word: &str) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => holds(group.stream(), word),
        token => token.to_string() == word,
    })
}

fn infer_opaque(output: &mut Type) {
    match output {
        Type::ImplTrait(opaque) => {
            let underscore = Token![_](opaque.span());
            *output = syn::parse_quote!(#underscore);
        }
        Type::Path(path) => infer_opaque_arguments(&mut path.path),
        Type::TraitObject(object) => {
            for bound in &mut object.bounds {
                if let TypeParamBound::Trait(bound) = bound {
                    infer_opaque_arguments(&mut bound.path);
                }
            }
        }
        Type::Tuple(tuple) => tuple.elems.iter_mut().for_each(infer_opaque),
        Type::Reference(reference) => infer_opaque(&mut reference.elem),
        Type::Array(array) => infer_opaque(&mut array.elem),
        Type::Paren(inner) => infer_opaque(&mut inner.elem),
        Type::Group(inner) => infer_opaque(&mut inner.elem),
        _ => {}
    }
}

fn infer_opaque_arguments(path: &mut Path) {
    for segment in &mut path.segments {
        if let PathArguments::AngleBracketed(arguments) = &mut segment.arguments {
            for argument in &mut arguments.args {
                match argument {
                    GenericArgument::Type(argument) => infer_opaque(argument),
                    GenericArgument::AssocType(argument) => infer_opaque(&mut argument.ty),
                    _ => {}
                }
            }
        }
    }
}

/// What the type is, if that is plainly no `Result`.
pub(crate) fn plainly_no_result(output: &Type) -> Option<String> {
    Some(match output {
        Type::Never(_) => String::from("`!`"),
        Type::Tuple(tuple) if tuple.elems.is_empty() => String::from("`()`"),
        Type::Tuple(_) => String::from("a tuple"),
        Type::Array(_) | Type::Slice(_) => String::from("an array"),
        Type::Reference(_) | Type::Ptr(_) => String::from("a reference"),
        Type::FnPtr(_) => String::from("a function"),
        Type::ImplTrait(_) => String::from("an `impl Trait`"),
        Type::Paren(inner) => return plainly_no_result(&inner.elem),
        Type::Group(inner) => return plainly_no_result(&inner.elem),
        Type::Path(path) => return named_no_result(&path.path),
        _ => return None,
    })
}

fn named_no_result(path: &Path) -> Option<String> {
    let name = &path.segments.last()?.ident;
    NO_RESULTS.iter().find(|no| name == no).map(|no| format!("`{no}`"))
}

const NO_RESULTS: &[&str] = &[
    "bool", "char", "str", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64",
    "i128", "isize", "f32", "f64", "String", "Vec", "Option", "Box", "Arc", "Rc", "HashMap",
];

/// Whether it may be another name of a boxed future, as far as it shows.
pub(crate) fn may_be_alias(output: &Type) -> bool {
    let is_other = |path: &Path| path.segments.last().is_some_and(|last| last.ident != "Result");
    matches!(bare(output), Type::Path(path) if is_other(&path.path) && named_no_result(&path.path).is_none())
        && !is_opaque(output)
}

/// If the body is nothing but `async move { … }`, or that in a call like `Box::pin(…)`: the path of
/// the call and the block.
pub(crate) fn async_block(body: &Group) -> Option<(TokenStream, Group)> {
    let mut tokens: Vec<TokenTree> = body.stream().into_iter().collect();
    let TokenTree::Group(last) = tokens.pop()? else { return None };
    if last.delimiter() == Delimiter::Brace {
        let [TokenTree::Ident(first), TokenTree::Ident(second)] = tokens.as_slice() else {
            return None;
        };
        return (first == "async" && second == "move").then(|| (TokenStream::new(), last));
    }
    let is_path = tokens.iter().all(|token| match token {
        TokenTree::Ident(_) => true,
        TokenTree::Punct(punct) => punct.as_char() == ':',
        _ => false,
    });
    let is_pin = tokens.last().is_some_and(|last| last.to_string() == "pin");
    if last.delimiter() != Delimiter::Parenthesis || !is_path || !is_pin {
        return None;
    }
    let (before, block) = async_block(&last)?;
    before.is_empty().then(|| (tokens.into_iter().collect(), block))
}
