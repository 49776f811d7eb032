//! Values that carry the state period they belong to.

use super::super::word::{PERIOD_BITS, PERIOD_MASK};

const VALUE_BITS: u32 = u64::BITS - PERIOD_BITS;
/// What a value of a [`Dated`] is counted modulo, less one.
pub(super) const VALUE_MASK: u64 = (1 << VALUE_BITS) - 1;

/// Whether `period` began after `other`. (Periods wrap around: within half of them.)
pub(super) fn is_after(period: u32, other: u32) -> bool {
    let since = period.wrapping_sub(other) & PERIOD_MASK;
    since != 0 && since < 1 << (PERIOD_BITS - 1)
}

/// A period (29 bits) and a value (35 bits) that belongs to it, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dated(pub(super) u64);

impl Dated {
    pub(super) const ZERO: Self = Self(0);

    pub(super) fn new(period: u32, value: u64) -> Self {
        Self(u64::from(period & PERIOD_MASK) << VALUE_BITS | value & VALUE_MASK)
    }

    #[inline]
    pub(super) fn period(self) -> u32 {
        (self.0 >> VALUE_BITS) as u32
    }

    #[inline]
    pub(super) fn value(self) -> u64 {
        self.0 & VALUE_MASK
    }

    /// The value, nought in any other period.
    pub(super) fn value_in(self, period: u32) -> u64 {
        if self.period() == period { self.value() } else { 0 }
    }

    /// The value changed in this period, in which it starts at nought. `None` if a later period has
    /// begun.
    #[inline]
    pub(super) fn changed(self, period: u32, change: impl FnOnce(u64) -> u64) -> Option<Self> {
        if self.period() == period {
            Some(Self::new(period, change(self.value())))
        } else if is_after(self.period(), period) {
            None
        } else {
            Some(Self::new(period, change(0)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_starts_anew_in_a_later_period_and_leaves_an_earlier_one_alone() {
        let value = Dated::new(5, 7);
        assert_eq!((value.period(), value.value()), (5, 7));
        assert_eq!(value.changed(5, |value| value + 1), Some(Dated::new(5, 8)));
        assert_eq!(value.changed(6, |value| value + 1), Some(Dated::new(6, 1)));
        assert_eq!(value.changed(4, |value| value + 1), None);
        assert_eq!((value.value_in(5), value.value_in(6)), (7, 0));
        // Neither end of a value or a period runs over into the other.
        let last = Dated::new(PERIOD_MASK, VALUE_MASK);
        assert_eq!(last.changed(PERIOD_MASK, |value| value + 1), Some(Dated::new(PERIOD_MASK, 0)));
        assert_eq!(last.changed(0, |value| value + 1), Some(Dated::new(0, 1)));
        assert!(is_after(0, PERIOD_MASK) && !is_after(PERIOD_MASK, 0) && !is_after(3, 3));
    }
}
