//! The settings of a retry that are no plain numbers: as text.

use super::budget::Limits;
use super::{Backoff, Jitter};
use crate::settings::{Raw, Value};

const JITTERS: [(Jitter, &str); 4] = [
    (Jitter::None, "none"),
    (Jitter::Full, "full"),
    (Jitter::Equal, "equal"),
    (Jitter::Decorrelated, "decorrelated"),
];

impl Value for Jitter {
    type Range = ();

    fn show(self) -> String {
        let (_, name) = JITTERS.iter().find(|(jitter, _)| *jitter == self).expect("all are there");
        String::from(*name)
    }

    fn is_in(self, (): ()) -> bool {
        true
    }

    fn expected((): ()) -> String {
        String::from("\"none\", \"full\", \"equal\" or \"decorrelated\"")
    }

    fn read(raw: &Raw) -> Option<Self> {
        let (Raw::Text(text) | Raw::Untyped(text)) = raw else { return None };
        let named = JITTERS.iter().find(|(_, name)| text.trim().eq_ignore_ascii_case(name));
        named.map(|(jitter, _)| *jitter)
    }
}

/// Outside of code each of its numbers stands for itself.
impl Value for Backoff {
    type Range = ();

    fn show(self) -> String {
        let (first, longest) = (self.first().show(), self.longest().show());
        let (factor, jitter) = (self.growth().show(), self.spread().show());
        format!("{first} by a factor of {factor} to {longest}, jitter {jitter}")
    }

    fn is_in(self, (): ()) -> bool {
        true
    }

    fn expected((): ()) -> String {
        String::from("a backoff")
    }

    fn read(_: &Raw) -> Option<Self> {
        None
    }
}

/// Outside of code each of its numbers stands for itself.
impl Value for Option<Limits> {
    type Range = ();

    fn show(self) -> String {
        self.map_or_else(
            || String::from("none"),
            |Limits { ratio, reserve }| format!("{ratio} and a reserve of {reserve}"),
        )
    }

    fn is_in(self, (): ()) -> bool {
        true
    }

    fn expected((): ()) -> String {
        String::from("a budget or none")
    }

    fn read(_: &Raw) -> Option<Self> {
        None
    }
}
