//! Waiting until every bulkhead is empty.

use crate::support::{Task, pool, wait_until};
use resilience::__private::enter_async;
use resilience::Registry;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Wake, Waker};
use std::thread;
use std::time::Duration;

/// It may go to another thread.
fn sent<F: Future + Send>(future: F) -> F {
    future
}

const AT_ONCE: Option<Duration> = Some(Duration::ZERO);

#[test]
fn where_nothing_is_in_use_there_is_nothing_to_wait_for() {
    assert!(Registry::new().wait_until_idle(None));
    let names = Registry::new();
    let bulkhead = pool(2).register_in(&names).unwrap();
    assert!(names.wait_until_idle(None));
    drop(bulkhead.try_acquire().unwrap());
    names.drain();
    assert!(names.wait_until_idle(AT_ONCE));
    let wait = sent(names.wait_until_idle_async(AT_ONCE));
    assert!(Task::new(wait).is_done());
}

#[test]
fn it_is_over_when_the_last_permit_of_the_last_bulkhead_is_back() {
    let names = Registry::new();
    let (a, b) = (pool(2).name("a"), pool(2).name("b"));
    let (a, b) = (a.register_in(&names).unwrap(), b.register_in(&names).unwrap());
    let permits = [&a, &b, &a, &b].map(|bulkhead| bulkhead.try_acquire().unwrap());
    names.drain();
    let mut wait = Task::started(names.wait_until_idle_async(None));
    let [first, second, third, fourth] = permits;
    drop(first);
    assert!(!wait.is_done());
    drop(second);
    assert!(!names.wait_until_idle(AT_ONCE));
    drop(third);
    assert_eq!(wait.wakes(), 1, "the first of both is empty");
    assert!(!wait.is_done());
    drop(fourth);
    assert_eq!(wait.wakes(), 2);
    assert!(wait.is_done());
}

#[test]
fn a_thread_waits_for_it_and_so_do_several() {
    let names = Registry::new();
    let bulkhead = pool(1).register_in(&names).unwrap();
    let permit = bulkhead.try_acquire().unwrap();
    let hour = Some(Duration::from_secs(3600));
    thread::scope(|scope| {
        let waits = [None, None, hour].map(|timeout| {
            let names = &names;
            scope.spawn(move || names.wait_until_idle(timeout))
        });
        let task = Task::started(names.wait_until_idle_async(None));
        names.drain();
        drop(permit);
        assert!(waits.into_iter().all(|wait| wait.join().unwrap()));
        assert_eq!(task.wakes(), 1);
    });
}

#[test]
fn without_a_drain_it_waits_as_well() {
    let names = Registry::new();
    let bulkhead = pool(1).register_in(&names).unwrap();
    let permit = bulkhead.try_acquire().unwrap();
    let mut wait = Task::started(names.wait_until_idle_async(None));
    drop(permit);
    assert!(wait.is_done());
    assert!(bulkhead.try_acquire().is_ok());
}

#[test]
fn whoever_cannot_be_turned_away_and_stands_in_line_is_waited_for() {
    let names = Registry::new();
    let bulkhead = pool(1).register_in(&names).unwrap();
    let held = bulkhead.try_acquire().unwrap();
    let mut certain = Task::started(enter_async(&bulkhead));
    let gives_up = Task::started(enter_async(&bulkhead));
    names.drain();
    let mut wait = Task::started(names.wait_until_idle_async(None));
    drop(held);
    assert!(!wait.is_done());
    assert!(certain.is_done());
    assert!(!wait.is_done(), "now it is the other one's turn");
    drop(gives_up);
    assert!(wait.is_done());
}

#[test]
fn a_wait_that_is_dropped_is_forgotten() {
    let names = Registry::new();
    let bulkhead = pool(1).register_in(&names).unwrap();
    let permit = bulkhead.try_acquire().unwrap();
    let bell = Arc::new(Bell::default());
    let waker = Waker::from(Arc::clone(&bell));
    let mut wait = Box::pin(names.wait_until_idle_async(None));
    let mut other = Box::pin(names.wait_until_idle_async(None));
    for wait in [&mut wait, &mut other] {
        assert!(wait.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    }
    drop(wait);
    drop(permit);
    assert_eq!(bell.0.load(Ordering::Relaxed), 1);
    assert!(other.as_mut().poll(&mut Context::from_waker(&waker)).is_ready());
    drop((other, waker));
    assert_eq!(Arc::strong_count(&bell), 1, "no waker is left behind");
}

/// Counts.
#[derive(Default)]
struct Bell(AtomicUsize);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[test]
fn the_time_may_be_over_first() {
    let names = Registry::new();
    let bulkhead = pool(1).register_in(&names).unwrap();
    let _permit = bulkhead.try_acquire().unwrap();
    names.drain();
    assert!(!names.wait_until_idle(Some(Duration::from_millis(10))));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    assert!(!runtime.block_on(names.wait_until_idle_async(Some(Duration::from_millis(10)))));
}

#[test]
fn one_that_is_forgotten_is_not_waited_for_and_one_that_comes_is() {
    let names = Registry::new();
    let forgotten = pool(1).name("forgotten").register_in(&names).unwrap();
    let held = forgotten.try_acquire().unwrap();
    assert!(names.remove_bulkhead("forgotten"));
    names.drain();
    assert!(names.wait_until_idle(AT_ONCE));
    let late = pool(1).name("late").register_in(&names).unwrap();
    let permit = resilience::__private::enter(&late);
    assert!(!names.wait_until_idle(AT_ONCE));
    drop(permit);
    assert!(names.wait_until_idle(AT_ONCE));
    // A handle of what was forgotten before works on.
    drop(held);
    assert!(forgotten.try_acquire().is_ok());
}

#[test]
fn under_load_all_come_out_and_nobody_comes_in() {
    const THREADS: usize = 8;
    let names = Registry::new();
    let bulkhead = pool(4).register_in(&names).unwrap();
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| while bulkhead.call(thread::yield_now).is_ok() {});
        }
        wait_until(|| bulkhead.stats().total_acquired > 200);
        names.drain();
        assert!(names.wait_until_idle(Some(Duration::from_secs(60))));
        let stats = bulkhead.stats();
        assert_eq!(bulkhead.in_use(), 0);
        wait_until(|| bulkhead.stats().total_rejected == THREADS as u64);
        assert_eq!(bulkhead.stats().total_acquired, stats.total_acquired);
    });
    assert_eq!((bulkhead.waiting(), bulkhead.stats().cancelled), (0, 0));
}
