//! Signals at any instant.

use crate::child::{Child, End, builder, installed, is_child, ready};
use resilience::{CleanupCallback, CleanupOutcome, GracefulShutdown};
use rustix::process::Signal;
use std::hash::{BuildHasher, RandomState};
use std::process::exit;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// As many as a machine of two processors likes.
const AT_ONCE: u32 = 4;

/// Children at their own random instants; what they end with is given to `check`.
fn at_random_instants(children: u32, test: &(impl Fn() + Sync), check: impl Fn(End) + Sync) {
    let started = AtomicU32::new(0);
    let since = Instant::now();
    let some = || {
        loop {
            let number = started.fetch_add(1, Ordering::Relaxed);
            if number >= children {
                return;
            }
            let mut child = Child::of(test);
            spin(random(4_000));
            child.send(Signal::TERM);
            check(child.end().0);
        }
    };
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(some);
        }
    });
    println!("{children} children in {:?}", since.elapsed());
}

/// So many microseconds at most.
fn random(micros: u64) -> Duration {
    Duration::from_micros(RandomState::new().hash_one(0) % micros)
}

/// Sleeping takes longer than most of these instants are apart.
fn spin(length: Duration) {
    let since = Instant::now();
    while since.elapsed() < length {
        std::hint::spin_loop();
    }
}

/// Puts callbacks in and takes them out until the shutdown has begun.
fn churn(shutdown: &GracefulShutdown, thread: u32) {
    for number in 0_u32.. {
        let name = format!("{thread}/{number}");
        let callback = if number % 2 == 0 {
            CleanupCallback::new(name.clone(), || ())
        } else {
            CleanupCallback::new_async(name.clone(), || async {})
        };
        if shutdown.register(callback).is_err() {
            assert!(shutdown.is_shutting_down());
            return;
        }
        // Some stay, so that something is left to run.
        if number % 100 != 0 {
            shutdown.unregister(&name);
        }
    }
}

#[test]
fn a_signal_at_any_of_a_thousand_instants_of_registering_never_deadlocks() {
    if is_child() {
        let shutdown = installed(builder(), 0);
        for number in 0..2 {
            let shutdown = shutdown.clone();
            thread::spawn(move || churn(&shutdown, number));
        }
        ready();
        churn(&shutdown, 2);
        assert!(shutdown.wait(None));
        let report = shutdown.trigger().unwrap();
        let all_done = report.callbacks.iter().all(|it| it.outcome == CleanupOutcome::Done);
        exit(if all_done { 42 } else { 1 });
    }
    let test = a_signal_at_any_of_a_thousand_instants_of_registering_never_deadlocks;
    at_random_instants(1_000, &test, |end| assert_eq!(end, End::Code(42)));
}

#[test]
fn a_signal_at_any_instant_of_installing_is_the_shutdowns_or_does_what_it_did_before() {
    if is_child() {
        let shutdown = builder().build().unwrap();
        ready();
        while !shutdown.is_shutting_down() {
            shutdown.install().unwrap();
            // About as long as that takes on a busy machine.
            spin(random(1_000));
            shutdown.uninstall();
        }
        assert!(shutdown.wait(None));
        exit(42);
    }
    let test = a_signal_at_any_instant_of_installing_is_the_shutdowns_or_does_what_it_did_before;
    let (ours, theirs) = (AtomicU32::new(0), AtomicU32::new(0));
    at_random_instants(200, &test, |end| {
        let count = if end == End::Code(42) { &ours } else { &theirs };
        count.fetch_add(1, Ordering::Relaxed);
        assert!(matches!(end, End::Code(42) | End::Signal(15)), "{end:?}");
    });
    println!("{ours:?} shut down, {theirs:?} were ended");
}
