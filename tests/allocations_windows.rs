//! No allocation on the admitted paths of a circuit breaker with rates.

use resilience::{CircuitBreaker, Window};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::time::Duration;

thread_local! {
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

struct Counting;

#[expect(unsafe_code, reason = "an allocator is")]
// SAFETY: the system's allocator does the work.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// The allocations of 300 rounds, after one that may set things up.
fn allocations(mut act: impl FnMut()) -> u64 {
    act();
    let before = ALLOCATIONS.get();
    (0..300).for_each(|_| act());
    ALLOCATIONS.get() - before
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
