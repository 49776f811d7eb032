//! `#[fallback]`.

use crate::answer::Awaited;
use crate::args::{Args, Grammar};
use crate::attribute::{Attribute, Expansion, Policy};
use crate::diagnostics::Faults;
use crate::function::{Function, with_braces_of};
use crate::key::{Key, Takes};
use proc_macro2::{Group, TokenStream};
use quote::quote_spanned;

static CALLABLE: Key = Key::new(
    "fallback",
    Takes::AsyncCallable(
        "a function that takes the error and gives what the guarded one returns: its path, or a \
         closure `|error| …`, with `async` before it if it returns a future",
    ),
    "from_cache",
);

pub(crate) static ATTRIBUTE: Attribute = Attribute {
    grammar: Grammar {
        attribute: "fallback",
        example: "from_cache",
        first: Some(&CALLABLE),
        keys: &[Key::CRATE],
        foreign: &[],
    },
    policy: Policy {
        name: "Fallback",
        words: "fallback",
        site: None,
        given: None,
        registered: false,
    },
    final_form: "__fallback_wrap",
    check,
    body,
};

fn check(function: &Function, args: &Args, faults: &mut Faults) {
    match args.key("fallback") {
        None => faults.at_attribute(
            "`#[fallback]` needs a function that takes the error: `#[fallback(from_cache)]`",
        ),
        Some(key) if args.is_async("fallback") && function.awaited().is_none() => {
            faults.at(key, "an `async` fallback needs an async function to be awaited in");
        }
        Some(_) => {}
    }
    if let Some(what) = function.plainly_no_result() {
        let message =
            format!("`#[fallback]` answers errors, and {what} has none: return a `Result`");
        faults.at(function.answer_or_name(), message);
    }
}

fn body(expansion: &Expansion<'_>) -> Group {
    let function = expansion.function;
    let body = &function.body;
    let span = expansion.span();
    let statements = match function.awaited() {
        None => {
            let answer = function.answer();
            let closure = expansion.closure(&answer, body);
            let krate = &expansion.krate;
            let value = quote_spanned!(span=> #krate::__private::make(#closure));
            answered(expansion, &value)
        }
        Some(Awaited::ByFunction) => {
            let future = expansion.future(body);
            answered(expansion, &quote_spanned!(span=> #future.await))
        }
        Some(Awaited::Boxed | Awaited::Opaque) => expansion.returned_future(
            |block| {
                let future = expansion.future(block);
                let value = quote_spanned!(span=> #future.await);
                with_braces_of(body, answered(expansion, &value))
            },
            |future| answered(expansion, &quote_spanned!(span=> #future.await)),
        ),
    };
    function.with_body(&statements)
}

/// An expression: this value, or what is made of its error.
fn answered(expansion: &Expansion<'_>, value: &TokenStream) -> TokenStream {
    let Expansion { krate, args, function, .. } = expansion;
    let span = expansion.span();
    let answer = function.answer();
    let fallback = args.tokens("fallback");
    if args.is_async("fallback") {
        return quote_spanned! {span=>
            #krate::__private::or_else_async::<#answer, _>(#value, #fallback).await
        };
    }
    quote_spanned!(span=> #krate::__private::or_else::<#answer>(#value, #fallback))
}
