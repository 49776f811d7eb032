//! `#[circuit_breaker]`.

use crate::args::{Args, Grammar};
use crate::attribute::{Attribute, Expansion, Policy, needs_result};
use crate::diagnostics::Faults;
use crate::function::Function;
use crate::key::{Key, Takes};
use crate::wrap::Wrap;
use proc_macro2::{Group, TokenStream};
use quote::quote_spanned;

pub(crate) static ATTRIBUTE: Attribute = Attribute {
    grammar: Grammar {
        attribute: "circuit_breaker",
        example: "max_failures = 3",
        keys: &[
            Key::NAME,
            Key::new("max_failures", Takes::Count(u32::MAX), "3"),
            Key::new("reset_timeout", Takes::Duration, "30"),
            Key::new("half_open_max_calls", Takes::Count(65_535), "3"),
            Key::new("success_threshold", Takes::Count(65_535), "3"),
            Key::new("probe_timeout", Takes::Duration, "30"),
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
            Key::new("accessor", Takes::Ident, "fetch_breaker"),
            Key::CRATE,
        ],
        foreign: &[
            ("failure_threshold", "max_failures"),
            ("failures", "max_failures"),
            ("recovery_timeout", "reset_timeout"),
            ("timeout", "reset_timeout"),
            ("ignore", "excluded"),
            ("exclude", "excluded"),
        ],
    },
    policy: Policy {
        name: "CircuitBreaker",
        words: "circuit breaker",
        site: Some("CircuitBreakerSite"),
        given: None,
    },
    final_form: "__circuit_breaker_wrap",
    check,
    body,
};

fn check(function: &Function, _: &Args, faults: &mut Faults) {
    needs_result(function, "guarded by `#[circuit_breaker]`", "", faults);
}

fn body(expansion: &Expansion<'_>) -> Group {
    Wrap { expansion, judge: judge(expansion) }.body()
}

/// An expression: what judges the errors of the function.
fn judge(expansion: &Expansion<'_>) -> TokenStream {
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
    let by_callable = args
        .tokens("excluded_if")
        .map(|callable| quote_spanned!(span=> #krate::__private::ask(error, #callable)));
    let excluded = match (by_pattern, by_callable) {
        (None, None) => quote_spanned!(span=> |_| false),
        (Some(one), None) | (None, Some(one)) => quote_spanned!(span=> |error| #one),
        (Some(pattern), Some(callable)) => quote_spanned!(span=> |error| #pattern || #callable),
    };
    quote_spanned!(span=> |error| #krate::__private::judge(error, #excluded))
}
