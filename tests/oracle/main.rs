//! Random histories of a circuit breaker against a simple sequential model of it.

mod model;

use model::{End, Model};
use proptest::prelude::*;
use resilience::{CircuitBreaker, ManualClock, Permit};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::Duration;

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
        4 => any::<bool>().prop_map(Step::AdvanceToDue),
        1 => Just(Step::Reset),
        1 => Just(Step::ForceOpen),
        1 => Just(Step::Disable),
    ]
}

/// A breaker beside its model.
struct Pair {
    time: ManualClock,
    breaker: CircuitBreaker,
    model: Model,
    out: Vec<(Permit<CircuitBreaker>, model::Permit)>,
}

impl Pair {
    fn new(max_failures: u32, slots: u32, threshold: u32, reset: u64, probe: u64) -> Self {
        let time = ManualClock::new();
        let breaker = CircuitBreaker::builder()
            .max_failures(max_failures)
            .half_open_max_calls(slots)
            .success_threshold(threshold)
            .reset_timeout(Duration::from_nanos(reset))
            .probe_timeout(Duration::from_nanos(probe))
            .clock(time.clock())
            .build()
            .unwrap();
        let model = Model::new(max_failures, slots, threshold, reset, probe);
        Self { time, breaker, model, out: Vec::new() }
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
            Step::Advance(nanos) => self.advance(nanos),
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

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn any_history_of_64_steps_is_the_models(
        max_failures in 1_u32..4,
        slots in 1_u32..4,
        threshold in 1_u32..5,
        reset in 1_u64..20,
        probe in 1_u64..20,
        steps in prop::collection::vec(step(), 64),
    ) {
        let mut pair = Pair::new(max_failures, slots, threshold, reset, probe);
        for step in &steps {
            pair.step(step);
            pair.assert_alike();
        }
    }
}
