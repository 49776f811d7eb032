//! First come, first served, on threads and in tasks.

use crate::support::{Task, assert_full, builder, bulkhead, fill, numbers, wait_until};
use resilience::{Bulkhead, ManualClock};
use std::sync::Mutex;
use std::task::Poll;
use std::time::Duration;

#[test]
fn a_task_waits_until_a_permit_comes_back() {
    let bulkhead = bulkhead(1);
    let permit = bulkhead.try_acquire().unwrap();
    let mut task = Task::started(bulkhead.acquire_async());
    assert_eq!((task.wakes(), bulkhead.waiting()), (0, 1));
    drop(permit);
    assert_eq!((task.wakes(), bulkhead.waiting()), (1, 0));
    let Poll::Ready(Ok(permit)) = task.poll() else { panic!("it was called") };
    assert_eq!(numbers(&bulkhead), (1, 0, 0));
    drop(permit);
    assert_eq!(numbers(&bulkhead), (0, 1, 0));
}

#[test]
fn a_thread_waits_until_a_permit_comes_back() {
    let bulkhead = bulkhead(1);
    let permit = bulkhead.try_acquire().unwrap();
    std::thread::scope(|scope| {
        let thread = scope.spawn(|| bulkhead.call(|| bulkhead.in_use()));
        wait_until(|| bulkhead.waiting() == 1);
        assert!(!thread.is_finished());
        drop(permit);
        assert_eq!(thread.join().unwrap().unwrap(), 1);
    });
    assert_eq!(numbers(&bulkhead), (0, 1, 0));
}

#[test]
fn threads_and_tasks_stand_in_one_line() {
    let bulkhead = bulkhead(1);
    let permit = bulkhead.try_acquire().unwrap();
    let order = Mutex::new(Vec::new());
    let note = |who| order.lock().unwrap().push(who);
    std::thread::scope(|scope| {
        let mut first = Task::started(bulkhead.call_async(|| async { note("first task") }));
        scope.spawn(|| bulkhead.call(|| note("thread")).unwrap());
        wait_until(|| bulkhead.waiting() == 2);
        let mut last = Task::started(bulkhead.call_async(|| async { note("last task") }));
        drop(permit);
        assert!(!last.is_done());
        assert!(first.is_done());
        wait_until(|| last.wakes() == 1);
        assert!(last.is_done());
    });
    assert_eq!(*order.lock().unwrap(), ["first task", "thread", "last task"]);
}

#[test]
fn many_who_wait_are_served_in_the_order_they_came() {
    let bulkhead = bulkhead(2);
    let mut permits = fill(&bulkhead);
    let mut tasks: Vec<_> = (0..20).map(|_| Task::started(bulkhead.acquire_async())).collect();
    for turn in 0..20 {
        drop(permits.remove(0));
        let called: Vec<_> = tasks.iter().map(Task::wakes).collect();
        assert_eq!(called.iter().sum::<usize>(), turn + 1);
        assert!(called[..=turn].iter().all(|wakes| *wakes == 1));
        let Poll::Ready(Ok(permit)) = tasks[turn].poll() else { panic!("its turn: {turn}") };
        permits.push(permit);
    }
}

#[test]
fn nobody_overtakes_those_who_wait() {
    let bulkhead = bulkhead(1);
    let permit = bulkhead.try_acquire().unwrap();
    let mut task = Task::started(bulkhead.acquire_async());
    drop(permit);
    // It has not fetched it yet, and nobody else may have it.
    assert_eq!(numbers(&bulkhead), (1, 0, 0));
    assert_full(bulkhead.try_acquire());
    assert_full(bulkhead.try_acquire_owned());
    let mut newcomer = Task::started(bulkhead.acquire_async());
    assert!(!newcomer.is_done());
    assert!(task.is_done());
    assert!(newcomer.is_done());
}

#[test]
fn whoever_is_polled_for_nothing_keeps_its_place() {
    let bulkhead = bulkhead(1);
    let permit = bulkhead.try_acquire().unwrap();
    let mut first = Task::started(bulkhead.acquire_async());
    let mut second = Task::started(bulkhead.acquire_async());
    for _ in 0..3 {
        assert!(!first.is_done());
    }
    drop(permit);
    assert!(!second.is_done());
    assert!(first.is_done());
}

#[test]
fn the_last_waker_is_the_one_that_is_woken() {
    let bulkhead = bulkhead(1);
    let permit = bulkhead.try_acquire().unwrap();
    let mut inner = Box::pin(bulkhead.acquire_async());
    // A task hands its future on to another one, as `select!` in a loop does.
    let before = Task::started(std::future::poll_fn(|cx| inner.as_mut().poll(cx)));
    let counted = before.wakes();
    drop(before);
    let mut after = Task::started(inner);
    drop(permit);
    assert_eq!((counted, after.wakes()), (0, 1));
    assert!(after.is_done());
}

#[test]
fn without_a_bound_it_waits_as_long_as_it_takes() {
    let time = ManualClock::new();
    let bulkhead = builder(&time, 1).build().unwrap();
    let permit = bulkhead.try_acquire().unwrap();
    let mut task = Task::started(bulkhead.acquire_async());
    assert_eq!(time.waiting(), 0, "there is nothing to wait for but the permit");
    for length in [Duration::from_secs(100 * 31_557_600), Duration::MAX] {
        time.advance(length);
        assert_eq!(task.wakes(), 0);
        assert!(!task.is_done());
    }
    drop(permit);
    assert!(matches!(task.poll(), Poll::Ready(Ok(_))));
}

#[test]
fn without_a_bound_it_needs_no_runtime() {
    let bulkhead = Bulkhead::builder().max_concurrent(1).build().unwrap();
    let permit = bulkhead.try_acquire().unwrap();
    let mut task = Task::started(bulkhead.acquire_async());
    drop(permit);
    assert!(task.is_done());
}

#[test]
fn waiting_futures_can_be_sent_and_nothing_happens_before_the_first_poll() {
    fn send<T: Send>(value: T) -> T {
        value
    }
    let bulkhead = bulkhead(1);
    let future = send(bulkhead.acquire_async());
    drop(send(bulkhead.acquire_async_owned()));
    drop(send(bulkhead.call_async(|| async {})));
    assert_eq!(numbers(&bulkhead), (0, 1, 0));
    drop(future);
    assert_eq!(bulkhead.stats(), resilience::BulkheadStats::default());
}
