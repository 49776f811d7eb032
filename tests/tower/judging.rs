//! What results mean to the policies.

use crate::support::{Ask, Down, FAIL, Kit, OK, Strict, call, now};
use resilience::{CircuitBreaker, Error, Outcome, Pipeline, PipelineLayer, PipelineRules};
use std::convert::Infallible;
use std::future::{Ready, ready};
use std::task::{Context, Poll};
use tower::{Layer, Service};

fn guarded(kit: &Kit) -> (CircuitBreaker, PipelineLayer) {
    let breaker = kit.breaker(9);
    (breaker.clone(), Pipeline::new().circuit_breaker(breaker).layer())
}

/// Successes, failures, ignored calls.
fn counts(breaker: &CircuitBreaker) -> [u64; 3] {
    let stats = breaker.stats();
    [stats.successful_calls, stats.failed_calls, stats.ignored_calls]
}

#[test]
fn a_response_is_a_success_and_an_error_a_failure_that_comes_back_untouched() {
    let kit = Kit::default();
    let (breaker, layer) = guarded(&kit);
    let mut service = layer.layer(Strict::new().0);
    assert!(matches!(now(call(&mut service, Ask::Status(503))), Ok(503)));
    assert_eq!(counts(&breaker), [1, 0, 0]);
    assert!(matches!(now(call(&mut service, FAIL)), Err(Error::Inner(Down))));
    assert_eq!(counts(&breaker), [1, 1, 0]);
}

#[test]
fn responses_are_failures_if_a_closure_says_so() {
    let kit = Kit::default();
    let (breaker, layer) = guarded(&kit);
    let layer = layer.failure_if(|status: &u16| *status >= 500);
    let mut service = layer.layer(Strict::new().0);
    assert!(matches!(now(call(&mut service, Ask::Status(503))), Ok(503)));
    assert!(now(call(&mut service, OK)).is_ok());
    assert!(now(call(&mut service, FAIL)).is_err());
    assert_eq!(counts(&breaker), [1, 2, 0]);
}

#[test]
fn results_are_classified_by_a_closure() {
    let kit = Kit::default();
    let (breaker, layer) = guarded(&kit);
    let layer = layer.classify(|result: &Result<u16, Down>| match result {
        Ok(..400) | Err(Down) => Outcome::Success,
        Ok(..500) => Outcome::Ignored,
        Ok(_) => Outcome::Failure,
    });
    let mut service = layer.layer(Strict::new().0);
    for ask in [OK, FAIL, Ask::Status(404), Ask::Status(500)] {
        drop(now(call(&mut service, ask)));
    }
    assert_eq!(counts(&breaker), [2, 1, 1]);
}

#[test]
fn of_several_judges_the_last_one_is_asked_first() {
    let kit = Kit::default();
    let (breaker, layer) = guarded(&kit);
    let layer = layer
        .classify(|_: &Result<u16, Down>| Outcome::Ignored)
        .failure_if(|status: &u16| *status >= 500);
    let mut service = layer.layer(Strict::new().0);
    for ask in [OK, FAIL, Ask::Status(500)] {
        drop(now(call(&mut service, ask)));
    }
    assert_eq!(counts(&breaker), [0, 1, 2]);
}

/// Rules with a name.
#[derive(Clone, Copy)]
struct NothingCounts;

impl<E> PipelineRules<Ask, u16, E> for NothingCounts {
    fn outcome(&self, _: &Result<u16, E>) -> Outcome {
        Outcome::Ignored
    }

    fn clone_request(&self, _: &Ask) -> Option<Ask> {
        None
    }
}

#[test]
fn rules_of_ones_own_replace_all_others() {
    let kit = Kit::default();
    let (breaker, layer) = guarded(&kit);
    let layer = layer.failure_if(|_: &u16| true).rules(NothingCounts);
    let mut service = layer.layer(Strict::new().0);
    drop(now(call(&mut service, OK)));
    drop(now(call(&mut service, FAIL)));
    assert_eq!(counts(&breaker), [0, 0, 2]);
}

/// As the handlers of axum are.
#[derive(Clone)]
struct NeverFails;

impl Service<u16> for NeverFails {
    type Response = u16;
    type Error = Infallible;
    type Future = Ready<Result<u16, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, status: u16) -> Self::Future {
        ready(Ok(status))
    }
}

#[test]
fn services_without_errors_are_judged_by_their_responses() {
    let kit = Kit::default();
    let (breaker, layer) = guarded(&kit);
    let mut service = layer.failure_if(|status: &u16| *status >= 500).layer(NeverFails);
    for _ in 0..9 {
        assert!(matches!(now(call(&mut service, 500)), Ok(500)));
    }
    assert!(breaker.is_open());
    assert!(matches!(now(call(&mut service, 200)), Err(Error::Rejected(_))));
}
