//! Retry.

mod backoff;
mod budget;
mod builder;
mod calls;
mod core;
mod schedule;
mod settings;
#[cfg(feature = "tokio")]
mod tasks;
mod values;

pub use self::backoff::{Backoff, Jitter};
pub use self::budget::RetryBudget;
pub use self::builder::RetryBuilder;
pub(crate) use self::calls::{is_for_the_caller, rejection_along, rejection_of};
use self::core::Core;
pub(crate) use self::schedule::{Progress, Schedule};
pub(crate) use self::settings::RetrySettings;
use crate::events::{Event, Listener};
use crate::settings::Settings;
use std::fmt;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::Arc;

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
/// [`call`](Self::call) through the `source()` of errors and in what an [`io::Error`](std::io::Error) was
/// made of. An error type that hides them is retried like any other: judge it.
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
#[derive(Clone)]
pub struct Retry(Arc<Core>);

impl Retry {
    pub(crate) const KIND: &'static str = "retry";

    /// A builder with every setting at its default.
    pub fn builder() -> RetryBuilder {
        RetryBuilder::new()
    }

    fn from_core(core: Core) -> Self {
        Self(Arc::new(core))
    }

    fn core(&self) -> &Core {
        &self.0
    }

    /// The most attempts that there are for one call, the first included.
    #[must_use]
    pub fn max_attempts(&self) -> u32 {
        self.core().settings.load().max_attempts()
    }

    /// How many retries the budget would pay for now; `None` if there is no budget.
    #[must_use]
    pub fn retries_left(&self) -> Option<u64> {
        self.core().balance().available()
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

    /// Every setting in force and where it comes from.
    #[must_use]
    pub fn settings(&self) -> Settings {
        let values = self.core().settings.load().shown();
        Settings { kind: Self::KIND, name: String::from(self.name()), values }
    }

    /// The attempts of one call, the first of which is made.
    pub(crate) fn start(&self) -> Schedule<'_> {
        Schedule::new(self.core())
    }

    /// The attempts of one call that have come so far.
    pub(crate) fn resume(&self, so_far: Progress) -> Schedule<'_> {
        Schedule::resumed(self.core(), so_far)
    }
}

// No panic of what is retried leaves it in a state that it should not be in.
impl UnwindSafe for Retry {}
impl RefUnwindSafe for Retry {}

impl fmt::Debug for Retry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Retry")
            .field("name", &self.name())
            .field("max_attempts", &self.max_attempts())
            .finish_non_exhaustive()
    }
}
