//! `max_wait` and `max_waiting`.

use crate::support::{NANO, SECOND, Task, assert_full, builder, numbers, wait_until};
use resilience::{Bulkhead, ManualClock};
use std::task::Poll;
use std::time::Duration;

/// One permit, and waits of a second.
fn hurried(time: &ManualClock) -> Bulkhead {
    builder(time, 1).max_wait(SECOND).build().unwrap()
}

#[test]
fn a_task_waits_for_max_wait_and_no_longer() {
    let time = ManualClock::new();
    let bulkhead = hurried(&time);
    let _permit = bulkhead.try_acquire().unwrap();
    let mut task = Task::started(bulkhead.acquire_async());
    time.advance(SECOND - NANO);
    assert_eq!(task.wakes(), 0);
    assert!(!task.is_done());
    time.advance(NANO);
    assert_eq!(task.wakes(), 1);
    let Poll::Ready(result) = task.poll() else { panic!("its time is up") };
    assert_full(result);
    assert_eq!((bulkhead.waiting(), time.waiting()), (0, 0));
}

#[test]
fn a_thread_waits_for_max_wait_and_no_longer() {
    let time = ManualClock::new();
    let bulkhead = hurried(&time);
    let _permit = bulkhead.try_acquire().unwrap();
    std::thread::scope(|scope| {
        let thread = scope.spawn(|| assert_full(bulkhead.acquire()));
        wait_until(|| time.waiting() == 1);
        time.advance(SECOND - NANO);
        assert!(!thread.is_finished());
        time.advance(NANO);
        thread.join().unwrap();
    });
    assert_eq!(bulkhead.waiting(), 0);
}

#[test]
fn a_permit_that_comes_in_time_is_taken() {
    let time = ManualClock::new();
    let bulkhead = hurried(&time);
    let permit = bulkhead.try_acquire().unwrap();
    let mut task = Task::started(bulkhead.acquire_async());
    time.advance(SECOND - NANO);
    drop(permit);
    assert!(matches!(task.poll(), Poll::Ready(Ok(_))));
    assert_eq!(time.waiting(), 0);
}

#[test]
fn a_permit_that_came_is_taken_however_late_somebody_looks() {
    let time = ManualClock::new();
    let bulkhead = hurried(&time);
    let permit = bulkhead.try_acquire().unwrap();
    let mut task = Task::started(bulkhead.acquire_async());
    drop(permit);
    time.advance(SECOND * 10);
    assert!(matches!(task.poll(), Poll::Ready(Ok(_))));
}

#[test]
fn everybody_waits_from_when_they_came() {
    let time = ManualClock::new();
    let bulkhead = hurried(&time);
    let permit = bulkhead.try_acquire().unwrap();
    let mut first = Task::started(bulkhead.acquire_async());
    time.advance(SECOND / 2);
    let mut second = Task::started(bulkhead.acquire_async());
    time.advance(SECOND / 2);
    assert!(matches!(first.poll(), Poll::Ready(Err(_))));
    assert!(!second.is_done());
    drop(permit);
    assert!(matches!(second.poll(), Poll::Ready(Ok(_))));
}

#[test]
fn no_wait_at_all_is_no_timer_and_needs_nobody_who_moves_the_clock() {
    let time = ManualClock::new();
    // On the system clock this is outside of any runtime: a timer would panic.
    for clock in [time.clock(), resilience::Clock::system()] {
        let bulkhead = Bulkhead::builder().max_concurrent(1).max_wait(Duration::ZERO).clock(clock);
        let bulkhead = bulkhead.build().unwrap();
        let permit = bulkhead.acquire().unwrap();
        assert_full(bulkhead.acquire());
        assert_full(bulkhead.acquire_owned());
        assert_full(bulkhead.call(|| ()));
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        let mut call = Box::pin(bulkhead.call_async(|| async {}));
        let Poll::Ready(result) = call.as_mut().poll(&mut context) else { panic!("it waits") };
        assert_full(result);
        assert_eq!((bulkhead.waiting(), time.waiting()), (0, 0));
        drop(permit);
        bulkhead.call(|| ()).unwrap();
    }
}

#[test]
fn a_bound_of_any_length_is_safe() {
    let time = ManualClock::new();
    let bulkhead = builder(&time, 1).max_wait(Duration::MAX).build().unwrap();
    let permit = bulkhead.try_acquire().unwrap();
    let mut task = Task::started(bulkhead.acquire_async());
    time.advance(Duration::MAX);
    assert!(!task.is_done());
    drop(permit);
    assert!(task.is_done());
}

#[test]
fn a_clock_that_steps_back_lets_callers_wait_longer_and_breaks_nothing() {
    let time = ManualClock::new();
    let bulkhead = hurried(&time);
    let permit = bulkhead.try_acquire().unwrap();
    let mut task = Task::started(bulkhead.acquire_async());
    time.rewind(SECOND * 3600);
    assert!(!task.is_done());
    drop(permit);
    assert!(matches!(task.poll(), Poll::Ready(Ok(_))));
    assert_eq!(bulkhead.stats().total_waited, Duration::ZERO);
}

#[test]
fn no_more_wait_than_may() {
    let time = ManualClock::new();
    let bulkhead = builder(&time, 1).max_waiting(2).build().unwrap();
    let permit = bulkhead.try_acquire().unwrap();
    let mut first = Task::started(bulkhead.acquire_async());
    let second = Task::started(bulkhead.acquire_async());
    assert_full(bulkhead.acquire());
    assert_eq!(numbers(&bulkhead), (1, 0, 2));
    drop(second);
    let third = Task::started(bulkhead.acquire_async());
    assert_full(bulkhead.acquire());
    drop(permit);
    // The first was called and waits no longer: there is room for one.
    let _fourth = Task::started(bulkhead.acquire_async());
    assert_full(bulkhead.acquire());
    assert!(first.is_done());
    drop(third);
}

#[test]
fn nobody_may_wait() {
    let time = ManualClock::new();
    let bulkhead = builder(&time, 1).max_waiting(0).build().unwrap();
    let permit = bulkhead.acquire().unwrap();
    assert_full(bulkhead.acquire());
    drop(permit);
    drop(bulkhead.acquire().unwrap());
}

#[test]
fn whoever_need_not_wait_is_not_counted_among_those_who_may() {
    let time = ManualClock::new();
    let bulkhead = builder(&time, 3).max_waiting(1).build().unwrap();
    let _permits = [bulkhead.acquire(), bulkhead.acquire(), bulkhead.acquire()].map(Result::unwrap);
    let _waits = Task::started(bulkhead.acquire_async());
    assert_full(bulkhead.acquire());
}
