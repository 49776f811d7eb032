//! Pipelines within pipelines.

use crate::support::{Ask, Kit, OK, SECOND, Strict, Task, answer, call, now};
use resilience::{Error, Outcome, Pipeline, Rejected};
use std::cell::Cell;
use std::rc::Rc;
use tower::Layer;

#[test]
fn a_rejection_within_is_ignored_outside_and_ends_the_retrying() {
    let kit = Kit::default();
    let (outer, inner) = (kit.breaker(1), kit.breaker(1));
    inner.force_open();
    let within = Pipeline::new().circuit_breaker(inner).layer();
    let around = Pipeline::new().retry(kit.retry(5)).circuit_breaker(outer.clone());
    let around = around.layer().clone_request(|ask: &Ask| Some(*ask));
    let (strict, seen) = Strict::new();
    let mut service = around.layer(within.layer(strict));
    let answered = now(call(&mut service, OK));
    assert!(matches!(answered, Err(Error::Inner(Error::Rejected(Rejected::CircuitOpen(_))))));
    assert_eq!((outer.stats().ignored_calls, outer.stats().failed_calls), (1, 0));
    assert_eq!((seen.polls.get(), seen.ready.get(), seen.calls.borrow().len()), (1, 0, 0));
}

#[test]
fn no_judge_is_asked_about_a_rejection_within() {
    let kit = Kit::default();
    let (outer, inner) = (kit.breaker(1), kit.breaker(1));
    inner.force_open();
    let asked = Rc::new(Cell::new(0));
    let asks = Rc::clone(&asked);
    let around = Pipeline::new().circuit_breaker(outer.clone()).layer();
    let around = around.classify(move |_: &Result<u16, Error<_>>| {
        asks.set(asks.get() + 1);
        Outcome::Failure
    });
    let within = Pipeline::new().circuit_breaker(inner.clone()).layer();
    let mut service = around.layer(within.layer(Strict::new().0));
    drop(now(call(&mut service, OK)));
    assert_eq!((asked.get(), outer.stats().ignored_calls), (0, 1));
    inner.reset();
    drop(now(call(&mut service, OK)));
    assert_eq!((asked.get(), outer.stats().failed_calls), (1, 1));
}

#[test]
fn a_timeout_within_is_a_failure_outside_and_retried() {
    let kit = Kit::default();
    let outer = kit.breaker(2);
    let within = Pipeline::new().timeout(kit.timeout(SECOND)).layer();
    let around = Pipeline::new().retry(kit.retry(2)).circuit_breaker(outer.clone());
    let around = around.layer().clone_request(|ask: &Ask| Some(*ask));
    let (strict, seen) = Strict::new();
    let mut service = around.layer(within.layer(strict));
    let mut task = Task::started(call(&mut service, Ask::Hang));
    kit.time.advance(SECOND); // it takes too long
    assert!(!task.is_done());
    kit.time.advance(SECOND); // until the next attempt
    assert!(!task.is_done());
    assert_eq!((seen.calls.borrow().len(), seen.answers.get()), (2, 1));
    kit.time.advance(SECOND);
    let answered = answer(task.poll());
    assert!(matches!(answered, Err(Error::Inner(Error::Rejected(Rejected::TimedOut(_))))));
    assert!(outer.is_open());
    assert_eq!((seen.answers.get(), kit.time.waiting()), (0, 0));
}

#[test]
fn what_waits_within_keeps_what_it_holds_outside() {
    let kit = Kit::default();
    let (limiter, bulkhead) = (kit.limiter(), kit.bulkhead(1));
    limiter.try_acquire().unwrap();
    let within = Pipeline::new().rate_limiter(limiter.clone()).layer();
    let around = Pipeline::new().bulkhead(bulkhead.clone()).layer();
    let (strict, seen) = Strict::new();
    let mut service = around.layer(within.layer(strict));
    let mut task = Task::started(call(&mut service, OK));
    assert_eq!((bulkhead.in_use(), seen.ready.get()), (1, 1));
    kit.time.advance(SECOND * 10);
    assert!(matches!(answer(task.poll()), Ok(200)));
    assert_eq!((bulkhead.in_use(), seen.ready.get()), (0, 0));
}
