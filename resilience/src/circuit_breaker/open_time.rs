//! How long a breaker stays open. Pure.

use std::time::Duration;

/// How the open time grows while probes keep failing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Growth {
    /// Finite and at least one.
    pub(super) factor: f64,
    pub(super) most: Duration,
}

/// The open time of the n-th consecutive reopening, n from 1 on; 0 is the first opening. `random` is
/// in [0, 1).
pub(super) fn open_time(
    reset_timeout: Duration,
    growth: Option<Growth>,
    reopening: u32,
    random: impl FnOnce() -> f64,
) -> Duration {
    match growth {
        Some(Growth { factor, most }) if reopening > 0 => {
            let spread = 1.0 + random() / 10.0;
            let seconds = reset_timeout.as_secs_f64() * factor.powf(f64::from(reopening)) * spread;
            Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX).min(most)
        }
        _ => reset_timeout,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RESET: Duration = Duration::from_secs(30);
    const MOST: Duration = Duration::from_secs(300);

    #[test]
    fn it_grows_by_the_factor_and_a_tenth_at_random_up_to_the_most() {
        let growth = Some(Growth { factor: 2.0, most: MOST });
        let at = |reopening, random: f64| open_time(RESET, growth, reopening, || random);
        assert_eq!(at(0, 0.5), RESET);
        assert_eq!(at(1, 0.0), Duration::from_secs(60));
        assert_eq!(at(1, 0.5), Duration::from_secs(63));
        assert_eq!(at(3, 0.0), Duration::from_secs(240));
        assert_eq!(at(3, 0.5), Duration::from_secs(252));
        assert_eq!(at(4, 0.0), MOST);
        assert_eq!(at(u32::MAX, 0.999), MOST);
    }

    #[test]
    fn without_a_factor_it_is_always_the_same() {
        for reopening in [0, 1, u32::MAX] {
            let never = || unreachable!("nothing is drawn that is not needed");
            assert_eq!(open_time(RESET, None, reopening, never), RESET);
        }
    }

    #[test]
    fn nothing_overflows() {
        let growth = Some(Growth { factor: f64::MAX, most: Duration::MAX });
        for reset in [Duration::from_nanos(1), RESET, Duration::MAX] {
            assert_eq!(open_time(reset, growth, u32::MAX, || 0.999), Duration::MAX);
        }
    }
}
