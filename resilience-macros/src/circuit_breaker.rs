//! `#[circuit_breaker]`.

use crate::args::{Args, Grammar};
use crate::attribute::{Attribute, Expansion, Policy, needs_result};
use crate::diagnostics::Faults;
use crate::function::Function;
use crate::key::{Key, Takes};
use crate::wrap::{Judge, Wrap};
use proc_macro2::{Group, Span, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;

pub(crate) static ATTRIBUTE: Attribute = Attribute {
    grammar: Grammar {
        attribute: "circuit_breaker",
        example: "max_failures = 3",
        first: None,
        keys: &[
            Key::NAME,
            Key::new("max_failures", Takes::Count(1, u32::MAX), "3"),
            Key::new("reset_timeout", Takes::Duration, "30"),
            Key::new("half_open_max_calls", Takes::Count(1, 65_535), "3"),
            Key::new("success_threshold", Takes::Count(1, 65_535), "3"),
            Key::new("probe_timeout", Takes::Duration, "30"),
            Key::new("failure_rate", Takes::Rate, "0.5"),
            Key::new("window", Takes::Window, "100"),
            Key::new("minimum_calls", Takes::Count(1, u32::MAX), "20"),
            Key::new("slow_call", Takes::Duration, "2s"),
            Key::new("slow_call_rate", Takes::Rate, "0.5"),
            Key::new("reset_timeout_factor", Takes::Factor, "2"),
            Key::new("max_reset_timeout", Takes::Duration, "5min"),
            Key::new(
                "excluded",
                Takes::Patterns,
                "ApiError::NotFound, ApiError::Status(400..=499)",
            ),
            Key::new(
                "excluded_if",
                Takes::Callable(
                    "a function that takes `&E` and gives a `bool`: its path, or a closure \
                     `|error| …`",
                ),
                "is_harmless",
            ),
            Key::new("excluded_types", Takes::Types, "io::Error, TimeoutError"),
            Key::new(
                "failure_if",
                Takes::Callable(
                    "a function that takes a reference to what the guarded one returns and gives a \
                     `bool`: its path, or a closure `|value| …`",
                ),
                "|value| value.is_err()",
            ),
            Key::new("breaker", Takes::Expression, "self.breaker"),
            Key::MAP_ERR,
            Key::FALLBACK,
            Key::new("accessor", Takes::Ident, "fetch_breaker"),
            Key::CRATE,
        ],
        foreign: &[
            ("failure_threshold", "max_failures"),
            ("failures", "max_failures"),
            ("recovery_timeout", "reset_timeout"),
            ("timeout", "reset_timeout"),
            ("failure_rate_threshold", "failure_rate"),
            ("sliding_window_size", "window"),
            ("minimum_number_of_calls", "minimum_calls"),
            ("minimum_throughput", "minimum_calls"),
            ("slow_call_duration_threshold", "slow_call"),
            ("slow_call_rate_threshold", "slow_call_rate"),
            ("ignore", "excluded"),
            ("exclude", "excluded"),
            ("ignore_if", "excluded_if"),
            ("ignore_types", "excluded_types"),
            ("is_failure", "failure_if"),
            ("failure_predicate", "failure_if"),
        ],
    },
    policy: Policy {
        name: "CircuitBreaker",
        words: "circuit breaker",
        site: Some("CircuitBreakerSite"),
        given: Some("breaker"),
        registered: true,
    },
    final_form: "__circuit_breaker_wrap",
    check,
    body,
};

fn check(function: &Function, args: &Args, faults: &mut Faults) {
    let guarded = "guarded by `#[circuit_breaker]`";
    let otherwise = match (args.key("failure_if"), args.key("fallback")) {
        _ if function.never_answers() => "",
        (Some(_), Some(_)) => return check_excluded(function, args, faults),
        (None, Some(_)) => {
            if let Some(what) = function.plainly_no_result() {
                let message = format!(
                    "`#[circuit_breaker]` tells a failure by the `Err` of a `Result`, and {what} is \
                     none: write a `failure_if = …`, which judges any value"
                );
                faults.at(function.answer_or_name(), message);
            }
            return;
        }
        (Some(_), None) => "; or write a `fallback = …`, which makes a value instead",
        (None, None) => {
            "; or write a `failure_if = …`, which judges any value, and a `fallback = …`, which makes one"
        }
    };
    needs_result(function, guarded, otherwise, faults);
}

/// What is excluded where nothing is an error.
fn check_excluded(function: &Function, args: &Args, faults: &mut Faults) {
    let Some(what) = function.plainly_no_result() else { return };
    for key in
        ["excluded", "excluded_types", "excluded_if"].into_iter().filter_map(|key| args.key(key))
    {
        let message = format!(
            "`{key}` is about the errors of a `Result`, and {what} is none: leave it out, \
             `failure_if` judges the whole value"
        );
        faults.at(key, message);
    }
}

fn body(expansion: &Expansion<'_>) -> Group {
    Wrap { expansion, judge: judge(expansion) }.body()
}

fn judge(expansion: &Expansion<'_>) -> Judge {
    let Expansion { krate, args, .. } = expansion;
    let span = expansion.span();
    let excluded = excluded(expansion);
    let Some(failure_if) = args.tokens("failure_if") else {
        return Judge::Errors(match excluded {
            None => quote_spanned!(span=> #krate::__private::judge_error),
            Some(excluded) => quote_spanned! {span=>
                |error| #krate::__private::judge(error, |error| #excluded)
            },
        });
    };
    // That it has no errors is told at the return type.
    let place = Span::mixed_site().located_at(expansion.function.output_span());
    let excluded = excluded.map(|excluded| {
        quote_spanned!(place=> || #krate::__private::is_excluded(value, |error| #excluded))
    });
    Judge::Values(quote_spanned! {span=>
        |value| {
            use #krate::__private::NoResult as _;
            let ignored = #krate::__private::Whole(value).is_rejection() #excluded;
            #krate::__private::judge_whole(ignored, value, #failure_if)
        }
    })
}

/// An expression: whether `error` is excluded. `None` if none is.
fn excluded(expansion: &Expansion<'_>) -> Option<TokenStream> {
    let Expansion { krate, args, .. } = expansion;
    let span = expansion.span();
    let patterns = args.patterns("excluded");
    let by_pattern = (!patterns.is_empty()).then(|| {
        quote_spanned! {span=>
            match error {
                #(#patterns => true,)*
                _ => false,
            }
        }
    });
    let by_type = args.types("excluded_types").iter().map(|excluded| {
        // What is wrong with the type is told there.
        let place = Span::mixed_site().located_at(excluded.span());
        quote_spanned! {place=>
            { use #krate::__private::Dynamic as _; error.is::<#excluded>() }
        }
    });
    let by_callable = args
        .tokens("excluded_if")
        .map(|callable| quote_spanned!(span=> #krate::__private::ask(error, #callable)));
    let ways = by_pattern.into_iter().chain(by_type).chain(by_callable);
    ways.reduce(|one, other| quote_spanned!(span=> #one || #other))
}
