//! loom models of the word and the line: every interleaving of a few threads. `ci/loom.sh` runs them.

use super::Bulkhead;
use super::core::Turn;
use crate::waiting::{Step, Wait};
use loom::sync::atomic::{AtomicU32, Ordering};
use loom::thread;
use std::sync::Arc;
use std::task::Waker;

fn check(model: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(3);
    builder.check(model);
}

fn bulkhead(max_concurrent: u32) -> Bulkhead {
    Bulkhead::builder().max_concurrent(max_concurrent).build().unwrap()
}

fn spawn<T: 'static>(
    bulkhead: &Bulkhead,
    act: impl FnOnce(&Bulkhead) -> T + 'static,
) -> thread::JoinHandle<T> {
    let bulkhead = bulkhead.clone();
    thread::spawn(move || act(&bulkhead))
}

/// One in line, who has to wait.
fn waiter(bulkhead: &Bulkhead) -> Turn<'_> {
    let mut turn = bulkhead.core().turn().expect("there is no permit");
    assert!(matches!(turn.step(Waker::noop()), Step::SleepUntil(_)));
    turn
}

/// Whether a permit has come, which is given back at once.
fn is_granted(turn: &mut Turn<'_>, bulkhead: &Bulkhead) -> bool {
    let granted = matches!(turn.step(Waker::noop()), Step::Done(true));
    if granted {
        bulkhead.core().leave();
    }
    granted
}

#[test]
fn at_no_instant_are_more_in_use_than_there_are() {
    check(|| {
        let bulkhead = bulkhead(1);
        let inside = Arc::new(AtomicU32::new(0));
        let call = |inside: Arc<AtomicU32>| {
            move |bulkhead: &Bulkhead| {
                let Ok(_permit) = bulkhead.try_acquire() else { return };
                assert_eq!(inside.fetch_add(1, Ordering::Relaxed), 0);
                inside.fetch_sub(1, Ordering::Relaxed);
            }
        };
        let others = [(); 2].map(|()| spawn(&bulkhead, call(Arc::clone(&inside))));
        call(inside)(&bulkhead);
        others.map(|other| other.join().unwrap());
        assert_eq!((bulkhead.in_use(), bulkhead.available()), (0, 1));
        assert_eq!(bulkhead.stats().max_in_use, 1);
    });
}

#[test]
fn a_permit_that_comes_back_while_somebody_joins_the_line_is_that_ones() {
    check(|| {
        let bulkhead = bulkhead(1);
        let permit = bulkhead.try_acquire_owned().unwrap();
        let release = thread::spawn(move || drop(permit));
        let mut granted = true;
        if let Some(mut turn) = bulkhead.core().turn() {
            granted = matches!(turn.step(Waker::noop()), Step::Done(true));
            release.join().unwrap();
            granted = granted || matches!(turn.step(Waker::noop()), Step::Done(true));
        } else {
            release.join().unwrap();
        }
        assert!(granted, "it waits for a permit that is there");
        bulkhead.core().leave();
        assert_eq!(bulkhead.available(), 1);
    });
}

#[test]
fn a_waiter_that_is_cancelled_as_its_permit_comes_passes_it_on() {
    check(|| {
        let bulkhead = bulkhead(1);
        let permit = bulkhead.try_acquire_owned().unwrap();
        let first = waiter(&bulkhead);
        let mut second = waiter(&bulkhead);
        let release = thread::spawn(move || drop(permit));
        drop(first);
        release.join().unwrap();
        assert!(is_granted(&mut second, &bulkhead));
        drop(second);
        assert_eq!((bulkhead.available(), bulkhead.waiting()), (1, 0));
        assert_eq!(bulkhead.stats().cancelled, 1);
    });
}

#[test]
fn two_waiters_are_cancelled_at_once_and_nothing_is_lost() {
    check(|| {
        let bulkhead = bulkhead(1);
        let permit = bulkhead.try_acquire_owned().unwrap();
        let give_up = |bulkhead: &Bulkhead| {
            let Some(mut turn) = bulkhead.core().turn() else {
                return bulkhead.core().leave();
            };
            if is_granted(&mut turn, bulkhead) {}
        };
        let others = [spawn(&bulkhead, give_up), spawn(&bulkhead, give_up)];
        drop(permit);
        others.map(|other| other.join().unwrap());
        assert_eq!((bulkhead.available(), bulkhead.waiting()), (1, 0));
        assert!(bulkhead.try_acquire().is_ok());
    });
}

#[test]
fn a_newcomer_does_not_overtake_one_who_waits() {
    check(|| {
        let bulkhead = bulkhead(1);
        let permit = bulkhead.try_acquire_owned().unwrap();
        let mut turn = waiter(&bulkhead);
        let newcomer = spawn(&bulkhead, |bulkhead| bulkhead.try_acquire().is_ok());
        drop(permit);
        assert!(!newcomer.join().unwrap());
        assert!(is_granted(&mut turn, &bulkhead));
    });
}

#[test]
fn nobody_is_admitted_by_a_limit_that_does_not_hold_any_more() {
    check(|| {
        let bulkhead = bulkhead(2);
        let _held = bulkhead.try_acquire().unwrap();
        let other = spawn(&bulkhead, |bulkhead| bulkhead.try_acquire_owned().ok());
        bulkhead.set_max_concurrent(1).unwrap();
        let mine = bulkhead.try_acquire();
        assert!(mine.is_err(), "two of one");
        let other = other.join().unwrap();
        assert_eq!(bulkhead.in_use(), 1 + u32::from(other.is_some()));
        bulkhead.set_max_concurrent(2).unwrap();
        assert_eq!(bulkhead.try_acquire().is_ok(), other.is_none());
    });
}
