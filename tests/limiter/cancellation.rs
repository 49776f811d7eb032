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
fn a_token_that_is_reserved_and_not_fetched_goes_on_to_the_next() {
    let time = ManualClock::new();
    let limiter = empty(&time);
    let woken = Task::started(limiter.acquire_async());
    let mut next = Task::started(limiter.acquire_async());
    time.advance(TENTH);
    assert!(limiter.try_acquire().is_err()); // reserves it for the first, who is not polled
    drop(woken);
    assert!(next.is_done());
    let stats = limiter.stats();
    assert_eq!((stats.total_acquired, stats.cancelled), (1, 1));
}

#[test]
fn tokens_that_are_reserved_are_there_for_nobody_else() {
    let time = ManualClock::new();
    let limiter = empty(&time);
    let mut reserved = Task::started(limiter.n(2).acquire_async());
    time.advance(TENTH * 4);
    assert_eq!(limiter.tokens(), 2.0);
    assert_eq!(drain(&limiter), 2);
    assert!(reserved.is_done());
    assert_eq!(limiter.tokens(), 0.0);
}

#[test]
fn what_is_fetched_late_counts_from_then() {
    let time = ManualClock::new();
    let limiter = empty(&time);
    let mut late = Task::started(limiter.n(2).acquire_async());
    time.advance(TENTH * 2);
    assert_eq!(limiter.tokens(), 0.0);
    time.advance(TENTH * 4);
    assert_eq!(drain(&limiter), 3, "a full bucket, but for what is reserved");
    assert!(late.is_done());
    assert_eq!(drain(&limiter), 0, "five at one instant");
}

#[test]
fn what_is_not_fetched_while_a_bucket_refills_is_void_until_somebody_looks() {
    let time = ManualClock::new();
    let limiter = empty(&time);
    let mut late = Task::started(limiter.n(2).acquire_async());
    let given_up = Task::started(limiter.n(2).acquire_async());
    time.advance(TENTH * 4);
    assert_eq!(limiter.tokens(), 0.0);
    time.advance(TENTH * 5);
    assert_eq!(drain(&limiter), 5);
    drop(given_up);
    assert_eq!(drain(&limiter), 0, "nothing is put back that was not taken");
    assert!(!late.is_done());
    assert_eq!(retry_after(&limiter.try_acquire()), TENTH * 3, "it is at the front again");
    time.advance(TENTH * 2);
    assert!(late.is_done());
}

#[test]
fn what_is_reserved_stays_so_over_a_reset() {
    let time = ManualClock::new();
    let limiter = empty(&time);
    let mut reserved = Task::started(limiter.n(2).acquire_async());
    time.advance(TENTH * 2);
    limiter.reset();
    assert_eq!(drain(&limiter), 3);
    assert!(reserved.is_done());
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
