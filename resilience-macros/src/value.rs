//! The values of arguments: checked where they are literals, passed on where they are not.

use crate::duration;
use crate::key::Value;
use proc_macro2::{Literal, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Lit, Pat, UnOp};

/// An expression, without the invisible group around a fragment of `macro_rules!`.
pub(crate) fn expression(input: ParseStream<'_>) -> syn::Result<Expr> {
    let mut value: Expr = input.parse()?;
    while let Expr::Group(group) = value {
        value = *group.expr;
    }
    Ok(value)
}

/// A whole number from `least` to `most`. Anything but a literal is a constant, checked when it is used.
pub(crate) fn count(key: &str, least: u32, most: u32, value: Expr) -> syn::Result<TokenStream> {
    let in_range = match &value {
        Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) => {
            matches!(number.suffix(), "" | "u32")
                && number.base10_parse::<u32>().is_ok_and(|number| (least..=most).contains(&number))
        }
        _ => !is_literal(&value),
    };
    if in_range {
        return Ok(value.into_token_stream());
    }
    let bare = bare(&value);
    let written = written(&value);
    let message =
        format!("`{key}` is a whole number from {least} to {most}{bare}, not `{written}`");
    Err(syn::Error::new_spanned(value, message))
}

/// A number that fits, which is `what`. Anything but a literal is a constant of any type that an `f64`
/// can be made from.
pub(crate) fn number(
    key: &str,
    what: &str,
    fits: impl FnOnce(f64) -> bool,
    value: Expr,
) -> syn::Result<Value> {
    let literal = match &value {
        Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) => number.base10_digits(),
        Expr::Lit(ExprLit { lit: Lit::Float(number), .. }) => number.base10_digits(),
        value if is_literal(value) => "",
        _ => return Ok(Value::Number(value.into_token_stream())),
    };
    let bare = bare(&value);
    match literal.parse::<f64>() {
        Ok(number) if number.is_finite() && bare.is_empty() && fits(number) => {
            // With a span of the user's it would be judged as a literal that somebody wrote.
            let mut number = Literal::f64_suffixed(number);
            number.set_span(Span::mixed_site().located_at(value.span()));
            Ok(Value::Setting(number.into_token_stream()))
        }
        _ => {
            let written = written(&value);
            let message = format!("`{key}` is {what}{bare}, not `{written}`");
            Err(syn::Error::new_spanned(value, message))
        }
    }
}

/// A number of calls, or a length of time with a unit. Anything but a literal is a constant of type `u32`,
/// `Duration` or `Window`.
pub(crate) fn window(key: &str, value: Expr) -> syn::Result<TokenStream> {
    const MOST_CALLS: u32 = 65_536;
    let has_unit = match &value {
        Expr::Lit(ExprLit { lit: Lit::Int(calls), .. }) if matches!(calls.suffix(), "" | "u32") => {
            return match calls.base10_parse::<u32>() {
                Ok(number) if (1..=MOST_CALLS).contains(&number) => {
                    let mut number = Literal::u32_suffixed(number);
                    number.set_span(Span::mixed_site().located_at(value.span()));
                    Ok(number.into_token_stream())
                }
                _ => {
                    let message = format!(
                        "`{key}` is a number of calls from 1 to {MOST_CALLS}, or a length of time \
                         with a unit, not `{calls}`"
                    );
                    Err(syn::Error::new_spanned(&value, message))
                }
            };
        }
        Expr::Lit(ExprLit { lit: Lit::Int(_), .. }) => true,
        Expr::Lit(ExprLit { lit: Lit::Float(number), .. }) => !number.suffix().is_empty(),
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => {
            text.value().contains(|c: char| c.is_alphabetic())
        }
        value => !is_literal(value),
    };
    if has_unit {
        return duration::of_window(key, value);
    }
    let message = format!(
        "`{key}` is a number of calls or a length of time with a unit, not `{}`: write {}",
        written(&value),
        duration::WINDOW_SPELLINGS
    );
    Err(syn::Error::new_spanned(&value, message))
}

/// Something that code makes, which is `what` and can be no literal.
pub(crate) fn made(key: &str, what: &str, value: Expr) -> syn::Result<TokenStream> {
    if is_literal(&value) {
        let message = format!("`{key}` is {what}, not `{}`", written(&value));
        return Err(syn::Error::new_spanned(value, message));
    }
    Ok(value.into_token_stream())
}

/// What a suffix of the literal makes of "a number".
fn bare(value: &Expr) -> &'static str {
    match value {
        Expr::Lit(literal) if !literal.lit.suffix().is_empty() => " without a suffix",
        _ => "",
    }
}

/// `true` or `false`, as it is written.
pub(crate) fn truth(key: &str, why: &str, value: Expr) -> syn::Result<bool> {
    if let Expr::Lit(ExprLit { lit: Lit::Bool(truth), .. }) = value {
        return Ok(truth.value);
    }
    let written = written(&value);
    let message = format!("`{key}` is `true` or `false`, not `{written}`: {why}");
    Err(syn::Error::new_spanned(value, message))
}

/// Whether the value can be checked here and now.
pub(crate) fn is_literal(value: &Expr) -> bool {
    match value {
        Expr::Lit(_) => true,
        Expr::Unary(negative) => matches!(negative.op, UnOp::Neg(_)) && is_literal(&negative.expr),
        _ => false,
    }
}

/// A literal as the user wrote it.
pub(crate) fn written(value: &Expr) -> String {
    value.to_token_stream().to_string().replace("- ", "-")
}

/// A text that is not empty. Anything but a literal is a constant.
pub(crate) fn text(key: &str, value: Expr) -> syn::Result<TokenStream> {
    match &value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) if !text.value().is_empty() => {
            Ok(text.to_token_stream())
        }
        value if is_literal(value) => {
            let written = written(value);
            let message = format!("`{key}` is a text of one character or more, not `{written}`");
            Err(syn::Error::new_spanned(value, message))
        }
        _ => Ok(value.into_token_stream()),
    }
}

/// A path or a closure.
pub(crate) fn callable(key: &str, what: &str, value: Expr) -> syn::Result<TokenStream> {
    match value {
        Expr::Path(_) | Expr::Closure(_) => Ok(value.into_token_stream()),
        _ => Err(syn::Error::new_spanned(value, format!("`{key}` is {what}"))),
    }
}

/// A pattern of errors. A bare path stands for its variant, whatever that holds, and never for a
/// binding: a misspelt variant is an error.
pub(crate) struct Pattern(TokenStream);

impl Parse for Pattern {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Ok(Self(closed(Pat::parse_multi_with_leading_vert(input)?)))
    }
}

impl ToTokens for Pattern {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.0.to_tokens(tokens);
    }
}

fn closed(pattern: Pat) -> TokenStream {
    match pattern {
        Pat::Path(path) => quote_spanned!(path.span()=> #path { .. }),
        Pat::Ident(name)
            if name.by_ref.is_none() && name.mutability.is_none() && name.subpat.is_none() =>
        {
            quote_spanned!(name.span()=> #name { .. })
        }
        Pat::Paren(inner) => {
            let pattern = closed(*inner.pat);
            quote_spanned!(inner.paren_token.span.join()=> (#pattern))
        }
        Pat::Or(or) => {
            let cases = or.cases.into_iter().map(closed);
            quote_spanned!(or.leading_vert.span()=> #(#cases)|*)
        }
        other => other.into_token_stream(),
    }
}
