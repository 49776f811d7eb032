//! Random histories of a bulkhead, against a sequential model of it.

mod history;
mod model;
#[path = "../support/task.rs"]
mod task;

use history::{Pair, step};
use model::Model;
use proptest::prelude::*;
use resilience::{Bulkhead, ManualClock, Registry};
use std::time::Duration;

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn any_history_is_the_models(
        max in 1..5_u32,
        max_wait in prop_oneof![3 => Just(None), 1 => Just(Some(0)), 4 => (1..2000_u64).prop_map(Some)],
        max_waiting in prop_oneof![3 => Just(usize::MAX), 2 => 0..6_usize],
        steps in prop::collection::vec(step(), 1..160),
        drain_at in prop::option::weighted(0.4, 0..160_usize),
    ) {
        let time = ManualClock::new();
        let mut builder = Bulkhead::builder().max_concurrent(max).clock(time.clock());
        if let Some(nanos) = max_wait {
            builder = builder.max_wait(Duration::from_nanos(nanos));
        }
        if max_waiting != usize::MAX {
            builder = builder.max_waiting(max_waiting);
        }
        let names = Registry::new();
        let bulkhead = builder.name("pool").register_in(&names).unwrap();
        let mut pair = Pair::new(&time, &bulkhead, Model::new(max, max_wait, max_waiting));
        for (index, step) in steps.iter().enumerate() {
            if drain_at == Some(index) {
                pair.drain(&names);
                pair.compare();
            }
            pair.step(step);
            pair.compare();
        }
        pair.end();
        prop_assert!(names.wait_until_idle(Some(Duration::ZERO)));
    }
}
