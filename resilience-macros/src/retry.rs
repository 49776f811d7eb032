//! `#[retry]`: runs the body again.

use crate::answer::{Awaited, async_block};
use crate::args::{Args, Grammar};
use crate::attribute::{Attribute, Expansion, Policy};
use crate::diagnostics::Faults;
use crate::function::{Function, in_front, with_braces_of};
use crate::key::{Key, Takes};
use crate::rerun::{Rerun, of_any_lifetime};
use crate::twice;
use proc_macro2::{Group, TokenStream};
use quote::{quote, quote_spanned};

pub(crate) static ATTRIBUTE: Attribute = Attribute {
    grammar: Grammar {
        attribute: "retry",
        example: "max_attempts = 3",
        first: None,
        keys: &[
            Key::NAME,
            Key::new("max_attempts", Takes::Count(1, u32::MAX), "3"),
            Key::new(
                "backoff",
                Takes::Setting(
                    "a `Backoff`: `Backoff::constant(LENGTH)`, `Backoff::exponential(FIRST)` or \
                     `Backoff::none()`",
                ),
                "Backoff::exponential(FIRST)",
            ),
            Key::new("budget", Takes::Expression, "RetryBudget::new(0.2, 10)"),
            Key::new(
                "retry_if",
                Takes::Callable(
                    "a function that takes `&E` and gives a `bool`: its path, or a closure \
                     `|error| …`",
                ),
                "is_transient",
            ),
            Key::new("give_up", Takes::Patterns, "ApiError::NotFound"),
            Key::new("by_ref", Takes::Idents, "body"),
            Key::new("accessor", Takes::Ident, "fetch_retry"),
            Key::CRATE,
        ],
        foreign: &[
            ("attempts", "max_attempts"),
            ("max_retries", "max_attempts"),
            ("retries", "max_attempts"),
            ("times", "max_attempts"),
            ("stop_after_attempt", "max_attempts"),
            ("delay", "backoff"),
            ("wait", "backoff"),
            ("retry_on", "retry_if"),
            ("when", "retry_if"),
            ("ignore", "give_up"),
            ("exclude", "give_up"),
            ("excluded", "give_up"),
        ],
    },
    policy: Policy { name: "Retry", words: "retry", site: None, given: None, registered: true },
    final_form: "__retry_wrap",
    check,
    body,
};

fn check(function: &Function, args: &Args, faults: &mut Faults) {
    if let Some(what) = function.plainly_no_result() {
        let message = format!(
            "`#[retry]` makes another attempt where one returns an error, and {what} has none: \
             return a `Result`"
        );
        faults.at(function.answer_or_name(), message);
    }
    twice::check(function, args.idents("by_ref"), faults);
}

fn body(expansion: &Expansion<'_>) -> Group {
    let function = expansion.function;
    let body = &function.body;
    let span = expansion.span();
    let krate = &expansion.krate;
    let rerun = Rerun::of(function, expansion.args.idents("by_ref"), krate, span);
    let statements = match function.awaited() {
        None => {
            let answer = function.answer();
            let attempt = quote_spanned! {function.signature.ident.span()=> || -> #answer #body };
            let attempt = quote_spanned!(span=> #krate::__private::make(#attempt));
            let takes = rerun.takes();
            let wait = quote_spanned!(span=> on_thread(wait));
            let attempts = attempts(expansion, &rerun.anew(), &attempt, &wait);
            quote!(#takes #attempts)
        }
        Some(Awaited::ByFunction) => {
            let attempt = again(expansion, &rerun, body);
            attempts(
                expansion,
                &rerun.anew_to_move(),
                &attempt,
                &quote_spanned!(span=> in_task(wait).await),
            )
        }
        Some(how @ (Awaited::Boxed | Awaited::Opaque)) => {
            // All that makes the future runs again.
            let output = of_any_lifetime(function.output());
            let making = quote_spanned!(function.signature.ident.span()=> || -> #output #body);
            let attempt = quote_spanned!(span=> #krate::__private::make(#making).await);
            let wait = quote_spanned!(span=> in_task(wait).await);
            let attempts =
                with_braces_of(body, attempts(expansion, &rerun.anew(), &attempt, &wait));
            let future = quote_spanned!(span=> async move #attempts);
            match how {
                Awaited::Boxed => quote_spanned!(span=> #krate::__private::Box::pin(#future)),
                _ if async_block(body).is_some() => future,
                // Clippy is not to take it for an `async fn` that the user wrote in a long way.
                _ => {
                    let item = expansion.item();
                    quote!(#item #future)
                }
            }
        }
    };
    function.with_body(&statements)
}

/// An expression: the value of one attempt of an async body.
fn again(expansion: &Expansion<'_>, rerun: &Rerun, body: &Group) -> TokenStream {
    let Expansion { krate, function, .. } = expansion;
    let answer = function.answer();
    let edge = quote_spanned! {expansion.span()=>
        if false { return { #krate::__private::returns::<#answer>() }; }
    };
    let moves = rerun.moves();
    let item = expansion.item();
    let body = in_front(&quote!(#moves #edge #item), body);
    // It borrows `self`, which is there for the next attempt as well, and owns all else.
    quote_spanned!(function.signature.ident.span()=> async #body.await)
}

/// The loop around one attempt.
fn attempts(
    expansion: &Expansion<'_>,
    anew: &TokenStream,
    attempt: &TokenStream,
    waits: &TokenStream,
) -> TokenStream {
    let Expansion { krate, function, .. } = expansion;
    let span = expansion.span();
    let site = site(expansion);
    let answer = function.answer();
    let worth_it = worth_it(expansion);
    let judged = quote_spanned!(span=> <#answer as #krate::__private::Fallible>);
    // What a box holds it can tell if that is `'static`.
    let rejection = if function.error_is_borrowed_object() {
        quote_spanned!(span=> #krate::__private::Seen::rejection(&source))
    } else {
        quote_spanned!(span=> (&&&&source).rejection())
    };
    quote_spanned! {span=>
        let mut attempts = #krate::__private::Attempts::new(#site.get());
        loop {
            // Of an attempt nothing is left when the wait begins.
            let wait = {
                let value: #answer = {
                    #anew
                    #attempt
                };
                let error = match #judged::into_result(value) {
                    ::core::result::Result::Ok(value) => {
                        break #judged::from_result(::core::result::Result::Ok(value));
                    }
                    ::core::result::Result::Err(error) => error,
                };
                let wait = {
                    use #krate::__private::Seen as _;
                    let error = &error;
                    let source = #krate::__private::Source(error);
                    let rejection = #rejection;
                    attempts.next(rejection, || #worth_it)
                };
                match wait {
                    ::core::option::Option::Some(wait) => wait,
                    ::core::option::Option::None => {
                        break #judged::from_result(::core::result::Result::Err(error));
                    }
                }
            };
            attempts.#waits;
        }
    }
}

/// The static, with the budget that is written. (Where none is, an annotated function has one.)
fn site(expansion: &Expansion<'_>) -> TokenStream {
    let args = expansion.args;
    let span = expansion.span();
    let budget = match args.tokens("budget") {
        None => TokenStream::new(),
        Some(none) if none.to_string() == "none" => quote_spanned!(span=> .no_budget()),
        Some(budget) => quote_spanned!(span=> .budget(#budget)),
    };
    expansion.site_with(&budget)
}

/// An expression: whether `error` is worth another attempt.
fn worth_it(expansion: &Expansion<'_>) -> TokenStream {
    let Expansion { krate, args, .. } = expansion;
    let span = expansion.span();
    let patterns = args.patterns("give_up");
    let by_pattern = (!patterns.is_empty()).then(|| {
        quote_spanned! {span=>
            match error {
                #(#patterns => false,)*
                _ => true,
            }
        }
    });
    let by_callable = args
        .tokens("retry_if")
        .map(|callable| quote_spanned!(span=> #krate::__private::ask(error, #callable)));
    let ways = by_pattern.into_iter().chain(by_callable);
    ways.reduce(|one, other| quote_spanned!(span=> #one && #other))
        .unwrap_or_else(|| quote_spanned!(span=> true))
}
