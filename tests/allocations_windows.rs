//! No allocation on the admitted paths of a circuit breaker with rates.

#[path = "support/counting.rs"]
mod counting;

use counting::counts;
use resilience::{CircuitBreaker, Window};
use std::time::Duration;

/// The allocations of 300 rounds, after one that may set things up.
fn allocations(mut act: impl FnMut()) -> u64 {
    act();
    let before = counts().allocations;
    (0..300).for_each(|_| act());
    counts().allocations - before
}

#[test]
fn calls_with_rates_allocate_nothing() {
    let time = resilience::ManualClock::new();
    for window in [Window::Calls(100), Window::Time(Duration::from_secs(10))] {
        let breaker = CircuitBreaker::builder()
            .failure_rate(1.0)
            .window(window)
            .slow_call(Duration::from_secs(1))
            .slow_call_rate(1.0)
            .clock(time.clock())
            .build()
            .unwrap();
        assert_eq!(allocations(|| breaker.call(|| Ok::<_, ()>(())).unwrap()), 0);
        assert_eq!(allocations(|| breaker.try_acquire().unwrap().success()), 0);
        let fail_and_turn = || {
            breaker.try_acquire().unwrap().failure();
            breaker.try_acquire().unwrap().success();
            time.advance(Duration::from_millis(700));
            drop(breaker.try_acquire().unwrap());
        };
        assert_eq!(allocations(fail_and_turn), 0);
    }
}
