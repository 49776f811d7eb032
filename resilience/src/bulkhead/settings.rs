//! The settings of a bulkhead.

use super::word::MOST;
use crate::error::ConfigProblem;
use crate::settings::{AnyField, Field, Fields, Place, SettingValue, Value, Written};
use std::panic::Location;
use std::time::Duration;

/// What code wrote, what was found outside, and what was set since.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BulkheadSettings {
    pub(super) max_concurrent: Field<u32>,
    pub(super) max_wait: Field<Duration>,
    pub(super) max_waiting: Field<usize>,
    /// What was set while the bulkhead ran. It is no part of what others have to agree with.
    set: Option<Written<u32>>,
}

impl BulkheadSettings {
    pub(crate) const UNWRITTEN: Self = Self {
        max_concurrent: Field::new("max_concurrent", (1, MOST)),
        max_wait: Field::new("max_wait", Duration::ZERO),
        max_waiting: Field::new("max_waiting", (0, usize::MAX)),
        set: None,
    };

    /// How many permits there are, of settings that have been checked.
    pub(super) fn limit(&self) -> u32 {
        let limit = self.set.map(|set| set.value).or(self.max_concurrent.value());
        limit.expect("it was checked when the bulkhead was made")
    }

    /// How long a caller waits at most; without a bound if nobody gives one.
    pub(super) fn max_wait(&self) -> Duration {
        self.max_wait.or(Duration::MAX)
    }

    pub(super) fn max_waiting(&self) -> usize {
        self.max_waiting.or(usize::MAX)
    }

    pub(super) fn check(&self, problems: &mut Vec<ConfigProblem>) {
        self.max_concurrent.check(problems);
        self.check_waits(problems);
    }

    /// The same where nobody else says how many permits there are.
    pub(super) fn check_complete(&self, place: &Location<'_>, problems: &mut Vec<ConfigProblem>) {
        self.max_concurrent.required(place, problems);
        self.check_waits(problems);
    }

    fn check_waits(&self, problems: &mut Vec<ConfigProblem>) {
        self.max_wait.check(problems);
        self.max_waiting.check(problems);
    }

    /// The same with another number of permits; what cannot hold is reported.
    pub(super) fn set(&self, limit: Written<u32>, problems: &mut Vec<ConfigProblem>) -> Self {
        let mut field = Self::UNWRITTEN.max_concurrent;
        field.put(limit);
        field.check(problems);
        Self { set: Some(limit), ..*self }
    }

    /// Keeps to code whether a call can be turned away.
    pub(super) fn annotate(&mut self) {
        const CODE_ONLY: &str = "none: a function with the attribute has this bulkhead, and it is written there or nowhere";
        self.max_wait.close(CODE_ONLY);
        self.max_waiting.close(CODE_ONLY);
    }

    /// What both agree on, every disagreement reported.
    pub(super) fn join(&self, newcomer: &Self, problems: &mut Vec<ConfigProblem>) -> Self {
        Self {
            max_concurrent: self.max_concurrent.join(&newcomer.max_concurrent, problems),
            max_wait: self.max_wait.join(&newcomer.max_wait, problems),
            max_waiting: self.max_waiting.join(&newcomer.max_waiting, problems),
            set: self.set,
        }
    }

    pub(super) fn shown(&self) -> Vec<SettingValue> {
        let mut limit = self.max_concurrent.shown(self.limit());
        if let Some(set) = self.set {
            (limit.value, limit.place) = (set.value.show(), Place::Code(set.place));
        }
        vec![limit, self.max_wait.shown(Duration::MAX), self.max_waiting.shown(usize::MAX)]
    }
}

impl Fields for BulkheadSettings {
    const KEY: &'static str = "bulkhead";

    fn fields(&mut self) -> Vec<&mut dyn AnyField> {
        vec![&mut self.max_concurrent, &mut self.max_wait, &mut self.max_waiting]
    }
}
