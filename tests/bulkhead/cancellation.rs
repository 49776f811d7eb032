//! Whoever gives up leaves at once, and leaves nothing behind.

use crate::support::{SECOND, Task, builder, bulkhead, numbers};
use resilience::{Bulkhead, ManualClock};
use std::cell::Cell;
use std::future::pending;

#[test]
fn one_who_gives_up_leaves_the_line_at_once() {
    let time = ManualClock::new();
    let bulkhead = builder(&time, 1).max_wait(SECOND).build().unwrap();
    let permit = bulkhead.try_acquire().unwrap();
    let first = Task::started(bulkhead.acquire_async());
    let mut second = Task::started(bulkhead.acquire_async());
    assert_eq!((bulkhead.waiting(), time.waiting()), (2, 2));
    drop(first);
    assert_eq!((bulkhead.waiting(), time.waiting()), (1, 1));
    assert_eq!(second.wakes(), 0, "nothing has come for it");
    drop(permit);
    assert!(second.is_done());
    assert_eq!(bulkhead.stats().cancelled, 1);
}

#[test]
fn one_who_was_called_and_gives_up_in_the_same_instant_passes_the_permit_on() {
    let bulkhead = bulkhead(1);
    let permit = bulkhead.try_acquire().unwrap();
    let called = Task::started(bulkhead.acquire_async());
    let also_gives_up = Task::started(bulkhead.acquire_async());
    let mut next = Task::started(bulkhead.acquire_async());
    drop(permit);
    assert_eq!((called.wakes(), also_gives_up.wakes(), next.wakes()), (1, 0, 0));
    drop(called);
    assert_eq!((also_gives_up.wakes(), next.wakes()), (1, 0));
    drop(also_gives_up);
    assert_eq!(next.wakes(), 1);
    assert!(next.is_done());
    assert_eq!(numbers(&bulkhead), (0, 1, 0));
}

#[test]
fn one_who_was_called_and_gives_up_with_nobody_behind_gives_it_back() {
    let bulkhead = bulkhead(1);
    let permit = bulkhead.try_acquire().unwrap();
    let called = Task::started(bulkhead.acquire_async());
    drop(permit);
    assert_eq!(numbers(&bulkhead), (1, 0, 0));
    drop(called);
    assert_eq!(numbers(&bulkhead), (0, 1, 0));
    assert!(bulkhead.try_acquire().is_ok());
    let stats = bulkhead.stats();
    assert_eq!((stats.total_acquired, stats.cancelled), (2, 1));
}

#[test]
fn one_in_the_middle_gives_up_and_nobody_is_forgotten() {
    let bulkhead = bulkhead(1);
    let permit = bulkhead.try_acquire().unwrap();
    let mut first = Task::started(bulkhead.acquire_async());
    let middle = Task::started(bulkhead.acquire_async());
    let mut last = Task::started(bulkhead.acquire_async());
    drop(middle);
    drop(permit);
    assert!(!last.is_done());
    assert!(first.is_done());
    assert!(last.is_done());
}

#[test]
fn cancelled_waits_leave_nothing_behind() {
    let time = ManualClock::new();
    let bulkhead = builder(&time, 1).max_wait(SECOND).build().unwrap();
    let permit = bulkhead.try_acquire().unwrap();
    for _ in 0..100 {
        drop(Task::started(bulkhead.call_async(|| async { unreachable!("it never runs") })));
    }
    assert_eq!((bulkhead.waiting(), time.waiting()), (0, 0));
    drop(permit);
    assert_eq!(numbers(&bulkhead), (0, 1, 0));
    assert_eq!(bulkhead.stats().cancelled, 100);
}

/// Says how many permits are in use when it is dropped.
struct Watch<'a>(&'a Bulkhead, &'a Cell<u32>);

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        self.1.set(self.0.in_use());
    }
}

#[test]
fn a_call_that_is_dropped_has_its_permit_until_its_future_is_gone() {
    let (bulkhead, seen) = (bulkhead(1), Cell::new(0));
    let call = Task::started(bulkhead.call_async(|| async {
        let _watch = Watch(&bulkhead, &seen);
        pending::<()>().await;
    }));
    drop(call);
    assert_eq!(seen.get(), 1);
    assert_eq!(numbers(&bulkhead), (0, 1, 0));
}

#[test]
fn a_permit_that_a_dropped_future_holds_comes_back() {
    let bulkhead = bulkhead(1);
    let held = Task::started(async {
        let _permit = bulkhead.acquire_async().await.unwrap();
        pending::<()>().await;
    });
    let mut next = Task::started(bulkhead.acquire_async());
    drop(held);
    assert!(next.is_done());
    assert_eq!(numbers(&bulkhead), (0, 1, 0));
}

#[tokio::test]
async fn tasks_that_are_aborted_give_their_permits_back() {
    let bulkhead = bulkhead(2);
    let spawn = || {
        let bulkhead = bulkhead.clone();
        tokio::spawn(async move { bulkhead.call_async(pending::<()>).await })
    };
    let tasks = [(); 5].map(|()| spawn());
    while bulkhead.waiting() < 3 {
        tokio::task::yield_now().await;
    }
    assert_eq!(numbers(&bulkhead), (2, 0, 3));
    for task in tasks {
        task.abort();
        assert!(task.await.unwrap_err().is_cancelled());
    }
    assert_eq!(numbers(&bulkhead), (0, 2, 0));
}
