//! What a call that is turned away returns.

use crate::attribute::Expansion;
use proc_macro2::TokenStream;
use quote::quote_spanned;

impl Expansion<'_> {
    /// An expression: what the function says of this expression of type `Rejected`.
    pub(crate) fn refusal(&self, rejected: &TokenStream) -> TokenStream {
        let krate = &self.krate;
        let answer = self.function.answer();
        let err = quote_spanned!(self.span()=> ::core::result::Result::Err(#rejected));
        if let Some(fallback) = self.args.tokens("fallback") {
            return quote_spanned! {self.span()=>
                ::core::result::Result::<#answer, _>::unwrap_or_else(#err, #fallback)
            };
        }
        if let Some(map_err) = self.args.tokens("map_err") {
            // A closure that knows what it is to give can be wrong at its own tokens, and coerce.
            let judged = quote_spanned!(self.span()=> #krate::__private::Judged);
            let error = if self.function.answer_is_opaque() {
                quote_spanned!(self.span()=> _)
            } else {
                quote_spanned!(self.span()=> <#answer as #judged>::Error)
            };
            return quote_spanned! {self.span()=>
                <#answer as #judged>::from_result(
                    ::core::result::Result::map_err::<#error, _>(#err, #map_err)
                )
            };
        }
        quote_spanned!(self.span()=> <#answer as #krate::__private::Refused>::refused(#rejected))
    }
}
