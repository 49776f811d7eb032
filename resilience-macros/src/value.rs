//! The values of arguments: checked where they are literals, passed on where they are not.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Lit, Pat, UnOp};

/// A whole number from 1 to `most`. Anything but a literal is a constant, checked when it is used.
pub(crate) fn count(key: &str, most: u32, value: Expr) -> syn::Result<TokenStream> {
    let wrong = |tokens: &Expr| {
        let written = tokens.to_token_stream();
        let message = format!("`{key}` is a whole number from 1 to {most}, not `{written}`");
        syn::Error::new_spanned(tokens, message)
    };
    match &value {
        Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) => {
            if !number.suffix().is_empty() && number.suffix() != "u32" {
                return Err(wrong(&value));
            }
            match number.base10_parse::<u64>() {
                Ok(1..) if number.base10_parse::<u64>()? <= u64::from(most) => {
                    Ok(number.to_token_stream())
                }
                _ => Err(wrong(&value)),
            }
        }
        Expr::Lit(_) => Err(wrong(&value)),
        Expr::Unary(negative) if matches!(negative.op, UnOp::Neg(_)) => Err(wrong(&value)),
        _ => Ok(value.into_token_stream()),
    }
}

/// A text that is not empty. Anything but a literal is a constant.
pub(crate) fn text(key: &str, value: Expr) -> syn::Result<TokenStream> {
    match &value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) if !text.value().is_empty() => {
            Ok(text.to_token_stream())
        }
        Expr::Lit(_) => {
            let written = value.to_token_stream();
            let message = format!("`{key}` is a text that is not empty, not `{written}`");
            Err(syn::Error::new_spanned(&value, message))
        }
        _ => Ok(value.into_token_stream()),
    }
}

/// A path or a closure.
pub(crate) fn callable(key: &str, value: Expr) -> syn::Result<Expr> {
    match value {
        Expr::Path(_) | Expr::Closure(_) => Ok(value),
        _ => {
            let message = format!("`{key}` is a path of a function, or a closure `|error| …`");
            Err(syn::Error::new_spanned(value, message))
        }
    }
}

/// A length of time longer than zero: seconds as a number (`30`, `0.25`), a literal with a unit
/// (`250ms`), a text of such (`"1m 30s"`). Anything else is a constant of type `Duration`.
pub(crate) fn duration(key: &str, value: Expr) -> syn::Result<TokenStream> {
    let parsed = match &value {
        Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) => nanos(&number.to_string()),
        Expr::Lit(ExprLit { lit: Lit::Float(number), .. }) => nanos(&number.to_string()),
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => nanos(&text.value()),
        Expr::Lit(_) => Err(String::from("it is neither a number nor a text")),
        Expr::Unary(negative) if matches!(negative.op, UnOp::Neg(_)) => {
            Err(String::from("it is negative"))
        }
        _ => return Ok(value.into_token_stream()),
    };
    let parsed = parsed.and_then(|nanos| match nanos {
        0 => Err(String::from("it is zero")),
        _ => Ok(nanos),
    });
    let nanos = parsed.map_err(|why| {
        let written = value.to_token_stream();
        let message = format!(
            "`{key}` is a length of time longer than zero, like `30`, `0.25`, `250ms` or \
             `\"1m 30s\"`, not `{written}`: {why}"
        );
        syn::Error::new_spanned(&value, message)
    })?;
    let (secs, below) = (nanos / NANOS_PER_SEC, nanos % NANOS_PER_SEC);
    let secs = u64::try_from(secs).expect("`nanos` keeps to what a Duration holds");
    let below = u32::try_from(below).expect("less than a second");
    Ok(quote_spanned!(value.span()=> ::core::time::Duration::new(#secs, #below)))
}

const NANOS_PER_SEC: u128 = 1_000_000_000;
const UNITS: &str = "ns, us, ms, s, m or min, h, d";

/// The nanoseconds of a text like `30`, `1.5s` or `1m 30s`; a number alone is in seconds.
fn nanos(text: &str) -> Result<u128, String> {
    let mut total: u128 = 0;
    let mut rest = text.trim();
    if rest.is_empty() {
        return Err(String::from("it is empty"));
    }
    let alone = rest.ends_with(|last: char| last.is_ascii_digit() || last == '.');
    while !rest.is_empty() {
        let end = rest.find(|c: char| !matches!(c, '0'..='9' | '.' | '_')).unwrap_or(rest.len());
        let (number, after) = rest.split_at(end);
        let after = if alone { after } else { after.trim_start() };
        let end = after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len());
        let (unit, after) = after.split_at(end);
        let too_long = || String::from("that is longer than a Duration can be");
        let part = scaled(number, unit_nanos(unit, alone)?)?.ok_or_else(too_long)?;
        total = total.checked_add(part).ok_or_else(too_long)?;
        if total / NANOS_PER_SEC > u128::from(u64::MAX) {
            return Err(too_long());
        }
        rest = after.trim_start();
    }
    Ok(total)
}

fn unit_nanos(unit: &str, alone: bool) -> Result<u128, String> {
    Ok(match unit {
        "" if alone => NANOS_PER_SEC,
        "ns" => 1,
        "us" | "µs" => 1_000,
        "ms" => 1_000_000,
        "s" => NANOS_PER_SEC,
        "m" | "min" => 60 * NANOS_PER_SEC,
        "h" => 3_600 * NANOS_PER_SEC,
        "d" => 86_400 * NANOS_PER_SEC,
        "" => return Err(format!("a unit is missing; the units are {UNITS}")),
        _ => return Err(format!("`{unit}` is no unit; the units are {UNITS}")),
    })
}

/// `number`, which may have a fraction, times `unit`, rounded down. `None` if it does not fit.
fn scaled(number: &str, unit: u128) -> Result<Option<u128>, String> {
    let number = number.replace('_', "");
    let (whole, fraction) = number.split_once('.').unwrap_or((&number, ""));
    let digits = |text: &str| match text {
        "" => Ok(0),
        _ => text.parse::<u128>().map_err(|_| format!("`{number}` is no number of this size")),
    };
    if whole.is_empty() {
        return Err(String::from("a number is missing"));
    }
    let fraction = &fraction[..fraction.len().min(18)];
    let below = digits(fraction)? * unit / 10_u128.pow(u32::try_from(fraction.len()).unwrap_or(0));
    Ok(digits(whole)?.checked_mul(unit).and_then(|above| above.checked_add(below)))
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
        Pat::Or(or) => {
            let cases = or.cases.into_iter().map(closed);
            quote_spanned!(or.leading_vert.span()=> #(#cases)|*)
        }
        other => other.into_token_stream(),
    }
}

#[cfg(test)]
mod tests {
    use super::nanos;

    #[test]
    fn durations_are_read_exactly() {
        let good = [
            ("30", 30_000_000_000),
            ("0.25", 250_000_000),
            ("250ms", 250_000_000),
            ("1.5s", 1_500_000_000),
            ("2min", 120_000_000_000),
            ("1m 30s", 90_000_000_000),
            ("1m30s", 90_000_000_000),
            ("1 h", 3_600_000_000_000),
            ("1_000us", 1_000_000),
            ("1d", 86_400_000_000_000),
            ("0.000000001", 1),
            ("0", 0),
        ];
        for (text, expected) in good {
            assert_eq!(nanos(text), Ok(expected), "{text}");
        }
        for text in ["", "ms", "1x", "1m 30", "1e3", "99999999999999999999999999d", "1.2.3", "-1"] {
            assert!(nanos(text).is_err(), "{text}");
        }
    }
}
