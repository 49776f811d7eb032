//! loom models of the word and the line: every interleaving of a few threads. `ci/loom.sh` runs them.

mod drain;

use super::turn::Turn;
use super::{Bulkhead, BulkheadBuilder};
use crate::clock::ManualClock;
use crate::waiting::{Step, Wait};
use loom::cell::UnsafeCell;
use loom::sync::Notify;
use loom::thread;
use std::sync::Arc;
use std::task::{Wake, Waker};
use std::time::Duration;

fn check(model: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(3);
    builder.check(model);
}

fn bulkhead(max_concurrent: u32) -> Bulkhead {
    builder(max_concurrent).build().unwrap()
}

fn builder(max_concurrent: u32) -> BulkheadBuilder {
    Bulkhead::builder().max_concurrent(max_concurrent)
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
    let granted = matches!(turn.step(Waker::noop()), Step::Done(Ok(())));
    if granted {
        bulkhead.core().leave();
    }
    granted
}

#[test]
fn at_no_instant_are_more_in_use_than_there_are() {
    check(|| {
        let bulkhead = bulkhead(1);
        // Whoever is inside has it alone, and sees all that was done by those before.
        let alone = Arc::new(UnsafeCell::new(()));
        let call = |alone: Arc<UnsafeCell<()>>| {
            move |bulkhead: &Bulkhead| {
                let Ok(_permit) = bulkhead.try_acquire() else { return };
                alone.with_mut(|_| ());
            }
        };
        let others = [(); 2].map(|()| spawn(&bulkhead, call(Arc::clone(&alone))));
        call(alone)(&bulkhead);
        for other in others {
            other.join().unwrap();
        }
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
            granted = matches!(turn.step(Waker::noop()), Step::Done(Ok(())));
            release.join().unwrap();
            granted = granted || matches!(turn.step(Waker::noop()), Step::Done(Ok(())));
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
        for other in others {
            other.join().unwrap();
        }
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

#[test]
fn the_one_in_line_has_what_was_done_before_it_behind_it() {
    check(|| {
        let bulkhead = bulkhead(1);
        let alone = Arc::new(UnsafeCell::new(()));
        let permit = bulkhead.try_acquire_owned().unwrap();
        let mut turn = waiter(&bulkhead);
        let release = {
            let alone = Arc::clone(&alone);
            thread::spawn(move || {
                alone.with_mut(|_| ());
                drop(permit);
            })
        };
        if is_granted(&mut turn, &bulkhead) {
            alone.with_mut(|_| ());
        }
        release.join().unwrap();
    });
}

#[test]
fn one_whose_time_is_up_as_its_permit_comes_has_it_or_leaves_it() {
    check(|| {
        let time = ManualClock::new();
        let nano = Duration::from_nanos(1);
        let bulkhead = builder(1).max_wait(nano).clock(time.clock()).build().unwrap();
        let permit = bulkhead.try_acquire_owned().unwrap();
        let mut turn = waiter(&bulkhead);
        time.advance(nano);
        let release = thread::spawn(move || drop(permit));
        let Step::Done(granted) = turn.step(Waker::noop()) else { panic!("its time is up") };
        let granted = granted.is_ok();
        release.join().unwrap();
        assert_eq!(bulkhead.in_use(), u32::from(granted));
        drop(turn);
        if granted {
            bulkhead.core().leave();
        }
        assert_eq!((bulkhead.available(), bulkhead.waiting()), (1, 0));
        assert_eq!(bulkhead.stats().cancelled, 0);
    });
}

#[test]
fn one_who_joins_the_line_as_it_grows_is_admitted() {
    check(|| {
        let bulkhead = bulkhead(1);
        let _held = bulkhead.try_acquire().unwrap();
        let grow = spawn(&bulkhead, |bulkhead| bulkhead.set_max_concurrent(2).unwrap());
        let mut granted = true;
        if let Some(mut turn) = bulkhead.core().turn() {
            granted = matches!(turn.step(Waker::noop()), Step::Done(Ok(())));
            grow.join().unwrap();
            granted = granted || matches!(turn.step(Waker::noop()), Step::Done(Ok(())));
        } else {
            grow.join().unwrap();
        }
        assert!(granted, "it waits for a permit that is there");
        assert_eq!((bulkhead.in_use(), bulkhead.max_concurrent()), (2, 2));
    });
}

#[test]
fn a_permit_that_comes_back_as_there_become_fewer_is_passed_on_or_not_but_never_lost() {
    check(|| {
        let bulkhead = bulkhead(2);
        let first = bulkhead.try_acquire_owned().unwrap();
        let second = bulkhead.try_acquire_owned().unwrap();
        let mut turn = waiter(&bulkhead);
        let release = thread::spawn(move || drop(first));
        bulkhead.set_max_concurrent(1).unwrap();
        release.join().unwrap();
        // Called before there were fewer, or asleep until the other one comes back as well.
        assert_eq!(bulkhead.in_use() as usize + bulkhead.waiting(), 2);
        drop(second);
        assert!(is_granted(&mut turn, &bulkhead));
        drop(turn);
        assert_eq!((bulkhead.in_use(), bulkhead.available()), (0, 1));
    });
}

/// loom's threads sleep on it, and it finds those whom nobody wakes.
struct Bell(Notify);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.0.notify();
    }
}

#[test]
fn whoever_changes_the_waker_as_its_permit_comes_is_woken_by_the_last_one() {
    check(|| {
        let bulkhead = bulkhead(1);
        let permit = bulkhead.try_acquire_owned().unwrap();
        let mut turn = waiter(&bulkhead);
        let release = thread::spawn(move || drop(permit));
        let bell = Arc::new(Bell(Notify::new()));
        let waker = Waker::from(Arc::clone(&bell));
        // loom wakes it for nothing, too; and says so if it sleeps for ever.
        while !matches!(turn.step(&waker), Step::Done(Ok(()))) {
            bell.0.wait();
        }
        release.join().unwrap();
        assert_eq!(bulkhead.in_use(), 1);
    });
}
