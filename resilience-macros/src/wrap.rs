//! A guard around a body: the body goes to the guard as a closure, an async one as a future.

use crate::answer::Awaited;
use crate::attribute::Expansion;
use crate::function::with_braces_of;
use proc_macro2::{Group, Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};

/// A function, and what judges it.
pub(crate) struct Wrap<'a> {
    pub(crate) expansion: &'a Expansion<'a>,
    pub(crate) judge: Judge,
}

/// A closure that judges.
pub(crate) enum Judge {
    /// The errors of a function; what is none is a success.
    Errors(TokenStream),
    /// All that it returns.
    Values(TokenStream),
}

/// A guard that the user made, as a function that returns a future sees it: the statements that take a
/// handle of it, and that handle.
const HANDLE: &str = "breaker";

impl Wrap<'_> {
    /// The body that takes the place of the user's.
    pub(crate) fn body(&self) -> Group {
        let function = self.expansion.function;
        let body = &function.body;
        let tokens = match function.awaited() {
            Some(Awaited::ByFunction) => {
                let admitted = self.admitted(self.expansion.given(HANDLE));
                self.watched(
                    &admitted,
                    &self.expansion.future(&self.expansion.capturing_in_order(body)),
                )
            }
            Some(Awaited::Boxed | Awaited::Opaque) => self.returned(body),
            None => self.called(body),
        };
        function.with_body(&tokens)
    }

    /// A function that is not async.
    fn called(&self, body: &Group) -> TokenStream {
        let Expansion { krate, function, .. } = self.expansion;
        let span = self.expansion.span();
        let answer = function.answer();
        let body = self.expansion.closure(&answer, body);
        if let (Judge::Errors(judge), true) = (&self.judge, self.is_plain()) {
            let site = self.expansion.site();
            return quote_spanned!(span=> #site.call::<#answer, _>(#body, #judge));
        }
        let admitted = self.admitted(self.expansion.given(HANDLE));
        let permit = self.permit(&quote_spanned!(span=> permit), &admitted);
        let (run, generics, judge) = self.judging("run", &quote!());
        quote_spanned! {span=>
            #permit
            #krate::__private::#run::<#answer, #generics>(permit, #body, #judge)
        }
    }

    /// A function that returns a future.
    fn returned(&self, body: &Group) -> TokenStream {
        let span = self.expansion.span();
        let name = Ident::new(HANDLE, span);
        // The user's guard may be borrowed from what the future takes with it.
        let given = self.expansion.given(HANDLE);
        let handle = given.map(|given| {
            quote_spanned!(span=> let #name = { #given ::core::clone::Clone::clone(#name) };)
        });
        let reference = handle.as_ref().map(|_| quote_spanned!(span=> let #name = &#name;));
        let admitted = self.admitted(reference);
        let future = self.expansion.returned_future(
            |block| with_braces_of(body, self.watched(&admitted, &self.expansion.future(block))),
            |future| self.watched(&admitted, future),
        );
        quote!(#handle #future)
    }

    /// Whether a rejection goes into the function's error by itself, from a guard of its own.
    fn is_plain(&self) -> bool {
        let args = self.expansion.args;
        let special = ["map_err", "fallback"];
        special.iter().all(|key| args.key(key).is_none())
            && self.expansion.policy.given(args).is_none()
    }

    /// An expression: a permit, or why there is none. `given` are the statements that bind a guard
    /// which the user made.
    fn admitted(&self, given: Option<TokenStream>) -> TokenStream {
        let krate = &self.expansion.krate;
        let span = self.expansion.span();
        if let Some(given) = given {
            let name = Ident::new(HANDLE, span);
            return quote_spanned!(span=> { #given #krate::__private::admit(#name) });
        }
        let site = self.expansion.site();
        quote_spanned!(span=> #site.admit())
    }

    /// The statements that bind the permit by this pattern, or return for the lack of it.
    fn permit(&self, pattern: &TokenStream, admitted: &TokenStream) -> TokenStream {
        let span = self.expansion.span();
        if self.is_plain() {
            let site = self.expansion.site();
            let answer = self.expansion.function.answer();
            return quote_spanned! {span=>
                let site = #site;
                let #pattern = match site.enter() {
                    ::core::result::Result::Ok(permit) => permit,
                    ::core::result::Result::Err(refusal) => return site.refuse::<#answer>(refusal),
                };
            };
        }
        let refusal = self.expansion.refusal(&quote_spanned!(span=> rejected));
        quote_spanned! {span=>
            let #pattern = match #admitted {
                ::core::result::Result::Ok(permit) => permit,
                ::core::result::Result::Err(rejected) => return #refusal,
            };
        }
    }

    /// The statements of an async block around this future.
    fn watched(&self, admitted: &TokenStream, future: &TokenStream) -> TokenStream {
        let krate = &self.expansion.krate;
        let answer = self.expansion.function.answer();
        let span = self.expansion.span();
        let permit = self.permit(&quote_spanned!(span=> mut permit), admitted);
        let (watch, generics, judge) = self.judging("watch", &quote!(, _, _));
        quote_spanned! {span=>
            #permit
            let body = ::core::pin::pin!(#future);
            #krate::__private::#watch::<#answer, #generics>(&mut permit, body, #judge).await
        }
    }

    /// What runs a body, its generics but the first, and the judge that it takes.
    fn judging(&self, run: &str, more: &TokenStream) -> (Ident, TokenStream, &TokenStream) {
        let span = self.expansion.span();
        match &self.judge {
            Judge::Errors(judge) => {
                (Ident::new(run, span), quote_spanned!(span=> _, _ #more), judge)
            }
            Judge::Values(judge) => {
                (format_ident!("{run}_whole", span = span), quote_spanned!(span=> _ #more), judge)
            }
        }
    }
}
