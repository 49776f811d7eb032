//! The annotated function, its body left as tokens.

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse::{ParseStream, Parser};
use syn::spanned::Spanned;
use syn::{
    Attribute, GenericArgument, PathArguments, ReturnType, Signature, Token, Type, Visibility,
};

pub(crate) struct Function {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) signature: Signature,
    /// The braces and what is in them; inner attributes have moved to `attributes`.
    pub(crate) body: Group,
}

impl Function {
    pub(crate) fn parse(attribute: &str, item: TokenStream) -> syn::Result<Self> {
        (|input: ParseStream<'_>| Self::parse_in(attribute, input)).parse2(item)
    }

    fn parse_in(attribute: &str, input: ParseStream<'_>) -> syn::Result<Self> {
        let mut attributes = input.call(Attribute::parse_outer)?;
        let visibility: Visibility = input.parse()?;
        if let Some(kind) = other_item(input) {
            let message = format!("`#[{attribute}]` guards a function: put it on each `fn`{kind}");
            return Err(input.error(message));
        }
        let signature: Signature = input.parse()?;
        if input.peek(Token![;]) {
            let message = format!(
                "`#[{attribute}]` needs a function with a body: put it on the implementations"
            );
            return Err(syn::Error::new_spanned(&signature, message));
        }
        let body = match input.parse()? {
            TokenTree::Group(body) => body,
            other => return Err(syn::Error::new(other.span(), "expected the body of a function")),
        };
        let body = outer_from_inner(&body, &mut attributes)?;
        Ok(Self { attributes, visibility, signature, body })
    }

    /// A brace group with the span of the user's own: braces made by a macro carry its edition and
    /// change when temporaries are dropped.
    pub(crate) fn braces(&self, content: TokenStream) -> Group {
        let mut braces = Group::new(proc_macro2::Delimiter::Brace, content);
        braces.set_span(self.body.span());
        braces
    }

    /// The return type; at the function's name if it has none.
    pub(crate) fn output_span(&self) -> Span {
        match &self.signature.output {
            ReturnType::Default => self.signature.ident.span(),
            ReturnType::Type(_, output) => output.span(),
        }
    }

    /// The return type as an expression can name it: `_` for every `impl Trait`.
    pub(crate) fn output(&self) -> TokenStream {
        match &self.signature.output {
            ReturnType::Default => quote!(()),
            ReturnType::Type(_, output) => {
                let mut output = Type::clone(output);
                infer_opaque(&mut output);
                output.into_token_stream()
            }
        }
    }

    /// Why a rejection cannot be returned, as far as the signature alone can tell.
    pub(crate) fn plainly_no_result(&self) -> Option<&'static str> {
        match &self.signature.output {
            ReturnType::Default => Some("nothing"),
            ReturnType::Type(_, output) => match &**output {
                Type::Never(_) => Some("never"),
                Type::Tuple(_) => Some("a tuple"),
                Type::Array(_) | Type::Slice(_) => Some("an array"),
                Type::Reference(_) | Type::Ptr(_) => Some("a reference"),
                Type::Path(path) => path
                    .path
                    .get_ident()
                    .or_else(|| path.path.segments.last().map(|last| &last.ident))
                    .and_then(|name| NO_RESULTS.iter().find(|no| name == no))
                    .copied(),
                _ => None,
            },
        }
    }
}

const NO_RESULTS: &[&str] = &[
    "bool", "char", "str", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64",
    "i128", "isize", "f32", "f64", "String", "Vec", "Option", "HashMap",
];

impl ToTokens for Function {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { attributes, visibility, signature, body } = self;
        tokens.extend(quote!(#(#attributes)* #visibility #signature #body));
    }
}

fn other_item(input: ParseStream<'_>) -> Option<&'static str> {
    let ahead = input.fork();
    let _: Option<Token![unsafe]> = ahead.parse().ok()?;
    if ahead.peek(Token![impl]) {
        Some(" of this `impl`")
    } else if ahead.peek(Token![trait]) {
        Some(" of this `trait` that has a body")
    } else if ahead.peek(Token![mod]) {
        Some(" of this module")
    } else if ahead.peek(Token![struct])
        || ahead.peek(Token![enum])
        || ahead.peek(Token![type])
        || ahead.peek(Token![static])
        || ahead.peek(Token![use])
    {
        Some(" that calls the dependency")
    } else {
        None
    }
}

/// Moves `#![…]` at the start of the body in front of the function, where it means the same.
fn outer_from_inner(body: &Group, attributes: &mut Vec<Attribute>) -> syn::Result<Group> {
    let split = |input: ParseStream<'_>| {
        let inner = input.call(Attribute::parse_inner)?;
        Ok((inner, input.parse::<TokenStream>()?))
    };
    let (inner, rest) = split.parse2(body.stream())?;
    if inner.is_empty() {
        return Ok(body.clone());
    }
    attributes
        .extend(inner.into_iter().map(|inner| Attribute { style: syn::AttrStyle::Outer, ..inner }));
    let mut without = Group::new(body.delimiter(), rest);
    without.set_span(body.span());
    Ok(without)
}

fn infer_opaque(output: &mut Type) {
    match output {
        Type::ImplTrait(opaque) => {
            let underscore = Token![_](opaque.span());
            *output = syn::parse_quote!(#underscore);
        }
        Type::Path(path) => {
            for segment in &mut path.path.segments {
                if let PathArguments::AngleBracketed(arguments) = &mut segment.arguments {
                    for argument in &mut arguments.args {
                        if let GenericArgument::Type(argument) = argument {
                            infer_opaque(argument);
                        }
                    }
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
