//! A guard that the user made, in place of a static of the function.

use crate::attribute::Expansion;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;

impl Expansion<'_> {
    /// The statements that bind `name` to a reference to the guard that the user made, if there is
    /// one.
    pub(crate) fn given(&self, name: &str) -> Option<TokenStream> {
        let krate = &self.krate;
        let given = self.args.tokens(self.policy.given?)?;
        let policy = Ident::new(self.policy.name, self.span());
        let reference = reference(given);
        // Whatever it is, a type that is wrong is told where it was written.
        let there = Ident::new(name, Span::mixed_site().located_at(given.span()));
        let name = Ident::new(name, self.span());
        Some(quote_spanned! {self.span()=>
            let #name = #reference;
            let #name: &#krate::#policy = #there;
        })
    }
}

/// A reference to what the user wrote. What is wrong with it is told there.
pub(crate) fn reference(expression: &TokenStream) -> TokenStream {
    let span = Span::mixed_site().located_at(expression.span());
    quote_spanned!(span=> &(#expression))
}
