//! Functions that return a future: that is guarded while it runs, and not while it is made.

use crate::answer::{Awaited, async_block};
use crate::attribute::Expansion;
use crate::function::{in_front, with_braces_of};
use proc_macro2::{Group, Span, TokenStream};
use quote::{quote, quote_spanned};

impl Expansion<'_> {
    /// The statements of a function that returns a future: an async block with what `block` makes of
    /// the user's, or, where the user has none, with what `future` makes of an expression for it.
    pub(crate) fn returned_future(
        &self,
        block: impl FnOnce(&Group) -> Group,
        future: impl FnOnce(&TokenStream) -> TokenStream,
    ) -> TokenStream {
        let krate = &self.krate;
        let body = &self.function.body;
        if let Some((before, users)) = async_block(body) {
            let guarded = block(&users);
            let guarded = quote_spanned!(self.span()=> async move #guarded);
            return if before.is_empty() { guarded } else { quote!(#before(#guarded)) };
        }
        let making = self.closure(&self.function.output(), body);
        let guarded = with_braces_of(body, future(&quote_spanned!(self.span()=> future)));
        let guarded = quote_spanned!(self.span()=> async move #guarded);
        let guarded = match self.function.awaited() {
            Some(Awaited::Boxed) => {
                quote_spanned!(self.span()=> #krate::__private::Box::pin(#guarded))
            }
            _ => guarded,
        };
        quote_spanned! {self.span()=>
            let future = #krate::__private::make(#making);
            #guarded
        }
    }

    /// The user's statements as a closure.
    pub(crate) fn closure(&self, output: &TokenStream, body: &Group) -> TokenStream {
        // With a span of the user's the compiler calls the captured arguments by their names.
        let body = self.capturing_in_order(body);
        quote_spanned!(self.function.signature.ident.span()=> move || -> #output #body)
    }

    /// The user's statements as a future.
    pub(crate) fn future(&self, body: &Group) -> TokenStream {
        let Self { krate, function, .. } = self;
        let answer = function.answer();
        // The edge tells inference what `?` and the tail expression are to become.
        let place = Span::mixed_site().located_at(function.output_span());
        let edge = quote_spanned!(place=> if false { return { #krate::__private::returns::<#answer>() }; });
        let item = self.item();
        let body = in_front(&quote!(#edge #item), body);
        // With a span of the user's the compiler calls the captured arguments by their names.
        quote_spanned!(function.signature.ident.span()=> async move #body)
    }
}
