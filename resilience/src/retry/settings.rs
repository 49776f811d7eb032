//! The settings of a retry.

use super::Jitter;
use crate::settings::{AnyField, Field, Fields, Raw, Reals, Value};
use std::time::Duration;

/// What code wrote, what was found outside, and what follows from it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RetrySettings {
    pub(super) max_attempts: Field<u32>,
    /// The first wait.
    pub(super) backoff: Field<Duration>,
    pub(super) backoff_factor: Field<f64>,
    pub(super) backoff_max: Field<Duration>,
    pub(super) jitter: Field<Jitter>,
    pub(super) budget_ratio: Field<f64>,
    pub(super) budget_reserve: Field<u32>,
}

impl RetrySettings {
    pub(crate) const UNWRITTEN: Self = Self {
        max_attempts: Field::new("max_attempts", (1, u32::MAX)),
        backoff: Field::new("backoff", Duration::ZERO),
        backoff_factor: Field::new("backoff_factor", Reals::AtLeastOne),
        backoff_max: Field::new("backoff_max", Duration::ZERO),
        jitter: Field::new("jitter", ()),
        budget_ratio: Field::new("budget_ratio", Reals::Share),
        budget_reserve: Field::new("budget_reserve", (0, u32::MAX)),
    };
}

impl Fields for RetrySettings {
    const KEY: &'static str = "retry";

    fn fields(&mut self) -> Vec<&mut dyn AnyField> {
        vec![
            &mut self.max_attempts,
            &mut self.backoff,
            &mut self.backoff_factor,
            &mut self.backoff_max,
            &mut self.jitter,
            &mut self.budget_ratio,
            &mut self.budget_reserve,
        ]
    }
}

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
        String::from("none, full, equal or decorrelated")
    }

    fn read(raw: &Raw) -> Option<Self> {
        let (Raw::Text(text) | Raw::Untyped(text)) = raw else { return None };
        let named = JITTERS.iter().find(|(_, name)| text.trim().eq_ignore_ascii_case(name));
        named.map(|(jitter, _)| *jitter)
    }

    fn spelled((): ()) -> String {
        String::from("\"none\", \"full\", \"equal\" or \"decorrelated\"")
    }
}
