//! loom models of the counter of pings and the tick that looks at it. `ci/loom.sh` runs them.

use super::machine::{Machine, Plan};
use super::word::{Pings, Seen};
use crate::clock::Instant;
use loom::sync::Arc;
use loom::thread;
use std::time::Duration;

const TICK: Duration = Duration::from_secs(1);

fn at(ticks: u64) -> Instant {
    Instant::from_nanos(ticks * 1_000_000_000)
}

/// Pings so often, on a thread of its own.
fn ping(pings: &Arc<Pings>, times: u32) -> thread::JoinHandle<()> {
    let pings = Arc::clone(pings);
    thread::spawn(move || (0..times).for_each(|_| pings.add()))
}

#[test]
fn every_ping_is_counted_and_no_look_loses_one() {
    loom::model(|| {
        let (pings, mut seen) = (Arc::new(Pings::new()), Seen::default());
        let others = [ping(&pings, 2), ping(&pings, 1)];
        let looks = [(); 3].map(|()| seen.look(&pings));
        let _ = others.map(|other| other.join().unwrap());
        let last = seen.look(&pings);
        assert!(last || looks.contains(&true), "three pings, and nobody has seen any");
        assert!(!seen.look(&pings), "what was seen is seen again");
        assert_eq!(pings.total(), 3);
    });
}

#[test]
fn a_ping_that_meets_the_tick_that_fires_is_seen_by_that_one_or_arms_the_next() {
    loom::model(|| {
        let (pings, mut seen) = (Arc::new(Pings::new()), Seen::default());
        let mut machine = Machine::begin(Plan { window: TICK, tick: TICK }, at(0));
        let other = ping(&pings, 1);
        let fired = machine.tick(at(1), seen.look(&pings)).silence.is_some();
        other.join().unwrap();
        let life = seen.look(&pings);
        assert_eq!(fired, life, "seen by one of the two, not by both and not by none");
        assert_eq!(machine.tick(at(2), life).silence.is_some(), !fired);
        assert_eq!(machine.is_alarmed(), !fired);
    });
}
