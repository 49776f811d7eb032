//! The settings of a retry.

use super::budget::Limits;
use super::{Backoff, Jitter};
use crate::error::ConfigProblem;
use crate::settings::{AnyField, Field, Fields, Place, Reals, SettingValue, Value};
use std::time::Duration;

const MAX_ATTEMPTS: u32 = 3;
const FIRST: Duration = Duration::from_millis(100);
/// What holds of a budget of which nobody says more than that it is there.
const USUAL: Limits = Limits { ratio: 0.2, reserve: 10 };

/// What code wrote, what was found outside, and what follows from it. Code writes a backoff and a budget
/// whole; outside each of their numbers has a key.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RetrySettings {
    pub(super) max_attempts: Field<u32>,
    pub(super) backoff: Field<Backoff>,
    first: Field<Duration>,
    factor: Field<f64>,
    longest: Field<Duration>,
    jitter: Field<Jitter>,
    /// `None`: code wants none.
    pub(super) budget: Field<Option<Limits>>,
    ratio: Field<f64>,
    reserve: Field<u32>,
    /// An annotated function has a budget, unless it is written that it has none.
    annotated: bool,
}

impl RetrySettings {
    pub(crate) const UNWRITTEN: Self = Self {
        max_attempts: Field::new("max_attempts", (1, u32::MAX)),
        backoff: Field::new("backoff", ()),
        first: Field::new("backoff", Duration::ZERO),
        factor: Field::new("backoff_factor", Reals::AtLeastOne),
        longest: Field::new("backoff_max", Duration::ZERO),
        jitter: Field::new("jitter", ()),
        budget: Field::new("budget", ()),
        ratio: Field::new("budget_ratio", Reals::Share),
        reserve: Field::new("budget_reserve", (0, u32::MAX)),
        annotated: false,
    };

    pub(super) fn max_attempts(&self) -> u32 {
        self.max_attempts.or(MAX_ATTEMPTS)
    }

    pub(super) fn backoff(&self) -> Backoff {
        self.backoff.value().unwrap_or_else(|| {
            let (first, jitter) = (self.first.or(FIRST), self.jitter.or(Jitter::default()));
            Backoff::found(first, self.factor, self.longest, jitter)
        })
    }

    /// The numbers of the budget, if there is one.
    pub(super) fn limits(&self) -> Option<Limits> {
        let found = self.ratio.value().is_some() || self.reserve.value().is_some();
        self.budget.value().unwrap_or_else(|| {
            let Limits { ratio, reserve } = USUAL;
            let limits = Limits { ratio: self.ratio.or(ratio), reserve: self.reserve.or(reserve) };
            (found || self.annotated).then_some(limits)
        })
    }

    pub(super) fn annotate(&mut self) {
        self.annotated = true;
    }

    /// Reports the values in code that are out of their ranges.
    pub(super) fn check(&self, problems: &mut Vec<ConfigProblem>) {
        self.max_attempts.check(problems);
        if let Some(backoff) = self.backoff.value() {
            backoff.check(problems);
        }
    }

    /// Reports what was found and cannot hold beside the rest.
    pub(super) fn check_together(&self, problems: &mut Vec<ConfigProblem>) {
        let first = self.first.or(FIRST);
        let is_shorter = self.longest.value().is_some_and(|longest| longest < first);
        if self.backoff.value().is_none() && is_shorter {
            self.longest.refuse(format!("at least the backoff of {}", first.show()), problems);
        }
    }

    /// What both agree on, every disagreement reported.
    pub(super) fn join(&self, newcomer: &Self, problems: &mut Vec<ConfigProblem>) -> Self {
        Self {
            max_attempts: self.max_attempts.join(&newcomer.max_attempts, problems),
            backoff: self.backoff.join(&newcomer.backoff, problems),
            budget: self.budget.join(&newcomer.budget, problems),
            annotated: self.annotated || newcomer.annotated,
            ..*self
        }
    }

    pub(super) fn shown(&self) -> Vec<SettingValue> {
        let backoff = self.backoff();
        let whole = self.backoff.held().map(|held| held.place);
        let mut shown = vec![
            self.max_attempts.shown(MAX_ATTEMPTS),
            part(whole, &self.first, backoff.first()),
            part(whole, &self.factor, backoff.growth()),
            part(whole, &self.longest, backoff.longest()),
            part(whole, &self.jitter, backoff.spread()),
        ];
        if let Some(Limits { ratio, reserve }) = self.limits() {
            let whole = self.budget.held().map(|held| held.place);
            shown.push(part(whole, &self.ratio, ratio));
            shown.push(part(whole, &self.reserve, reserve));
        }
        shown
    }
}

/// A number that code may have written as a part of something whole, there.
fn part<T: Value>(whole: Option<Place>, field: &Field<T>, value: T) -> SettingValue {
    let shown = field.shown(value);
    match whole {
        Some(place) => SettingValue { value: value.show(), place, ..shown },
        None => shown,
    }
}

impl Fields for RetrySettings {
    const KEY: &'static str = "retry";

    fn fields(&mut self) -> Vec<&mut dyn AnyField> {
        vec![
            &mut self.max_attempts,
            &mut self.first,
            &mut self.factor,
            &mut self.longest,
            &mut self.jitter,
            &mut self.ratio,
            &mut self.reserve,
        ]
    }
}
