//! Whoever gives up leaves at once.

use crate::support::{NANO, TENTH, Task, drain, empty, retry_after};
use resilience::ManualClock;

#[test]
fn those_behind_one_who_gives_up_move_up() {
    let time = ManualClock::new();
    let limiter = empty(&time);
    let first = Task::started(limiter.n(4).acquire_async());
    let mut second = Task::started(limiter.acquire_async());
    assert_eq!(retry_after(&limiter.try_acquire()), TENTH * 6);
    drop(first);
    assert_eq!(retry_after(&limiter.try_acquire()), TENTH * 2);
    assert_eq!(second.wakes(), 1, "to sleep for less");
    assert!(!second.is_done());
    time.advance(TENTH - NANO);
    assert!(!second.is_done());
    time.advance(NANO);
    assert!(second.is_done());
    assert_eq!(limiter.stats().cancelled, 1);
}

#[test]
fn those_for_whom_the_tokens_are_there_already_are_served_when_one_in_front_gives_up() {
    let time = ManualClock::new();
    let limiter = empty(&time);
    time.advance(TENTH * 3);
    let large = Task::started(limiter.n(5).acquire_async());
    let mut small: Vec<_> = (0..4).map(|_| Task::started(limiter.acquire_async())).collect();
    drop(large);
    let served = small.iter_mut().map(|task| usize::from(task.is_done())).sum::<usize>();
    assert_eq!(served, 3);
    assert_eq!(limiter.stats().total_acquired, 3);
}

#[test]
fn one_in_the_middle_gives_up_and_nobody_is_forgotten() {
    let time = ManualClock::new();
    let limiter = empty(&time);
    let mut first = Task::started(limiter.acquire_async());
    let middle = Task::started(limiter.n(3).acquire_async());
    let mut last = Task::started(limiter.acquire_async());
    drop(middle);
    time.advance(TENTH);
    assert!(first.is_done());
    assert_eq!(last.wakes(), 1, "it is at the front, and had set out to sleep for longer");
    assert!(!last.is_done());
    time.advance(TENTH);
    assert_eq!(last.wakes(), 2);
    assert!(last.is_done());
}

#[test]
fn a_granted_token_that_nobody_comes_for_is_put_back() {
    let time = ManualClock::new();
    let limiter = empty(&time);
    let woken = Task::started(limiter.acquire_async());
    let mut next = Task::started(limiter.acquire_async());
    time.advance(TENTH);
    assert!(limiter.try_acquire().is_err()); // serves the first, who is not polled
    drop(woken);
    assert!(next.is_done(), "the token went on to the next");
    let stats = limiter.stats();
    assert_eq!((stats.total_acquired, stats.cancelled), (1, 1));
}

#[test]
fn a_token_that_is_put_back_into_a_full_bucket_is_not_one_more() {
    let time = ManualClock::new();
    let limiter = empty(&time);
    let woken = Task::started(limiter.n(2).acquire_async());
    time.advance(TENTH * 2);
    assert_eq!(limiter.tokens(), 0.0);
    time.advance(TENTH * 20);
    drop(woken);
    assert_eq!(drain(&limiter), 5);
}

#[test]
fn what_was_granted_before_a_reset_is_not_put_back_after_it() {
    let time = ManualClock::new();
    let limiter = empty(&time);
    let woken = Task::started(limiter.n(2).acquire_async());
    time.advance(TENTH * 2);
    limiter.reset();
    assert_eq!(drain(&limiter), 5);
    drop(woken);
    assert_eq!(drain(&limiter), 0);
}

#[test]
fn cancelled_waits_leave_nothing_behind() {
    let time = ManualClock::new();
    let limiter = empty(&time);
    for _ in 0..100 {
        drop(Task::started(limiter.n(5).acquire_async()));
    }
    assert_eq!(time.waiting(), 0);
    time.advance(TENTH);
    assert_eq!(drain(&limiter), 1);
    assert_eq!(limiter.stats().cancelled, 100);
}
