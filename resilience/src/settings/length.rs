//! Lengths of time as text: `30`, `1.5s`, `1m 30s`, `never`. Spelled as in the attributes.

use std::time::Duration;

pub(super) const NEVER: &str = "never";

const NANOS_PER_SEC: u128 = 1_000_000_000;

/// The length that the text stands for. A number alone is in seconds.
pub(super) fn read(text: &str) -> Option<Duration> {
    let text = text.trim();
    if text.eq_ignore_ascii_case(NEVER) {
        return Some(Duration::MAX);
    }
    let is_numeric = |c: char| matches!(c, '0'..='9' | '.' | '_');
    if text.is_empty() || text.chars().all(is_numeric) {
        return length(scaled(text, NANOS_PER_SEC)?);
    }
    let (mut total, mut rest) = (0_u128, text);
    while !rest.is_empty() {
        let (number, after) = split_where(rest, |c| !is_numeric(c));
        let (unit, next) = split_where(after.trim_start(), |c| is_numeric(c) || c.is_whitespace());
        total = total.checked_add(scaled(number, nanos_of(unit)?)?)?;
        rest = next.trim_start();
    }
    length(total)
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

/// `number`, which may have a fraction, times `unit`, rounded down.
fn scaled(number: &str, unit: u128) -> Option<u128> {
    let number = number.replace('_', "");
    let (whole, fraction) = number.split_once('.').unwrap_or((&number, ""));
    let digits = |text: &str| if text.is_empty() { Some(0) } else { text.parse::<u128>().ok() };
    if whole.is_empty() {
        return None;
    }
    let fraction = &fraction[..fraction.len().min(18)];
    let parts = 10_u128.pow(u32::try_from(fraction.len()).ok()?);
    digits(whole)?.checked_mul(unit)?.checked_add(digits(fraction)? * unit / parts)
}

fn length(nanos: u128) -> Option<Duration> {
    let seconds = u64::try_from(nanos / NANOS_PER_SEC).ok()?;
    Some(Duration::new(seconds, u32::try_from(nanos % NANOS_PER_SEC).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_exactly_and_as_the_attributes_read_them() {
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
            (" 7µs ", 7_000),
            ("1d", 86_400_000_000_000),
            ("0.000000001", 1),
            ("0", 0),
        ];
        for (text, expected) in good {
            assert_eq!(read(text), Some(Duration::from_nanos(expected)), "{text}");
        }
        let bad = [
            "",
            " ",
            ".",
            "ms",
            "1x",
            "1m 30",
            "1e3",
            "-1",
            "-1s",
            "1.2.3",
            "s1",
            "1s!",
            "1 min ute",
            "99999999999999999999999999d",
            "340282366920938463463374607431768211455s",
        ];
        for text in bad {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn the_longest_is_never() {
        assert_eq!(read("Never"), Some(Duration::MAX));
        let seconds = u64::MAX;
        assert_eq!(read(&format!("{seconds}.999999999")), Some(Duration::MAX));
        assert_eq!(read("18446744073709551616"), None);
    }
}
