//! The kinds of values that settings have.

use super::length::parse_length;
use super::table::Raw;
use std::fmt;
use std::time::Duration;

/// A kind of value that settings have: how it is written and which values hold. What is shown can be
/// read again.
pub(crate) trait Value: Copy + PartialEq + fmt::Debug + 'static {
    /// The values that hold.
    type Range: Copy + fmt::Debug;

    fn show(self) -> String;
    fn is_in(self, range: Self::Range) -> bool;

    /// The values that hold, for people who write them in code.
    fn expected(range: Self::Range) -> String;

    /// The value as it stands outside of code.
    fn read(raw: &Raw) -> Option<Self>;

    /// The values that hold, for people who write them there.
    fn spelled(range: Self::Range) -> String {
        Self::expected(range)
    }
}

macro_rules! whole_numbers {
    ($($number:ty),*) => {$(
        impl Value for $number {
            /// The least and the most.
            type Range = (Self, Self);

            fn show(self) -> String {
                self.to_string()
            }

            fn is_in(self, (least, most): (Self, Self)) -> bool {
                (least..=most).contains(&self)
            }

            fn expected((least, most): (Self, Self)) -> String {
                format!("{least} to {most}")
            }

            fn read(raw: &Raw) -> Option<Self> {
                integer(raw)?.try_into().ok()
            }

            fn spelled(range: (Self, Self)) -> String {
                format!("a whole number from {}", Self::expected(range))
            }
        }
    )*};
}

whole_numbers!(u32, i32);

/// A length of time without an end, as text.
const NEVER: &str = "never";

impl Value for Duration {
    /// The shortest that holds; there is no longest.
    type Range = Duration;

    fn show(self) -> String {
        if self == Self::MAX { String::from(NEVER) } else { format!("{self:?}") }
    }

    fn is_in(self, least: Self) -> bool {
        self >= least
    }

    fn expected(least: Self) -> String {
        format!("at least {least:?}; Duration::MAX means never")
    }

    fn read(raw: &Raw) -> Option<Self> {
        match raw {
            Raw::Integer(seconds) => Some(Self::from_secs((*seconds).try_into().ok()?)),
            Raw::Float(seconds) => Self::try_from_secs_f64(*seconds).ok(),
            Raw::Text(text) | Raw::Untyped(text) if is_word(text, NEVER) => Some(Self::MAX),
            Raw::Text(text) | Raw::Untyped(text) => parse_length(text).ok(),
            Raw::Flag(_) => None,
        }
    }

    fn spelled(least: Self) -> String {
        format!(
            "a number of seconds or a text like \"250ms\" or \"1m 30s\", at least {least:?}; \
             \"{NEVER}\" for no end"
        )
    }
}

/// The numbers that a setting of type `f64` may have.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Reals {
    /// Finite and more than nought.
    Positive,
    /// Finite and not less than nought.
    NotNegative,
    /// Finite and not less than one.
    AtLeastOne,
    /// From nought to one.
    Share,
    /// The same without nought.
    Rate,
}

impl Value for f64 {
    type Range = Reals;

    fn show(self) -> String {
        self.to_string()
    }

    fn is_in(self, range: Reals) -> bool {
        self.is_finite()
            && match range {
                Reals::Positive => self > 0.0,
                Reals::NotNegative => self >= 0.0,
                Reals::AtLeastOne => self >= 1.0,
                Reals::Share => (0.0..=1.0).contains(&self),
                Reals::Rate => self > 0.0 && self <= 1.0,
            }
    }

    fn expected(range: Reals) -> String {
        String::from(match range {
            Reals::Positive => "a finite number above 0",
            Reals::NotNegative => "a finite number of 0 or more",
            Reals::AtLeastOne => "a finite number of 1 or more",
            Reals::Share => "a number from 0 to 1",
            Reals::Rate => "a number above 0, at most 1",
        })
    }

    fn read(raw: &Raw) -> Option<Self> {
        match raw {
            #[expect(clippy::cast_precision_loss, reason = "the nearest, as of a literal")]
            Raw::Integer(number) => Some(*number as Self),
            Raw::Float(number) => Some(*number),
            Raw::Untyped(text) => text.trim().parse().ok(),
            Raw::Text(_) | Raw::Flag(_) => None,
        }
    }
}

/// What the largest number of things stands for, as text.
const UNBOUNDED: &str = "unbounded";

impl Value for usize {
    type Range = (usize, usize);

    fn show(self) -> String {
        if self == Self::MAX { String::from(UNBOUNDED) } else { self.to_string() }
    }

    fn is_in(self, (least, most): (usize, usize)) -> bool {
        (least..=most).contains(&self)
    }

    fn expected((least, most): (usize, usize)) -> String {
        match most {
            Self::MAX => format!("at least {least}"),
            _ => format!("{least} to {most}"),
        }
    }

    fn read(raw: &Raw) -> Option<Self> {
        match raw {
            Raw::Text(text) | Raw::Untyped(text) if is_word(text, UNBOUNDED) => Some(Self::MAX),
            _ => integer(raw)?.try_into().ok(),
        }
    }

    fn spelled((least, most): (usize, usize)) -> String {
        match most {
            Self::MAX => format!("a whole number of {least} or more, or \"{UNBOUNDED}\""),
            _ => format!("a whole number from {least} to {most}"),
        }
    }
}

impl Value for bool {
    type Range = ();

    fn show(self) -> String {
        self.to_string()
    }

    fn is_in(self, (): ()) -> bool {
        true
    }

    fn expected((): ()) -> String {
        String::from("true or false")
    }

    fn read(raw: &Raw) -> Option<Self> {
        match raw {
            Raw::Flag(flag) => Some(*flag),
            Raw::Untyped(text) if is_word(text, "true") => Some(true),
            Raw::Untyped(text) if is_word(text, "false") => Some(false),
            _ => None,
        }
    }
}

/// A whole number that stands there.
pub(crate) fn integer(raw: &Raw) -> Option<i128> {
    match raw {
        Raw::Integer(number) => Some(*number),
        Raw::Untyped(text) => text.trim().parse().ok(),
        Raw::Float(_) | Raw::Text(_) | Raw::Flag(_) => None,
    }
}

fn is_word(text: &str, word: &str) -> bool {
    text.trim().eq_ignore_ascii_case(word)
}

/// The value as it stands there, as far as its type can be told.
impl fmt::Display for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(number) => number.fmt(f),
            Self::Float(number) => write!(f, "{number:?}"),
            Self::Text(text) => write!(f, "{text:?}"),
            Self::Flag(flag) => flag.fmt(f),
            Self::Untyped(text) => f.write_str(text),
        }
    }
}

#[cfg(test)]
mod tests;
