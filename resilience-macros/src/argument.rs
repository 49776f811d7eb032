//! What the arguments of a function are called, and whether they are there.

use syn::{Attribute, Meta, Pat, PatIdent};

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

/// Whether the argument is there is for the compiler to say: what stands for it has the same to say.
pub(crate) fn conditions(attributes: &[Attribute]) -> Vec<&Attribute> {
    let conditional = attributes.iter().filter(|attribute| match &attribute.meta {
        Meta::List(list) => list.path.is_ident("cfg"),
        _ => false,
    });
    conditional.collect()
}
