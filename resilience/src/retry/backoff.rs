//! How long to wait before the next attempt. Pure arithmetic.

use crate::error::ConfigProblem;
use crate::settings::{Field, Reals};
use fastrand::Rng;
use std::time::Duration;

const FACTOR: f64 = 2.0;
const MAX: Duration = Duration::from_secs(10);

/// How the waits between attempts grow, and how they are spread.
///
/// The n-th wait is `first · factorⁿ`, n from 0, at most `max`, and then spread by the
/// [jitter](Jitter). No attempt number is too large for that.
///
/// ```
/// use resilience::{Backoff, Jitter, Retry};
/// use std::time::Duration;
///
/// let backoff = Backoff::exponential(Duration::from_millis(100))
///     .factor(2.0)
///     .max(Duration::from_secs(10))
///     .jitter(Jitter::Full);
/// let retry = Retry::builder().max_attempts(4).backoff(backoff).build()?;
/// # Ok::<(), resilience::ConfigError>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[must_use = "a backoff does nothing until a retry has it"]
pub struct Backoff {
    first: Duration,
    factor: Field<f64>,
    max: Field<Duration>,
    jitter: Jitter,
}

/// How waits are spread, so that those who failed together do not try again together.
///
/// The names and formulas are those of Marc Brooker, "Exponential Backoff And Jitter", AWS
/// Architecture Blog, 2015.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Jitter {
    /// Exactly the wait.
    None,
    /// Anything from zero to the wait.
    #[default]
    Full,
    /// Half the wait, and anything from zero to the other half.
    Equal,
    /// Anything from the first wait to three times the one before, at most `max`.
    Decorrelated,
}

impl Backoff {
    /// Waits that grow: by a factor of 2, to 10 s at most (or `first`, if that is longer), with
    /// [`Jitter::Full`], unless written otherwise.
    pub const fn exponential(first: Duration) -> Self {
        Self {
            first,
            factor: Field::new("factor", Reals::AtLeastOne),
            max: Field::new("max", first),
            jitter: Jitter::Full,
        }
    }

    /// Waits of the same length, without jitter.
    #[track_caller]
    pub const fn constant(length: Duration) -> Self {
        let mut backoff = Self::exponential(length);
        backoff.factor.write(1.0);
        backoff.jitter = Jitter::None;
        backoff
    }

    /// No waits.
    #[track_caller]
    pub const fn none() -> Self {
        Self::constant(Duration::ZERO)
    }

    /// By what each wait is longer than the one before: a finite number of 1 or more.
    #[track_caller]
    pub const fn factor(mut self, factor: f64) -> Self {
        self.factor.write(factor);
        self
    }

    /// The longest wait; also the longest that a rate limiter's `retry_after` is waited for. At least
    /// the first wait.
    #[track_caller]
    pub const fn max(mut self, max: Duration) -> Self {
        self.max.write(max);
        self
    }

    /// How waits are spread.
    pub const fn jitter(mut self, jitter: Jitter) -> Self {
        self.jitter = jitter;
        self
    }

    pub(super) fn check(&self, problems: &mut Vec<ConfigProblem>) {
        self.factor.check(problems);
        self.max.check(problems);
    }

    /// The longest wait.
    pub(super) fn longest(&self) -> Duration {
        self.max.or(MAX.max(self.first))
    }

    /// The n-th wait, n from 0, spread by `rng`, after one of the length `before`.
    pub(super) fn wait(&self, n: u32, before: Duration, rng: &mut Rng) -> Duration {
        let longest = self.longest();
        let plain = scaled(self.first, self.factor.or(FACTOR).powf(f64::from(n))).min(longest);
        match self.jitter {
            Jitter::None => plain,
            Jitter::Full => scaled(plain, rng.f64()),
            Jitter::Equal => plain / 2 + scaled(plain / 2, rng.f64()),
            Jitter::Decorrelated => {
                let most = before.max(self.first).saturating_mul(3);
                (self.first + scaled(most - self.first, rng.f64())).min(longest)
            }
        }
    }
}

/// `length · factor`, `Duration::MAX` where that does not fit.
fn scaled(length: Duration, factor: f64) -> Duration {
    if length.is_zero() {
        return length;
    }
    Duration::try_from_secs_f64(length.as_secs_f64() * factor).unwrap_or(Duration::MAX)
}
