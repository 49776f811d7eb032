//! What is counted.

use crate::support::{SECOND, Task, assert_full, builder, bulkhead, fill};
use resilience::{BulkheadStats, ManualClock};
use std::time::Duration;

#[test]
fn permits_refusals_cancelled_waits_and_times_are_counted() {
    let time = ManualClock::new();
    let bulkhead = builder(&time, 2).max_wait(SECOND).build().unwrap();
    let mut permits = fill(&bulkhead);
    let mut served = Task::started(bulkhead.acquire_async());
    let cancelled = Task::started(bulkhead.acquire_async());
    time.advance(SECOND / 4);
    let mut late = Task::started(bulkhead.acquire_async());
    drop(permits.pop());
    time.advance(SECOND / 4);
    assert!(served.is_done());
    drop(cancelled);
    let permit = late.poll();
    drop(permit);
    let stats = bulkhead.stats();
    assert_eq!((stats.total_acquired, stats.total_rejected, stats.cancelled), (4, 1, 1));
    // Until it was polled, though it was called before.
    assert_eq!(stats.total_waited, SECOND / 2 + SECOND / 4);
    assert_eq!(stats.max_in_use, 2);
}

#[test]
fn a_refusal_after_a_wait_is_counted_once_and_its_time_not_at_all() {
    let time = ManualClock::new();
    let bulkhead = builder(&time, 1).max_wait(SECOND).build().unwrap();
    let _permit = bulkhead.try_acquire().unwrap();
    let mut task = Task::started(bulkhead.call_async(|| async {}));
    time.advance(SECOND);
    assert!(task.is_done());
    drop(task);
    let stats = bulkhead.stats();
    assert_eq!((stats.total_acquired, stats.total_rejected, stats.cancelled), (1, 1, 0));
    assert_eq!(stats.total_waited, Duration::ZERO);
}

#[test]
fn the_most_that_were_in_use_at_once_is_kept() {
    let bulkhead = bulkhead(5);
    assert_eq!(bulkhead.stats().max_in_use, 0);
    for (take, most) in [(2, 2), (1, 2), (4, 4), (3, 4)] {
        let permits: Vec<_> = (0..take).map(|_| bulkhead.try_acquire().unwrap()).collect();
        drop(permits);
        assert_eq!(bulkhead.stats().max_in_use, most);
    }
    let permits = fill(&bulkhead);
    let mut task = Task::started(bulkhead.acquire_async());
    bulkhead.set_max_concurrent(6).unwrap();
    assert!(task.is_done());
    drop(permits);
    assert_eq!(bulkhead.stats().max_in_use, 6);
}

#[test]
fn reading_and_asking_for_nothing_count_nothing() {
    let bulkhead = bulkhead(1);
    drop(bulkhead.acquire_async());
    let _ = (bulkhead.in_use(), bulkhead.available(), bulkhead.waiting(), bulkhead.settings());
    assert_eq!(bulkhead.stats(), BulkheadStats::default());
}

#[test]
fn counts_of_many_threads_add_up() {
    let bulkhead = bulkhead(1);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| (0..500).for_each(|_| drop(bulkhead.try_acquire())));
        }
    });
    let stats = bulkhead.stats();
    assert_eq!(stats.total_acquired + stats.total_rejected, 4000);
    assert_eq!((stats.max_in_use, bulkhead.in_use()), (1, 0));
    let _permit = bulkhead.try_acquire().unwrap();
    assert_full(bulkhead.try_acquire());
    assert_eq!(bulkhead.stats().total_rejected, stats.total_rejected + 1);
}
