//! How limiters are made of their builders, joined, and changed from outside of code.

use super::RateLimiter;
use super::builder::{KeyedRateLimiterBuilder, RateLimiterBuilder};
use super::core::Core;
use super::gcra::Pace;
use super::keyed::{KeyedCore, KeyedRateLimiter, KeyedSettings};
use super::settings::{RateSettings, Since};
use crate::clock::Clock;
use crate::error::{ConfigError, ConfigProblem};
use crate::settings::{Build, Fields, Follow, Identity, Table};
use crate::waiting::Wakers;
use std::panic::Location;

impl Build for RateLimiterBuilder {
    type Policy = RateLimiter;

    const KIND: &'static str = RateLimiter::KIND;

    fn identity(&mut self) -> &mut Identity {
        &mut self.identity
    }

    fn resolve(&mut self, table: &Table, place: &Location<'_>) -> Vec<ConfigProblem> {
        let mut problems = Vec::new();
        self.identity.check(place, &mut problems);
        let name = self.identity.name();
        self.settings.rate.resolve_without_keys(table, name, &mut problems);
        self.settings.rate.pace(place, &mut problems);
        self.settings.max_keys.check(&mut problems);
        self.check_for_keys(&mut problems);
        problems
    }

    fn build_at(
        mut self,
        table: &Table,
        place: &'static Location<'static>,
    ) -> Result<RateLimiter, ConfigError> {
        let problems = self.resolve(table, place);
        self.identity.fail_on(Self::KIND, problems)?;
        let (name, pace) = (self.identity.name_or_unnamed(), self.pace(place));
        let clock = self.identity.clock.unwrap_or(Clock::system());
        Ok(RateLimiter::from_core(Core::new(
            name,
            clock,
            &self.settings.rate,
            pace,
            self.listeners,
            place,
        )))
    }

    fn join(
        self,
        limiter: &RateLimiter,
        table: &Table,
        place: &'static Location<'static>,
        wakers: &mut Wakers,
    ) -> Result<RateLimiter, ConfigError> {
        let core = limiter.core();
        let mut problems = self.own_problems(place);
        self.check_for_keys(&mut problems);
        self.identity.join(&core.clock, core.place, place, &mut problems);
        let agree = |ours: &RateSettings| {
            let mut joined = ours.join(&self.settings.rate, &mut problems);
            joined.resolve_without_keys(table, self.identity.name(), &mut problems);
            pace_without_problems(&joined, place, &mut problems).map(|pace| (joined, pace))
        };
        core.change(Since::TheStart, agree, wakers);
        self.identity.fail_on(Self::KIND, problems)?;
        core.outlet.add(self.listeners);
        Ok(limiter.clone())
    }
}

impl Build for KeyedRateLimiterBuilder {
    type Policy = KeyedRateLimiter;

    const KIND: &'static str = KeyedRateLimiter::KIND;

    fn identity(&mut self) -> &mut Identity {
        &mut self.0.identity
    }

    fn resolve(&mut self, table: &Table, place: &Location<'_>) -> Vec<ConfigProblem> {
        let RateLimiterBuilder { identity, settings, .. } = &mut self.0;
        let mut problems = Vec::new();
        identity.check(place, &mut problems);
        settings.resolve(table, identity.name(), &mut problems);
        settings.rate.pace(place, &mut problems);
        settings.max_keys.check(&mut problems);
        problems
    }

    fn build_at(
        mut self,
        table: &Table,
        place: &'static Location<'static>,
    ) -> Result<KeyedRateLimiter, ConfigError> {
        let problems = self.resolve(table, place);
        let builder = self.0;
        builder.identity.fail_on(Self::KIND, problems)?;
        let (name, pace) = (builder.identity.name_or_unnamed(), builder.pace(place));
        let clock = builder.identity.clock.unwrap_or(Clock::system());
        Ok(KeyedRateLimiter::from_core(KeyedCore::new(
            name,
            clock,
            &builder.settings,
            pace,
            builder.listeners,
            place,
        )))
    }

    fn join(
        self,
        limiter: &KeyedRateLimiter,
        table: &Table,
        place: &'static Location<'static>,
        wakers: &mut Wakers,
    ) -> Result<KeyedRateLimiter, ConfigError> {
        let (builder, core) = (self.0, limiter.core());
        let mut problems = builder.own_problems(place);
        builder.identity.join(&core.clock, core.place, place, &mut problems);
        let agree = |ours: &KeyedSettings| {
            let mut joined = ours.join(&builder.settings, &mut problems);
            joined.resolve(table, builder.identity.name(), &mut problems);
            pace_without_problems(&joined.rate, place, &mut problems).map(|pace| (joined, pace))
        };
        core.change(Since::TheStart, agree, wakers);
        builder.identity.fail_on(Self::KIND, problems)?;
        core.outlet.add(builder.listeners);
        Ok(limiter.clone())
    }
}

impl Follow for RateLimiter {
    type Settings = (RateSettings, Pace);

    fn consider(&self, table: &Table) -> Result<Self::Settings, ConfigError> {
        let core = self.core();
        let (mut settings, mut problems) = (core.settings(), Vec::new());
        settings.resolve_without_keys(table, Some(self.name()), &mut problems);
        let pace = pace_without_problems(&settings, core.place, &mut problems);
        let error = || ConfigError::new(Self::KIND, core.name.clone(), problems);
        Ok((settings, pace.ok_or_else(error)?))
    }

    fn follow(&self, settings: Self::Settings, wakers: &mut Wakers) {
        self.core().change(Since::Now, |_| Some(settings), wakers);
    }
}

impl Follow for KeyedRateLimiter {
    type Settings = (KeyedSettings, Pace);

    fn consider(&self, table: &Table) -> Result<Self::Settings, ConfigError> {
        let core = self.core();
        let (mut settings, mut problems) = (core.settings(), Vec::new());
        settings.resolve(table, Some(self.name()), &mut problems);
        let pace = pace_without_problems(&settings.rate, core.place, &mut problems);
        let error = || ConfigError::new(Self::KIND, core.name.clone(), problems);
        Ok((settings, pace.ok_or_else(error)?))
    }

    fn follow(&self, settings: Self::Settings, wakers: &mut Wakers) {
        self.core().change(Since::Now, |_| Some(settings), wakers);
    }
}

/// The pace that settings come to; none where something was wrong before.
fn pace_without_problems(
    settings: &RateSettings,
    place: &Location<'_>,
    problems: &mut Vec<ConfigProblem>,
) -> Option<Pace> {
    // Problems of one side have been reported; this is for what all come to together.
    problems.is_empty().then(|| settings.pace(place, problems)).flatten()
}
