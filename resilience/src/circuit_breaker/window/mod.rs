//! Failure rates and slow calls: the outcomes of one state period in a window, and when they are too
//! bad.
//!
//! **Periods.** Whatever is written here carries the number of the state period that it belongs to,
//! in the same word as the value. A window begins when the first outcome of a period arrives, and so
//! an outcome that is late, however late it comes between its admission and its writing, meets
//! numbers of another period: it leaves them alone. Nothing has to be emptied at a transition.

mod calls;
mod counts;
mod kept;
#[cfg(all(test, resilience_loom))]
mod models;
mod period;
mod time;
mod watch;
mod watches;

pub(super) use self::watch::Watching;
pub(super) use self::watches::Watches;
use crate::settings::{Raw, Value, integer};
use std::time::Duration;

/// The outcomes that the rates of a circuit breaker are taken of.
///
/// ```
/// use resilience::{CircuitBreaker, Window};
/// use std::time::Duration;
///
/// // Opens when half of the calls of the last 10 s failed, if there were 20 or more.
/// let breaker = CircuitBreaker::builder()
///     .failure_rate(0.5)
///     .window(Window::Time(Duration::from_secs(10)))
///     .build()?;
/// # Ok::<(), resilience::ConfigError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Window {
    /// The last so many outcomes: 1 to 65,536. Four bytes each.
    Calls(u32),
    /// The outcomes of so long a time: 10 ms or more; `Duration::MAX` means all since the breaker
    /// closed.
    ///
    /// An outcome counts for at least nine tenths of it and never for longer. The first outcome
    /// after the breaker closed starts the count of tenths. On the system clock a window of 100 ms or
    /// more goes by the coarse clock, where there is one: times are exact to its tick (1 to 10 ms).
    Time(Duration),
}

impl Window {
    pub(super) const MOST_CALLS: u32 = 65_536;
    pub(super) const SHORTEST: Duration = Duration::from_millis(10);

    /// The most outcomes that it can hold; `None`: any number.
    pub(super) fn most(self) -> Option<u32> {
        match self {
            Self::Calls(calls) => Some(calls),
            Self::Time(_) => None,
        }
    }
}

impl From<u32> for Window {
    /// The last so many outcomes.
    fn from(calls: u32) -> Self {
        Self::Calls(calls)
    }
}

impl From<Duration> for Window {
    /// The outcomes of so long a time.
    fn from(time: Duration) -> Self {
        Self::Time(time)
    }
}

/// A window of time without an end, as text.
const ALL: &str = "all since it closed";

impl Value for Window {
    type Range = ();

    fn show(self) -> String {
        match self {
            Self::Calls(1) => String::from("1 call"),
            Self::Calls(calls) => format!("{calls} calls"),
            Self::Time(Duration::MAX) => String::from(ALL),
            Self::Time(time) => format!("{time:?}"),
        }
    }

    fn is_in(self, (): ()) -> bool {
        match self {
            Self::Calls(calls) => (1..=Self::MOST_CALLS).contains(&calls),
            Self::Time(time) => time >= Self::SHORTEST,
        }
    }

    fn expected((): ()) -> String {
        format!("1 to {} calls, or a time of at least {:?}", Self::MOST_CALLS, Self::SHORTEST)
    }

    fn read(raw: &Raw) -> Option<Self> {
        if let Some(calls) = integer(raw) {
            return Some(Self::Calls(calls.try_into().ok()?));
        }
        let (Raw::Text(text) | Raw::Untyped(text)) = raw else { return None };
        let text = text.trim();
        if text == ALL {
            return Some(Self::Time(Duration::MAX));
        }
        if let Some(calls) = text.strip_suffix(" calls").or(text.strip_suffix(" call")) {
            return Some(Self::Calls(calls.parse().ok()?));
        }
        // Seconds or calls: nobody can tell.
        let has_unit = text.contains(char::is_alphabetic);
        Duration::read(raw).filter(|_| has_unit).map(Self::Time)
    }

    fn spelled((): ()) -> String {
        format!(
            "a number of calls from 1 to {}, or a text like \"10s\" or \"1m 30s\", at least {:?}",
            Self::MOST_CALLS,
            Self::SHORTEST
        )
    }
}

/// What enters a window of one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) failed: bool,
    pub(super) slow: bool,
}

impl Entry {
    pub(super) const GOOD: Self = Self { failed: false, slow: false };

    fn is_good(self) -> bool {
        self == Self::GOOD
    }
}

/// What a window holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tally {
    calls: u64,
    failures: u64,
    slow: u64,
}

/// When a tally is too bad.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rates {
    pub(super) failure_rate: Option<f64>,
    pub(super) slow_call_rate: Option<f64>,
    pub(super) minimum_calls: u32,
}

impl Rates {
    /// Whether there are enough outcomes to judge by.
    fn can_judge(&self, tally: &Tally) -> bool {
        tally.calls >= u64::from(self.minimum_calls)
    }

    /// Whether one of the rates is reached, if there are enough outcomes.
    fn are_reached(&self, tally: &Tally) -> bool {
        let reached =
            |bad, rate: Option<f64>| rate.is_some_and(|rate| is_at_least(bad, tally, rate));
        self.can_judge(tally)
            && (reached(tally.failures, self.failure_rate)
                || reached(tally.slow, self.slow_call_rate))
    }
}

/// Whether `bad` of the calls are at least this rate of them.
///
/// The quotient is rounded to the nearest `f64`, exactly as the literal `0.55` is: 55 of 100 reach
/// 0.55, and so with every rate that is written as a fraction. (A product would not do: `0.55 * 100.0`
/// is more than 55.)
#[expect(clippy::cast_precision_loss, reason = "counts below 2⁵³ are exact")]
fn is_at_least(bad: u64, tally: &Tally, rate: f64) -> bool {
    bad as f64 / tally.calls as f64 >= rate
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_that_are_fractions_are_reached_exactly() {
        for calls in 1..=200_u32 {
            for bad in 1..=calls {
                let rate = f64::from(bad) / f64::from(calls);
                let rate: f64 = rate.to_string().parse().unwrap();
                let tally = Tally { calls: calls.into(), ..Tally::default() };
                assert!(is_at_least(bad.into(), &tally, rate), "{bad} of {calls}");
                assert!(!is_at_least(u64::from(bad) - 1, &tally, rate), "{bad} of {calls}");
            }
        }
        let hundred = Tally { calls: 100, ..Tally::default() };
        assert!(is_at_least(55, &hundred, 0.55) && !is_at_least(54, &hundred, 0.55));
        assert!(is_at_least(29, &hundred, 0.29) && is_at_least(57, &hundred, 0.57));
        assert!(is_at_least(100, &hundred, 1.0) && !is_at_least(99, &hundred, 1.0));
    }

    #[test]
    fn nothing_is_judged_below_the_minimum() {
        let rates = Rates { failure_rate: Some(0.5), slow_call_rate: None, minimum_calls: 4 };
        let tally = |calls, failures, slow| Tally { calls, failures, slow };
        assert!(!rates.are_reached(&tally(3, 3, 3)));
        assert!(rates.are_reached(&tally(4, 2, 0)));
        assert!(!rates.are_reached(&tally(4, 1, 4)));
        let rates = Rates { failure_rate: None, slow_call_rate: Some(0.5), ..rates };
        assert!(!rates.are_reached(&tally(4, 4, 1)));
        assert!(rates.are_reached(&tally(4, 0, 2)));
        let both = Rates { failure_rate: Some(0.75), ..rates };
        assert!(both.are_reached(&tally(4, 3, 0)) && both.are_reached(&tally(4, 0, 2)));
        assert!(!both.are_reached(&tally(4, 2, 1)));
    }

    #[test]
    fn a_window_is_read_as_calls_or_as_a_length_with_a_unit() {
        let untyped = |text: &str| Window::read(&Raw::Untyped(text.to_owned()));
        let text = |text: &str| Window::read(&Raw::Text(text.to_owned()));
        assert_eq!(Window::read(&Raw::Integer(100)), Some(Window::Calls(100)));
        assert_eq!((untyped(" 100 "), text("100")), (Some(Window::Calls(100)), None));
        let length = Some(Window::Time(Duration::from_secs(90)));
        assert_eq!((text("1m 30s"), untyped("90s")), (length, length));
        for wrong in ["", "10.0", "-1", "calls", "5000000000 calls", "1.5 calls", "10 parsecs"] {
            assert_eq!((text(wrong), untyped(wrong)), (None, None), "{wrong}");
        }
        assert_eq!((Window::read(&Raw::Float(10.0)), Window::read(&Raw::Flag(true))), (None, None));
        let day = Duration::from_secs(86_400);
        for window in [
            Window::Calls(1),
            Window::Calls(65_536),
            Window::Time(day),
            Window::Time(Duration::MAX),
        ] {
            assert_eq!(text(&window.show()), Some(window));
        }
    }
}
