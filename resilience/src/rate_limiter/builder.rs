//! The builders of rate limiters.

use super::core::Core;
use super::keyed::{KeyedCore, KeyedRateLimiter, KeyedSettings};
use super::settings::RateSettings;
use super::{RateLimiter, gcra::Pace};
use crate::clock::Clock;
use crate::error::{ConfigError, ConfigProblem};
use crate::settings::{Build, Field, Identity, at};
use crate::waiting::Wakers;
use std::borrow::Cow;
use std::panic::Location;
use std::time::Duration;

/// Makes a [`RateLimiter`], or with [`keyed`](Self::keyed) a [`KeyedRateLimiter`]. Every setting has
/// a default; see there for the table.
#[derive(Clone, Debug)]
#[must_use = "a builder makes nothing until `build` or `register`"]
pub struct RateLimiterBuilder {
    identity: Identity,
    settings: RateSettings,
    max_keys: Field<usize>,
}

/// Makes a [`KeyedRateLimiter`]; from [`RateLimiterBuilder::keyed`].
#[derive(Clone, Debug)]
#[must_use = "a builder makes nothing until `build` or `register`"]
pub struct KeyedRateLimiterBuilder(RateLimiterBuilder);

impl RateLimiterBuilder {
    pub(super) fn new() -> Self {
        Self {
            identity: Identity::new(),
            settings: RateSettings::UNWRITTEN,
            max_keys: Field::new("max_keys", (1, usize::MAX)),
        }
    }

    /// The name in errors, events and the registry. A literal costs nothing to carry in an error,
    /// an owned name a reference count. Not empty. Default: none, shown as `unnamed`.
    pub fn name(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.identity.name = Some(name.into().into());
        self
    }

    /// How many tokens come in each period: any finite number above zero, fractions too. `rate /
    /// per` is one in 500 years to 10⁹ a second. Default 10.
    #[track_caller]
    pub fn rate(mut self, tokens: f64) -> Self {
        self.settings.rate.write(tokens);
        self
    }

    /// The period of the rate: more than zero. Default 1 s.
    #[track_caller]
    pub fn per(mut self, period: Duration) -> Self {
        self.settings.per.write(period);
        self
    }

    /// How many tokens there are at most, to be had at once: 1 to 2³² − 1, and no more than come in
    /// 584 years. Default: the rate rounded up, at least 1.
    #[track_caller]
    pub fn burst(mut self, tokens: u32) -> Self {
        self.settings.burst.write(tokens);
        self
    }

    /// How many tokens there are at the start: 0 to the burst. Default: the burst.
    #[track_caller]
    pub fn initial(mut self, tokens: f64) -> Self {
        self.settings.initial.write(tokens);
        self
    }

    /// How many keys a keyed limiter keeps at most: 1 or more. Default 1,048,576. A limiter without
    /// keys cannot have it.
    #[track_caller]
    pub fn max_keys(mut self, keys: usize) -> Self {
        self.max_keys.write(keys);
        self
    }

    /// The clock that times are read from. Default [`Clock::system`].
    pub fn clock(mut self, clock: Clock) -> Self {
        self.identity.clock = Some(clock);
        self
    }

    /// One such limiter for each key.
    pub fn keyed(self) -> KeyedRateLimiterBuilder {
        KeyedRateLimiterBuilder(self)
    }

    /// Makes the limiter, known to nobody but the caller.
    ///
    /// # Errors
    ///
    /// A [`ConfigError`] that names every setting out of its range.
    #[track_caller]
    pub fn build(self) -> Result<RateLimiter, ConfigError> {
        self.build_at(Location::caller())
    }

    /// Makes a limiter for each key: [`keyed`](Self::keyed) and [`build`](KeyedRateLimiterBuilder::build).
    ///
    /// # Errors
    ///
    /// As [`build`](Self::build).
    #[track_caller]
    pub fn build_keyed(self) -> Result<KeyedRateLimiter, ConfigError> {
        self.keyed().build()
    }

    /// What is wrong with or without keys.
    fn common_problems(&self, place: &Location<'_>) -> Vec<ConfigProblem> {
        let mut problems = Vec::new();
        self.identity.check(place, &mut problems);
        self.settings.pace(place, &mut problems);
        self.max_keys.check(&mut problems);
        problems
    }

    /// What is wrong by itself, whatever others have written.
    fn own_problems(&self, place: &Location<'_>) -> Vec<ConfigProblem> {
        let mut problems = Vec::new();
        self.identity.check(place, &mut problems);
        self.settings.check(&mut problems);
        self.max_keys.check(&mut problems);
        problems
    }

    /// A limiter without keys has no number of them.
    fn check_for_keys(&self, problems: &mut Vec<ConfigProblem>) {
        if let Some(written) = self.max_keys.written() {
            problems.push(ConfigProblem {
                field: "max_keys".into(),
                value: written.value.to_string(),
                expected: String::from("none: this limiter has no keys, see `build_keyed`"),
                place: at(written.place),
            });
        }
    }

    /// The pace of settings without a problem.
    fn pace(&self, place: &Location<'_>) -> Pace {
        self.settings.pace(place, &mut Vec::new()).expect("settings without a problem have a pace")
    }

    /// Settings that `ours` and these agree on, and their pace. Nothing if there is a problem.
    fn agree(
        &self,
        ours: &RateSettings,
        place: &Location<'_>,
        problems: &mut Vec<ConfigProblem>,
    ) -> Option<(RateSettings, Pace)> {
        let joined = ours.join(&self.settings, problems);
        // Problems of one side have been reported; this is for what both come to together.
        let pace = problems.is_empty().then(|| joined.pace(place, problems)).flatten()?;
        Some((joined, pace))
    }
}

impl KeyedRateLimiterBuilder {
    /// Makes the limiter, known to nobody but the caller.
    ///
    /// # Errors
    ///
    /// A [`ConfigError`] that names every setting out of its range.
    #[track_caller]
    pub fn build(self) -> Result<KeyedRateLimiter, ConfigError> {
        self.build_at(Location::caller())
    }
}

impl Build for RateLimiterBuilder {
    type Policy = RateLimiter;

    const KIND: &'static str = RateLimiter::KIND;

    fn identity(&mut self) -> &mut Identity {
        &mut self.identity
    }

    fn problems(&self, place: &Location<'_>) -> Vec<ConfigProblem> {
        let mut problems = self.common_problems(place);
        self.check_for_keys(&mut problems);
        problems
    }

    fn build_at(self, place: &'static Location<'static>) -> Result<RateLimiter, ConfigError> {
        self.identity.fail_on(Self::KIND, self.problems(place))?;
        let (name, pace) = (self.identity.name_or_unnamed(), self.pace(place));
        let clock = self.identity.clock.unwrap_or(Clock::system());
        Ok(RateLimiter::from_core(Core::new(name, clock, self.settings, pace, place)))
    }

    fn join(
        self,
        limiter: &RateLimiter,
        place: &'static Location<'static>,
        wakers: &mut Wakers,
    ) -> Result<RateLimiter, ConfigError> {
        let core = limiter.core();
        let mut problems = self.own_problems(place);
        self.check_for_keys(&mut problems);
        self.identity.join(&core.clock, core.place, place, &mut problems);
        core.change(|ours| self.agree(ours, place, &mut problems), wakers);
        self.identity.fail_on(Self::KIND, problems)?;
        Ok(limiter.clone())
    }
}

impl Build for KeyedRateLimiterBuilder {
    type Policy = KeyedRateLimiter;

    const KIND: &'static str = KeyedRateLimiter::KIND;

    fn identity(&mut self) -> &mut Identity {
        &mut self.0.identity
    }

    fn problems(&self, place: &Location<'_>) -> Vec<ConfigProblem> {
        self.0.common_problems(place)
    }

    fn build_at(self, place: &'static Location<'static>) -> Result<KeyedRateLimiter, ConfigError> {
        let builder = self.0;
        builder.identity.fail_on(Self::KIND, builder.common_problems(place))?;
        let (name, pace) = (builder.identity.name_or_unnamed(), builder.pace(place));
        let settings = KeyedSettings { rate: builder.settings, max_keys: builder.max_keys };
        let clock = builder.identity.clock.unwrap_or(Clock::system());
        Ok(KeyedRateLimiter::from_core(KeyedCore::new(name, clock, &settings, pace, place)))
    }

    fn join(
        self,
        limiter: &KeyedRateLimiter,
        place: &'static Location<'static>,
        wakers: &mut Wakers,
    ) -> Result<KeyedRateLimiter, ConfigError> {
        let (builder, core) = (self.0, limiter.core());
        let mut problems = builder.own_problems(place);
        builder.identity.join(&core.clock, core.place, place, &mut problems);
        let agree = |ours: &KeyedSettings| {
            let max_keys = ours.max_keys.join(&builder.max_keys, &mut problems);
            let (rate, pace) = builder.agree(&ours.rate, place, &mut problems)?;
            Some((KeyedSettings { rate, max_keys }, pace))
        };
        core.change(agree, wakers);
        builder.identity.fail_on(Self::KIND, problems)?;
        Ok(limiter.clone())
    }
}
