//! Random histories of a watchdog, against a sequential model of it.
#![cfg(unix)]

mod history;
mod model;

use history::{Pair, step};
use model::Model;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn any_history_is_the_models(
        timeout in prop_oneof![3 => 100..3000_u64, 2 => 3000..9000_u64],
        steps in prop::collection::vec(step(), 1..120),
    ) {
        let mut pair = Pair::new(timeout, Model::new(timeout));
        for step in &steps {
            pair.step(step);
            pair.compare();
        }
        pair.end();
    }
}
