//! `#[bulkhead]`.

use crate::args::{Args, Grammar};
use crate::attribute::{Attribute, Expansion, Policy, needs_result};
use crate::diagnostics::Faults;
use crate::function::Function;
use crate::key::{Key, Takes};
use crate::prefix::Prefix;
use proc_macro2::{Group, Ident, TokenStream};
use quote::quote_spanned;

const HANDLE: &str = "bulkhead";

pub(crate) static ATTRIBUTE: Attribute = Attribute {
    grammar: Grammar {
        attribute: "bulkhead",
        example: "max_concurrent = 10",
        first: None,
        keys: &[
            Key::NAME,
            Key::new("max_concurrent", Takes::Count(1, 1 << 29), "10"),
            Key::new("max_wait", Takes::MaxWait, "2.5"),
            Key::new("max_waiting", Takes::Count(0, u32::MAX), "100"),
            Key::new("bulkhead", Takes::Expression, "self.bulkhead"),
            Key::MAP_ERR,
            Key::FALLBACK,
            Key::new("accessor", Takes::Ident, "fetch_bulkhead"),
            Key::CRATE,
        ],
        foreign: &[
            ("max_calls", "max_concurrent"),
            ("max_concurrent_calls", "max_concurrent"),
            ("max_parallelization", "max_concurrent"),
            ("permits", "max_concurrent"),
            ("limit", "max_concurrent"),
            ("max_queuing_actions", "max_waiting"),
            ("queue", "max_waiting"),
            ("max_wait_duration", "max_wait"),
            ("timeout", "max_wait"),
        ],
    },
    policy: Policy {
        name: "Bulkhead",
        words: "bulkhead",
        site: None,
        given: Some("bulkhead"),
        registered: true,
    },
    final_form: "__bulkhead_wrap",
    check,
    body,
};

/// Whether a call can be turned away: a bulkhead of one's own knows itself.
fn can_reject(args: &Args) -> bool {
    ["max_wait", "max_waiting", "bulkhead"].iter().any(|key| args.key(key).is_some())
}

fn check(function: &Function, args: &Args, faults: &mut Faults) {
    if args.key("max_concurrent").is_none() && args.key("bulkhead").is_none() {
        faults.at_attribute(
            "`#[bulkhead]` needs to know how many calls there may be at once: `max_concurrent = 10`",
        );
    }
    if !can_reject(args) {
        for key in ["map_err", "fallback"].into_iter().filter_map(|key| args.key(key)) {
            let message = format!(
                "`{key}` is for a call that is turned away, and no call of this function is: it \
                 waits for as long as it takes; give it a `max_wait` or a `max_waiting`"
            );
            faults.at(key, message);
        }
        return;
    }
    let otherwise = "; or write a `fallback = …`, which makes a value instead";
    if function.never_answers() || args.key("fallback").is_none() {
        let otherwise = if function.never_answers() { "" } else { otherwise };
        let guarded = "that does not wait for ever for a permit of `#[bulkhead]`";
        needs_result(function, guarded, otherwise, faults);
    }
}

fn body(expansion: &Expansion<'_>) -> Group {
    let span = expansion.span();
    let name = Ident::new(HANDLE, span);
    let given = expansion.given(HANDLE);
    let handle = given.as_ref().map(
        |given| quote_spanned!(span=> let #name = { #given ::core::clone::Clone::clone(#name) };),
    );
    let reference = given.as_ref().map(|_| quote_spanned!(span=> let #name = &#name;));
    Prefix {
        expansion,
        rejects: can_reject(expansion.args),
        statement: statement(expansion, given.as_ref()),
        in_two: (handle.unwrap_or_default(), statement(expansion, reference.as_ref())),
    }
    .body()
}

/// A statement that binds a permit for as long as the function runs. `given` are those that bind a
/// bulkhead which the user made.
fn statement(expansion: &Expansion<'_>, given: Option<&TokenStream>) -> TokenStream {
    let Expansion { krate, args, function, .. } = expansion;
    let span = expansion.span();
    let (suffix, awaited) = match function.awaited() {
        Some(_) => ("_async", quote_spanned!(span=> .await)),
        None => ("", TokenStream::new()),
    };
    let ident = |name: &str| Ident::new(&format!("{name}{suffix}"), span);
    let admitted = match given {
        Some(given) => {
            let name = Ident::new(HANDLE, span);
            let acquire = Ident::new(&format!("acquire{suffix}_owned"), span);
            quote_spanned!(span=> { #given #name.#acquire()#awaited })
        }
        None if can_reject(args) => {
            let (site, acquire) = (expansion.site(), ident("acquire"));
            quote_spanned! {span=>
                'admitted: {
                    let bulkhead = match #site.ready() {
                        ::core::result::Result::Ok(bulkhead) => bulkhead,
                        ::core::result::Result::Err(rejected) => {
                            break 'admitted ::core::result::Result::Err(rejected);
                        }
                    };
                    bulkhead.#acquire()#awaited
                }
            }
        }
        None => {
            let (site, enter) = (expansion.site(), ident("enter"));
            return quote_spanned!(span=> let _permit = #krate::__private::#enter(#site.get())#awaited;);
        }
    };
    let refusal = expansion.refusal(&quote_spanned!(span=> rejected));
    quote_spanned! {span=>
        let _permit = match #admitted {
            ::core::result::Result::Ok(permit) => permit,
            ::core::result::Result::Err(rejected) => return #refusal,
        };
    }
}
