//! The guard that an attribute makes: a static of the function, and the accessor beside it.

use crate::attribute::Expansion;
use crate::function::Function;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;

impl Expansion<'_> {
    /// An expression: the static that holds the guard, which nobody else sees.
    pub(crate) fn site(&self) -> TokenStream {
        self.site_with(&TokenStream::new())
    }

    /// The same with more calls of the builder's methods.
    pub(crate) fn site_with(&self, more: &TokenStream) -> TokenStream {
        let krate = &self.krate;
        let span = self.span();
        let policy = Ident::new(self.policy.name, span);
        let settings = self.args.settings(krate);
        let builder = quote_spanned!(span=> #krate::#policy::builder()#(#settings)* #more);
        let function = self.function.signature.ident.unraw().to_string();
        // The compiler knows where we are; it tells in the type name of an item.
        let here = quote_spanned!(span=> fn __resilience_here() {});
        let name = self
            .args
            .tokens("name")
            .map(|name| quote_spanned!(span=> #krate::__private::text(#name)));
        let keyed = self.is_keyed().then(|| quote_spanned!(span=> .keyed()));
        let (here, make) = match (name, self.policy.registered) {
            (Some(name), true) => {
                let shared = quote_spanned!(span=> #krate::__private::shared);
                (None, quote_spanned!(span=> #shared(#builder.name(#name) #keyed)))
            }
            (Some(name), false) => (None, quote_spanned!(span=> #builder.name(#name).build())),
            (None, true) => {
                let own = quote_spanned!(span=> #krate::__private::own);
                (
                    Some(here),
                    quote_spanned!(span=> #own(#builder #keyed, &__resilience_here, #function)),
                )
            }
            (None, false) => {
                let name = quote_spanned!(span=> #krate::__private::default_name(&__resilience_here, #function));
                (Some(here), quote_spanned!(span=> #builder.name(#name).build()))
            }
        };
        let guard = self.policy.site.is_none().then(|| {
            let guard = self.guard();
            quote_spanned!(span=> <#guard>)
        });
        let site = Ident::new(self.policy.site.unwrap_or("Site"), span);
        // Items have no hygiene: their names must be nobody else's.
        quote_spanned! {span=>
            {
                #here
                static __RESILIENCE_SITE: #krate::__private::#site #guard = #krate::__private::#site::new(|| #make);
                &__RESILIENCE_SITE
            }
        }
    }

    /// A function beside the annotated one that gives its guard.
    pub(crate) fn accessor(&self) -> Option<TokenStream> {
        let name = self.args.ident("accessor")?;
        let Function { attributes, visibility, signature, .. } = self.function;
        let conditions = attributes.iter().filter(|attribute| attribute.path().is_ident("cfg"));
        let doc = format!(
            "The {} that guards `{}`.\n\n# Panics\n\nIf its settings cannot hold, or contradict \
             those of others with its name.",
            self.policy.words,
            signature.ident.unraw()
        );
        let (guard, site) = (self.guard(), self.site());
        // What is wrong with the name is told at the name.
        let span = Span::mixed_site().located_at(name.span());
        Some(quote_spanned! {span=>
            #(#conditions)*
            #[doc = #doc]
            #visibility fn #name() -> #guard {
                #site.access()
            }
        })
    }

    /// Whether there is one guard for each key.
    pub(crate) fn is_keyed(&self) -> bool {
        self.args.key("key").is_some()
    }

    /// The type of the guard.
    fn guard(&self) -> TokenStream {
        let krate = &self.krate;
        let policy = self.policy.name;
        let guard = if self.is_keyed() {
            format_ident!("Keyed{policy}")
        } else {
            format_ident!("{policy}")
        };
        quote!(#krate::#guard)
    }
}
