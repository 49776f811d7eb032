//! Random histories of a circuit breaker against a simple sequential model of it.

mod model;
mod reading;
mod window;

use model::{End, Model, Rules};
use proptest::prelude::*;
use resilience::{CircuitBreaker, CircuitBreakerBuilder, ManualClock, Permit, Registry, Window};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::Duration;
use window::{Rates, Reach};

/// What happens next. Numbers pick among the permits that are out.
#[derive(Clone, Debug)]
enum Step {
    /// A whole call at once.
    Call(End),
    Acquire,
    /// A permit that is out ends.
    Settle(usize, End),
    Record(bool),
    Advance(u64),
    Rewind(u64),
    /// To the very instant something becomes due, or a nanosecond short of it.
    AdvanceToDue(bool),
    Reset,
    ForceOpen,
    Disable,
}

fn end() -> impl Strategy<Value = End> {
    prop_oneof![
        4 => Just(End::Success),
        5 => Just(End::Failure),
        1 => Just(End::Ignored),
        1 => Just(End::Abandoned),
        1 => Just(End::Panic),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => end().prop_map(Step::Call),
        5 => Just(Step::Acquire),
        5 => (any::<usize>(), end()).prop_map(|(which, end)| Step::Settle(which, end)),
        2 => any::<bool>().prop_map(Step::Record),
        3 => (0_u64..12).prop_map(Step::Advance),
        1 => (0_u64..5).prop_map(Step::Rewind),
        4 => any::<bool>().prop_map(Step::AdvanceToDue),
        1 => Just(Step::Reset),
        1 => Just(Step::ForceOpen),
        1 => Just(Step::Disable),
    ]
}

/// Steps of a breaker that stays closed for longer, so that windows slide.
fn calmer_step() -> impl Strategy<Value = Step> {
    let calmer = prop_oneof![6 => Just(End::Success), 1 => end()];
    prop_oneof![
        12 => calmer.prop_map(Step::Call),
        6 => (0_u64..12).prop_map(Step::Advance),
        8 => step(),
    ]
}

/// A breaker beside its model.
struct Pair {
    time: ManualClock,
    names: Registry,
    breaker: CircuitBreaker,
    model: Model,
    out: Vec<(Permit<CircuitBreaker>, model::Permit)>,
    /// Nanoseconds of a step of the clock.
    tick: u64,
}

impl Pair {
    fn new(rules: Rules, tick: u64) -> Self {
        let time = ManualClock::new();
        let mut builder = CircuitBreaker::builder()
            .half_open_max_calls(rules.slots)
            .success_threshold(rules.threshold)
            .reset_timeout(Duration::from_nanos(rules.reset_timeout))
            .probe_timeout(Duration::from_nanos(rules.probe_timeout))
            .clock(time.clock());
        if let Some(most) = rules.max_failures {
            builder = builder.max_failures(most);
        }
        if let Some(rates) = &rules.rates {
            builder = with_rates(builder, rates);
        }
        let names = Registry::new();
        let breaker = builder.name("breaker").register_in(&names).unwrap();
        Self { time, names, breaker, model: Model::new(rules), out: Vec::new(), tick }
    }

    fn step(&mut self, step: &Step) {
        match *step {
            Step::Call(end) => {
                if let Some(ours) = self.acquire() {
                    settle(ours.0, end);
                    self.model.settle(ours.1, end);
                }
            }
            Step::Acquire => {
                let admitted = self.acquire();
                self.out.extend(admitted);
            }
            Step::Settle(which, end) => {
                if !self.out.is_empty() {
                    let (ours, theirs) = self.out.swap_remove(which % self.out.len());
                    settle(ours, end);
                    self.model.settle(theirs, end);
                }
            }
            Step::Record(true) => {
                self.breaker.record_success();
                self.model.record(End::Success);
            }
            Step::Record(false) => {
                self.breaker.record_failure();
                self.model.record(End::Failure);
            }
            Step::Advance(ticks) => self.advance(ticks * self.tick),
            Step::Rewind(ticks) => {
                self.time.rewind(Duration::from_nanos(ticks * self.tick));
                self.model.rewind(ticks * self.tick);
            }
            Step::AdvanceToDue(short) => {
                let nanos = self.model.nanos_until_due();
                self.advance(if short { nanos.saturating_sub(1) } else { nanos });
            }
            Step::Reset => {
                self.breaker.reset();
                self.model.reset();
            }
            Step::ForceOpen => {
                self.breaker.force_open();
                self.model.force_open();
            }
            Step::Disable => {
                self.breaker.disable();
                self.model.disable();
            }
        }
    }

    /// The registry that the breaker is in drains.
    fn drain(&mut self) {
        self.names.drain();
        self.model.shut();
    }

    fn advance(&mut self, nanos: u64) {
        self.time.advance(Duration::from_nanos(nanos));
        self.model.advance(nanos);
    }

    fn acquire(&mut self) -> Option<(Permit<CircuitBreaker>, model::Permit)> {
        let (ours, theirs) = (self.breaker.try_acquire_owned().ok(), self.model.acquire());
        assert_eq!(ours.is_some(), theirs.is_some(), "admitted");
        ours.zip(theirs)
    }

    fn assert_alike(&self) {
        let (breaker, model) = (&self.breaker, &self.model);
        assert_eq!(breaker.state().to_string(), model.state());
        assert_eq!(breaker.failure_count(), model.failure_count());
        assert_eq!(breaker.remaining(), model.remaining());
        assert_eq!(breaker.is_open(), model.is_open());
        assert_eq!(breaker.stats(), model.stats());
    }
}

fn with_rates(builder: CircuitBreakerBuilder, rates: &Rates) -> CircuitBreakerBuilder {
    let rate = |(of, all): (u32, u32)| f64::from(of) / f64::from(all);
    let window = match rates.reach {
        Reach::Calls(calls) => Window::Calls(u32::try_from(calls).unwrap()),
        Reach::Time(nanos) => Window::Time(Duration::from_nanos(nanos)),
    };
    let mut builder = builder.window(window).minimum_calls(rates.minimum);
    if let Some(failures) = rates.failures {
        builder = builder.failure_rate(rate(failures));
    }
    if let Some(slow) = rates.slow {
        let length = Duration::from_nanos(rates.slow_call);
        builder = builder.slow_call(length).slow_call_rate(rate(slow));
    }
    builder
}

fn settle(permit: Permit<CircuitBreaker>, end: End) {
    match end {
        End::Success => permit.success(),
        End::Failure => permit.failure(),
        End::Ignored => permit.ignore(),
        End::Abandoned => drop(permit),
        End::Panic => {
            let unwound = catch_unwind(AssertUnwindSafe(|| {
                let _permit = permit;
                resume_unwind(Box::new(()));
            }));
            assert!(unwound.is_err());
        }
    }
}

/// Half a millisecond: the shortest window has tenths of two.
const TICK: u64 = 500_000;

fn rate() -> impl Strategy<Value = (u32, u32)> {
    (1_u32..8).prop_flat_map(|all| (1..=all, Just(all)))
}

fn rates() -> impl Strategy<Value = Rates> {
    let reach = prop_oneof![
        (1_usize..12).prop_map(Reach::Calls),
        // Off the ticks, and on them.
        (10_000_000_u64..40_000_000).prop_map(Reach::Time),
        (2_u64..8).prop_map(|tenth| Reach::Time(tenth * TICK * 10)),
    ];
    let kinds = prop_oneof![
        rate().prop_map(|failures| (Some(failures), None)),
        rate().prop_map(|slow| (None, Some(slow))),
        (rate(), rate()).prop_map(|(failures, slow)| (Some(failures), Some(slow))),
    ];
    let slow_call = (0_u64..8, 0_u64..2).prop_map(|(ticks, more)| (ticks * TICK + more).max(1));
    (reach, 1_u32..12, kinds, slow_call).prop_map(
        |(reach, minimum, (failures, slow), slow_call)| {
            let minimum = match reach {
                Reach::Calls(calls) => minimum.min(u32::try_from(calls).unwrap()),
                Reach::Time(_) => minimum,
            };
            Rates { reach, minimum, failures, slow, slow_call }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn any_history_of_64_steps_is_the_models(
        max_failures in 1_u32..4,
        slots in 1_u32..4,
        threshold in 1_u32..5,
        reset_timeout in 1_u64..20,
        probe_timeout in 1_u64..20,
        steps in prop::collection::vec(step(), 64),
        drain_at in prop::option::weighted(0.3, 0_usize..64),
    ) {
        let max_failures = Some(max_failures);
        let rules =
            Rules { max_failures, slots, threshold, reset_timeout, probe_timeout, rates: None };
        run(rules, 1, &steps, drain_at);
    }

    #[test]
    fn any_history_of_128_steps_with_rates_is_the_models(
        max_failures in prop::option::weighted(0.2, 2_u32..6),
        slots in 1_u32..3,
        threshold in 1_u32..3,
        reset_timeout in 1_u64..20,
        probe_timeout in 1_u64..20,
        rates in rates(),
        steps in prop::collection::vec(calmer_step(), 128),
        drain_at in prop::option::weighted(0.3, 0_usize..128),
    ) {
        let (reset_timeout, probe_timeout) = (reset_timeout * TICK, probe_timeout * TICK);
        let rates = Some(rates);
        let rules = Rules { max_failures, slots, threshold, reset_timeout, probe_timeout, rates };
        run(rules, TICK, &steps, drain_at);
    }
}

fn run(rules: Rules, tick: u64, steps: &[Step], drain_at: Option<usize>) {
    let mut pair = Pair::new(rules, tick);
    for (index, step) in steps.iter().enumerate() {
        if drain_at == Some(index) {
            pair.drain();
            pair.assert_alike();
        }
        pair.step(step);
        pair.assert_alike();
    }
}
