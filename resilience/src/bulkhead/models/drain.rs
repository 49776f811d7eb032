//! Shut, and empty in the end.

use super::{Bell, bulkhead, check, is_granted, spawn, waiter};
use crate::bulkhead::Bulkhead;
use crate::bulkhead::turn::{Refusal, Turn};
use crate::error::Rejected;
use crate::sync::Mutex;
use crate::waiting::{Step, Wait, Wakers, wake};
use loom::cell::UnsafeCell;
use loom::sync::Notify;
use loom::thread;
use std::sync::Arc;
use std::task::Waker;

fn shut(bulkhead: &Bulkhead) {
    let mut wakers = Wakers::new();
    bulkhead.shut(&mut wakers);
    wake(wakers);
}

/// One in line who cannot be turned away.
fn certain_waiter(bulkhead: &Bulkhead) -> Turn<'_> {
    let mut turn = bulkhead.core().turn().expect("there is no permit").endless();
    assert!(matches!(turn.step(Waker::noop()), Step::SleepUntil(_)));
    turn
}

/// Sleeps until no permit is in use: loom finds it if nobody wakes it.
fn until_idle(bulkhead: &Bulkhead) {
    let bell = Arc::new(Bell(Notify::new()));
    let waker = Waker::from(Arc::clone(&bell));
    while let Some(_watch) = bulkhead.watch(&waker) {
        bell.0.wait();
    }
}

#[test]
fn whoever_comes_when_it_has_been_shut_is_turned_away() {
    check(|| {
        let bulkhead = bulkhead(2);
        let returned = Arc::new(Mutex::new(false));
        let other = {
            let (bulkhead, returned) = (bulkhead.clone(), Arc::clone(&returned));
            thread::spawn(move || {
                shut(&bulkhead);
                *returned.lock() = true;
            })
        };
        let too_late = *returned.lock();
        let permit = bulkhead.try_acquire();
        assert!(!(too_late && permit.is_ok()));
        other.join().unwrap();
        assert_eq!(bulkhead.in_use(), u32::from(permit.is_ok()));
        assert!(matches!(bulkhead.try_acquire(), Err(Rejected::ShuttingDown(_))));
    });
}

#[test]
fn one_whose_permit_comes_as_it_is_shut_has_it_or_is_turned_away_and_it_is_not_lost() {
    check(|| {
        let bulkhead = bulkhead(1);
        let permit = bulkhead.try_acquire_owned().unwrap();
        let mut turn = waiter(&bulkhead);
        let others = [thread::spawn(move || drop(permit)), spawn(&bulkhead, shut)];
        let mut answer = turn.step(Waker::noop());
        for other in others {
            other.join().unwrap();
        }
        if let Step::SleepUntil(_) = answer {
            answer = turn.step(Waker::noop());
        }
        match answer {
            Step::Done(Ok(())) => bulkhead.core().leave(),
            Step::Done(Err(Refusal::ShuttingDown)) => {}
            other => panic!("{other:?}"),
        }
        assert_eq!((bulkhead.in_use(), bulkhead.waiting()), (0, 0));
    });
}

#[test]
fn one_who_joins_the_line_as_it_is_shut_does_not_wait_in_vain() {
    check(|| {
        let bulkhead = bulkhead(1);
        let _held = bulkhead.try_acquire().unwrap();
        let other = spawn(&bulkhead, shut);
        let mut turn = bulkhead.core().turn().expect("there is no permit");
        let mut answer = turn.step(Waker::noop());
        other.join().unwrap();
        if let Step::SleepUntil(_) = answer {
            answer = turn.step(Waker::noop());
        }
        assert!(matches!(answer, Step::Done(Err(Refusal::ShuttingDown))));
        assert_eq!((bulkhead.in_use(), bulkhead.waiting()), (1, 0));
    });
}

#[test]
fn a_permit_that_nobody_may_have_any_more_goes_to_the_one_who_cannot_be_turned_away() {
    check(|| {
        let bulkhead = bulkhead(1);
        let permit = bulkhead.try_acquire_owned().unwrap();
        let mut first = waiter(&bulkhead);
        let mut second = certain_waiter(&bulkhead);
        // It is called, or is not.
        let release = thread::spawn(move || drop(permit));
        shut(&bulkhead);
        release.join().unwrap();
        assert!(is_granted(&mut second, &bulkhead));
        assert!(matches!(first.step(Waker::noop()), Step::Done(Err(Refusal::ShuttingDown))));
        drop(first);
        assert_eq!((bulkhead.in_use(), bulkhead.waiting()), (0, 0));
        assert_eq!(bulkhead.stats().cancelled, 0);
    });
}

#[test]
fn whoever_waits_for_the_last_permit_is_woken_and_has_all_that_was_done_behind_it() {
    check(|| {
        let bulkhead = bulkhead(2);
        let done = Arc::new([UnsafeCell::new(()), UnsafeCell::new(())]);
        let calls = [0, 1].map(|index| {
            let permit = bulkhead.try_acquire_owned().unwrap();
            let done = Arc::clone(&done);
            thread::spawn(move || {
                done[index].with_mut(|_| ());
                drop(permit);
            })
        });
        until_idle(&bulkhead);
        done.iter().for_each(|done| done.with_mut(|_| ()));
        assert_eq!(bulkhead.in_use(), 0);
        for call in calls {
            call.join().unwrap();
        }
    });
}

#[test]
fn it_is_not_empty_while_somebody_is_in_line() {
    check(|| {
        let bulkhead = bulkhead(1);
        let permit = bulkhead.try_acquire_owned().unwrap();
        let mut turn = certain_waiter(&bulkhead);
        shut(&bulkhead);
        let release = thread::spawn(move || drop(permit));
        assert!(bulkhead.watch(Waker::noop()).is_some());
        release.join().unwrap();
        assert!(bulkhead.watch(Waker::noop()).is_some());
        assert!(is_granted(&mut turn, &bulkhead));
        assert!(bulkhead.watch(Waker::noop()).is_none());
    });
}

#[test]
fn whoever_gives_up_at_the_end_of_the_line_leaves_it_empty() {
    check(|| {
        let bulkhead = bulkhead(1);
        let permit = bulkhead.try_acquire_owned().unwrap();
        let cancelled = {
            let bulkhead = bulkhead.clone();
            thread::spawn(move || {
                let Some(turn) = bulkhead.core().turn() else { return bulkhead.core().leave() };
                let mut turn = turn.endless();
                if is_granted(&mut turn, &bulkhead) {}
            })
        };
        let release = thread::spawn(move || drop(permit));
        until_idle(&bulkhead);
        release.join().unwrap();
        cancelled.join().unwrap();
        assert_eq!((bulkhead.in_use(), bulkhead.waiting()), (0, 0));
    });
}

#[test]
fn two_wait_for_the_last_permit_and_one_gives_up() {
    check(|| {
        let bulkhead = bulkhead(1);
        let permit = bulkhead.try_acquire_owned().unwrap();
        let watch = bulkhead.watch(Waker::noop());
        let release = thread::spawn(move || drop(permit));
        let forget = thread::spawn(move || drop(watch));
        until_idle(&bulkhead);
        release.join().unwrap();
        forget.join().unwrap();
    });
}
