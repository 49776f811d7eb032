//! A guard around a body: the body goes to the guard as a closure, an async one as a future.

use crate::answer::{Awaited, async_block};
use crate::function::{Function, with_braces_of};
use proc_macro2::{Group, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Path;

/// A function, and the expressions that guard it.
pub(crate) struct Wrap<'a> {
    pub(crate) krate: &'a Path,
    pub(crate) function: &'a Function,
    /// That of our own tokens.
    pub(crate) span: Span,
    /// Where the guard is.
    pub(crate) site: TokenStream,
    /// What judges the errors of the function.
    pub(crate) judge: TokenStream,
}

impl Wrap<'_> {
    /// The body that takes the place of the user's.
    pub(crate) fn body(&self) -> Group {
        let body = &self.function.body;
        let tokens = match self.function.awaited() {
            Some(Awaited::ByFunction) => self.watched(&self.future(body)),
            Some(Awaited::Boxed | Awaited::Opaque) => self.future_of(body),
            None => self.called(body),
        };
        self.function.with_body(&tokens)
    }

    /// A function that is not async.
    fn called(&self, body: &Group) -> TokenStream {
        let (site, judge) = (&self.site, &self.judge);
        let answer = self.function.answer();
        let body = self.closure(&answer, body);
        quote_spanned!(self.span=> #site.call::<#answer, _>(#body, #judge))
    }

    /// A function that makes the future which is guarded.
    fn future_of(&self, body: &Group) -> TokenStream {
        let krate = self.krate;
        if let Some((before, block)) = async_block(body) {
            let watched = with_braces_of(body, self.watched(&self.future(&block)));
            let future = quote_spanned!(self.span=> async move #watched);
            return if before.is_empty() {
                future
            } else {
                quote_spanned!(self.span=> #before(#future))
            };
        }
        let making = self.closure(&self.function.output(), body);
        let watched = with_braces_of(body, self.watched(&quote_spanned!(self.span=> future)));
        let watched = quote_spanned!(self.span=> async move #watched);
        let watched = match self.function.awaited() {
            Some(Awaited::Boxed) => {
                quote_spanned!(self.span=> #krate::__private::Box::pin(#watched))
            }
            _ => watched,
        };
        quote_spanned! {self.span=>
            let future = #krate::__private::make(#making);
            #watched
        }
    }

    /// The statements of an async block around this future.
    fn watched(&self, future: &TokenStream) -> TokenStream {
        let Self { krate, site, judge, .. } = self;
        let answer = self.function.answer();
        quote_spanned! {self.span=>
            let site = #site;
            let mut permit = match site.enter() {
                ::core::result::Result::Ok(permit) => permit,
                ::core::result::Result::Err(refusal) => return site.refuse::<#answer>(refusal),
            };
            let body = ::core::pin::pin!(#future);
            #krate::__private::watch::<#answer, _, _, _>(&mut permit, body, #judge).await
        }
    }

    /// The user's statements as a future.
    fn future(&self, body: &Group) -> TokenStream {
        let krate = self.krate;
        let answer = self.function.answer();
        // The edge tells inference what `?` and the tail expression are to become.
        let place = Span::mixed_site().located_at(self.function.output_span());
        let edge = quote_spanned!(place=> if false { return { #krate::__private::returns::<#answer>() }; });
        let statements = body.stream();
        let body = with_braces_of(body, quote!(#edge #statements));
        // With a span of the user's the compiler calls the captured arguments by their names.
        quote_spanned!(self.function.signature.ident.span()=> async move #body)
    }

    /// The user's statements as a closure.
    fn closure(&self, output: &TokenStream, body: &Group) -> TokenStream {
        // As above.
        quote_spanned!(self.function.signature.ident.span()=> move || -> #output #body)
    }
}
