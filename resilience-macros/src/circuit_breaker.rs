//! `#[circuit_breaker]`.

use crate::args::{Args, Grammar, Key, Takes};
use crate::diagnostics::Faults;
use crate::function::Function;
use crate::rotate;
use crate::wrap::Wrap;
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{Path, parse_quote};

const GRAMMAR: Grammar = Grammar {
    attribute: "circuit_breaker",
    example: "max_failures = 3",
    keys: &[
        Key { name: "name", takes: Takes::Text },
        Key { name: "max_failures", takes: Takes::Count(u32::MAX) },
        Key { name: "reset_timeout", takes: Takes::Duration },
        Key { name: "half_open_max_calls", takes: Takes::Count(65_535) },
        Key { name: "success_threshold", takes: Takes::Count(65_535) },
        Key { name: "probe_timeout", takes: Takes::Duration },
        Key { name: "excluded", takes: Takes::Patterns },
        Key { name: "excluded_if", takes: Takes::Callable },
        Key { name: "accessor", takes: Takes::Ident },
        Key { name: "crate", takes: Takes::Path },
    ],
    foreign: &[
        ("failure_threshold", "max_failures"),
        ("failures", "max_failures"),
        ("recovery_timeout", "reset_timeout"),
        ("timeout", "reset_timeout"),
        ("ignore", "excluded"),
        ("exclude", "excluded"),
    ],
};

/// Expands the attribute; `look_below` unless it is the final form.
pub(crate) fn expand(arguments: &TokenStream, item: &TokenStream, look_below: bool) -> TokenStream {
    let mut faults = Faults::default();
    let args = GRAMMAR.parse(arguments.clone(), &mut faults);
    let mut function = match Function::parse(GRAMMAR.attribute, item.clone()) {
        Ok(function) => function,
        Err(fault) => {
            faults.add(fault);
            let faults = faults.into_tokens();
            return quote!(#faults #item);
        }
    };
    check(&function, &args, &mut faults);
    if let Some(faults) = faults.into_tokens() {
        return quote!(#faults #function);
    }
    let krate = args.path("crate").cloned().unwrap_or_else(|| parse_quote!(::resilience));
    if look_below && rotate::rotate(&mut function, &krate, "__circuit_breaker_wrap", arguments) {
        return quote!(#function);
    }
    Expansion { krate, args: &args, function: &function }.tokens()
}

fn check(function: &Function, args: &Args, faults: &mut Faults) {
    if let Some(constness) = function.signature.constness {
        let message =
            "a `const fn` cannot be guarded: whether it may run is only known at run time";
        faults.at(constness, message);
    }
    if let Some(what) = function.plainly_no_result() {
        let message = format!(
            "a function guarded by `#[circuit_breaker]` returns a `Result`: a call that is turned \
             away has to return an error, which {what} cannot hold"
        );
        faults.at(function.answer_or_name(), message);
    }
    if args.text("name").is_none() {
        for same in rotate::below(function, GRAMMAR.attribute) {
            // Its own faults are its own business.
            let theirs = match &same.meta {
                syn::Meta::List(list) => list.tokens.clone(),
                _ => TokenStream::new(),
            };
            if GRAMMAR.parse(theirs, &mut Faults::default()).text("name").is_none() {
                let message = "two circuit breakers on one function need two names: give one of them \
                               a `name = \"…\"`";
                faults.at(same, message);
            }
        }
    }
}

struct Expansion<'a> {
    krate: Path,
    args: &'a Args,
    function: &'a Function,
}

impl Expansion<'_> {
    fn tokens(&self) -> TokenStream {
        let Function { attributes, visibility, signature, .. } = self.function;
        let wrap = Wrap {
            krate: &self.krate,
            function: self.function,
            span: self.span(),
            site: self.site(),
            judge: self.judge(),
        };
        let body = wrap.body();
        let accessor = self.accessor();
        quote!(#(#attributes)* #visibility #signature #body #accessor)
    }

    /// Our own tokens: names that the user cannot see, at the place of the user's function.
    fn span(&self) -> Span {
        Span::mixed_site().located_at(self.function.signature.ident.span())
    }

    /// An expression: the guard of this function, in a static that nobody else sees.
    fn site(&self) -> TokenStream {
        let krate = &self.krate;
        let span = self.span();
        let settings = self.args.settings();
        let builder = quote_spanned!(span=> #krate::CircuitBreaker::builder()#(#settings)*);
        let (here, make) = if let Some(name) = self.args.text("name") {
            let name = quote_spanned!(span=> #krate::__private::text(#name));
            (None, quote_spanned!(span=> #builder.name(#name).register()))
        } else {
            let function = self.function.signature.ident.unraw().to_string();
            let own = quote_spanned!(span=> #krate::__private::own);
            // The compiler knows where we are; it tells in the type name of an item.
            let here = quote_spanned!(span=> fn here() {});
            (Some(here), quote_spanned!(span=> #own(#builder, &here, #function)))
        };
        quote_spanned! {span=>
            {
                #here
                static SITE: #krate::__private::CircuitBreakerSite =
                    #krate::__private::CircuitBreakerSite::new(|| #make);
                &SITE
            }
        }
    }

    /// An expression: what judges the errors of the function.
    fn judge(&self) -> TokenStream {
        let krate = &self.krate;
        let span = self.span();
        let patterns = self.args.patterns("excluded");
        let by_pattern = (!patterns.is_empty()).then(|| {
            quote_spanned! {span=>
                match error {
                    #(#patterns => true,)*
                    _ => false,
                }
            }
        });
        let by_callable = self
            .args
            .callable("excluded_if")
            .map(|callable| quote_spanned!(span=> #krate::__private::ask(error, #callable)));
        let excluded = match (by_pattern, by_callable) {
            (None, None) => quote_spanned!(span=> |_| false),
            (Some(one), None) | (None, Some(one)) => quote_spanned!(span=> |error| #one),
            (Some(pattern), Some(callable)) => quote_spanned!(span=> |error| #pattern || #callable),
        };
        quote_spanned!(span=> |error| #krate::__private::judge(error, #excluded))
    }

    /// A function beside the annotated one that gives its breaker.
    fn accessor(&self) -> Option<TokenStream> {
        let name = self.args.ident("accessor")?;
        let krate = &self.krate;
        let Function { attributes, visibility, signature, .. } = self.function;
        let conditions = attributes.iter().filter(|attribute| attribute.path().is_ident("cfg"));
        let doc = format!(
            "The circuit breaker that guards `{}`.\n\n# Panics\n\nIf its settings cannot hold, or \
             contradict those of others with its name.",
            signature.ident.unraw()
        );
        let site = self.site();
        // What is wrong with the name is told at the name.
        let span = Span::mixed_site().located_at(name.span());
        Some(quote_spanned! {span=>
            #(#conditions)*
            #[doc = #doc]
            #visibility fn #name() -> #krate::CircuitBreaker {
                #site.access()
            }
        })
    }
}
