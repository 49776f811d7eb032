//! The arithmetic of the token bucket, in whole numbers: the generic cell rate algorithm.
//!
//! A bucket is one point in time, the one at which it will be full again (in the terms of the
//! algorithm, ITU-T I.371: the theoretical arrival time). Taking a token moves that point on by the
//! emission interval; it may not lie further ahead than the time a whole bucket takes to refill.
//!
//! Time is counted in *units* of 2⁻ᶠ nanoseconds. The fraction f is as large as it takes for an
//! interval of 10⁸ units, at most 20: so rounding the interval up to a whole unit makes it longer by
//! less than one part in 10⁸ (10⁻⁶ above 10⁷ tokens a second), and a bucket of 2³² − 1 tokens still
//! takes less than 2⁶⁰ units to refill, unless a unit is a whole nanosecond.

use crate::clock::Instant;
use std::time::Duration;

const NANOS_PER_YEAR: u64 = 31_557_600 * 1_000_000_000;
/// The slowest rate is one token in this many nanoseconds: 500 years of 365.25 days.
const LONGEST_INTERVAL: u64 = 500 * NANOS_PER_YEAR;
/// The most that a bucket may take to refill: 584 years, just less than 2⁶⁴ nanoseconds.
pub(super) const LONGEST_REFILL: u64 = 584 * NANOS_PER_YEAR;

const FINEST: u32 = 20;
const ENOUGH_UNITS: u64 = 100_000_000;

/// How fast a bucket refills, and how much it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pace {
    /// The time one token takes to come, in units.
    interval: u64,
    /// How many tokens a full bucket has.
    burst: u32,
    /// A unit is 2 to the minus this nanoseconds.
    fraction: u32,
}

/// Why there is no pace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unfit {
    /// Faster than 10⁹ a second, or slower than one in 500 years.
    Rate,
    /// Takes longer than 584 years to refill. At most this many tokens do not.
    Refill { most: u32 },
}

impl Pace {
    /// `rate` tokens `per` so long, `burst` at most at once.
    pub(super) fn new(rate: f64, per: Duration, burst: u32) -> Result<Self, Unfit> {
        let per = per.as_nanos();
        let nanos = interval(rate, per, 0).ok_or(Unfit::Rate)?;
        // Rounded up, an interval of less than a nanosecond is one of 1: ask for its reciprocal.
        if is_above(rate, per) || nanos > LONGEST_INTERVAL {
            return Err(Unfit::Rate);
        }
        let in_units = |fraction| interval(rate, per, fraction).filter(|at| *at >= ENOUGH_UNITS);
        let (fraction, interval) = (0..FINEST)
            .find_map(|fraction| Some((fraction, in_units(fraction)?)))
            .or_else(|| Some((FINEST, interval(rate, per, FINEST)?)))
            .ok_or(Unfit::Rate)?;
        let pace = Self { interval, burst, fraction };
        if pace.cost(u64::from(burst)) >> fraction > u128::from(LONGEST_REFILL) {
            let most = (u128::from(LONGEST_REFILL) << fraction) / u128::from(interval);
            return Err(Unfit::Refill { most: u32::try_from(most).unwrap_or(u32::MAX) });
        }
        Ok(pace)
    }

    pub(super) fn interval(&self) -> u64 {
        self.interval
    }

    pub(super) fn burst(&self) -> u32 {
        self.burst
    }

    pub(super) fn fraction(&self) -> u32 {
        self.fraction
    }

    /// Whether tokens come between two nanoseconds.
    pub(super) fn rounds(&self) -> bool {
        self.interval.trailing_zeros() < self.fraction
    }

    /// The units that so many tokens take.
    fn cost(&self, tokens: u64) -> u128 {
        u128::from(tokens) * u128::from(self.interval)
    }

    /// The time that a whole bucket takes.
    pub(super) fn refill_time(&self) -> Duration {
        Instant::from_nanos(0).until(self.instant(self.capacity()))
    }

    /// The units that a whole bucket takes.
    pub(super) fn capacity(&self) -> u128 {
        self.cost(u64::from(self.burst))
    }

    fn units(&self, at: Instant) -> u128 {
        u128::from(at.as_nanos()) << self.fraction
    }

    /// The first instant that is not before so many units.
    fn instant(&self, units: u128) -> Instant {
        let nanos = units.div_ceil(1 << self.fraction);
        u64::try_from(nanos).map_or(Instant::NEVER, Instant::from_nanos)
    }
}

/// The tokens of one bucket at one pace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bucket {
    /// When it will be full again, in units; any time before now if it is.
    full_at: u128,
}

impl Bucket {
    pub(super) fn full(pace: &Pace, now: Instant) -> Self {
        Self { full_at: pace.units(now) }
    }

    /// With so many tokens, from nought to `burst`, and fractions of one.
    pub(super) fn with_tokens(pace: &Pace, now: Instant, tokens: f64) -> Self {
        let there = floor_of(tokens, pace.interval).min(pace.capacity());
        Self { full_at: pace.units(now) + (pace.capacity() - there) }
    }

    pub(super) fn full_at_units(full_at: u128) -> Self {
        Self { full_at }
    }

    pub(super) fn units(&self) -> u128 {
        self.full_at
    }

    /// When it is full again.
    pub(super) fn full_at(&self, pace: &Pace) -> Instant {
        pace.instant(self.full_at)
    }

    /// From when on `tokens` more can have been taken. Those of them that are not the last may be
    /// more than the bucket holds: they are taken as soon as they can be, from now on.
    pub(super) fn ready_at(&self, pace: &Pace, now: Instant, tokens: u64) -> Instant {
        let full_at = self.full_at.max(pace.units(now));
        // Where that is in the past, now will do: no other instant but the first is asked for.
        pace.instant((full_at + pace.cost(tokens)).saturating_sub(pace.capacity()))
    }

    /// Takes `tokens`, which are [ready](Self::ready_at) and no more than the bucket holds.
    pub(super) fn take(&mut self, pace: &Pace, now: Instant, tokens: u64) {
        self.full_at = self.full_at.max(pace.units(now)) + pace.cost(tokens);
    }

    fn missing(&self, pace: &Pace, now: Instant) -> u128 {
        self.full_at.saturating_sub(pace.units(now))
    }

    /// As if it had begun with so many `tokens`, and not with all, after having been full for `idle`
    /// since then.
    pub(super) fn start_with(&mut self, pace: &Pace, tokens: f64, idle: Duration, now: Instant) {
        let there = floor_of(tokens, pace.interval).min(pace.capacity());
        // What was missing came back while a full bucket had nothing to do, and only then.
        let came = pace.units(Instant::from_nanos(0).after(idle));
        let missing = (pace.capacity() - there).saturating_sub(came);
        let full_at = self.full_at.max(pace.units(now)) + missing;
        // More than a whole bucket is not missing for it.
        self.full_at = full_at.min(pace.units(now) + pace.capacity()).max(self.full_at);
    }

    /// For how long it was full since `start`, when so many tokens have been taken since.
    pub(super) fn idle_since(
        &self,
        pace: &Pace,
        start: Instant,
        taken: u64,
        now: Instant,
    ) -> Duration {
        let busy = pace.cost(taken).saturating_sub(self.missing(pace, now));
        let passed = pace.units(now).saturating_sub(pace.units(start));
        Instant::from_nanos(0).until(pace.instant(passed.saturating_sub(busy)))
    }

    /// The tokens there are, but for those that are reserved, and the part of the next one that has
    /// come. A whole number only where so many can be taken.
    pub(super) fn tokens(&self, pace: &Pace, now: Instant, reserved: u64) -> f64 {
        let gone = self.missing(pace, now) + pace.cost(reserved);
        let there = pace.capacity().saturating_sub(gone);
        let (whole, part) = (there / u128::from(pace.interval), there % u128::from(pace.interval));
        let whole = f64::from(u32::try_from(whole).expect("no more than the burst"));
        #[expect(clippy::cast_precision_loss, reason = "rounded towards the next token, at most")]
        let tokens = whole + part as f64 / pace.interval as f64;
        if tokens >= whole + 1.0 { (whole + 1.0).next_down() } else { tokens }
    }

    /// The same bucket at another pace: as many tokens are missing from now on; or, if those that are there
    /// are to stay, as many are there, as far as there is room for them.
    pub(super) fn change_pace(&mut self, from: &Pace, to: &Pace, now: Instant, keep_tokens: bool) {
        let (missing, interval) = (self.missing(from, now), u128::from(from.interval));
        let (whole, part) = (missing / interval, missing % interval);
        let part = scale_up(part, to.interval, from.interval);
        let missing = whole.saturating_mul(u128::from(to.interval)).saturating_add(part);
        let missing = if keep_tokens {
            (missing + to.capacity()).saturating_sub(to.cost(from.burst.into()))
        } else {
            missing
        };
        self.full_at = to.units(now).saturating_add(missing);
    }
}

/// `part · to / from`, rounded up; `part` is less than `from`.
fn scale_up(part: u128, to: u64, from: u64) -> u128 {
    // Both factors are less than 2⁶⁴.
    (part * u128::from(to)).div_ceil(u128::from(from))
}

/// A finite number above zero as a whole number times a power of two.
fn decode(number: f64) -> Option<(u128, i32)> {
    if !number.is_finite() || number <= 0.0 {
        return None;
    }
    let bits = number.to_bits();
    let (exponent, digits) = ((bits >> 52) & 0x7ff, bits & ((1 << 52) - 1));
    let digits = if exponent == 0 { digits } else { digits | 1 << 52 };
    let exponent = i32::try_from(exponent.max(1)).expect("11 bits") - 1075;
    let even = digits.trailing_zeros();
    Some((u128::from(digits >> even), exponent + i32::try_from(even).expect("at most 52")))
}

/// `per / rate` in units, rounded up. `None` if that is more than there is.
fn interval(rate: f64, per: u128, fraction: u32) -> Option<u64> {
    let (digits, exponent) = decode(rate)?;
    let shift = i32::try_from(fraction).ok()? - exponent;
    let units = if shift >= 0 {
        shifted(per, shift.unsigned_abs())?.div_ceil(digits)
    } else {
        // A divisor that does not fit is larger than any length of time.
        shifted(digits, shift.unsigned_abs()).map_or(1, |rate| per.div_ceil(rate))
    };
    u64::try_from(units).ok()
}

/// Whether `rate` is more than `per`, in nanoseconds: more than one token in each.
fn is_above(rate: f64, per: u128) -> bool {
    let Some((digits, exponent)) = decode(rate) else { return false };
    if exponent >= 0 {
        shifted(digits, exponent.unsigned_abs()).is_none_or(|rate| rate > per)
    } else {
        shifted(per, exponent.unsigned_abs()).is_some_and(|per| digits > per)
    }
}

fn shifted(number: u128, by: u32) -> Option<u128> {
    (number == 0 || by < number.leading_zeros()).then(|| number << by)
}

/// `number · factor`, rounded down.
fn floor_of(number: f64, factor: u64) -> u128 {
    let Some((digits, exponent)) = decode(number) else { return 0 };
    let product = digits * u128::from(factor); // 53 and 64 bits
    if exponent >= 0 {
        shifted(product, exponent.unsigned_abs()).unwrap_or(u128::MAX)
    } else {
        product.checked_shr(exponent.unsigned_abs()).unwrap_or(0)
    }
}
