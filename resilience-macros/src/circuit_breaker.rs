//! `#[circuit_breaker]`.

use crate::args::{Args, Grammar, Key, Takes};
use crate::diagnostics::Faults;
use crate::function::Function;
use crate::rotate;
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{Path, parse_quote};

const GRAMMAR: Grammar = Grammar {
    attribute: "circuit_breaker",
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
            "`#[circuit_breaker]` needs a function that returns a `Result`, this one returns \
             {what}: a rejected call could not say so"
        );
        faults.at_span(function.output_span(), message);
    }
    if args.text("name").is_none() {
        for same in rotate::below(function, GRAMMAR.attribute) {
            // Its own faults are its own business.
            let theirs = match &same.meta {
                syn::Meta::List(list) => list.tokens.clone(),
                _ => TokenStream::new(),
            };
            if GRAMMAR.parse(theirs, &mut Faults::default()).text("name").is_none() {
                let message = "two circuit breakers on one function would have the same name: give \
                               one of them a `name = \"…\"`";
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
        let Function { attributes, visibility, signature, body: _ } = self.function;
        let body = match signature.asyncness {
            Some(_) => self.async_body(),
            None => self.sync_body(),
        };
        let body = self.function.braces(body);
        let accessor = self.accessor();
        quote!(#(#attributes)* #visibility #signature #body #accessor)
    }

    /// Our own tokens: names that the user cannot see, at the place of the user's function.
    fn span(&self) -> Span {
        Span::mixed_site().located_at(self.function.signature.ident.span())
    }

    /// Calls whose bounds the return type must meet: their errors appear there.
    fn output_span(&self) -> Span {
        Span::mixed_site().located_at(self.function.output_span())
    }

    fn sync_body(&self) -> TokenStream {
        let (body, output) = (&self.function.body, self.function.output());
        let (site, judge) = (self.site(), self.judge());
        let call = quote_spanned!(self.output_span()=> call);
        let closure =
            quote_spanned!(self.function.signature.ident.span()=> move || -> #output #body);
        quote_spanned!(self.span()=> #site.#call::<#output, _>(#closure, #judge))
    }

    fn async_body(&self) -> TokenStream {
        let krate = &self.krate;
        let (body, output) = (&self.function.body, self.function.output());
        let (site, judge) = (self.site(), self.judge());
        let refuse = quote_spanned!(self.output_span()=> refuse);
        let watch = quote_spanned!(self.output_span()=> watch);
        let span = self.span();
        // The edge tells inference what `?` and the tail expression are to become.
        let edge =
            quote_spanned!(span=> if false { return #krate::__private::returns::<#output>(); });
        let body = self.function.braces(quote!(#edge #body));
        let closure = quote_spanned!(self.function.signature.ident.span()=> async move #body);
        quote_spanned! {span=>
            let site = #site;
            let mut permit = match site.enter() {
                ::core::result::Result::Ok(permit) => permit,
                ::core::result::Result::Err(refusal) => return site.#refuse::<#output>(refusal),
            };
            let body = ::core::pin::pin!(#closure);
            #krate::__private::#watch(&mut permit, body, #judge).await
        }
    }

    /// An expression: the guard of this function, in a static that nobody else sees.
    fn site(&self) -> TokenStream {
        let krate = &self.krate;
        let span = self.span();
        let settings = self.args.settings();
        let builder = quote_spanned!(span=> #krate::CircuitBreaker::builder()#(#settings)*);
        let (here, make) = if let Some(name) = self.args.text("name") {
            (None, quote_spanned!(span=> #builder.name(#name).register()))
        } else {
            let function = self.function.signature.ident.unraw().to_string();
            let own = quote_spanned!(span=> #krate::__private::own_circuit_breaker);
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
                    #(#patterns)|* => true,
                    #[allow(unreachable_patterns)]
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
        Some(quote_spanned! {self.span()=>
            #(#conditions)*
            #[doc = #doc]
            #visibility fn #name() -> #krate::CircuitBreaker {
                #site.access()
            }
        })
    }
}
