use crate::support::{RESET, builder, fail, succeed, trip};
use resilience::CircuitState::{Closed, Disabled, ForcedOpen, HalfOpen, Open};
use resilience::{CircuitBreaker, CircuitState, ManualClock, StateChange};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, mpsc};

type Heard = Arc<Mutex<Vec<StateChange>>>;

fn listening(time: &ManualClock) -> (CircuitBreaker, Heard) {
    let heard = Heard::default();
    let ears = Arc::clone(&heard);
    let breaker = builder(time)
        .on_state_change(move |change| ears.lock().unwrap().push(change.clone()))
        .build()
        .unwrap();
    (breaker, heard)
}

fn steps(heard: &Heard) -> Vec<(CircuitState, CircuitState)> {
    heard.lock().unwrap().iter().map(|change| (change.from, change.to)).collect()
}

#[test]
fn every_transition_is_told_once_and_in_order() {
    let time = ManualClock::new();
    let (breaker, heard) = listening(&time);
    trip(&breaker);
    time.advance(RESET);
    fail(&breaker).unwrap_err();
    time.advance(RESET);
    succeed(&breaker).unwrap();
    breaker.reset();
    breaker.force_open();
    breaker.force_open();
    breaker.disable();
    breaker.disable();
    breaker.reset();
    let expected = [
        (Closed, Open),
        (Open, HalfOpen),
        (HalfOpen, Open),
        (Open, HalfOpen),
        (HalfOpen, Closed),
        (Closed, ForcedOpen),
        (ForcedOpen, Disabled),
        (Disabled, Closed),
    ];
    assert_eq!(steps(&heard), expected);
    assert_eq!(breaker.stats().state_changes, 8);
}

#[test]
fn a_change_comes_with_the_name_and_the_statistics_right_after_it() {
    let (breaker, heard) = listening(&ManualClock::new());
    trip(&breaker);
    let heard = heard.lock().unwrap();
    let change = &heard[0];
    assert_eq!((&*change.name, change.stats.failed_calls, change.stats.state_changes), ("b", 3, 1));
    assert_eq!(change.stats, breaker.stats());
}

#[test]
fn a_listener_can_be_added_to_a_breaker_that_is_there() {
    let breaker = builder(&ManualClock::new()).build().unwrap();
    breaker.force_open();
    let heard = Heard::default();
    let ears = Arc::clone(&heard);
    breaker.on_state_change(move |change| ears.lock().unwrap().push(change.clone()));
    breaker.reset();
    assert_eq!(steps(&heard), [(ForcedOpen, Closed)]);
}

#[test]
fn every_listener_hears_a_change_before_any_hears_the_next() {
    let time = ManualClock::new();
    let itself = Arc::new(OnceLock::<CircuitBreaker>::new());
    let (inner, heard) = (Arc::clone(&itself), Heard::default());
    let (ears, late) = (Arc::clone(&heard), Heard::default());
    let late_ears = Arc::clone(&late);
    let breaker = builder(&time)
        .on_state_change(move |change| {
            if change.to == ForcedOpen {
                let late_ears = Arc::clone(&late_ears);
                inner.get().unwrap().reset();
                // Added while the reset waits in the queue: it was not listening.
                inner.get().unwrap().on_state_change(move |change| {
                    late_ears.lock().unwrap().push(change.clone());
                });
            }
        })
        .on_state_change(move |change| ears.lock().unwrap().push(change.clone()))
        .build()
        .unwrap();
    itself.set(breaker.clone()).unwrap();
    breaker.force_open();
    assert_eq!(steps(&heard), [(Closed, ForcedOpen), (ForcedOpen, Closed)]);
    assert_eq!(steps(&late), []);
    breaker.disable();
    assert_eq!(steps(&late), [(Closed, Disabled)]);
}

#[test]
fn a_callback_may_use_the_breaker() {
    let time = ManualClock::new();
    let itself = Arc::new(OnceLock::<CircuitBreaker>::new());
    let (inner, heard) = (Arc::clone(&itself), Heard::default());
    let ears = Arc::clone(&heard);
    let breaker = builder(&time)
        .on_state_change(move |change| {
            ears.lock().unwrap().push(change.clone());
            let breaker = inner.get().unwrap();
            assert_eq!(breaker.state(), if change.to == Open { Open } else { Closed });
            if change.to == Open {
                breaker.reset(); // a transition within: told after this one
                assert!(breaker.try_acquire().is_ok());
            }
        })
        .build()
        .unwrap();
    itself.set(breaker.clone()).unwrap();
    trip_once(&breaker);
    assert_eq!(steps(&heard), [(Closed, Open), (Open, Closed)]);
}

fn trip_once(breaker: &CircuitBreaker) {
    for _ in 0..3 {
        fail(breaker).unwrap_err();
    }
}

#[test]
fn a_panic_in_a_callback_changes_no_result_and_silences_nobody() {
    let time = ManualClock::new();
    let heard = Heard::default();
    let ears = Arc::clone(&heard);
    let breaker = builder(&time)
        .on_state_change(|_| std::panic::resume_unwind(Box::new("callback")))
        .on_state_change(move |change| ears.lock().unwrap().push(change.clone()))
        .build()
        .unwrap();
    trip_once(&breaker);
    time.advance(RESET);
    succeed(&breaker).unwrap();
    assert_eq!(steps(&heard), [(Closed, Open), (Open, HalfOpen), (HalfOpen, Closed)]);
}

#[test]
fn callbacks_run_outside_every_lock() {
    // While a callback is stuck on one thread, all the others go on.
    let time = ManualClock::new();
    let (release, stuck) = mpsc::channel::<()>();
    let (stuck, entered) = (Mutex::new(stuck), Arc::new(AtomicBool::new(false)));
    let inside = Arc::clone(&entered);
    let breaker = builder(&time)
        .on_state_change(move |_| {
            if !inside.swap(true, Ordering::SeqCst) {
                stuck.lock().unwrap().recv().unwrap();
            }
        })
        .build()
        .unwrap();
    let teller = breaker.clone();
    let teller = std::thread::spawn(move || teller.force_open());
    while !entered.load(Ordering::SeqCst) {
        std::thread::yield_now();
    }
    breaker.reset(); // its event waits in the queue
    succeed(&breaker).unwrap();
    trip(&breaker);
    assert_eq!((breaker.state(), breaker.stats().state_changes), (Open, 3));
    release.send(()).unwrap();
    teller.join().unwrap();
}
