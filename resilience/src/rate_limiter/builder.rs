//! The builders of rate limiters.

use super::RateLimiter;
use super::gcra::Pace;
use super::keyed::{KeyedRateLimiter, KeyedSettings};
use super::settings::NO_KEYS;
use crate::clock::Clock;
use crate::error::{ConfigError, ConfigProblem};
use crate::events::{Event, Listener, Listeners};
use crate::settings::{Build, Identity, source};
use std::borrow::Cow;
use std::panic::Location;
use std::time::Duration;

/// Makes a [`RateLimiter`], or with [`keyed`](Self::keyed) a [`KeyedRateLimiter`]. Every setting has
/// a default; see there for the table.
#[derive(Clone, Debug)]
#[must_use = "a builder makes nothing until `build` or `register`"]
pub struct RateLimiterBuilder {
    pub(super) identity: Identity,
    pub(super) settings: KeyedSettings,
    pub(super) listeners: Listeners,
}

/// Makes a [`KeyedRateLimiter`]; from [`RateLimiterBuilder::keyed`].
#[derive(Clone, Debug)]
#[must_use = "a builder makes nothing until `build` or `register`"]
pub struct KeyedRateLimiterBuilder(pub(super) RateLimiterBuilder);

impl RateLimiterBuilder {
    pub(super) fn new() -> Self {
        Self {
            identity: Identity::new(),
            settings: KeyedSettings::UNWRITTEN,
            listeners: Vec::new(),
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
        self.settings.rate.rate.write(tokens);
        self
    }

    /// The period of the rate: more than zero. Default 1 s.
    #[track_caller]
    pub fn per(mut self, period: Duration) -> Self {
        self.settings.rate.per.write(period);
        self
    }

    /// How many tokens there are at most, to be had at once: 1 to 2³² − 1, and no more than come in
    /// 584 years. Default: the rate rounded up, at least 1.
    #[track_caller]
    pub fn burst(mut self, tokens: u32) -> Self {
        self.settings.rate.burst.write(tokens);
        self
    }

    /// How many tokens there are at the start: 0 to the burst. Default: the burst.
    #[track_caller]
    pub fn initial(mut self, tokens: f64) -> Self {
        self.settings.rate.initial.write(tokens);
        self
    }

    /// How many keys a keyed limiter keeps at most: 1 or more. Default 1,048,576. A limiter without
    /// keys cannot have it.
    #[track_caller]
    pub fn max_keys(mut self, keys: usize) -> Self {
        self.settings.max_keys.write(keys);
        self
    }

    /// Calls `listener` for every [event](Event) of the limiter: rejections, and waits that are over. It
    /// runs outside all locks, may use the limiter, and should not block; its panic is caught. See
    /// [`on_event`](crate::on_event). May be given several times.
    pub fn on_event(mut self, listener: impl Fn(&Event) + Send + Sync + 'static) -> Self {
        self.listeners.push(Listener::of_all(listener));
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

    /// Makes the limiter, known to nobody but the caller. What code left out is as it stands in the
    /// environment or the configuration file now, for the limiter's name or for all limiters.
    ///
    /// # Errors
    ///
    /// A [`ConfigError`] that names every setting out of its range.
    #[track_caller]
    pub fn build(self) -> Result<RateLimiter, ConfigError> {
        self.build_at(&source::table(), Location::caller())
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

    /// What is wrong with the settings that code wrote, each by itself.
    pub(super) fn own_problems(&self, place: &Location<'_>) -> Vec<ConfigProblem> {
        let mut problems = Vec::new();
        self.identity.check(place, &mut problems);
        self.settings.rate.check(&mut problems);
        self.settings.max_keys.check(&mut problems);
        problems
    }

    /// A limiter without keys has no number of them.
    pub(super) fn check_for_keys(&self, problems: &mut Vec<ConfigProblem>) {
        self.settings.max_keys.refuse(NO_KEYS, problems);
    }

    /// The pace of settings without a problem.
    pub(super) fn pace(&self, place: &Location<'_>) -> Pace {
        self.settings
            .rate
            .pace(place, &mut Vec::new())
            .expect("settings without a problem have a pace")
    }
}

impl KeyedRateLimiterBuilder {
    /// Makes the limiter, known to nobody but the caller. What code left out is as it stands in the
    /// environment or the configuration file now, for the limiter's name or for all limiters.
    ///
    /// # Errors
    ///
    /// A [`ConfigError`] that names every setting out of its range.
    #[track_caller]
    pub fn build(self) -> Result<KeyedRateLimiter, ConfigError> {
        self.build_at(&source::table(), Location::caller())
    }
}
