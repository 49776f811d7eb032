//! The rate limiter.

mod builder;
#[cfg(test)]
mod coarse_clock;
mod core;
mod gcra;
mod keyed;
mod making;
#[cfg(all(test, resilience_loom))]
mod models;
mod queue;
mod settings;
mod stats;
#[cfg(feature = "tokio")]
mod tasks;
mod tokens;
mod wait;
mod word;

pub use self::builder::{KeyedRateLimiterBuilder, RateLimiterBuilder};
use self::core::Core;
#[cfg(feature = "tokio")]
pub use self::keyed::KeyedAcquire;
pub use self::keyed::KeyedRateLimiter;
pub(crate) use self::keyed::KeyedSettings;
use self::settings::{RateSettings, Since};
pub use self::stats::RateLimiterStats;
pub use self::tokens::Tokens;
use crate::error::{ConfigError, Rejected};
use crate::events::{Event, Listener};
use crate::settings::{Build, Settings, source};
use crate::waiting::{Patience, Wakers, wake};
use std::fmt;
use std::panic::{Location, RefUnwindSafe, UnwindSafe};
use std::sync::Arc;
use std::time::Duration;

/// Lets calls pass at a rate, and lets those wait in order who come too fast.
///
/// # Problem
///
/// A dependency that allows 100 requests a minute answers the next one with an error, or a fee.
///
/// # Model
///
/// A bucket holds up to `burst` tokens; each call takes one, and `rate` new ones come in every `per`,
/// evenly. In *any* window of length w at most `burst + rate · w / per` tokens are granted, and never
/// one more. (The generic cell rate algorithm in whole numbers. The time between two tokens is
/// rounded up, by less than one part in 10⁸, or 10⁻⁶ above 10⁷ tokens a second.)
///
/// [`try_acquire`](Self::try_acquire) never waits; [`acquire`](Self::acquire) waits on the thread and
/// [`acquire_async`](Self::acquire_async) in a task, first come, first served, in one queue. While
/// anybody waits, nobody overtakes: not by `try_acquire`, and not by asking for less. Whoever gives up
/// leaves at once, and those behind move up. A wait that cannot succeed in time is refused at once.
///
/// | setting | default | range |
/// | --- | --- | --- |
/// | `rate` | 10 | > 0, fractions too; `rate / per`: one in 500 years to 10⁹ a second |
/// | `per` | 1 s | > 0 |
/// | `burst` | `rate` rounded up | 1 – 2³² − 1; `burst · per / rate` at most 584 years |
/// | `initial` | `burst` | 0 – `burst` |
///
/// # Choosing values
///
/// `rate` and `per`: what the dependency grants. `burst`: what it puts up with at one instant; 1 spaces
/// calls evenly. If it counts in fixed windows of its own, the window in which a burst begins sees up
/// to `burst + rate`: choose both to add up to its limit.
///
/// # Interplay
///
/// A breaker outside a limiter ignores the limiter's rejections where it can see them: nobody was
/// asked. Put the limiter inside the breaker, so that calls to an open one cost no tokens.
///
/// # Pitfalls
///
/// A token is spent when it is granted, whatever becomes of the call. A clone shares the bucket.
///
/// ```
/// use resilience::{RateLimiter, Rejected};
/// use std::time::Duration;
///
/// let limiter = RateLimiter::builder().name("api").rate(100.0).per(Duration::from_secs(60)).burst(2).build()?;
/// limiter.try_acquire()?;
/// limiter.try_acquire()?;
/// let Err(Rejected::RateLimitExceeded(error)) = limiter.try_acquire() else { panic!() };
/// assert!(error.retry_after() <= Some(Duration::from_millis(600)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct RateLimiter(Arc<Core>);

impl RateLimiter {
    pub(crate) const KIND: &'static str = "rate limiter";

    /// A limiter of `rate` tokens `per` so long, with a burst of the rate rounded up.
    ///
    /// # Errors
    ///
    /// A [`ConfigError`] if a number is out of its range.
    #[track_caller]
    pub fn new(rate: f64, per: Duration) -> Result<Self, ConfigError> {
        Self::builder().rate(rate).per(per).build()
    }

    /// A builder with every setting at its default.
    pub fn builder() -> RateLimiterBuilder {
        RateLimiterBuilder::new()
    }

    fn from_core(core: Core) -> Self {
        Self(Arc::new(core))
    }

    fn core(&self) -> &Core {
        &self.0
    }

    /// The same for `tokens` at once. Nought is always there, until its registry drains.
    pub fn n(&self, tokens: u32) -> Tokens<'_> {
        Tokens::new(self.core(), tokens)
    }

    /// Takes a token, if there is one and nobody waits for it.
    ///
    /// # Errors
    ///
    /// [`Rejected::RateLimitExceeded`] if not: it says exactly when there will be one.
    /// [`Rejected::ShuttingDown`] once its [registry drains](crate::Registry::drain).
    #[inline]
    pub fn try_acquire(&self) -> Result<(), Rejected> {
        self.n(1).try_acquire()
    }

    /// Takes a token, waiting on this thread for as long as it takes.
    ///
    /// # Errors
    ///
    /// [`Rejected::ShuttingDown`] once its [registry drains](crate::Registry::drain), and no other: a
    /// limiter can hold one token. See [`Tokens::acquire`].
    #[inline]
    pub fn acquire(&self) -> Result<(), Rejected> {
        self.n(1).acquire()
    }

    /// Takes a token, waiting on this thread for at most `timeout`; zero does not wait.
    ///
    /// # Errors
    ///
    /// [`Rejected::RateLimitExceeded`], at once, if it would take longer. [`Rejected::ShuttingDown`]
    /// once its [registry drains](crate::Registry::drain).
    #[inline]
    pub fn acquire_timeout(&self, timeout: Duration) -> Result<(), Rejected> {
        self.n(1).acquire_timeout(timeout)
    }

    /// Waits on this thread for a token, which it gets in the end.
    #[inline]
    pub(crate) fn wait(&self) -> Result<(), Rejected> {
        self.n(1).on_thread(Patience::Certain)
    }

    /// Takes a token, if there is one and nobody waits for it. Whoever finds none has not been turned
    /// away.
    pub(crate) fn acquire_at_once(&self) -> bool {
        self.core().turn(1, Patience::Endless).is_none()
    }

    /// Waits on this thread for a token, then runs `op`.
    ///
    /// # Errors
    ///
    /// As [`acquire`](Self::acquire).
    #[inline]
    pub fn call<R>(&self, op: impl FnOnce() -> R) -> Result<R, Rejected> {
        self.acquire()?;
        Ok(op())
    }

    /// How many tokens a newcomer could take now, and the part of the next one that has come: 0
    /// while anybody waits, and once its registry drains.
    #[must_use]
    pub fn tokens(&self) -> f64 {
        self.core().tokens()
    }

    /// How long from now until a newcomer could take a token, after everybody who waits;
    /// `Duration::MAX` if that is beyond the 584 years of the clock, or its registry drains.
    #[must_use]
    pub fn time_until_token(&self) -> Duration {
        self.core().time_until_token()
    }

    /// What the limiter has seen so far.
    #[must_use]
    pub fn stats(&self) -> RateLimiterStats {
        self.core().counters.sums().into()
    }

    /// Fills the bucket and serves those who wait from it. What was granted before does not count
    /// any more for what is granted in a window; the statistics stay.
    pub fn reset(&self) {
        self.core().reset();
    }

    /// How many tokens come in each period.
    #[must_use]
    pub fn rate(&self) -> f64 {
        self.core().settings().rate()
    }

    /// The period of the rate.
    #[must_use]
    pub fn per(&self) -> Duration {
        self.core().settings().per()
    }

    /// How many tokens there are at most.
    #[must_use]
    pub fn burst(&self) -> u32 {
        self.core().settings().burst()
    }

    /// Changes the rate from now on. The tokens that are there stay, and so does the burst. Every
    /// wait is computed anew; those that have become hopeless are refused.
    ///
    /// It holds over what is written in code or stands in a file, and is no part of what others who register the name
    /// have to agree with.
    ///
    /// # Errors
    ///
    /// A [`ConfigError`] if a number is out of its range; then nothing changes.
    #[track_caller]
    pub fn set_rate(&self, rate: f64, per: Duration) -> Result<(), ConfigError> {
        let place = Location::caller();
        let mut problems = Vec::new();
        let mut wakers = Wakers::new();
        let setting = source::setting();
        let set = |settings: &RateSettings| {
            let settings = settings.set(rate, per, place);
            Some((settings, settings.pace(place, &mut problems)?))
        };
        self.core().change(Since::Now, set, &mut wakers);
        drop(setting);
        wake(wakers);
        if problems.is_empty() {
            return Ok(());
        }
        Err(ConfigError::new(RateLimiterBuilder::KIND, self.core().name.clone(), problems))
    }

    /// Refuses whoever comes and whoever waits from now on, but for those who cannot be turned away. For
    /// good.
    pub(crate) fn shut(&self, wakers: &mut Wakers) {
        self.core().shut(wakers);
    }

    /// Adds a listener to one that is there already: that of an annotated function, or one from the
    /// registry. It hears every [event](Event) from now on; see [`on_event`](crate::on_event).
    pub fn on_event(&self, listener: impl Fn(&Event) + Send + Sync + 'static) {
        self.core().outlet.add(vec![Listener::of_all(listener)]);
    }

    /// The name; `unnamed` if none was given.
    #[must_use]
    pub fn name(&self) -> &str {
        self.core().name.as_str()
    }

    /// Every setting in force and where it was written.
    #[must_use]
    pub fn settings(&self) -> Settings {
        let values = self.core().settings().shown();
        Settings { kind: Self::KIND, name: String::from(self.name()), values }
    }
}

// No panic leaves it in a state that it should not be in: none of others runs within.
impl UnwindSafe for RateLimiter {}
impl RefUnwindSafe for RateLimiter {}

impl fmt::Debug for RateLimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RateLimiter")
            .field("name", &self.name())
            .field("tokens", &self.tokens())
            .finish_non_exhaustive()
    }
}
