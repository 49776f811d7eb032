//! A guard around a body: the body goes to the guard as a closure, an async one as a future.

use crate::answer::Awaited;
use crate::attribute::Expansion;
use crate::function::{in_front, with_braces_of};
use proc_macro2::{Group, Span, TokenStream};
use quote::quote_spanned;

/// A function, and what judges its errors.
pub(crate) struct Wrap<'a> {
    pub(crate) expansion: &'a Expansion<'a>,
    pub(crate) judge: TokenStream,
}

impl Wrap<'_> {
    /// The body that takes the place of the user's.
    pub(crate) fn body(&self) -> Group {
        let function = self.expansion.function;
        let body = &function.body;
        let tokens = match function.awaited() {
            Some(Awaited::ByFunction) => self.watched(&self.future(body)),
            Some(Awaited::Boxed | Awaited::Opaque) => self.expansion.returned_future(
                |block| with_braces_of(body, self.watched(&self.future(block))),
                |future| self.watched(future),
            ),
            None => self.called(body),
        };
        function.with_body(&tokens)
    }

    /// A function that is not async.
    fn called(&self, body: &Group) -> TokenStream {
        let Self { expansion, judge } = self;
        let site = expansion.site();
        let answer = expansion.function.answer();
        let body = expansion.closure(&answer, body);
        quote_spanned!(expansion.span()=> #site.call::<#answer, _>(#body, #judge))
    }

    /// The statements of an async block around this future.
    fn watched(&self, future: &TokenStream) -> TokenStream {
        let Self { expansion, judge } = self;
        let krate = &expansion.krate;
        let site = expansion.site();
        let answer = expansion.function.answer();
        quote_spanned! {expansion.span()=>
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
        let Expansion { krate, function, .. } = self.expansion;
        let answer = function.answer();
        // The edge tells inference what `?` and the tail expression are to become.
        let place = Span::mixed_site().located_at(function.output_span());
        let edge = quote_spanned!(place=> if false { return { #krate::__private::returns::<#answer>() }; });
        let body = in_front(&edge, body);
        // With a span of the user's the compiler calls the captured arguments by their names.
        quote_spanned!(function.signature.ident.span()=> async move #body)
    }
}
