//! The settings of a circuit breaker, and what follows from them.

use super::machine::{Rules, Trips};
use super::open_time::{Growth, open_time};
use super::window::{Rates, Watching, Window};
use crate::error::ConfigProblem;
use crate::settings::{AnyField, Field, Fields, Reals, SettingValue, Value};
use std::time::Duration;

const MAX_FAILURES: u32 = 5;
const RESET_TIMEOUT: Duration = Duration::from_secs(60);
const HALF_OPEN_MAX_CALLS: u32 = 1;
const WINDOW: Window = Window::Calls(100);
const MINIMUM_CALLS: u32 = 20;
/// But never less than the reset timeout.
const MAX_RESET_TIMEOUT: Duration = Duration::from_secs(3600);

const SHORTEST: Duration = Duration::from_nanos(1);
const MOST_PROBES: u32 = 65_535;

/// What code wrote, what was found outside, and what follows from that.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CircuitSettings {
    pub(super) max_failures: Field<u32>,
    pub(super) reset_timeout: Field<Duration>,
    pub(super) half_open_max_calls: Field<u32>,
    pub(super) success_threshold: Field<u32>,
    pub(super) probe_timeout: Field<Duration>,
    pub(super) failure_rate: Field<f64>,
    pub(super) window: Field<Window>,
    pub(super) minimum_calls: Field<u32>,
    pub(super) slow_call: Field<Duration>,
    pub(super) slow_call_rate: Field<f64>,
    pub(super) reset_timeout_factor: Field<f64>,
    pub(super) max_reset_timeout: Field<Duration>,
}

/// Does the same with every field, in the order of the documentation.
macro_rules! with_every_field {
    ($do:ident) => {
        $do!(
            max_failures,
            reset_timeout,
            half_open_max_calls,
            success_threshold,
            probe_timeout,
            failure_rate,
            window,
            minimum_calls,
            slow_call,
            slow_call_rate,
            reset_timeout_factor,
            max_reset_timeout
        )
    };
}

impl CircuitSettings {
    pub(crate) const UNWRITTEN: Self = Self {
        max_failures: Field::new("max_failures", (1, u32::MAX)),
        reset_timeout: Field::new("reset_timeout", SHORTEST),
        half_open_max_calls: Field::new("half_open_max_calls", (1, MOST_PROBES)),
        success_threshold: Field::new("success_threshold", (1, MOST_PROBES)),
        probe_timeout: Field::new("probe_timeout", SHORTEST),
        failure_rate: Field::new("failure_rate", Reals::Rate),
        window: Field::new("window", ()),
        minimum_calls: Field::new("minimum_calls", (1, u32::MAX)),
        slow_call: Field::new("slow_call", SHORTEST),
        slow_call_rate: Field::new("slow_call_rate", Reals::Rate),
        reset_timeout_factor: Field::new("reset_timeout_factor", Reals::AtLeastOne),
        max_reset_timeout: Field::new("max_reset_timeout", SHORTEST),
    };

    pub(super) fn rules(&self) -> Rules {
        let small = |number: u32| u16::try_from(number).expect("checked against MOST_PROBES");
        Rules {
            trips: self.trips(),
            max_failures: self.streak(),
            probes: small(self.probes()),
            successes: small(self.success_threshold.or(self.probes())),
        }
    }

    /// How the calls of a closed breaker are judged, if not by their streak alone.
    pub(super) fn watching(&self) -> Option<Watching> {
        let rates = Rates {
            failure_rate: self.failure_rate.value(),
            slow_call_rate: self.slow_call_rate.value(),
            minimum_calls: self.minimum_calls.or(self.usual_minimum()),
        };
        let (window, slow_call) = (self.window.or(WINDOW), self.slow_call.value());
        self.has_rates().then_some(Watching { rates, window, slow_call })
    }

    pub(super) fn probe_timeout(&self) -> Duration {
        self.probe_timeout.or(self.reset_timeout())
    }

    /// How long the breaker stays open at the n-th consecutive reopening, n from 1 on; 0 is the first
    /// opening.
    pub(super) fn open_time(&self, reopening: u32, random: impl FnOnce() -> f64) -> Duration {
        let growth = self
            .reset_timeout_factor
            .value()
            .map(|factor| Growth { factor, most: self.longest_open_time() });
        open_time(self.reset_timeout(), growth, reopening, random)
    }

    fn trips(&self) -> Trips {
        match (self.failure_rate.value(), self.slow_call_rate.value()) {
            (None, None) => Trips::Streak,
            (Some(_), None) => Trips::Rates,
            (_, Some(_)) => Trips::SlowCalls,
        }
    }

    fn has_rates(&self) -> bool {
        self.trips() != Trips::Streak
    }

    /// Beside a rate a streak has to be given to count.
    fn streak(&self) -> Option<u32> {
        self.max_failures.value().or((!self.has_rates()).then_some(MAX_FAILURES))
    }

    fn reset_timeout(&self) -> Duration {
        self.reset_timeout.or(RESET_TIMEOUT)
    }

    fn longest_open_time(&self) -> Duration {
        self.max_reset_timeout.or(MAX_RESET_TIMEOUT.max(self.reset_timeout()))
    }

    fn probes(&self) -> u32 {
        self.half_open_max_calls.or(HALF_OPEN_MAX_CALLS)
    }

    fn usual_minimum(&self) -> u32 {
        self.window.or(WINDOW).most().map_or(MINIMUM_CALLS, |most| most.min(MINIMUM_CALLS))
    }

    /// Reports every value that is out of its range.
    pub(super) fn check_ranges(&self, problems: &mut Vec<ConfigProblem>) {
        macro_rules! check {
            ($($field:ident),*) => { $(self.$field.check(problems);)* };
        }
        with_every_field!(check);
    }

    /// Reports every value that cannot hold beside the others.
    pub(super) fn check_together(&self, problems: &mut Vec<ConfigProblem>) {
        if !self.has_rates() {
            let expected = "a failure_rate or a slow_call_rate beside it";
            self.window.refuse(expected, problems);
            self.minimum_calls.refuse(expected, problems);
        }
        if self.slow_call.value().is_none() {
            self.slow_call_rate
                .refuse("a slow_call beside it: how long a slow call takes", problems);
        }
        if self.slow_call_rate.value().is_none() {
            self.slow_call.refuse("a slow_call_rate beside it: how many are too many", problems);
        }
        self.check_window(problems);
        if self.reset_timeout_factor.value().is_none() {
            self.max_reset_timeout.refuse("a reset_timeout_factor beside it", problems);
        }
        let reset_timeout = self.reset_timeout();
        let both_hold = self.reset_timeout.is_in_range() && self.max_reset_timeout.is_in_range();
        if both_hold && self.longest_open_time() < reset_timeout {
            let expected = format!("at least the reset_timeout of {}", reset_timeout.show());
            self.max_reset_timeout.refuse(expected, problems);
        }
    }

    /// A window that can never hold as many calls as it takes to judge.
    fn check_window(&self, problems: &mut Vec<ConfigProblem>) {
        let (window, minimum) = (self.window.or(WINDOW), self.minimum_calls.or(1));
        let both_hold = self.window.is_in_range() && self.minimum_calls.is_in_range();
        let Some(most) = window.most().filter(|most| both_hold && minimum > *most) else { return };
        if self.window.value().is_some() {
            let expected = format!(
                "at least {minimum} calls: a window of {most} can never reach the minimum_calls of \
                 {minimum}"
            );
            self.window.refuse(expected, problems);
        } else {
            let expected = format!(
                "at most {most}: the window of {most} calls, which is the default, can never reach it"
            );
            self.minimum_calls.refuse(expected, problems);
        }
    }

    /// What both agree on, every disagreement reported.
    pub(super) fn join(&self, newcomer: &Self, problems: &mut Vec<ConfigProblem>) -> Self {
        macro_rules! join {
            ($($field:ident),*) => {
                Self { $($field: self.$field.join(&newcomer.$field, problems)),* }
            };
        }
        with_every_field!(join)
    }

    /// Those in force.
    pub(super) fn shown(&self) -> Vec<SettingValue> {
        let mut shown: Vec<_> =
            self.streak().map(|most| self.max_failures.shown(most)).into_iter().collect();
        shown.extend([
            self.reset_timeout.shown(RESET_TIMEOUT),
            self.half_open_max_calls.shown(HALF_OPEN_MAX_CALLS),
            self.success_threshold.shown(self.probes()),
            self.probe_timeout.shown(self.reset_timeout()),
        ]);
        shown.extend(if_given(&self.failure_rate));
        if self.has_rates() {
            shown.push(self.window.shown(WINDOW));
            shown.push(self.minimum_calls.shown(self.usual_minimum()));
        }
        shown.extend(if_given(&self.slow_call));
        shown.extend(if_given(&self.slow_call_rate));
        if let Some(factor) = if_given(&self.reset_timeout_factor) {
            shown.extend([factor, self.max_reset_timeout.shown(self.longest_open_time())]);
        }
        shown
    }
}

impl Fields for CircuitSettings {
    const KEY: &'static str = "circuit_breaker";

    fn fields(&mut self) -> Vec<&mut dyn AnyField> {
        macro_rules! all {
            ($($field:ident),*) => { vec![$(&mut self.$field),*] };
        }
        with_every_field!(all)
    }

    fn pass_by(&mut self) {
        if self.slow_call.value().is_none() {
            self.slow_call_rate.pass_by();
        }
        if self.slow_call_rate.value().is_none() {
            self.slow_call.pass_by();
        }
        if !self.has_rates() {
            self.window.pass_by();
            self.minimum_calls.pass_by();
        }
        if self.reset_timeout_factor.value().is_none() {
            self.max_reset_timeout.pass_by();
        }
    }
}

fn if_given<T: Value>(field: &Field<T>) -> Option<SettingValue> {
    field.value().map(|value| field.shown(value))
}
