//! A panic counts at every breaker that it passes, and takes nothing with it.

use crate::support::{Down, Kit, SECOND, Task};
use resilience::{Bulkhead, CircuitBreaker, Outcome, Pipeline};
use std::future::{Ready, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::task::Poll;

struct Guarded {
    breakers: [CircuitBreaker; 2],
    bulkhead: Bulkhead,
    pipeline: Pipeline,
}

/// Breakers in front of a retry and behind it, and a permit to lose.
fn guarded(kit: &Kit) -> Guarded {
    let (breakers, bulkhead) = ([kit.breaker(9), kit.breaker(9)], kit.bulkhead());
    let pipeline = Pipeline::new()
        .circuit_breaker(breakers[0].clone())
        .retry(kit.retry(5))
        .bulkhead(bulkhead.clone())
        .circuit_breaker(breakers[1].clone());
    Guarded { breakers, bulkhead, pipeline }
}

/// Unwinds with this payload, without the noise of the panic hook.
fn unwind<T>(kit: &Kit) -> T {
    kit.runs.set(kit.runs.get() + 1);
    resume_unwind(Box::new("own payload"))
}

fn assert_unwinds(code: impl FnOnce()) {
    let payload = catch_unwind(AssertUnwindSafe(code)).unwrap_err();
    assert_eq!(*payload.downcast::<&str>().unwrap(), "own payload");
}

fn assert_one_failure_each(kit: &Kit, act: impl FnOnce(&Pipeline)) {
    let Guarded { breakers, bulkhead, pipeline } = guarded(kit);
    assert_unwinds(|| act(&pipeline));
    for breaker in breakers {
        let stats = breaker.stats();
        assert_eq!((stats.failed_calls, stats.abandoned_calls, stats.ignored_calls), (1, 0, 0));
    }
    assert_eq!((bulkhead.in_use(), bulkhead.available(), kit.time.waiting()), (0, 1, 0));
    assert_eq!(kit.runs.take(), 1, "there is no other attempt");
}

fn poll_once<F: Future>(future: F) {
    let _ = Task::new(future).poll();
}

#[test]
fn of_the_call_or_its_judge_on_a_thread() {
    let kit = Kit::default();
    assert_one_failure_each(&kit, |it| drop(it.call(|| unwind::<Result<(), Down>>(&kit))));
    assert_one_failure_each(&kit, |it| drop(it.call_if(|()| unwind(&kit), || Err::<(), _>(()))));
    assert_one_failure_each(&kit, |it| drop(it.call_with(|| (), |()| unwind(&kit))));
}

#[test]
fn of_the_future_its_making_or_its_judge_in_a_task() {
    let kit = Kit::default();
    assert_one_failure_each(&kit, |it| {
        poll_once(it.call_async(|| async { unwind::<Result<(), Down>>(&kit) }));
    });
    assert_one_failure_each(&kit, |it| {
        poll_once(it.call_async(|| unwind::<Ready<Result<(), Down>>>(&kit)));
    });
    assert_one_failure_each(&kit, |it| {
        poll_once(it.call_async_if(|()| unwind(&kit), || async { Err::<(), _>(()) }));
    });
    assert_one_failure_each(&kit, |it| {
        poll_once(it.call_async_with(|| async {}, |()| unwind::<Outcome>(&kit)));
    });
}

/// Unwinds when it is dropped.
struct Unwinds<'a>(&'a Kit);

impl Drop for Unwinds<'_> {
    fn drop(&mut self) {
        unwind::<()>(self.0);
    }
}

#[test]
fn of_the_drop_of_a_future_that_is_done_or_ended_in_time() {
    let kit = Kit::default();
    for polled in [Poll::Ready(()), Poll::Pending] {
        assert_one_failure_each(&kit, |it| {
            let it = it.clone().timeout(kit.timeout(SECOND));
            let op = || {
                let unwinds = Unwinds(&kit);
                poll_fn(move |_| {
                    let _its_own = &unwinds;
                    polled
                })
            };
            let mut call = Task::new(it.call_async_with(op, |()| Outcome::Success));
            assert!(call.poll().is_pending());
            kit.time.advance(SECOND);
            drop(call.poll());
        });
    }
}

#[test]
fn in_a_later_attempt() {
    let kit = Kit::default();
    let Guarded { breakers, bulkhead, pipeline } = guarded(&kit);
    let mut call = Task::started(pipeline.call_async(|| async {
        match kit.runs.get() {
            0 => kit.fails(),
            _ => unwind(&kit),
        }
    }));
    kit.time.advance(SECOND);
    assert_unwinds(|| drop(call.poll()));
    drop(call);
    assert_eq!(breakers.map(|breaker| breaker.stats().failed_calls), [1, 2]);
    assert_eq!((bulkhead.in_use(), kit.time.waiting()), (0, 0));
}

#[test]
fn of_somebody_else_who_drops_a_suspended_call_abandons_it() {
    let kit = Kit::default();
    let Guarded { breakers, bulkhead, pipeline } = guarded(&kit);
    assert_unwinds(|| {
        let _call = Task::started(pipeline.call_async(|| kit.hangs()));
        resume_unwind(Box::new("own payload"))
    });
    for breaker in breakers {
        let stats = breaker.stats();
        assert_eq!((stats.failed_calls, stats.abandoned_calls), (0, 1));
    }
    assert_eq!(bulkhead.available(), 1);
}
