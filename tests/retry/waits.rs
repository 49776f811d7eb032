//! The waits between attempts, on threads and in tasks.

use crate::support::{NANO, Own, TENTH, Task, at_once, failing, run, tenths, wait_until};
use resilience::{Backoff, Jitter, ManualClock, Retry};
use std::cell::Cell;
use std::future::ready;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// Checks that the waits of a call are these, to the nanosecond.
fn assert_waits(backoff: Backoff, waits: &[Duration]) {
    let (time, attempts) = (ManualClock::new(), Cell::new(0));
    let retry = at_once(u32::try_from(waits.len()).unwrap() + 1);
    let retry = retry.backoff(backoff).clock(time.clock()).build().unwrap();
    let mut op = failing(&attempts);
    let mut call = Task::started(retry.call_async(|| ready(op())));
    for (made, wait) in (1..).zip(waits) {
        assert_eq!(attempts.get(), made);
        time.advance(*wait - NANO);
        assert!(!call.is_done(), "the wait after attempt {made} is shorter than {wait:?}");
        time.advance(NANO);
        let is_done = call.is_done();
        assert_eq!(attempts.get(), made + 1, "longer than {wait:?}");
        assert_eq!(is_done, made as usize == waits.len());
    }
    assert_eq!(time.waiting(), 0);
}

#[test]
fn waits_grow_by_the_factor_up_to_the_longest() {
    let exponential = Backoff::exponential(TENTH).jitter(Jitter::None);
    assert_waits(exponential, &[1, 2, 4, 8, 16, 32, 64, 100, 100].map(|tenths| TENTH * tenths));
    let to_half_a_second = exponential.max(TENTH * 5);
    assert_waits(to_half_a_second, &[1, 2, 4, 5, 5].map(|tenths| TENTH * tenths));
    assert_waits(exponential.factor(3.0), &[1, 3, 9, 27, 81, 100].map(|tenths| TENTH * tenths));
    assert_waits(exponential.factor(1.5), &[100, 150, 225].map(Duration::from_millis));
    assert_waits(exponential.factor(1.0), &[TENTH; 5]);
    assert_waits(exponential.factor(f64::MAX), &[TENTH, TENTH * 100, TENTH * 100]);
}

#[test]
fn constant_waits_are_all_the_same() {
    assert_waits(Backoff::constant(TENTH), &[TENTH; 5]);
    let hour = Duration::from_secs(3600);
    assert_waits(Backoff::constant(hour), &[hour; 3]);
}

#[test]
fn a_first_wait_beyond_the_default_maximum_is_kept() {
    let minute = Duration::from_secs(60);
    assert_waits(Backoff::exponential(minute).jitter(Jitter::None), &[minute; 3]);
}

#[test]
fn a_thread_waits_exactly_as_long() {
    let (time, attempts) = (ManualClock::new(), AtomicU32::new(0));
    let retry = tenths(&time, 3);
    let op = || Err::<(), _>(Own::Down(attempts.fetch_add(1, Ordering::SeqCst) + 1));
    std::thread::scope(|scope| {
        let thread = scope.spawn(|| retry.call(op).is_err());
        for made in 1..3 {
            wait_until(|| time.waiting() == 1);
            assert_eq!(attempts.load(Ordering::SeqCst), made);
            time.advance(TENTH - NANO);
            assert_eq!((attempts.load(Ordering::SeqCst), time.waiting()), (made, 1));
            time.advance(NANO);
            wait_until(|| attempts.load(Ordering::SeqCst) == made + 1);
        }
        assert!(thread.join().unwrap());
    });
}

#[test]
fn a_wait_without_end_is_waited_for() {
    let (time, attempts) = (ManualClock::new(), Cell::new(0));
    let backoff = Backoff::constant(Duration::MAX);
    let retry = at_once(2).backoff(backoff).clock(time.clock()).build().unwrap();
    let mut op = failing(&attempts);
    let mut call = Task::started(retry.call_async(|| ready(op())));
    time.advance(Duration::MAX);
    assert!(!call.is_done());
    assert_eq!(attempts.get(), 1);
}

#[test]
fn nothing_between_attempts_needs_no_timer() {
    let (time, attempts) = (ManualClock::new(), Cell::new(0));
    let on_manual_time = at_once(100).clock(time.clock()).build().unwrap();
    // Outside of any runtime: a timer would panic.
    let on_the_systems = at_once(100).build().unwrap();
    for retry in [on_manual_time, on_the_systems] {
        let mut op = failing(&attempts);
        run(retry.call_async(|| ready(op()))).unwrap_err();
        assert_eq!((attempts.take(), time.waiting()), (100, 0));
    }
}

#[test]
fn nothing_between_attempts_lets_others_run_and_can_be_cancelled() {
    let attempts = Cell::new(0);
    let retry = at_once(u32::MAX).build().unwrap();
    let mut op = failing(&attempts);
    let mut call = Task::started(retry.call_async(|| ready(op())));
    for made in 1..10 {
        assert_eq!((attempts.get(), call.wakes()), (made, made as usize));
        assert!(!call.is_done());
    }
}

#[test]
fn by_default_waits_are_random_from_a_tenth_of_a_second_on() {
    let time = ManualClock::new();
    for seed in 0..50 {
        let attempts = Cell::new(0);
        let retry = Retry::builder().clock(time.clock()).seed(seed).build().unwrap();
        assert_eq!(retry.max_attempts(), 3);
        let mut op = failing(&attempts);
        let mut call = Task::started(retry.call_async(|| ready(op())));
        time.advance(TENTH);
        assert!(!call.is_done());
        assert_eq!(attempts.get(), 2);
        time.advance(TENTH * 2);
        assert!(call.is_done());
        assert_eq!(attempts.get(), 3);
    }
}
