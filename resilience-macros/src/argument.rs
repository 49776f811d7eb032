//! What the arguments of a function are called, and whether they are there.

use proc_macro2::Span;
use syn::{Attribute, Ident, Meta, Pat, PatIdent, Type};

/// The names that a pattern binds, in their order, each with its type, as far as that shows: else with
/// one that it is a part of.
pub(crate) fn bound<'a>(pattern: &'a Pat, ty: &'a Type) -> Vec<(&'a PatIdent, &'a Type)> {
    match (pattern, bare(ty)) {
        (Pat::Paren(inner), ty) => bound(&inner.pat, ty),
        (Pat::Reference(inner), Type::Reference(reference)) => bound(&inner.pat, &reference.elem),
        (Pat::Tuple(pattern), Type::Tuple(ty)) if pattern.elems.len() == ty.elems.len() => pattern
            .elems
            .iter()
            .zip(&ty.elems)
            .flat_map(|(pattern, ty)| bound(pattern, ty))
            .collect(),
        // What is taken out of a reference is one as well.
        (pattern, ty) => names(pattern).into_iter().map(|name| (name, ty)).collect(),
    }
}

/// The names that a pattern binds, in their order.
pub(crate) fn names(pattern: &Pat) -> Vec<&PatIdent> {
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
        Pat::Type(typed) => names(&typed.pat),
        Pat::Slice(slice) => of_all(slice.elems.iter()),
        Pat::Tuple(tuple) => of_all(tuple.elems.iter()),
        Pat::TupleStruct(tuple) => of_all(tuple.elems.iter()),
        Pat::Struct(fields) => of_all(fields.fields.iter().map(|field| &*field.pat)),
        // All cases bind the same.
        Pat::Or(or) => of_all(or.cases.iter().take(1)),
        _ => Vec::new(),
    }
}

/// A type without what `macro_rules!` or parentheses put around it.
pub(crate) fn bare(ty: &Type) -> &Type {
    match ty {
        Type::Group(inner) => bare(&inner.elem),
        Type::Paren(inner) => bare(&inner.elem),
        ty => ty,
    }
}

/// Whether the argument is there is for the compiler to say: what stands for it has the same to say.
pub(crate) fn conditions(attributes: &[Attribute]) -> Vec<&Attribute> {
    let conditional = attributes.iter().filter(|attribute| match &attribute.meta {
        Meta::List(list) => list.path.is_ident("cfg"),
        _ => false,
    });
    conditional.collect()
}

/// Whether it says what the compiler is to tell of the argument.
pub(crate) fn is_lint(attribute: &Attribute) -> bool {
    let levels = ["allow", "expect", "warn", "deny", "forbid"];
    levels.iter().any(|level| attribute.path().is_ident(level))
}

/// The attribute for what stands for the argument: it may find there again what it found.
pub(crate) fn let_pass(attribute: &Attribute) -> Attribute {
    let mut passes = attribute.clone();
    if let Meta::List(list) = &mut passes.meta
        && list.path.is_ident("expect")
    {
        list.path = Ident::new("allow", Span::mixed_site()).into();
    }
    passes
}
