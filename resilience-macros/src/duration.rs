//! Lengths of time: seconds as a number (`30`, `0.25`), a literal with a unit (`250ms`), a text of such
//! (`"1m 30s"`). Anything else is a constant of type `Duration`.

use crate::value::{is_literal, written};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Lit};

/// A length of time longer than zero, as tokens of type `Duration`.
pub(crate) fn longer_than_zero(key: &str, value: Expr) -> syn::Result<TokenStream> {
    at_least((1, "it has to be longer than zero"), SPELLINGS, key, value)
}

/// A length of time that may be zero, as tokens of type `Duration`.
pub(crate) fn zero_or_longer(key: &str, value: Expr) -> syn::Result<TokenStream> {
    at_least((0, "it cannot be shorter than zero"), SPELLINGS, key, value)
}

/// A length of time with a unit, for a window, as tokens of type `Duration`.
pub(crate) fn of_window(key: &str, value: Expr) -> syn::Result<TokenStream> {
    at_least((SHORTEST_WINDOW, "it has to be 10 ms or longer"), WINDOW_SPELLINGS, key, value)
}

const SPELLINGS: &str = "`30` (seconds), `0.25`, `250ms` or `\"1m 30s\"`";
pub(crate) const WINDOW_SPELLINGS: &str = "`100` (the last calls), `10s`, `250ms` or `\"1m 30s\"`";
const SHORTEST_WINDOW: u128 = 10_000_000;

/// A length of at least so many nanoseconds; what is wrong with a shorter one.
fn at_least(
    (least, bad): (u128, &str),
    spellings: &str,
    key: &str,
    value: Expr,
) -> syn::Result<TokenStream> {
    let parsed = match &value {
        Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) => nanos(&number.to_string()),
        Expr::Lit(ExprLit { lit: Lit::Float(number), .. }) => nanos(&number.to_string()),
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => nanos(&text.value()),
        Expr::Unary(_) if is_literal(&value) => Ok(None),
        value if is_literal(value) => Err(String::from("that is no length of time")),
        _ => return Ok(value.into_token_stream()),
    };
    let parsed = parsed
        .and_then(|nanos| nanos.filter(|nanos| *nanos >= least).ok_or_else(|| String::from(bad)));
    let nanos = parsed.map_err(|why| {
        let written = written(&value);
        let message = format!("`{key}` cannot be `{written}`: {why}; write {spellings}");
        syn::Error::new_spanned(&value, message)
    })?;
    let (secs, below) = (nanos / NANOS_PER_SEC, nanos % NANOS_PER_SEC);
    let secs = u64::try_from(secs).expect("`nanos` keeps to what a Duration holds");
    let below = u32::try_from(below).expect("less than a second");
    Ok(quote_spanned!(value.span()=> ::core::time::Duration::new(#secs, #below)))
}

const NANOS_PER_SEC: u128 = 1_000_000_000;
const UNITS: &str = "ns, us, ms, s, m (or min), h and d";

/// The nanoseconds of a text like `30`, `1.5s` or `1m 30s`; a number alone is in seconds. `None` if
/// there is a minus in front.
fn nanos(text: &str) -> Result<Option<u128>, String> {
    let is_numeric = |c: char| matches!(c, '0'..='9' | '.' | '_');
    let mut total: u128 = 0;
    let mut rest = text.trim();
    let alone = rest.chars().all(is_numeric);
    if rest.is_empty() {
        return Err(String::from("it is empty"));
    }
    if rest.starts_with('-') {
        return Ok(None);
    }
    while !rest.is_empty() {
        let (number, after) = split_where(rest, |c| !is_numeric(c));
        if number.is_empty() {
            return Err(format!("there is no number before `{after}`"));
        }
        let after = after.trim_start();
        let (unit, next) = split_where(after, |c| is_numeric(c) || c.is_whitespace());
        let (word, _) = split_where(after, char::is_whitespace);
        let unit = if alone { Some(NANOS_PER_SEC) } else { nanos_of_unit(unit) };
        let unit = unit.ok_or_else(|| match word {
            "" => format!("a unit is missing, one of {UNITS}"),
            _ => format!("`{word}` is no unit of time, those are {UNITS}"),
        })?;
        let too_long = || String::from("that is longer than a `Duration` can be");
        let part = scaled(number, unit)?.ok_or_else(too_long)?;
        total = total.checked_add(part).ok_or_else(too_long)?;
        if total / NANOS_PER_SEC > u128::from(u64::MAX) {
            return Err(too_long());
        }
        rest = next.trim_start();
    }
    Ok(Some(total))
}

fn split_where(text: &str, end: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(end).unwrap_or(text.len()))
}

fn nanos_of_unit(unit: &str) -> Option<u128> {
    Some(match unit {
        "ns" => 1,
        "us" | "µs" => 1_000,
        "ms" => 1_000_000,
        "s" => NANOS_PER_SEC,
        "m" | "min" => 60 * NANOS_PER_SEC,
        "h" => 3_600 * NANOS_PER_SEC,
        "d" => 86_400 * NANOS_PER_SEC,
        _ => return None,
    })
}

/// `number`, which may have a fraction, times `unit`, rounded down. `None` if it does not fit.
fn scaled(number: &str, unit: u128) -> Result<Option<u128>, String> {
    let number = number.replace('_', "");
    let (whole, fraction) = number.split_once('.').unwrap_or((&number, ""));
    let digits = |text: &str| match text {
        "" => Ok(0),
        _ => text.parse::<u128>().map_err(|_| format!("`{number}` is no number that fits")),
    };
    if whole.is_empty() {
        return Err(format!("`{number}` has no digit before the point"));
    }
    let fraction = &fraction[..fraction.len().min(18)];
    let below = digits(fraction)? * unit / 10_u128.pow(u32::try_from(fraction.len()).unwrap_or(0));
    Ok(digits(whole)?.checked_mul(unit).and_then(|above| above.checked_add(below)))
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
            assert_eq!(nanos(text), Ok(Some(expected)), "{text}");
        }
        for text in ["", "ms", "1x", "1m 30", "1e3", "99999999999999999999999999d", "1.2.3"] {
            assert!(nanos(text).is_err(), "{text}");
        }
        assert_eq!(nanos(" -1s"), Ok(None));
    }
}
