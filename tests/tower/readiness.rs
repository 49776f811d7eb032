//! Readiness is the inner service's and nobody else's; a call uses the one that is ready.

use crate::support::{Ask, Kit, OK, SECOND, Strict, Task, call, is_ready, now, rejected};
use resilience::{Error, Pipeline, Rejected};
use tower::{Layer, Service};

#[test]
fn it_is_ready_when_the_inner_service_is() {
    let (strict, seen) = Strict::new();
    let mut service = Pipeline::new().layer().layer(strict);
    seen.is_busy.set(true);
    assert!(!is_ready(&mut service));
    seen.is_busy.set(false);
    assert!(is_ready(&mut service));
    seen.is_broken.set(true);
    let mut broken = service.clone();
    let mut task = Task::new(std::future::poll_fn(|cx| broken.poll_ready(cx)));
    assert!(matches!(task.poll(), std::task::Poll::Ready(Err(Error::Inner(_)))));
}

#[test]
fn it_is_ready_whatever_its_policies_are_at() {
    let kit = Kit::default();
    let (breaker, limiter, bulkhead) = (kit.breaker(1), kit.limiter(), kit.bulkhead(1));
    breaker.force_open();
    limiter.try_acquire().unwrap();
    let _permit = bulkhead.try_acquire().unwrap();
    let pipelines = [
        Pipeline::new().circuit_breaker(breaker),
        Pipeline::new().rate_limiter(limiter.clone()),
        Pipeline::new().bulkhead(bulkhead.clone()),
        Pipeline::new().timeout(kit.timeout(SECOND)),
    ];
    for pipeline in pipelines {
        let (strict, _) = Strict::new();
        assert!(is_ready(&mut pipeline.layer().layer(strict)), "{pipeline}");
    }
    assert_eq!((limiter.stats().total_acquired, limiter.stats().total_rejected), (1, 0));
    assert_eq!((bulkhead.waiting(), kit.time.waiting()), (0, 0), "nobody waits, nothing is taken");
}

#[test]
fn an_open_breaker_rejects_in_the_call() {
    let kit = Kit::default();
    let breaker = kit.breaker(1);
    breaker.force_open();
    let (strict, seen) = Strict::new();
    let mut service = Pipeline::new().circuit_breaker(breaker).layer().layer(strict);
    assert!(matches!(rejected(now(call(&mut service, OK))), Rejected::CircuitOpen(_)));
    assert!(matches!(rejected(now(call(&mut service, OK))), Rejected::CircuitOpen(_)));
    assert_eq!((seen.polls.get(), seen.calls.borrow().len()), (2, 0));
}

#[test]
fn a_call_asks_once_and_uses_the_instance_that_was_ready() {
    let (strict, seen) = Strict::new(); // it panics if it is another
    let mut service = Pipeline::new().layer().layer(strict);
    for calls in 1..4 {
        assert!(matches!(now(call(&mut service, OK)), Ok(200)));
        assert_eq!((seen.polls.get(), seen.ready.get()), (calls, 0));
    }
    assert_eq!(seen.calls.borrow().len(), 3);
}

#[test]
fn a_rejection_gives_the_readiness_back_before_the_future_is_dropped() {
    let kit = Kit::default();
    let breaker = kit.breaker(1);
    breaker.force_open();
    let (strict, seen) = Strict::new();
    let mut service = Pipeline::new().circuit_breaker(breaker).layer().layer(strict);
    let mut task = Task::new(call(&mut service, OK));
    assert_eq!(seen.ready.get(), 1);
    assert!(task.is_done());
    assert_eq!(seen.ready.get(), 0, "while the future is still there");
}

#[test]
fn nothing_happens_before_the_first_poll() {
    let kit = Kit::default();
    let (breaker, limiter, bulkhead) = (kit.breaker(1), kit.limiter(), kit.bulkhead(1));
    let (strict, seen) = Strict::new();
    let pipeline = Pipeline::new()
        .timeout(kit.timeout(SECOND))
        .circuit_breaker(breaker.clone())
        .rate_limiter(limiter.clone())
        .bulkhead(bulkhead.clone());
    let mut service = pipeline.layer().layer(strict);
    let future = call(&mut service, OK);
    assert_eq!((limiter.stats().total_acquired, bulkhead.in_use()), (0, 0));
    assert_eq!((seen.ready.get(), seen.calls.borrow().len()), (1, 0));
    kit.time.advance(SECOND * 5); // the timeout's time has not begun
    assert!(matches!(now(future), Ok(200)));
    assert_eq!((limiter.stats().total_acquired, breaker.stats().successful_calls), (1, 1));
}

#[test]
fn the_service_is_dropped_when_it_is_called_for_the_last_time() {
    let (strict, seen) = Strict::new();
    let mut service = Pipeline::new().layer().layer(strict);
    let handles = || std::rc::Rc::strong_count(&seen);
    let at_rest = handles();
    let task = Task::started(call(&mut service, Ask::Hang));
    assert_eq!(handles(), at_rest + 1, "the answer has one, and nobody else");
    drop(task);
    assert_eq!(handles(), at_rest);
}

#[test]
fn clones_and_services_of_one_pipeline_share_its_policies() {
    let kit = Kit::default();
    let breaker = kit.breaker(2);
    let pipeline = Pipeline::new().circuit_breaker(breaker.clone());
    let (strict, _) = Strict::new();
    let mut first = pipeline.layer().layer(strict.clone());
    let (mut second, mut third) = (first.clone(), pipeline.layer().layer(strict));
    assert!(now(call(&mut first, crate::support::FAIL)).is_err());
    assert!(now(call(&mut second, crate::support::FAIL)).is_err());
    assert!(breaker.is_open());
    rejected(now(call(&mut third, OK)));
}
