//! A point in time of one clock.

use std::time::Duration;

/// Nanoseconds of one clock's own count. Points of different clocks do not compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Instant(u64);

impl Instant {
    /// Later than anything: what a deadline of `Duration::MAX` becomes.
    pub(crate) const NEVER: Self = Self(u64::MAX);
    /// The last time that a clock shows.
    pub(crate) const LAST: Self = Self(u64::MAX - 1);

    /// What stands where nobody has read the clock: earlier than anything.
    pub(crate) const UNKNOWN: Self = Self(0);

    pub(crate) const fn from_nanos(nanos: u64) -> Self {
        Self(nanos)
    }

    pub(crate) const fn as_nanos(self) -> u64 {
        self.0
    }

    /// The instant `length` later; [`NEVER`](Self::NEVER) where that does not fit (584 years).
    pub(crate) fn after(self, length: Duration) -> Self {
        Self(
            u64::try_from(length.as_nanos()).map_or(u64::MAX, |nanos| self.0.saturating_add(nanos)),
        )
    }

    /// The instant `length` earlier, as early as there is one.
    pub(crate) fn before(self, length: Duration) -> Self {
        Self(u64::try_from(length.as_nanos()).map_or(0, |nanos| self.0.saturating_sub(nanos)))
    }

    /// How long it is from here to `later`; zero if that is not later, `Duration::MAX` if it is
    /// [`NEVER`](Self::NEVER).
    pub(crate) fn until(self, later: Self) -> Duration {
        if later == Self::NEVER {
            Duration::MAX
        } else {
            Duration::from_nanos(later.0.saturating_sub(self.0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_that_does_not_fit_is_never() {
        let start = Instant::from_nanos(5);
        assert_eq!(start.after(Duration::MAX), Instant::NEVER);
        assert_eq!(start.after(Duration::from_nanos(u64::MAX)), Instant::NEVER);
        assert_eq!(start.after(Duration::from_nanos(2)), Instant::from_nanos(7));
        assert_eq!(start.until(Instant::NEVER), Duration::MAX);
        assert_eq!(start.until(Instant::from_nanos(3)), Duration::ZERO);
    }
}
