//! What a guarded call can answer beside its own result.

pub(crate) mod brief;
mod circuit;
mod config;
mod full;
mod limit;
mod seen;
mod shutting_down;
mod timed_out;

use crate::outcome::Outcome;
use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::time::Duration;

pub(crate) use self::brief::Brief;
pub use self::circuit::CircuitOpenError;
pub(crate) use self::circuit::Reopening;
#[cfg(feature = "config")]
pub(crate) use self::config::LOAD;
pub use self::config::{ConfigError, ConfigProblem};
pub use self::full::BulkheadFullError;
pub use self::limit::{CapacityExceededError, RateLimitExceededError};
pub(crate) use self::seen::rejection_in;
pub use self::shutting_down::ShuttingDownError;
pub use self::timed_out::TimeoutError;

/// A policy turned the call away: the guarded code did not run, or, if it took too long, not to its
/// end.
///
/// Annotated functions bring it into their own error type through `From<Rejected>`; one
/// `#[from] Rejected` variant serves every attribute. `anyhow::Error`, `std::io::Error` and
/// `Box<dyn Error + Send + Sync>` take it as they are.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Rejected {
    /// A circuit breaker is open, or half-open with all its probe slots taken.
    #[error(transparent)]
    CircuitOpen(CircuitOpenError),
    /// A rate limiter has no token, or none in time.
    #[error(transparent)]
    RateLimitExceeded(RateLimitExceededError),
    /// More tokens were asked for at once than a rate limiter ever holds.
    #[error(transparent)]
    CapacityExceeded(CapacityExceededError),
    /// A bulkhead has no permit, or none in time.
    #[error(transparent)]
    BulkheadFull(BulkheadFullError),
    /// The call took too long: it had started, and was dropped.
    #[error(transparent)]
    TimedOut(TimeoutError),
    /// The process is shutting down, and the policy takes no more calls.
    #[error(transparent)]
    ShuttingDown(ShuttingDownError),
    /// The policy could not be made: its name is shared with settings that disagree, or a value is
    /// out of range. Every call is turned away until the code or the configuration is mended.
    #[error(transparent)]
    Misconfigured(ConfigError),
}

impl Rejected {
    /// The name of the policy that turned the call away.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::CircuitOpen(error) => error.name(),
            Self::RateLimitExceeded(error) => error.name(),
            Self::CapacityExceeded(error) => error.name(),
            Self::BulkheadFull(error) => error.name(),
            Self::TimedOut(error) => error.name(),
            Self::ShuttingDown(error) => error.name(),
            Self::Misconfigured(error) => error.name(),
        }
    }

    /// How long from now until another try makes sense: `Some(ZERO)` means now, `None` that it is
    /// not known. Measured when asked.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::CircuitOpen(error) => error.retry_after(),
            Self::RateLimitExceeded(error) => error.retry_after(),
            Self::CapacityExceeded(_)
            | Self::BulkheadFull(_)
            | Self::TimedOut(_)
            | Self::ShuttingDown(_)
            | Self::Misconfigured(_) => None,
        }
    }
}

impl From<Rejected> for io::Error {
    /// Of kind [`io::ErrorKind::InvalidInput`] for a misconfigured policy and more tokens than there
    /// ever are, [`io::ErrorKind::QuotaExceeded`] for a rate limit, [`io::ErrorKind::ResourceBusy`] for a
    /// bulkhead, [`io::ErrorKind::TimedOut`] for a timeout, else [`io::ErrorKind::Other`]; the rejection is
    /// the inner error.
    fn from(rejected: Rejected) -> Self {
        let kind = match rejected {
            Rejected::Misconfigured(_) | Rejected::CapacityExceeded(_) => {
                io::ErrorKind::InvalidInput
            }
            Rejected::RateLimitExceeded(_) => io::ErrorKind::QuotaExceeded,
            Rejected::BulkheadFull(_) => io::ErrorKind::ResourceBusy,
            Rejected::TimedOut(_) => io::ErrorKind::TimedOut,
            Rejected::CircuitOpen(_) | Rejected::ShuttingDown(_) => io::ErrorKind::Other,
        };
        Self::new(kind, rejected)
    }
}

/// What a guarded call returns as its error: the policy's or the call's own.
///
/// ```
/// use resilience::{CircuitBreaker, Error};
///
/// let breaker = CircuitBreaker::builder().name("payments").build()?;
/// match breaker.call(|| "12".parse::<u32>()) {
///     Ok(number) => println!("{number}"),
///     Err(Error::Rejected(rejected)) => println!("try again in {:?}", rejected.retry_after()),
///     Err(Error::Inner(error)) => println!("no number: {error}"),
/// }
/// # Ok::<(), resilience::ConfigError>(())
/// ```
///
/// A breaker around a call that returns this ignores the rejections in it: the dependency was not
/// asked. Rejections that this crate made, or `?` and [`From`] brought in, are seen for certain. To
/// convert such an error use [`map_inner`](Self::map_inner) and `?`, not a variant by hand: a
/// program in which nothing but that makes an `Error` of this very type takes it for a failure.
#[derive(Clone, Debug)]
pub enum Error<E> {
    /// The call was turned away; the guarded code did not run.
    Rejected(Rejected),
    /// The guarded code ran and failed so; the error comes back untouched.
    Inner(E),
}

impl<E> Error<E> {
    /// The call's own error type, a rejection brought into it.
    pub fn flatten(self) -> E
    where
        E: From<Rejected>,
    {
        match self {
            Self::Rejected(rejected) => rejected.into(),
            Self::Inner(error) => error,
        }
    }

    /// Every rejection of ours in an `Error` is made here: see `seen`.
    #[inline]
    pub(crate) fn rejected_with(rejected: impl FnOnce() -> Rejected) -> Self {
        seen::make_visible::<E>();
        Self::Rejected(rejected())
    }

    /// The same with another error in place of the call's own.
    pub fn map_inner<F>(self, map: impl FnOnce(E) -> F) -> Error<F> {
        match self {
            Self::Rejected(rejected) => rejected.into(),
            Self::Inner(error) => Error::Inner(map(error)),
        }
    }

    /// The rejection, if it is one.
    #[must_use]
    pub fn rejected(&self) -> Option<&Rejected> {
        match self {
            Self::Rejected(rejected) => Some(rejected),
            Self::Inner(_) => None,
        }
    }
}

impl<E> From<Rejected> for Error<E> {
    #[inline]
    fn from(rejected: Rejected) -> Self {
        Self::rejected_with(|| rejected)
    }
}

impl<E: fmt::Display> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rejected(rejected) => rejected.fmt(f),
            Self::Inner(error) => error.fmt(f),
        }
    }
}

impl<E: StdError + 'static> StdError for Error<E> {
    /// The rejection itself, so that whoever walks the sources finds it (and a report that prints
    /// all of them says it twice); the sources of an inner error, for which this type stands.
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Rejected(rejected) => Some(rejected),
            Self::Inner(error) => error.source(),
        }
    }
}

/// What the error of a guarded call means, unless somebody says otherwise.
#[cold]
pub fn judge_error<E>(error: &E) -> Outcome {
    // A timeout within is no rejection of a call that was not made: the dependency was too slow.
    if let None | Some(Rejected::TimedOut(_)) = rejection_in(error) {
        return Outcome::Failure;
    }
    // A policy within the call turned it away: the dependency was not asked. The caller will wrap
    // the error, and whoever guards that call shall see it, too.
    seen::make_visible::<E>();
    Outcome::Ignored
}
