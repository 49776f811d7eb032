//! The registry itself.

use crate::support::{assert_shut_out, breaker, pool};
use resilience::{Bulkhead, CircuitBreaker, RateLimiter, Registry};
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

#[test]
fn it_says_whether_it_drains_and_may_be_told_again() {
    let names = Registry::new();
    let bulkhead = pool(1).register_in(&names).unwrap();
    assert!(!names.is_draining());
    for _ in 0..2 {
        names.drain();
        assert!(names.is_draining());
        assert_shut_out(bulkhead.try_acquire());
    }
    let stats = breaker().register_in(&names).unwrap().stats();
    names.drain();
    assert_eq!(names.circuit_breakers()[0].stats(), stats, "it is shut once");
}

#[test]
fn registries_are_apart_from_each_other_and_from_what_is_in_none() {
    let (one, other) = (Registry::new(), Registry::new());
    let (mine, theirs) = (pool(1).register_in(&one).unwrap(), pool(1).register_in(&other).unwrap());
    let nobodys = pool(1).build().unwrap();
    one.drain();
    assert_shut_out(mine.try_acquire());
    assert!(theirs.try_acquire().is_ok() && nobodys.try_acquire().is_ok());
    assert!(!other.is_draining() && !resilience::registry().is_draining());
}

#[test]
fn a_snapshot_shows_what_is_shut() {
    let names = Registry::new();
    breaker().register_in(&names).unwrap();
    RateLimiter::builder().name("api").register_in(&names).unwrap();
    let bulkhead = pool(3).register_in(&names).unwrap();
    let _permit = bulkhead.try_acquire().unwrap();
    names.drain();
    let snapshot = names.snapshot();
    assert_eq!(snapshot.circuit_breakers[0].state.to_string(), "forced_open");
    assert_eq!(snapshot.rate_limiters[0].tokens, 0.0);
    assert_eq!((snapshot.bulkheads[0].in_use, snapshot.bulkheads[0].max_concurrent), (1, 3));
}

/// Registers one policy of each kind in a registry that is told to drain meanwhile, and tries them.
fn admitted(names: &Registry, number: usize) -> [bool; 4] {
    let name = format!("policy {number}");
    let breaker = CircuitBreaker::builder().name(name.clone()).register_in(names).unwrap();
    let limiter = RateLimiter::builder().name(name.clone()).register_in(names).unwrap();
    let keyed = RateLimiter::builder().name(name.clone()).keyed().register_in(names).unwrap();
    let bulkhead = Bulkhead::builder().name(name).max_concurrent(1).register_in(names).unwrap();
    [
        breaker.try_acquire().is_ok(),
        limiter.try_acquire().is_ok(),
        keyed.try_acquire("key").is_ok(),
        bulkhead.try_acquire().is_ok(),
    ]
}

#[test]
fn whatever_comes_in_while_it_is_told_to_is_shut_in_the_end() {
    const THREADS: usize = 4;
    for _ in 0..200 {
        let (names, start) = (Registry::new(), Barrier::new(THREADS + 1));
        thread::scope(|scope| {
            for number in 0..THREADS {
                let (names, start) = (&names, &start);
                scope.spawn(move || {
                    start.wait();
                    admitted(names, number);
                });
            }
            start.wait();
            names.drain();
        });
        assert_eq!(names.bulkheads().len(), THREADS);
        // One who asks for a name now gets a policy that is shut.
        for number in 0..THREADS {
            assert_eq!(admitted(&names, number), [false; 4]);
        }
        assert!(names.wait_until_idle(None));
    }
}

#[test]
fn once_it_has_returned_nobody_is_admitted() {
    const THREADS: usize = 4;
    for _ in 0..100 {
        let names = Registry::new();
        admitted(&names, 0);
        let (start, returned) = (Barrier::new(THREADS + 1), AtomicBool::new(false));
        thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| {
                    start.wait();
                    loop {
                        let too_late = returned.load(Ordering::Acquire);
                        let any = admitted(&names, 0).contains(&true);
                        assert!(!(too_late && any));
                        if too_late {
                            return;
                        }
                    }
                });
            }
            start.wait();
            names.drain();
            returned.store(true, Ordering::Release);
        });
    }
}
