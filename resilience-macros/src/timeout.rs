//! `#[timeout]`.

use crate::answer::Awaited;
use crate::args::{Args, Grammar};
use crate::attribute::{Attribute, Expansion, Policy, needs_result};
use crate::diagnostics::Faults;
use crate::function::{Function, with_braces_of};
use crate::key::{Key, Takes};
use proc_macro2::{Group, TokenStream};
use quote::quote_spanned;

static LIMIT: Key = Key::new("limit", Takes::Duration, "5.0");

pub(crate) static ATTRIBUTE: Attribute = Attribute {
    grammar: Grammar {
        attribute: "timeout",
        example: "5.0",
        first: Some(&LIMIT),
        keys: &[
            Key::NAME,
            Key::new(
                "on_timeout",
                Takes::Callable(
                    "a function that takes nothing and gives what the guarded one returns: its \
                     path, or a closure `|| …`",
                ),
                "|| Ok(Vec::new())",
            ),
            Key::MAP_ERR,
            Key::FALLBACK,
            Key::new("accessor", Takes::Ident, "fetch_timeout"),
            Key::CRATE,
        ],
        foreign: &[],
    },
    policy: Policy {
        name: "Timeout",
        words: "timeout",
        site: None,
        given: None,
        registered: false,
    },
    final_form: "__timeout_wrap",
    check,
    body,
};

fn check(function: &Function, args: &Args, faults: &mut Faults) {
    if args.key("limit").is_none() {
        faults.at_attribute(
            "`#[timeout]` needs to know first how long a call may take: `#[timeout(5.0)]`",
        );
    }
    if function.awaited().is_none() {
        faults.at(
            &function.signature.ident,
            "`#[timeout]` needs an async function: a thread cannot be interrupted; make it async, or \
             bound the wait where it happens",
        );
        return;
    }
    if let Some(on_timeout) = args.key("on_timeout") {
        for key in ["map_err", "fallback"].into_iter().filter_map(|key| args.key(key)) {
            let message = format!(
                "`{key}` is for a call that took too long, and `{on_timeout}` answers it already: \
                 leave out one of the two"
            );
            faults.at(key, message);
        }
    }
    let answered = ["on_timeout", "fallback"].iter().any(|key| args.key(key).is_some());
    if function.never_answers() || !answered {
        let otherwise = if function.never_answers() {
            ""
        } else {
            "; or write an `on_timeout = …`, which makes a value instead"
        };
        needs_result(function, "that ends by `#[timeout]`", otherwise, faults);
    }
}

fn body(expansion: &Expansion<'_>) -> Group {
    let function = expansion.function;
    let body = &function.body;
    let statements = match function.awaited() {
        Some(Awaited::ByFunction) | None => ended(expansion, &expansion.future(body)),
        Some(Awaited::Boxed | Awaited::Opaque) => expansion.returned_future(
            |block| with_braces_of(body, ended(expansion, &expansion.future(block))),
            |future| ended(expansion, future),
        ),
    };
    function.with_body(&statements)
}

/// The statements of an async block around this future.
fn ended(expansion: &Expansion<'_>, future: &TokenStream) -> TokenStream {
    let Expansion { krate, args, .. } = expansion;
    let span = expansion.span();
    let site = expansion.site();
    let rejected = quote_spanned!(span=> rejected);
    let answer = expansion.function.answer();
    if let Some(on_timeout) = args.tokens("on_timeout") {
        return quote_spanned! {span=>
            let timeout = #site.get();
            let body = ::core::pin::pin!(#future);
            match #krate::__private::within::<#answer, _>(timeout, body).await {
                ::core::result::Result::Ok(value) => value,
                ::core::result::Result::Err(_) => #krate::__private::made_by::<#answer>(#on_timeout),
            }
        };
    }
    let refusal = expansion.refusal(&rejected);
    quote_spanned! {span=>
        let timeout = match #site.ready() {
            ::core::result::Result::Ok(timeout) => timeout,
            ::core::result::Result::Err(rejected) => return #refusal,
        };
        let body = ::core::pin::pin!(#future);
        match #krate::__private::within::<#answer, _>(timeout, body).await {
            ::core::result::Result::Ok(value) => value,
            ::core::result::Result::Err(rejected) => #refusal,
        }
    }
}
