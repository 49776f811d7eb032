//! Random histories of a bulkhead, against a sequential model of it.

mod history;
mod model;
#[path = "../support/task.rs"]
mod task;

use history::{Pair, step};
use model::Model;
use proptest::prelude::*;
use resilience::{Bulkhead, ManualClock};
use std::time::Duration;

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn any_history_is_the_models(
        max in 1..5_u32,
        max_wait in prop_oneof![3 => Just(None), 1 => Just(Some(0)), 4 => (1..2000_u64).prop_map(Some)],
        max_waiting in prop_oneof![3 => Just(usize::MAX), 2 => 0..6_usize],
        steps in prop::collection::vec(step(), 1..160),
    ) {
        let time = ManualClock::new();
        let mut builder = Bulkhead::builder().max_concurrent(max).clock(time.clock());
        if let Some(nanos) = max_wait {
            builder = builder.max_wait(Duration::from_nanos(nanos));
        }
        if max_waiting != usize::MAX {
            builder = builder.max_waiting(max_waiting);
        }
        let bulkhead = builder.build().unwrap();
        let mut pair = Pair::new(&time, &bulkhead, Model::new(max, max_wait, max_waiting));
        for step in &steps {
            pair.step(step);
            pair.compare();
        }
        pair.end();
    }
}
