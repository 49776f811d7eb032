//! A future that is dropped gives everything back, wherever it is.

use crate::support::{Answer, Ask, Kit, SECOND, Strict, Task, call};
use resilience::{Bulkhead, CircuitBreaker, CircuitState, Pipeline, RateLimiter};
use std::rc::Rc;
use tower::{Layer, Service};

struct Guarded {
    breaker: CircuitBreaker,
    limiter: RateLimiter,
    bulkhead: Bulkhead,
    pipeline: Pipeline,
    seen: Rc<crate::support::Seen>,
    strict: Strict,
}

fn guarded(kit: &Kit) -> Guarded {
    let (breaker, limiter, bulkhead) = (kit.breaker(1), kit.limiter(), kit.bulkhead(1));
    let pipeline = Pipeline::new()
        .timeout(kit.timeout(SECOND * 60))
        .circuit_breaker(breaker.clone())
        .retry(kit.retry(3))
        .bulkhead(bulkhead.clone())
        .rate_limiter(limiter.clone());
    let (strict, seen) = Strict::new();
    Guarded { breaker, limiter, bulkhead, pipeline, seen, strict }
}

impl Guarded {
    fn start(&self, ask: Ask) -> Task<'static, ()> {
        let layer = self.pipeline.layer().clone_request(|ask: &Ask| Some(*ask));
        let future = call(&mut layer.layer(self.strict.clone()), ask);
        Task::started(async { drop(future.await) })
    }

    fn assert_all_is_back(&self, kit: &Kit) {
        let stats = self.breaker.stats();
        assert_eq!((stats.abandoned_calls, stats.failed_calls, stats.total_calls), (1, 0, 0));
        assert_eq!((self.bulkhead.in_use(), self.bulkhead.waiting()), (0, 0));
        assert_eq!((self.seen.ready.get(), self.seen.answers.get()), (0, 0));
        assert_eq!(kit.time.waiting(), 0);
    }
}

#[test]
fn while_it_is_answered() {
    let kit = Kit::default();
    let guarded = guarded(&kit);
    *guarded.seen.looks_at.borrow_mut() = Some(guarded.bulkhead.clone());
    drop(guarded.start(Ask::Hang));
    assert_eq!(guarded.seen.in_use_at_drop.get(), Some(1), "the answer is dropped first");
    guarded.assert_all_is_back(&kit);
    assert_eq!(guarded.limiter.stats().total_acquired, 1, "tokens are spent");
}

#[test]
fn while_it_waits_for_a_permit_or_that_is_on_its_way() {
    for comes in [false, true] {
        let kit = Kit::default();
        let guarded = guarded(&kit);
        let permit = guarded.bulkhead.try_acquire().unwrap();
        let task = guarded.start(Ask::Hang);
        assert_eq!((guarded.bulkhead.waiting(), guarded.seen.ready.get()), (1, 1));
        if comes {
            drop(permit);
            assert_eq!(guarded.bulkhead.in_use(), 1);
            drop(task);
        } else {
            drop(task);
            drop(permit);
        }
        guarded.assert_all_is_back(&kit);
        assert_eq!((guarded.bulkhead.stats().cancelled, guarded.seen.calls.borrow().len()), (1, 0));
    }
}

#[test]
fn while_it_waits_for_a_token() {
    let kit = Kit::default();
    let guarded = guarded(&kit);
    guarded.limiter.try_acquire().unwrap();
    let task = guarded.start(Ask::Hang);
    assert_eq!(guarded.bulkhead.in_use(), 1);
    drop(task);
    guarded.assert_all_is_back(&kit);
    assert_eq!((guarded.limiter.stats().cancelled, guarded.seen.calls.borrow().len()), (1, 0));
}

#[test]
fn while_it_waits_for_another_attempt() {
    let kit = Kit::default();
    let guarded = guarded(&kit);
    let task = guarded.start(crate::support::FAIL);
    assert_eq!((guarded.seen.calls.borrow().len(), guarded.bulkhead.in_use()), (1, 0));
    drop(task);
    guarded.assert_all_is_back(&kit);
    assert_eq!(guarded.seen.calls.borrow().len(), 1);
}

#[test]
fn while_another_attempt_waits_for_the_service() {
    let kit = Kit::default();
    let guarded = guarded(&kit);
    let mut task = guarded.start(crate::support::FAIL);
    guarded.seen.is_busy.set(true);
    kit.time.advance(SECOND * 10);
    assert!(!task.is_done()); // it has waited for its turn …
    assert!(!task.is_done());
    assert_eq!((guarded.bulkhead.in_use(), guarded.seen.polls.get()), (1, 3));
    drop(task); // … and waits for the service
    guarded.assert_all_is_back(&kit);
}

#[test]
fn before_it_is_polled_nothing_but_the_readiness_is_to_be_given_back() {
    let kit = Kit::default();
    let guarded = guarded(&kit);
    let mut service = guarded.pipeline.layer().layer(guarded.strict.clone());
    drop(call(&mut service, Ask::Hang));
    assert_eq!((guarded.seen.ready.get(), guarded.breaker.stats().abandoned_calls), (0, 0));
    assert_eq!(guarded.limiter.stats().total_acquired, 0);
}

#[test]
fn a_probe_leaves_its_slot() {
    let kit = Kit::default();
    let breaker = kit.breaker(1);
    let mut service =
        Pipeline::new().circuit_breaker(breaker.clone()).layer().layer(Strict::new().0);
    breaker.record_failure();
    kit.time.advance(SECOND * 60);
    for _ in 0..10 {
        drop(Task::started(call(&mut service, Ask::Hang)));
    }
    assert!(Task::new(call(&mut service, crate::support::OK)).is_done());
    assert_eq!(breaker.state(), CircuitState::Closed);
}

#[test]
fn a_response_that_takes_too_long_is_dropped_before_its_permit_is_given_back() {
    let kit = Kit::default();
    let bulkhead = kit.bulkhead(1);
    let (strict, seen) = Strict::new();
    *seen.looks_at.borrow_mut() = Some(bulkhead.clone());
    let pipeline = Pipeline::new().timeout(kit.timeout(SECOND)).bulkhead(bulkhead.clone());
    let mut service = pipeline.layer().layer(strict);
    let mut task = Task::started(call(&mut service, Ask::Hang));
    kit.time.advance(SECOND);
    assert!(task.is_done());
    assert_eq!((seen.in_use_at_drop.get(), bulkhead.in_use(), seen.answers.get()), (Some(1), 0, 0));
    // The future is still there.
    drop(task);
}

/// The future has a name: it is stored without a box.
struct Stored<S: Service<Ask, Future = Answer>>(resilience::PipelineFuture<S, Ask>);

#[test]
fn a_stored_future_can_be_dropped_too() {
    let kit = Kit::default();
    let guarded = guarded(&kit);
    let pipeline = Pipeline::new().bulkhead(guarded.bulkhead.clone());
    let mut service = pipeline.layer().layer(guarded.strict.clone());
    let Stored(future) = Stored(call(&mut service, Ask::Hang));
    let task = Task::started(future);
    assert_eq!(guarded.bulkhead.in_use(), 1);
    drop(task);
    assert_eq!(guarded.bulkhead.in_use(), 0);
}
