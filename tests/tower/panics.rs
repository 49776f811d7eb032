//! A panic counts at every breaker that it passes, and takes nothing with it.

use crate::support::{Ask, FAIL, Kit, OK, SECOND, Strict, Task, call, unwind};
use resilience::{Bulkhead, CircuitBreaker, Outcome, Pipeline, PipelineLayer};
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use tower::Layer;

struct Guarded {
    breakers: [CircuitBreaker; 2],
    bulkhead: Bulkhead,
    layer: PipelineLayer,
}

/// Breakers in front of a permit and behind it, and a deadline for all.
fn guarded(kit: &Kit) -> Guarded {
    let (breakers, bulkhead) = ([kit.breaker(9), kit.breaker(9)], kit.bulkhead(1));
    let pipeline = Pipeline::new()
        .timeout(kit.timeout(SECOND))
        .circuit_breaker(breakers[0].clone())
        .retry(kit.retry(5))
        .bulkhead(bulkhead.clone())
        .circuit_breaker(breakers[1].clone());
    Guarded { breakers, bulkhead, layer: pipeline.layer() }
}

impl Guarded {
    /// Whatever the future does, it is counted and given back by the time that it has unwound, though
    /// the future is still there.
    fn assert_one_failure_each(&self, kit: &Kit, future: impl Future) {
        let mut task = Task::new(future);
        let payload = catch_unwind(AssertUnwindSafe(|| task.is_done())).unwrap_err();
        assert_eq!(*payload.downcast::<&str>().unwrap(), "own payload");
        for breaker in &self.breakers {
            let stats = breaker.stats();
            assert_eq!((stats.failed_calls, stats.abandoned_calls), (1, 0));
        }
        assert_eq!((self.bulkhead.in_use(), kit.time.waiting()), (0, 0));
        assert!(catch_unwind(AssertUnwindSafe(|| task.is_done())).is_err(), "it is done");
        drop(task);
        assert_eq!(self.breakers[0].stats().failed_calls, 1);
    }
}

#[test]
fn of_the_service_or_its_future() {
    for ask in [Ask::PanicInCall, Ask::PanicInPoll] {
        let kit = Kit::default();
        let guarded = guarded(&kit);
        let (strict, seen) = Strict::new();
        let layer = guarded.layer.clone().clone_request(|ask: &Ask| Some(*ask));
        let future = call(&mut layer.layer(strict), ask);
        guarded.assert_one_failure_each(&kit, future);
        assert_eq!((seen.calls.borrow().len(), seen.ready.get(), seen.answers.get()), (1, 0, 0));
    }
}

#[test]
fn of_a_judge_or_of_whoever_copies_requests() {
    let judges = |kit: &Kit, ask, judge: fn(&u16) -> bool| {
        let guarded = guarded(kit);
        let layer = guarded.layer.clone().clone_request(|ask: &Ask| Some(*ask)).failure_if(judge);
        let future = call(&mut layer.layer(Strict::new().0), ask);
        guarded.assert_one_failure_each(kit, future);
    };
    judges(&Kit::default(), OK, |_| unwind());
    let kit = Kit::default();
    let all = guarded(&kit);
    let layer = all.layer.clone().clone_request(|_: &Ask| unwind());
    let future = call(&mut layer.layer(Strict::new().0), OK);
    all.assert_one_failure_each(&kit, future);
    let kit = Kit::default();
    let all = guarded(&kit);
    let layer = all.layer.clone().clone_request(|ask: &Ask| Some(*ask));
    let layer = layer.classify(|_: &Result<u16, _>| -> Outcome { unwind() });
    let future = call(&mut layer.layer(Strict::new().0), FAIL);
    all.assert_one_failure_each(&kit, future);
}

#[test]
fn of_somebody_else_who_drops_a_future_abandons_it() {
    let kit = Kit::default();
    let guarded = guarded(&kit);
    let layer = guarded.layer.clone().clone_request(|ask: &Ask| Some(*ask));
    let mut service = layer.layer(Strict::new().0);
    let unwinds = catch_unwind(AssertUnwindSafe(|| {
        let _task = Task::started(call(&mut service, Ask::Hang));
        unwind()
    }));
    assert!(unwinds.is_err());
    for breaker in guarded.breakers {
        let stats = breaker.stats();
        assert_eq!((stats.failed_calls, stats.abandoned_calls), (0, 1));
    }
    assert_eq!(guarded.bulkhead.available(), 1);
}

#[test]
fn a_service_goes_on_after_one() {
    let kit = Kit::default();
    let guarded = guarded(&kit);
    let layer = guarded.layer.clone().clone_request(|ask: &Ask| Some(*ask));
    let mut service = layer.layer(Strict::new().0);
    let mut task = Task::new(call(&mut service, Ask::PanicInPoll));
    assert!(catch_unwind(AssertUnwindSafe(|| task.is_done())).is_err());
    assert!(Task::new(call(&mut service, OK)).is_done());
    kit.time.advance(SECOND);
    assert_eq!(guarded.breakers[1].stats().successful_calls, 1);
}
