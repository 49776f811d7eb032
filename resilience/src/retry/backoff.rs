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

    /// Waits of the same length, without jitter. (A rate limiter's `retry_after` is waited for all the
    /// same, up to [`max`](Self::max): 10 s unless written.)
    #[track_caller]
    pub const fn constant(length: Duration) -> Self {
        let mut backoff = Self::exponential(length);
        backoff.factor.write(1.0);
        backoff.jitter = Jitter::None;
        backoff
    }

    /// No waits but for a rate limiter's `retry_after`, as with [`constant`](Self::constant).
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

    /// That of numbers which were found outside of code.
    pub(super) fn found(
        first: Duration,
        factor: Field<f64>,
        max: Field<Duration>,
        jitter: Jitter,
    ) -> Self {
        Self { first, factor, max, jitter }
    }

    pub(super) fn check(&self, problems: &mut Vec<ConfigProblem>) {
        self.factor.check(problems);
        self.max.check(problems);
    }

    pub(super) fn first(&self) -> Duration {
        self.first
    }

    pub(super) fn growth(&self) -> f64 {
        self.factor.or(FACTOR)
    }

    pub(super) fn spread(&self) -> Jitter {
        self.jitter
    }

    /// The longest wait.
    pub(super) fn longest(&self) -> Duration {
        self.max.or(MAX.max(self.first))
    }

    /// The n-th wait, n from 0, spread by `rng`, after one of the length `before`.
    pub(super) fn wait(&self, n: u32, before: Duration, rng: &mut Rng) -> Duration {
        let longest = self.longest();
        let plain = scaled(self.first, self.growth().powf(f64::from(n))).min(longest);
        match self.jitter {
            Jitter::None => plain,
            Jitter::Full => scaled(plain, rng.f64()),
            Jitter::Equal => plain / 2 + scaled(plain / 2, rng.f64()),
            Jitter::Decorrelated => {
                let most = before.max(self.first).saturating_mul(3);
                self.first.saturating_add(scaled(most - self.first, rng.f64())).min(longest)
            }
        }
    }
}

/// Whether they wait the same.
impl PartialEq for Backoff {
    fn eq(&self, other: &Self) -> bool {
        let numbers = |of: &Self| (of.first, of.growth(), of.longest(), of.jitter);
        numbers(self) == numbers(other)
    }
}

/// `length · factor`, `Duration::MAX` where that does not fit.
fn scaled(length: Duration, factor: f64) -> Duration {
    if length.is_zero() {
        return length;
    }
    Duration::try_from_secs_f64(length.as_secs_f64() * factor).unwrap_or(Duration::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const JITTERS: [Jitter; 4] = [Jitter::None, Jitter::Full, Jitter::Equal, Jitter::Decorrelated];

    /// A length of any size, by its power of two.
    fn length(rng: &mut Rng) -> Duration {
        match rng.u32(..10) {
            0 => Duration::ZERO,
            1 => Duration::MAX,
            _ => Duration::from_nanos(rng.u64(..) >> rng.u32(..64)) * (1 << rng.u32(..10)),
        }
    }

    /// Any attempt number, small and large.
    fn number(rng: &mut Rng) -> u32 {
        if rng.bool() { rng.u32(..40) } else { u32::MAX >> rng.u32(..32) }
    }

    #[test]
    fn every_wait_after_every_attempt_keeps_its_bounds() {
        let mut rng = Rng::with_seed(1);
        for round in 0..200_000 {
            let first = length(&mut rng);
            let max = length(&mut rng).max(first);
            let factor = [1.0, 1.0 + rng.f64(), 2.0, 1e3, f64::MAX][rng.usize(..5)];
            let backoff = Backoff::exponential(first).factor(factor).max(max);
            let mut problems = Vec::new();
            backoff.check(&mut problems);
            assert_eq!(problems, []);
            let n = if round == 0 { u32::MAX } else { number(&mut rng) };
            let before = length(&mut rng).min(max);
            let wait = |jitter, rng: &mut Rng| backoff.jitter(jitter).wait(n, before, rng);
            let plain = wait(Jitter::None, &mut rng);
            // As far as the conversion to seconds in a `f64` and back goes.
            let first_or_so =
                Duration::from_secs_f64(first.as_secs_f64().min(1e19) * (1.0 - 1e-15));
            assert!(plain >= first_or_so.min(first) && plain <= max, "{backoff:?} {n}");
            assert!(wait(Jitter::Full, &mut rng) <= plain, "{backoff:?} {n}");
            let equal = wait(Jitter::Equal, &mut rng);
            assert!(plain / 2 <= equal && equal <= max, "{backoff:?} {n}");
            let decorrelated = wait(Jitter::Decorrelated, &mut rng);
            let most = before.max(first).saturating_mul(3).min(max);
            assert!(first <= decorrelated && decorrelated <= most, "{backoff:?} after {before:?}");
        }
    }

    #[test]
    fn waits_are_exact_until_they_are_the_longest() {
        let milli = Duration::from_millis(1);
        let backoff = Backoff::exponential(milli).jitter(Jitter::None);
        let wait = |n| backoff.wait(n, Duration::ZERO, &mut Rng::with_seed(0));
        for n in 0..=13 {
            assert_eq!(wait(n), milli * 2_u32.pow(n));
        }
        for n in [14, 63, 64, 1000, 1023, 1024, u32::MAX - 1, u32::MAX] {
            assert_eq!(wait(n), MAX);
        }
        let backoff = backoff.max(Duration::MAX);
        assert_eq!(backoff.wait(u32::MAX, Duration::ZERO, &mut Rng::new()), Duration::MAX);
    }

    #[test]
    fn no_wait_stays_none_and_one_without_end_stays_so() {
        for n in [0, 1, 100, u32::MAX] {
            for jitter in JITTERS {
                let wait = |backoff: Backoff| {
                    backoff.jitter(jitter).wait(n, Duration::ZERO, &mut Rng::with_seed(7))
                };
                assert_eq!(wait(Backoff::exponential(Duration::ZERO)), Duration::ZERO);
                let longest = wait(Backoff::constant(Duration::MAX));
                assert!(jitter == Jitter::Full || longest >= Duration::MAX / 2);
            }
        }
    }

    #[test]
    fn what_was_waited_last_moves_decorrelated_waits_and_no_others() {
        let first = Duration::from_secs(1);
        for jitter in JITTERS {
            let backoff = Backoff::exponential(first).jitter(jitter);
            let wait = |before| backoff.wait(3, before, &mut Rng::with_seed(7));
            let same = wait(Duration::ZERO) == wait(Duration::from_secs(9));
            assert_eq!(same, jitter != Jitter::Decorrelated, "{jitter:?}");
        }
    }

    #[test]
    fn the_longest_wait_is_ten_seconds_or_the_first_unless_written() {
        let longest = |backoff: Backoff| backoff.longest().as_secs();
        assert_eq!(longest(Backoff::exponential(Duration::from_secs(1))), 10);
        assert_eq!(longest(Backoff::exponential(Duration::from_secs(60))), 60);
        assert_eq!(longest(Backoff::constant(Duration::ZERO).max(Duration::from_secs(3))), 3);
    }
}
