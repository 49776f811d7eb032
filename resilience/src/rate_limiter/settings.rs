//! The settings of a rate limiter.

use super::gcra::{Pace, Unfit};
use super::keyed::KeyedSettings;
use crate::error::ConfigProblem;
use crate::settings::{
    AnyField, Field, Fields, Place, Reals, SettingValue, Table, Value, Written, at,
};
use std::panic::Location;
use std::time::Duration;

const RATE: f64 = 10.0;
const PER: Duration = Duration::from_secs(1);
pub(super) const NO_KEYS: &str = "none: this limiter has no keys, see `build_keyed`";

/// What code wrote, what was found outside, what was set since, and what follows from it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RateSettings {
    pub(super) rate: Field<f64>,
    pub(super) per: Field<Duration>,
    pub(super) burst: Field<u32>,
    pub(super) initial: Field<f64>,
    set: Option<Set>,
}

/// From when on other settings hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Since {
    /// As if they always had: somebody else wrote them of the same limiter.
    TheStart,
    /// From now on: the tokens that are there stay, as far as there is room for them.
    Now,
}

/// What was set while the limiter ran. It is no part of what others have to agree with.
#[derive(Clone, Copy, Debug)]
struct Set {
    rate: Written<f64>,
    per: Written<Duration>,
    /// What the burst was by then, if nobody gives one.
    burst: u32,
}

impl RateSettings {
    pub(crate) const UNWRITTEN: Self = Self {
        rate: Field::new("rate", Reals::Positive),
        per: Field::new("per", Duration::from_nanos(1)),
        burst: Field::new("burst", (1, u32::MAX)),
        initial: Field::new("initial", Reals::NotNegative),
        set: None,
    };

    pub(super) fn rate(&self) -> f64 {
        self.set.map_or(self.rate.or(RATE), |set| set.rate.value)
    }

    pub(super) fn per(&self) -> Duration {
        self.set.map_or(self.per.or(PER), |set| set.per.value)
    }

    /// The tokens to start with, if anybody says so.
    pub(super) fn initial(&self) -> Option<f64> {
        self.initial.value()
    }

    /// The same, if code does.
    pub(super) fn written_initial(&self) -> Option<f64> {
        self.initial.written().map(|written| written.value)
    }

    /// The burst of settings that have been checked.
    pub(super) fn burst(&self) -> u32 {
        self.burst_if_any().expect("it was checked when the limiter was made")
    }

    /// The burst, unless the rate is too high to be one.
    fn burst_if_any(&self) -> Option<u32> {
        let default = self.set.map_or_else(|| whole(self.rate.or(RATE)), |set| Some(set.burst));
        self.burst.value().or(default)
    }

    /// The same at another rate, the burst kept.
    pub(super) fn set(&self, rate: f64, per: Duration, place: &'static Location<'static>) -> Self {
        let burst = self.burst();
        let set =
            Set { rate: Written { value: rate, place }, per: Written { value: per, place }, burst };
        Self { set: Some(set), ..*self }
    }

    /// Reports the values that are out of their own ranges.
    pub(super) fn check(&self, problems: &mut Vec<ConfigProblem>) {
        let (mut rate, mut per) = (self.rate, self.per);
        if let Some(set) = self.set {
            rate.put(set.rate);
            per.put(set.per);
        }
        rate.check(problems);
        per.check(problems);
        self.burst.check(problems);
        self.initial.check(problems);
    }

    /// The pace that all this comes to; what cannot hold is reported.
    pub(super) fn pace(
        &self,
        place: &Location<'_>,
        problems: &mut Vec<ConfigProblem>,
    ) -> Option<Pace> {
        let before = problems.len();
        let (rate, per) = (self.rate(), self.per());
        self.check(problems);
        if problems.len() > before {
            return None;
        }
        let problem = |field: &'static str, value: String, place: String, expected: String| {
            ConfigProblem { field: field.into(), value, expected, place }
        };
        let given = |field: Option<Place>| field.map(|place| place.to_string());
        let at_rate = given(self.set.map(|set| Place::Code(set.rate.place)))
            .or_else(|| given(self.rate.held().map(|held| held.place)))
            .or_else(|| given(self.per.held().map(|held| held.place)))
            .unwrap_or_else(|| at(place));
        let at_burst = given(self.burst.held().map(|held| held.place));
        let Some(burst) = self.burst_if_any() else {
            let expected = format!("1 to {}: write one, the rate is too high to be it", u32::MAX);
            problems.push(problem("burst", rate.ceil().show(), at_rate, expected));
            return None;
        };
        let pace = match Pace::new(rate, per, burst) {
            Ok(pace) => Some(pace),
            Err(Unfit::Rate) => {
                let value = format!("{} per {}", rate.show(), per.show());
                let expected = String::from("one in 500 years to 1000000000 a second");
                problems.push(problem("rate", value, at_rate.clone(), expected));
                None
            }
            Err(Unfit::Refill { most }) => {
                let expected = format!(
                    "at most {most}: at {} per {} (at {at_rate}) more would take over 584 years to \
                     refill",
                    rate.show(),
                    per.show(),
                );
                let place = at_burst.clone().unwrap_or_else(|| at_rate.clone());
                problems.push(problem("burst", burst.show(), place, expected));
                None
            }
        };
        if self.initial().is_some_and(|initial| initial > f64::from(burst)) {
            let place = at_burst.unwrap_or(at_rate);
            let expected = format!("0 to {burst}, the burst by what is written at {place}");
            self.initial.refuse(expected, problems);
            return None;
        }
        pace
    }

    /// What both agree on, every disagreement reported.
    pub(super) fn join(&self, newcomer: &Self, problems: &mut Vec<ConfigProblem>) -> Self {
        Self {
            rate: self.rate.join(&newcomer.rate, problems),
            per: self.per.join(&newcomer.per, problems),
            burst: self.burst.join(&newcomer.burst, problems),
            initial: self.initial.join(&newcomer.initial, problems),
            set: self.set,
        }
    }

    pub(super) fn shown(&self) -> Vec<SettingValue> {
        let burst = self.burst();
        let (mut rate, mut per) = (self.rate.shown(RATE), self.per.shown(PER));
        if let Some(set) = self.set {
            (rate.value, rate.place) = (set.rate.value.show(), Place::Code(set.rate.place));
            (per.value, per.place) = (set.per.value.show(), Place::Code(set.per.place));
        }
        vec![rate, per, self.burst.shown(burst), self.initial.shown(f64::from(burst))]
    }
}

impl RateSettings {
    /// [`resolve`](Fields::resolve) for a limiter without keys, which has no number of them.
    pub(super) fn resolve_without_keys(
        &mut self,
        table: &Table,
        name: Option<&str>,
        problems: &mut Vec<ConfigProblem>,
    ) {
        let mut settings = KeyedSettings { rate: *self, ..KeyedSettings::UNWRITTEN };
        settings.max_keys.close(NO_KEYS);
        settings.resolve(table, name, problems);
        *self = settings.rate;
    }
}

impl Fields for RateSettings {
    const KEY: &'static str = "rate_limiter";

    fn fields(&mut self) -> Vec<&mut dyn AnyField> {
        vec![&mut self.rate, &mut self.per, &mut self.burst, &mut self.initial]
    }
}

/// The rate rounded up, at least 1, if that is a burst.
fn whole(rate: f64) -> Option<u32> {
    let whole = rate.ceil().max(1.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked")]
    (whole <= f64::from(u32::MAX)).then_some(whole as u32)
}
