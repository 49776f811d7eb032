//! The arguments of a body that runs more than once.

use crate::argument::{bound, conditions, is_lint, let_pass};
use crate::captures::is_used;
use crate::function::Function;
use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Attribute, FnArg, PatIdent, Path, Token, Type, TypeReference};

/// Names that every attempt needs anew.
pub(crate) struct Rerun(Vec<Binding>);

struct Binding {
    /// The `#[cfg]` of the argument, and its lints: what is expected of it is let pass here.
    attributes: Vec<Attribute>,
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
            let conditions = conditions(&argument.attrs).into_iter().cloned();
            let lints = argument.attrs.iter().filter(|attribute| is_lint(attribute)).map(let_pass);
            let attributes: Vec<Attribute> = conditions.chain(lints).collect();
            let names = bound(&argument.pat, &argument.ty).into_iter();
            // What the body does not use is not named: the compiler shall go on telling so.
            for (ident, ty) in
                names.filter(|(name, _)| is_used(&name.ident, function.body.stream()))
            {
                let Some(value) = value(ident, ty, by_ref, krate, span) else { continue };
                let name = ident.ident.clone();
                let mutability = written_mut(ident).filter(|_| !by_ref.contains(&name));
                bindings.push(Binding {
                    attributes: attributes.clone(),
                    pattern: quote!(#mutability #name),
                    name,
                    is_mutable: written_mut(ident).is_some(),
                    value,
                });
            }
        }
        Self(bindings)
    }

    /// The statements before each attempt.
    pub(crate) fn anew(&self) -> TokenStream {
        let bindings = self.0.iter().map(|Binding { attributes, pattern, value, .. }| {
            quote_spanned!(value.span()=> #(#attributes)* let #pattern = #value;)
        });
        quote!(#(#bindings)*)
    }

    /// The same for an attempt that [`moves`](Self::moves) them: until then nothing changes them.
    pub(crate) fn anew_to_move(&self) -> TokenStream {
        let bindings = self.0.iter().map(
            |Binding { attributes, name, value, .. }| {
                quote_spanned!(value.span()=> #(#attributes)* let #name = #value;)
            },
        );
        quote!(#(#bindings)*)
    }

    /// The statements with which an attempt takes them.
    pub(crate) fn moves(&self) -> TokenStream {
        let bindings = self.0.iter().map(|Binding { attributes, pattern, name, .. }| {
            let span = Span::mixed_site().located_at(name.span());
            quote_spanned!(span=> #(#attributes)* let #pattern = #name;)
        });
        quote!(#(#bindings)*)
    }

    /// The statements with which the function takes them: clippy is to see that it does.
    pub(crate) fn takes(&self) -> TokenStream {
        let bindings = self.0.iter().filter(|binding| !binding.is_mutable).map(
            |Binding { attributes, name, .. }| {
                let span = Span::mixed_site().located_at(name.span());
                quote_spanned!(span=> #(#attributes)* let #name = #name;)
            },
        );
        quote!(#(#bindings)*)
    }
}

/// An expression: a name of an argument for one attempt. `None` if it is there for all.
fn value(
    ident: &PatIdent,
    ty: &Type,
    by_ref: &[Ident],
    krate: &Path,
    span: Span,
) -> Option<TokenStream> {
    let name = &ident.ident;
    if by_ref.contains(name) {
        return Some(quote_spanned!(span=> &#name));
    }
    let is_exclusive = match (ident.by_ref, ty) {
        (Some(_), _) => Some(ident.mutability.is_some()),
        (None, Type::Reference(TypeReference { mutability, .. })) => Some(mutability.is_some()),
        (None, _) => None,
    };
    // Where the user wrote `mut`, that is to be of use.
    let mutability = written_mut(ident);
    match (is_exclusive, mutability) {
        (Some(true), None) => Some(quote_spanned!(span=> &mut *#name)),
        (Some(true), Some(_)) => Some(quote_spanned!(span=> &mut **&mut #name)),
        (Some(false), None) => None,
        (Some(false) | None, _) => {
            let place = Span::mixed_site().located_at(ty.span());
            Some(quote_spanned!(place=> #krate::__private::again(&#mutability #name)))
        }
    }
}

/// The `mut` of a name, if that is none of `ref mut`.
fn written_mut(ident: &PatIdent) -> Option<Token![mut]> {
    ident.mutability.filter(|_| ident.by_ref.is_none())
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
