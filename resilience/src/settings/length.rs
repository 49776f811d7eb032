//! Lengths of time as text, for what is not written in code. (The attributes have the same in
//! `resilience-macros/src/duration.rs`.)

use std::time::Duration;

const NANOS_PER_SEC: u128 = 1_000_000_000;
const UNITS: &str = "ns, us, ms, s, m (or min), h and d";

/// The length that a text like `30`, `1.5s` or `1m 30s` stands for; a number alone is in seconds. What
/// is wrong with it, if it is none.
pub(crate) fn parse_length(text: &str) -> Result<Duration, String> {
    let mut rest = text.trim();
    if rest.is_empty() {
        return Err(String::from("it is empty"));
    }
    if rest.starts_with('-') {
        return Err(String::from("it cannot be shorter than zero"));
    }
    let is_seconds = rest.chars().all(is_numeric);
    let mut total = Duration::ZERO;
    while !rest.is_empty() {
        let (number, after) = split_where(rest, |c| !is_numeric(c));
        if number.is_empty() {
            return Err(format!("there is no number before `{after}`"));
        }
        let after = after.trim_start();
        let (unit, next) = split_where(after, |c| is_numeric(c) || c.is_whitespace());
        let nanos = match unit {
            "" if is_seconds => NANOS_PER_SEC,
            "" => return Err(format!("a unit is missing, one of {UNITS}")),
            _ => nanos_of(unit)
                .ok_or_else(|| format!("`{unit}` is no unit of time, those are {UNITS}"))?,
        };
        let part =
            scaled(number, nanos).ok_or_else(|| format!("`{number}` is no number that fits"))?;
        total = total.checked_add(part).ok_or("it is longer than a `Duration` can be")?;
        rest = next.trim_start();
    }
    Ok(total)
}

fn is_numeric(c: char) -> bool {
    matches!(c, '0'..='9' | '.' | '_')
}

fn split_where(text: &str, end: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(end).unwrap_or(text.len()))
}

fn nanos_of(unit: &str) -> Option<u128> {
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

/// `number`, which may have a fraction, times `nanos`, rounded down.
fn scaled(number: &str, nanos: u128) -> Option<Duration> {
    let number = number.replace('_', "");
    let (whole, fraction) = number.split_once('.').unwrap_or((&number, "0"));
    let fraction = &fraction[..fraction.len().min(18)];
    let decimals = u32::try_from(fraction.len()).ok()?;
    let below = match fraction {
        "" => 0,
        _ => fraction.parse::<u128>().ok()? * nanos / 10_u128.pow(decimals),
    };
    let nanos = whole.parse::<u128>().ok()?.checked_mul(nanos)?.checked_add(below)?;
    let seconds = u64::try_from(nanos / NANOS_PER_SEC).ok()?;
    Some(Duration::new(seconds, u32::try_from(nanos % NANOS_PER_SEC).ok()?))
}

#[cfg(test)]
mod tests {
    use super::parse_length;
    use std::time::Duration;

    #[test]
    fn lengths_are_read_exactly() {
        let good = [
            ("30", 30_000_000_000),
            ("0.25", 250_000_000),
            ("250ms", 250_000_000),
            ("1.5s", 1_500_000_000),
            ("2min", 120_000_000_000),
            ("1m 30s", 90_000_000_000),
            ("1m30s", 90_000_000_000),
            (" 1 h ", 3_600_000_000_000),
            ("1_000us", 1_000_000),
            ("1.5µs", 1_500),
            ("1d", 86_400_000_000_000),
            ("0.000000001", 1),
            ("0.0000000019", 1),
            ("0.9999999999999999999999999", 999_999_999),
            ("0", 0),
            ("1.", 1_000_000_000),
        ];
        for (text, nanos) in good {
            assert_eq!(parse_length(text), Ok(Duration::from_nanos(nanos)), "{text}");
        }
        let longest = format!("{}s", u64::MAX);
        assert_eq!(parse_length(&longest), Ok(Duration::from_secs(u64::MAX)));
        for text in ["", " ", "ms", "1x", "1m 30", "1e3", "1.2.3", ".5", "_", "-1s", "1 2", "∞"] {
            parse_length(text).unwrap_err();
        }
        for text in [format!("{}d", u64::MAX), "9".repeat(99), format!("{longest} 1s")] {
            parse_length(&text).unwrap_err();
        }
    }
}
