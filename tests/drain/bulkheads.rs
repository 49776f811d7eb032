//! Bulkheads.

use crate::support::{SECOND, Task, assert_shut_out, assert_told, draining, pool, wait_until};
use resilience::__private::{enter, enter_async};
use resilience::{ManualClock, Registry};
use std::task::Poll;
use std::thread;

#[test]
fn no_call_is_admitted_by_whatever_door() {
    let names = Registry::new();
    let bulkhead = pool(2).register_in(&names).unwrap();
    names.drain();
    assert_shut_out(bulkhead.try_acquire());
    assert_shut_out(bulkhead.try_acquire_owned());
    assert_shut_out(bulkhead.acquire());
    assert_shut_out(bulkhead.acquire_owned());
    assert_shut_out(bulkhead.call(|| unreachable!("it was turned away")));
    assert!(Task::new(bulkhead.acquire_async()).is_done());
    let stats = bulkhead.stats();
    assert_eq!((stats.total_acquired, stats.total_rejected, stats.max_in_use), (0, 6, 0));
    assert_eq!((bulkhead.available(), bulkhead.max_concurrent()), (0, 2));
}

#[test]
fn permits_that_are_out_come_back_as_ever() {
    let names = Registry::new();
    let bulkhead = pool(2).register_in(&names).unwrap();
    let permits = [bulkhead.try_acquire_owned().unwrap(), bulkhead.try_acquire_owned().unwrap()];
    names.drain();
    assert_eq!(bulkhead.in_use(), 2);
    for (permit, left) in permits.into_iter().zip([1, 0]) {
        drop(permit);
        assert_eq!((bulkhead.in_use(), bulkhead.available()), (left, 0));
        assert_shut_out(bulkhead.try_acquire());
    }
    // Nor does another size let anybody in.
    bulkhead.set_max_concurrent(5).unwrap();
    assert_shut_out(bulkhead.acquire());
    assert_eq!(bulkhead.stats().total_acquired, 2);
}

#[test]
fn whoever_waits_is_woken_and_told_at_once() {
    let (names, time) = (Registry::new(), ManualClock::new());
    let bounded = pool(1).max_wait(SECOND).clock(time.clock()).register_in(&names).unwrap();
    let endless = pool(1).name("endless").register_in(&names).unwrap();
    let _held = [bounded.try_acquire().unwrap(), endless.try_acquire().unwrap()];
    thread::scope(|scope| {
        let on_threads = [
            scope.spawn(|| bounded.acquire().map(drop)),
            scope.spawn(|| endless.acquire().map(drop)),
        ];
        let tasks =
            [Task::started(bounded.acquire_async()), Task::started(endless.acquire_async())];
        wait_until(|| bounded.waiting() == 2 && endless.waiting() == 2);
        names.drain();
        tasks.into_iter().for_each(assert_told);
        for wait in on_threads {
            assert_shut_out(wait.join().unwrap());
        }
    });
    for bulkhead in [&bounded, &endless] {
        let stats = bulkhead.stats();
        assert_eq!((stats.total_rejected, stats.cancelled, bulkhead.waiting()), (2, 0, 0));
        assert_eq!(bulkhead.in_use(), 1);
    }
    assert_eq!(time.waiting(), 0);
}

#[test]
fn so_is_one_whose_permit_has_come_and_who_has_not_fetched_it() {
    let names = Registry::new();
    let bulkhead = pool(1).register_in(&names).unwrap();
    let held = bulkhead.try_acquire().unwrap();
    let called = Task::started(bulkhead.acquire_async());
    drop(held);
    assert_eq!((called.wakes(), bulkhead.in_use()), (1, 1));
    names.drain();
    assert_eq!(bulkhead.in_use(), 0, "it is back, whether that task is polled or not");
    assert_told(called);
    assert_eq!(bulkhead.stats().total_acquired, 1);
}

#[test]
fn whoever_is_dropped_before_it_was_told_is_counted_once() {
    let names = Registry::new();
    let bulkhead = pool(1).register_in(&names).unwrap();
    let held = bulkhead.try_acquire().unwrap();
    let called = Task::started(bulkhead.acquire_async());
    let waits = Task::started(bulkhead.acquire_async());
    drop(held);
    names.drain();
    drop((called, waits));
    let stats = bulkhead.stats();
    assert_eq!((stats.cancelled, stats.total_rejected, bulkhead.in_use()), (2, 0, 0));
}

#[test]
fn whoever_cannot_be_turned_away_goes_on_in_order() {
    let names = Registry::new();
    let builder = pool(1).max_wait(SECOND).max_waiting(1).clock(ManualClock::new().clock());
    let bulkhead = builder.register_in(&names).unwrap();
    let held = bulkhead.try_acquire().unwrap();
    let ordinary = Task::started(bulkhead.acquire_async());
    let mut first = Task::started(enter_async(&bulkhead));
    names.drain();
    assert_told(ordinary);
    let mut second = Task::started(enter_async(&bulkhead));
    assert_eq!(bulkhead.waiting(), 2);
    drop(held);
    assert!(!second.is_done());
    let Poll::Ready(permit) = first.poll() else { panic!("it is its turn") };
    assert_shut_out(bulkhead.try_acquire());
    drop(permit);
    let Poll::Ready(permit) = second.poll() else { panic!("it is its turn") };
    drop(permit);
    assert_eq!((bulkhead.in_use(), bulkhead.stats().total_acquired), (0, 3));
    // Also one who need not wait.
    drop(enter(&bulkhead));
    assert!(Task::new(enter_async(&bulkhead)).is_done());
    assert_eq!(bulkhead.stats().total_acquired, 5);
}

#[test]
fn a_permit_that_was_kept_for_another_is_its() {
    let names = Registry::new();
    let bulkhead = pool(1).register_in(&names).unwrap();
    let held = bulkhead.try_acquire().unwrap();
    let called = Task::started(bulkhead.acquire_async());
    let mut certain = Task::started(enter_async(&bulkhead));
    drop(held);
    assert_eq!((called.wakes(), certain.wakes()), (1, 0));
    names.drain();
    assert_eq!(certain.wakes(), 1);
    assert!(certain.is_done());
    assert_told(called);
}

#[test]
fn one_that_is_registered_later_is_born_so() {
    let bulkhead = pool(2).register_in(&draining()).unwrap();
    assert_shut_out(bulkhead.try_acquire());
}
