//! Retry.

mod backoff;
mod budget;
mod calls;
mod schedule;
mod settings;
#[cfg(feature = "tokio")]
mod tasks;

pub use self::backoff::{Backoff, Jitter};
pub use self::budget::RetryBudget;
pub(crate) use self::calls::rejection_of;
pub(crate) use self::schedule::Schedule;
pub(crate) use self::settings::RetrySettings;
use crate::clock::Clock;
use crate::error::ConfigError;
use crate::name::Name;
use crate::settings::{Field, Identity};
use std::borrow::Cow;
use std::panic::Location;
use std::time::Duration;

const KIND: &str = "retry";
const MAX_ATTEMPTS: u32 = 3;
const FIRST: Duration = Duration::from_millis(100);

/// Makes another attempt where one failed.
///
/// # Problem
///
/// Some failures are gone a moment later: a connection that was reset, a server that restarts.
///
/// # Model
///
/// At most `max_attempts` attempts, the first included, with a [`Backoff`] between them. There are fewer
/// only because of success, a judge that says that another one is no use, an empty [`RetryBudget`], or
/// a rejection. The last error comes back unchanged.
///
/// A rejection by a policy within the attempt ends the retrying: an open breaker, a full bulkhead, a
/// misconfigured policy will not be another by trying. A rate limiter's `retry_after` is waited for in
/// place of the backoff, if it is at most the backoff's `max`; else it ends the retrying, too. A timeout
/// within is a failure like any other.
///
/// Rejections are seen in [`Rejected`](crate::Rejected) and [`Error`](crate::Error), and by
/// [`call`](Self::call) through the `source()` of errors. An error type that hides them is retried like
/// any other: judge it.
///
/// | setting | default | range |
/// | --- | --- | --- |
/// | `max_attempts` | 3 | 1 – 2³² − 1 |
/// | `backoff` | exponential from 100 ms, factor 2, at most 10 s, full jitter | see [`Backoff`] |
/// | `budget` | none | see [`RetryBudget`] |
///
/// # Choosing values
///
/// Few attempts, and a budget: with three layers of services and three attempts each the last one gets
/// 27 calls for one. Full jitter, unless there is one caller. Retry at one layer, the one closest to
/// where it fails.
///
/// # Interplay
///
/// Outside of a breaker, each attempt counts there, and an open one ends the retrying. Inside of one, all
/// attempts together are one call. A timeout inside is for each attempt, outside for all.
///
/// # Pitfalls
///
/// Only what can be done twice can be retried: a payment needs an idempotency key.
///
/// ```
/// use resilience::{Backoff, Retry};
///
/// let retry = Retry::builder().max_attempts(3).backoff(Backoff::none()).build()?;
/// let mut attempts = 0;
/// let number = retry.call(|| {
///     attempts += 1;
///     if attempts < 3 { "x".parse::<u32>() } else { "7".parse() }
/// });
/// assert_eq!((number, attempts), (Ok(7), 3));
/// # Ok::<(), resilience::ConfigError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Retry {
    name: Name,
    max_attempts: u32,
    backoff: Backoff,
    budget: Option<RetryBudget>,
    clock: Clock,
    seed: Option<u64>,
}

/// Makes a [`Retry`]. Every setting has a default; see there for the table.
#[derive(Clone, Debug)]
#[must_use = "a builder makes nothing until `build`"]
pub struct RetryBuilder {
    identity: Identity,
    max_attempts: Field<u32>,
    backoff: Backoff,
    budget: Option<RetryBudget>,
    seed: Option<u64>,
}

impl Retry {
    /// A builder with every setting at its default.
    pub fn builder() -> RetryBuilder {
        RetryBuilder {
            identity: Identity::new(),
            max_attempts: Field::new("max_attempts", (1, u32::MAX)),
            backoff: Backoff::exponential(FIRST),
            budget: None,
            seed: None,
        }
    }

    /// The most attempts that there are for one call, the first included.
    #[must_use]
    pub fn max_attempts(&self) -> u32 {
        self.max_attempts
    }

    /// The name; `unnamed` if none was given.
    #[must_use]
    pub fn name(&self) -> &str {
        self.name.as_str()
    }

    /// The attempts of one call, the first of which is made.
    pub(crate) fn start(&self) -> Schedule<'_> {
        Schedule::new(self)
    }
}

impl RetryBuilder {
    /// The name in events. Not empty. Default: none, shown as `unnamed`.
    pub fn name(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.identity.name = Some(name.into().into());
        self
    }

    /// The most attempts that there are for one call, the first included: 1 to 2³² − 1. Default 3.
    #[track_caller]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts.write(attempts);
        self
    }

    /// The waits between attempts. Default: exponential from 100 ms, factor 2, at most 10 s, full
    /// jitter.
    pub fn backoff(mut self, backoff: Backoff) -> Self {
        self.backoff = backoff;
        self
    }

    /// What retries there may be beside the calls. Default: as many as the attempts allow.
    pub fn budget(mut self, budget: RetryBudget) -> Self {
        self.budget = Some(budget);
        self
    }

    /// The clock that waits are measured by. Default [`Clock::system`].
    pub fn clock(mut self, clock: Clock) -> Self {
        self.identity.clock = Some(clock);
        self
    }

    /// Makes the jitter of every call the same: for tests.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Makes the retry.
    ///
    /// # Errors
    ///
    /// A [`ConfigError`] that names every setting out of its range, those of the backoff and the budget
    /// included.
    #[track_caller]
    pub fn build(self) -> Result<Retry, ConfigError> {
        let mut problems = Vec::new();
        self.identity.check(Location::caller(), &mut problems);
        self.max_attempts.check(&mut problems);
        self.backoff.check(&mut problems);
        if let Some(budget) = &self.budget {
            budget.check(&mut problems);
        }
        self.identity.fail_on(KIND, problems)?;
        Ok(Retry {
            name: self.identity.name_or_unnamed(),
            max_attempts: self.max_attempts.or(MAX_ATTEMPTS),
            backoff: self.backoff,
            budget: self.budget,
            clock: self.identity.clock.unwrap_or(Clock::system()),
            seed: self.seed,
        })
    }
}
