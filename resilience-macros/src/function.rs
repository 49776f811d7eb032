//! The annotated function, its body left as tokens.

use crate::answer::{self, Awaited};
use crate::twice;
use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse::{ParseStream, Parser};
use syn::spanned::Spanned;
use syn::{Attribute, Lifetime, ReturnType, Signature, Token, TraitBound, Type, Visibility};

pub(crate) struct Function {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) signature: Signature,
    /// The `#![…]` at the start of the body.
    inner_attributes: TokenStream,
    /// The braces and all else in them.
    pub(crate) body: Group,
}

impl Function {
    pub(crate) fn parse(attribute: &str, item: TokenStream) -> syn::Result<Self> {
        (|input: ParseStream<'_>| Self::parse_in(attribute, input)).parse2(item)
    }

    fn parse_in(attribute: &str, input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility: Visibility = input.parse()?;
        if !is_function(input) {
            let which = which_functions(input);
            let message =
                format!("`#[{attribute}]` guards a function: put it on each `fn` {which}");
            return Err(input.error(message));
        }
        let signature: Signature = input.parse()?;
        if input.peek(Token![;]) {
            let message = format!(
                "`#[{attribute}]` needs a function with a body: put it on those that implement this one"
            );
            return Err(syn::Error::new_spanned(&signature, message));
        }
        let body = match input.parse()? {
            TokenTree::Group(body) => body,
            other => return Err(syn::Error::new(other.span(), "expected the body of a function")),
        };
        let body = without_invisible_delimiters(body);
        let (inner_attributes, statements) = without_inner_attributes(&body);
        let body = with_braces_of(&body, statements);
        Ok(Self { attributes, visibility, signature, inner_attributes, body })
    }

    /// The braces of the body with other statements in them.
    pub(crate) fn with_body(&self, statements: &TokenStream) -> Group {
        let inner = &self.inner_attributes;
        with_braces_of(&self.body, quote!(#inner #statements))
    }

    /// The return type, `None` for none, and how it is awaited, `None` if it is not.
    fn returned(&self) -> (Option<&Type>, Option<Awaited>) {
        let output = match &self.signature.output {
            ReturnType::Default => None,
            ReturnType::Type(_, output) => Some(&**output),
        };
        match self.signature.asyncness {
            Some(_) => (output, Some(Awaited::ByFunction)),
            None => match output.and_then(answer::of_future) {
                Some((answer, awaited)) => (Some(answer), Some(awaited)),
                None => (output, None),
            },
        }
    }

    /// How the function is async, if it is.
    pub(crate) fn awaited(&self) -> Option<Awaited> {
        self.returned().1
    }

    /// What the function says in the end, its future awaited, as an expression can name it.
    pub(crate) fn answer(&self) -> TokenStream {
        self.returned().0.map_or_else(|| quote!(()), answer::in_expression)
    }

    /// Whether that names no type which an expression can name.
    pub(crate) fn answer_is_opaque(&self) -> bool {
        self.returned().0.is_some_and(answer::is_opaque)
    }

    /// The bound of the future it returns that a guarded one cannot meet.
    pub(crate) fn unpin(&self) -> Option<&TraitBound> {
        match &self.signature.output {
            ReturnType::Type(_, output) if self.awaited() == Some(Awaited::Opaque) => {
                answer::unpin(output)
            }
            _ => None,
        }
    }

    /// The lifetimes that the future it returns says it may borrow for. `None` if it does not say.
    pub(crate) fn lifetimes_of_future(&self) -> Option<Vec<&Lifetime>> {
        match &self.signature.output {
            ReturnType::Type(_, output) if self.returns_future() => answer::lifetimes(output),
            _ => None,
        }
    }

    /// Whether it is no `async fn`, and awaited all the same.
    pub(crate) fn returns_future(&self) -> bool {
        matches!(self.awaited(), Some(Awaited::Boxed | Awaited::Opaque))
    }

    /// Whether its return type may be another name of a boxed future, as far as it shows.
    pub(crate) fn may_hide_future(&self) -> bool {
        let (output, awaited) = self.returned();
        awaited.is_none() && output.is_some_and(answer::may_be_alias)
    }

    /// The return type as an expression can name it.
    pub(crate) fn output(&self) -> TokenStream {
        match &self.signature.output {
            ReturnType::Default => quote!(()),
            ReturnType::Type(_, output) => answer::in_expression(output),
        }
    }

    /// Whether its error is a trait object that borrows, as far as it shows.
    pub(crate) fn error_is_borrowed_object(&self) -> bool {
        let error = self.returned().0.and_then(answer::last_argument);
        error
            .map(ToTokens::to_token_stream)
            .is_some_and(|error| twice::borrows(error.clone()) && answer::holds(error, "dyn"))
    }

    /// The place of the return type; of the name if there is none.
    pub(crate) fn output_span(&self) -> Span {
        self.answer_or_name().span()
    }

    /// What the function says in the end as it is written; its name if it is not.
    pub(crate) fn answer_or_name(&self) -> TokenStream {
        let name = &self.signature.ident;
        self.returned().0.map_or_else(|| name.to_token_stream(), ToTokens::to_token_stream)
    }

    /// Whether it says nothing at all.
    pub(crate) fn never_answers(&self) -> bool {
        matches!(self.returned().0, Some(Type::Never(_)))
    }

    /// What cannot hold an error, as far as the signature alone can tell.
    pub(crate) fn plainly_no_result(&self) -> Option<String> {
        self.returned().0.map_or_else(|| Some(String::from("`()`")), answer::plainly_no_result)
    }
}

impl ToTokens for Function {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { attributes, visibility, signature, .. } = self;
        let body = self.with_body(&self.body.stream());
        tokens.extend(quote!(#(#attributes)* #visibility #signature #body));
    }
}

/// A block with a statement in front of the user's.
pub(crate) fn in_front(statement: &TokenStream, block: &Group) -> Group {
    let (inner_attributes, statements) = without_inner_attributes(block);
    with_braces_of(block, quote!(#inner_attributes #statement #statements))
}

/// A brace group with the span of the user's own: braces made by a macro carry its edition and change
/// when temporaries are dropped.
pub(crate) fn with_braces_of(body: &Group, content: TokenStream) -> Group {
    let mut braces = Group::new(Delimiter::Brace, content);
    braces.set_span(body.span());
    braces
}

/// Whether a signature starts here.
fn is_function(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    while !ahead.peek(Token![fn]) {
        let qualifier = ahead.peek(Token![const])
            || ahead.peek(Token![async])
            || ahead.peek(Token![unsafe])
            || ahead.peek(Token![extern])
            || ahead.peek(syn::LitStr);
        if !qualifier || ahead.parse::<TokenTree>().is_err() {
            return false;
        }
    }
    true
}

/// Where to put the attribute instead.
fn which_functions(input: ParseStream<'_>) -> &'static str {
    let ahead = input.fork();
    if ahead.peek(Token![unsafe]) {
        let _ = ahead.parse::<Token![unsafe]>();
    }
    if ahead.peek(Token![impl]) {
        "of this `impl`"
    } else if ahead.peek(Token![trait]) {
        "of this `trait` that has a body"
    } else if ahead.peek(Token![mod]) {
        "of this module"
    } else {
        "that calls the dependency"
    }
}

/// A `$body:block` of `macro_rules!` comes in a group of its own.
fn without_invisible_delimiters(body: Group) -> Group {
    match body.stream().into_iter().next() {
        Some(TokenTree::Group(within)) if body.delimiter() == Delimiter::None => {
            without_invisible_delimiters(within)
        }
        _ => body,
    }
}

/// The `#![…]` at the start of a body, and the rest. A body without any is not taken apart: the
/// expressions that `macro_rules!` put into it would lose their invisible parentheses.
fn without_inner_attributes(body: &Group) -> (TokenStream, TokenStream) {
    let tokens: Vec<TokenTree> = body.stream().into_iter().collect();
    let mut rest = tokens.as_slice();
    while let [TokenTree::Punct(hash), TokenTree::Punct(bang), TokenTree::Group(_), after @ ..] =
        rest
        && hash.as_char() == '#'
        && bang.as_char() == '!'
    {
        rest = after;
    }
    if rest.len() == tokens.len() {
        return (TokenStream::new(), body.stream());
    }
    let inner = &tokens[..tokens.len() - rest.len()];
    (inner.iter().cloned().collect(), rest.iter().cloned().collect())
}
