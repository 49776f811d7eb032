use crate::support::{RESET, breaker, builder, fail, is_rejected, succeed, trip};
use resilience::{CircuitBreaker, CircuitStats, ManualClock};
use std::cell::RefCell;
use std::sync::{Arc, Barrier};

#[test]
fn calls_in_flight_are_in_no_counter() {
    let breaker = breaker(&ManualClock::new());
    let permit = breaker.try_acquire().unwrap();
    assert_eq!(breaker.stats(), CircuitStats::default());
    permit.success();
    assert_eq!(breaker.stats().total_calls, 1);
}

#[test]
fn the_total_is_successes_failures_and_rejections() {
    let time = ManualClock::new();
    let breaker = breaker(&time);
    (0..4).for_each(|_| succeed(&breaker).unwrap());
    drop(breaker.try_acquire());
    breaker.try_acquire().unwrap().ignore();
    trip(&breaker);
    (0..5).for_each(|_| assert!(is_rejected(&breaker)));
    let stats = breaker.stats();
    assert_eq!((stats.successful_calls, stats.failed_calls, stats.rejected_calls), (4, 3, 5));
    assert_eq!((stats.ignored_calls, stats.abandoned_calls), (1, 1));
    assert_eq!(stats.total_calls, 12);
}

#[test]
fn nothing_clears_the_statistics() {
    let time = ManualClock::new();
    let breaker = breaker(&time);
    trip(&breaker);
    time.advance(RESET);
    succeed(&breaker).unwrap();
    breaker.reset();
    breaker.disable();
    breaker.reset();
    assert_eq!((breaker.stats().failed_calls, breaker.stats().successful_calls), (3, 1));
}

#[test]
fn counters_never_go_back_and_are_exact_once_the_callers_are_quiet() {
    const THREADS: u64 = 40; // more than there are slots of their own
    const CALLS: u64 = 2_000;
    let breaker = builder(&ManualClock::new()).max_failures(u32::MAX).build().unwrap();
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                for call in 0..CALLS {
                    match call % 4 {
                        0 => drop(fail(&breaker)),
                        1 => breaker.try_acquire().unwrap().ignore(),
                        _ => succeed(&breaker).unwrap(),
                    }
                }
            });
        }
        let mut last = CircuitStats::default();
        while last.total_calls < THREADS * CALLS / 2 {
            let now = breaker.stats();
            assert!(now.successful_calls >= last.successful_calls);
            assert!(
                now.failed_calls >= last.failed_calls && now.ignored_calls >= last.ignored_calls
            );
            assert_eq!(now.total_calls, now.successful_calls + now.failed_calls);
            last = now;
        }
    });
    let stats = breaker.stats();
    assert_eq!(stats.failed_calls, THREADS * CALLS / 4);
    assert_eq!(stats.ignored_calls, THREADS * CALLS / 4);
    assert_eq!(stats.successful_calls, THREADS * CALLS / 2);
}

#[test]
fn counts_of_threads_that_have_ended_stay() {
    let breaker = breaker(&ManualClock::new());
    for _ in 0..500 {
        std::thread::scope(|scope| {
            scope.spawn(|| succeed(&breaker).unwrap());
        });
    }
    assert_eq!(breaker.stats().successful_calls, 500);
}

#[test]
fn a_call_in_the_destructor_of_a_thread_local_counts() {
    struct CallsWhenDropped(CircuitBreaker);
    impl Drop for CallsWhenDropped {
        fn drop(&mut self) {
            succeed(&self.0).unwrap();
        }
    }
    thread_local! {
        static LAST_CALL: std::cell::OnceCell<CallsWhenDropped> = const { std::cell::OnceCell::new() };
    }
    let breaker = breaker(&ManualClock::new());
    for early in [true, false] {
        let guarded = breaker.clone();
        std::thread::spawn(move || {
            if early {
                succeed(&guarded).unwrap();
            }
            LAST_CALL.with(|last| assert!(last.set(CallsWhenDropped(guarded.clone())).is_ok()));
            if !early {
                succeed(&guarded).unwrap();
            }
        })
        .join()
        .unwrap();
    }
    assert_eq!(breaker.stats().successful_calls, 4);
}

#[test]
fn a_thread_that_is_ending_shares_no_slot_with_one_that_begins() {
    const CALLS: u64 = 200_000;
    struct CallsWhenDropped(Option<(CircuitBreaker, Arc<Barrier>)>);
    impl Drop for CallsWhenDropped {
        fn drop(&mut self) {
            let (breaker, both) = self.0.take().unwrap();
            both.wait();
            (0..CALLS).for_each(|_| succeed(&breaker).unwrap());
        }
    }
    thread_local! {
        static LAST_CALLS: RefCell<CallsWhenDropped> = const { RefCell::new(CallsWhenDropped(None)) };
    }
    for counts_first in [true, false] {
        let breaker = breaker(&ManualClock::new());
        let both = Arc::new(Barrier::new(2));
        let (guarded, gate) = (breaker.clone(), Arc::clone(&both));
        let ending = std::thread::spawn(move || {
            // Which of the two thread-locals is dropped first depends on which came first.
            if counts_first {
                succeed(&guarded).unwrap();
            }
            LAST_CALLS.with_borrow_mut(|last| last.0 = Some((guarded.clone(), gate)));
            if !counts_first {
                succeed(&guarded).unwrap();
            }
        });
        both.wait();
        std::thread::scope(|scope| {
            scope.spawn(|| (0..CALLS).for_each(|_| succeed(&breaker).unwrap()));
        });
        ending.join().unwrap();
        assert_eq!(breaker.stats().successful_calls, 2 * CALLS + 1);
    }
}
