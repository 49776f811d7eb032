//! Lengths of time in messages.

use std::fmt;
use std::time::Duration;

/// A length of time for people: one decimal at most, never rounded to zero.
pub(crate) struct Brief(pub(crate) Duration);

impl fmt::Display for Brief {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{:.1?}", self.0);
        match text.split_once(".0") {
            Some((whole, unit)) => write!(f, "{whole}{unit}"),
            None => f.write_str(&text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_written_for_people() {
        let brief = |nanos| Brief(Duration::from_nanos(nanos)).to_string();
        assert_eq!(brief(3_200_000_000), "3.2s");
        assert_eq!(brief(30_000_000_000), "30s");
        assert_eq!(brief(250_000_000), "250ms");
        assert_eq!(brief(1), "1ns");
    }
}
