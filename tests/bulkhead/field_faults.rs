//! What goes wrong with bulkheads elsewhere, each fault with a test of its name that shows it does
//! not happen here. `docs/promises.md` lists them.

use crate::support::{SECOND, Task, assert_full, builder, bulkhead, fill, numbers};
use resilience::{Bulkhead, ManualClock, Registry};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

#[test]
fn a_zero_wait_takes_a_millisecond() {
    // There is no runtime here, so there is no timer that it could wait for.
    let bulkhead = Bulkhead::builder().max_concurrent(1).max_wait(Duration::ZERO).build().unwrap();
    let _permit = bulkhead.try_acquire().unwrap();
    for _ in 0..1000 {
        let mut call = Box::pin(bulkhead.call_async(|| async {}));
        let polled = call.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        assert!(matches!(polled, Poll::Ready(Err(_))));
        assert_full(bulkhead.acquire());
    }
    assert_eq!(bulkhead.stats().total_rejected, 2000);
}

#[test]
fn the_cancelled_waiters_permit_is_lost_or_waiters_overtake_each_other() {
    let bulkhead = bulkhead(2);
    let mut permits = fill(&bulkhead);
    let mut waiting: Vec<_> = (0..10).map(|_| Task::started(bulkhead.acquire_async())).collect();
    drop(permits.pop());
    // Every second one gives up, those who were called among them.
    for index in (0..10).step_by(2).rev() {
        drop(waiting.remove(index));
    }
    for task in &mut waiting {
        let Poll::Ready(permit) = task.poll() else { panic!("its turn") };
        drop(permit.unwrap());
    }
    drop(permits);
    assert_eq!(numbers(&bulkhead), (0, 2, 0));
    assert_eq!(bulkhead.stats().cancelled, 5);
}

#[test]
fn a_cancelled_or_panicking_call_keeps_its_permit_for_ever() {
    let bulkhead = bulkhead(1);
    for _ in 0..10 {
        drop(Task::started(bulkhead.call_async(std::future::pending::<()>)));
        let call = || bulkhead.call(|| resume_unwind(Box::new(())));
        assert!(catch_unwind(AssertUnwindSafe(call)).is_err());
    }
    assert_eq!(numbers(&bulkhead), (0, 1, 0));
}

#[test]
fn one_panic_under_a_lock_poisons_everything_after() {
    let bulkhead = bulkhead(1);
    for _ in 0..3 {
        let permit = bulkhead.try_acquire().unwrap();
        let mut waiting = Task::started(bulkhead.acquire_async());
        let unwinds = AssertUnwindSafe(|| {
            let _permit = permit;
            resume_unwind(Box::new(()))
        });
        assert!(catch_unwind::<_, ()>(unwinds).is_err());
        assert!(waiting.is_done());
    }
    assert_eq!(numbers(&bulkhead), (0, 1, 0));
}

#[test]
fn the_longest_duration_panics_or_never_waits() {
    let time = ManualClock::new();
    let bulkhead = builder(&time, 1).max_wait(Duration::MAX).build().unwrap();
    let permit = bulkhead.try_acquire().unwrap();
    time.advance(Duration::MAX);
    let mut task = Task::started(bulkhead.acquire_async());
    assert!(!task.is_done());
    drop(permit);
    assert!(matches!(task.poll(), Poll::Ready(Ok(_))));
}

#[test]
fn same_name_other_settings_the_second_is_silently_ignored() {
    let (names, time) = (Registry::new(), ManualClock::new());
    builder(&time, 1).max_wait(SECOND).register_in(&names).unwrap();
    let error = builder(&time, 2).max_wait(SECOND * 2).register_in(&names).unwrap_err();
    let fields: Vec<_> = error.problems().iter().map(|problem| &*problem.field).collect();
    assert_eq!(fields, ["max_concurrent", "max_wait"]);
}

#[test]
fn names_grow_without_bound() {
    let (names, time) = (Registry::new(), ManualClock::new());
    for tenant in 0..1000 {
        let name = format!("tenant {tenant}");
        builder(&time, 1).name(name.clone()).register_in(&names).unwrap();
        assert!(names.remove_bulkhead(&name));
    }
    assert!(names.bulkheads().is_empty());
}
