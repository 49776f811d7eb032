//! loom models of the word, its instants and the lock: every interleaving of a few threads.
//! `ci/loom.sh` runs them.

mod drain;

use super::{CircuitBreaker, CircuitBreakerBuilder, CircuitState, StateChange};
use crate::clock::ManualClock;
use crate::permit::Permit;
use loom::thread;
use std::sync::{Arc, Mutex};
use std::time::Duration;

const RESET: Duration = Duration::from_secs(10);

fn check(model: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(3);
    builder.check(model);
}

fn builder(time: &ManualClock) -> CircuitBreakerBuilder {
    CircuitBreaker::builder().max_failures(1).reset_timeout(RESET).clock(time.clock())
}

/// A breaker that is open and due for a probe.
fn due(time: &ManualClock, builder: CircuitBreakerBuilder) -> CircuitBreaker {
    let breaker = builder.build().unwrap();
    breaker.record_failure();
    time.advance(RESET);
    breaker
}

fn spawn<T: 'static>(
    breaker: &CircuitBreaker,
    act: impl FnOnce(&CircuitBreaker) -> T + 'static,
) -> thread::JoinHandle<T> {
    let breaker = breaker.clone();
    thread::spawn(move || act(&breaker))
}

fn acquire(breaker: &CircuitBreaker) -> Option<Permit<CircuitBreaker>> {
    breaker.try_acquire_owned().ok()
}

#[test]
fn the_half_open_gate_admits_exactly_as_many_as_it_has_slots() {
    for slots in [1, 2] {
        check(move || {
            let time = ManualClock::new();
            let breaker = due(&time, builder(&time).half_open_max_calls(slots));
            let others = [spawn(&breaker, acquire), spawn(&breaker, acquire)];
            let mut permits: Vec<_> = acquire(&breaker).into_iter().collect();
            permits.extend(others.into_iter().filter_map(|other| other.join().unwrap()));
            assert_eq!(permits.len(), slots as usize);
            assert_eq!(breaker.stats().rejected_calls, u64::from(3 - slots));
            assert_eq!(breaker.stats().state_changes, 2);
        });
    }
}

#[test]
fn a_slot_that_is_given_back_can_be_taken_and_no_other() {
    check(|| {
        let time = ManualClock::new();
        let breaker = due(&time, builder(&time));
        let probe = acquire(&breaker).unwrap();
        let other = spawn(&breaker, acquire);
        drop(probe);
        let mine = acquire(&breaker);
        let other = other.join().unwrap();
        assert!(!(mine.is_some() && other.is_some()));
        drop((mine, other));
        assert!(acquire(&breaker).is_some());
    });
}

#[test]
fn a_late_result_meets_a_transition_and_changes_nothing() {
    check(|| {
        let time = ManualClock::new();
        let breaker = builder(&time).half_open_max_calls(2).build().unwrap();
        let late = acquire(&breaker).unwrap();
        breaker.record_failure();
        time.advance(RESET);
        // The late success meets: open, half-open, or half-open with a successful probe.
        let late = thread::spawn(move || late.success());
        acquire(&breaker).unwrap().success();
        late.join().unwrap();
        assert_eq!(breaker.state(), CircuitState::HalfOpen);
        let stats = breaker.stats();
        assert_eq!((stats.late_results, stats.successful_calls), (1, 1));
    });
}

#[test]
fn a_failure_races_with_a_reset_and_is_either_counted_or_late() {
    check(|| {
        let time = ManualClock::new();
        let breaker = builder(&time).build().unwrap();
        let permit = acquire(&breaker).unwrap();
        let reset = spawn(&breaker, CircuitBreaker::reset);
        permit.failure();
        reset.join().unwrap();
        let stats = breaker.stats();
        assert_eq!(breaker.state(), CircuitState::Closed);
        assert_eq!(breaker.failure_count(), 0);
        assert_eq!(stats.failed_calls + stats.late_results, 1);
        assert_eq!(stats.state_changes, 2 * stats.failed_calls);
    });
}

#[test]
fn a_trip_happens_once_whoever_fails() {
    check(|| {
        let time = ManualClock::new();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let ears = Arc::clone(&heard);
        let breaker = builder(&time)
            .max_failures(2)
            .on_state_change(move |change| ears.lock().unwrap().push(change.to))
            .build()
            .unwrap();
        let permits = [(); 3].map(|()| acquire(&breaker).unwrap());
        let [first, second, third] = permits;
        let threads =
            [thread::spawn(move || first.failure()), thread::spawn(move || second.failure())];
        third.failure();
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        let stats = breaker.stats();
        assert_eq!((stats.failed_calls, stats.late_results, stats.state_changes), (2, 1, 1));
        assert_eq!((breaker.state(), breaker.failure_count()), (CircuitState::Open, 2));
        assert_eq!(*heard.lock().unwrap(), [CircuitState::Open]);
    });
}

#[test]
fn a_success_and_a_failure_leave_a_streak_of_nought_or_one() {
    check(|| {
        let time = ManualClock::new();
        let breaker = builder(&time).max_failures(2).build().unwrap();
        breaker.record_failure();
        let (good, bad) = (acquire(&breaker).unwrap(), acquire(&breaker).unwrap());
        let good = thread::spawn(move || good.success());
        bad.failure();
        good.join().unwrap();
        match breaker.state() {
            CircuitState::Closed => assert_eq!(breaker.failure_count(), 1), // success first
            state => assert_eq!((state, breaker.failure_count()), (CircuitState::Open, 2)),
        }
    });
}

#[test]
fn a_reset_races_with_the_probe_that_closes() {
    check(|| {
        let time = ManualClock::new();
        let breaker = due(&time, builder(&time));
        let probe = acquire(&breaker).unwrap();
        let reset = spawn(&breaker, CircuitBreaker::reset);
        probe.success();
        reset.join().unwrap();
        let stats = breaker.stats();
        assert_eq!(breaker.state(), CircuitState::Closed);
        assert_eq!(stats.successful_calls + stats.late_results, 1);
        assert_eq!(stats.state_changes, 3); // opened, half-opened, closed once
    });
}

#[test]
fn a_probe_that_loses_its_slot_counts_but_frees_nothing() {
    check(|| {
        let time = ManualClock::new();
        let breaker = due(&time, builder(&time).success_threshold(3));
        let slow = acquire(&breaker).unwrap();
        time.advance(RESET); // the probe timeout
        let newcomer = spawn(&breaker, acquire);
        slow.success();
        // Either the newcomer took the slot from the slow probe, or that gave it back in time.
        let newcomer = newcomer.join().unwrap();
        assert!(newcomer.is_some());
        assert!(acquire(&breaker).is_none());
        drop(newcomer);
        acquire(&breaker).unwrap().success();
        acquire(&breaker).unwrap().success();
        assert_eq!((breaker.state(), breaker.stats().successful_calls), (CircuitState::Closed, 3));
    });
}

#[test]
fn a_slot_that_changed_hands_is_not_taken_back_as_if_it_had_not() {
    check(|| {
        let time = ManualClock::new();
        let breaker = due(&time, builder(&time));
        let hung = acquire(&breaker).unwrap();
        time.advance(RESET); // the probe timeout
        let other = spawn(&breaker, acquire);
        drop(hung);
        let mine = acquire(&breaker);
        let other = other.join().unwrap();
        assert!(!(mine.is_some() && other.is_some()));
    });
}

#[test]
fn nobody_takes_the_slot_of_a_probe_that_was_just_admitted() {
    check(|| {
        let time = ManualClock::new();
        let breaker = due(&time, builder(&time).success_threshold(2));
        acquire(&breaker).unwrap().success();
        time.advance(RESET * 2); // half-open and idle for long, but with a free slot
        let other = spawn(&breaker, acquire);
        let mine = acquire(&breaker);
        let other = other.join().unwrap();
        assert_eq!(usize::from(mine.is_some()) + usize::from(other.is_some()), 1);
    });
}

#[test]
fn the_open_time_belongs_to_the_period_it_was_read_with() {
    check(|| {
        let time = ManualClock::new();
        let breaker = due(&time, builder(&time));
        let again = spawn(&breaker, |breaker| {
            breaker.reset();
            breaker.record_failure();
        });
        let remaining = breaker.remaining();
        assert!(remaining == Duration::ZERO || remaining == RESET, "{remaining:?}");
        if let Err(rejected) = breaker.try_acquire() {
            assert_eq!(rejected.retry_after(), Some(RESET));
        }
        again.join().unwrap();
    });
}

#[test]
fn the_open_time_is_anchored_at_the_trip_and_nowhere_else() {
    check(|| {
        let time = ManualClock::new();
        let breaker = builder(&time).build().unwrap();
        let (first, second) = (acquire(&breaker).unwrap(), acquire(&breaker).unwrap());
        let clock = time.clone();
        let other = thread::spawn(move || {
            first.failure();
            clock.advance(RESET / 2);
        });
        second.failure();
        other.join().unwrap();
        // Whichever failure tripped, it did so before the clock moved. The other must not anchor the
        // open time anew, though it may have set out to.
        assert_eq!(breaker.remaining(), RESET / 2);
        assert_eq!(breaker.stats().state_changes, 1);
    });
}

#[test]
fn listeners_hear_every_change_once_and_in_order() {
    check(|| {
        let time = ManualClock::new();
        let heard = Arc::new(Mutex::new(Vec::<StateChange>::new()));
        let ears = Arc::clone(&heard);
        let breaker = builder(&time)
            .on_state_change(move |change| ears.lock().unwrap().push(change.clone()))
            .build()
            .unwrap();
        let other = spawn(&breaker, CircuitBreaker::force_open);
        breaker.disable();
        other.join().unwrap();
        let heard = heard.lock().unwrap();
        assert_eq!(heard.len() as u64, breaker.stats().state_changes);
        let mut state = CircuitState::Closed;
        for (change, count) in heard.iter().zip(1..) {
            assert_eq!((change.from, change.stats.state_changes), (state, count));
            state = change.to;
        }
        assert_eq!(state, breaker.state());
    });
}
