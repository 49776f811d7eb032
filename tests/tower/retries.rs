//! Other attempts: of a copy of the request, by a service that has become ready again.

use crate::support::{Ask, Down, FAIL, Kit, OK, SECOND, Strict, Task, answer, call, now, rejected};
use resilience::{Error, Outcome, Pipeline, PipelineLayer, PipelineRules, Rejected};
use tower::Layer;

/// So many attempts, of copies.
fn retries(
    kit: &Kit,
    attempts: u32,
) -> PipelineLayer<impl PipelineRules<Ask, u16, Down> + Clone + use<>> {
    let layer = Pipeline::new().retry(kit.retry(attempts)).layer();
    layer.clone_request(|ask: &Ask| Some(*ask))
}

#[test]
fn a_failed_request_is_sent_again_after_the_backoff() {
    let kit = Kit::default();
    let (strict, seen) = Strict::new();
    let mut service = retries(&kit, 3).layer(strict);
    let mut task = Task::started(call(&mut service, Ask::FailUntil(3)));
    for calls in 1..3 {
        assert_eq!((seen.calls.borrow().len(), seen.answers.get()), (calls, 0));
        // Between attempts nothing is reserved.
        assert_eq!((seen.polls.get(), seen.ready.get()), (u32::try_from(calls).unwrap(), 0));
        assert!(!task.is_done());
        kit.time.advance(SECOND);
        if calls < 2 {
            assert!(!task.is_done());
        }
    }
    assert!(matches!(answer(task.poll()), Ok(200)));
    assert_eq!((seen.polls.get(), seen.calls.borrow().len()), (3, 3), "one question for each");
    assert_eq!((seen.ready.get(), kit.time.waiting()), (0, 0));
}

#[test]
fn the_last_error_comes_back_when_there_are_no_more() {
    let kit = Kit::default();
    let (strict, seen) = Strict::new();
    let mut service = retries(&kit, 2).layer(strict);
    let mut task = Task::started(call(&mut service, FAIL));
    kit.time.advance(SECOND);
    assert!(matches!(answer(task.poll()), Err(Error::Inner(_))));
    assert_eq!(seen.calls.borrow().len(), 2);
}

#[test]
fn a_later_attempt_waits_until_the_service_is_ready() {
    let kit = Kit::default();
    let (strict, seen) = Strict::new();
    let mut service = retries(&kit, 2).layer(strict);
    let mut task = Task::started(call(&mut service, Ask::FailUntil(2)));
    seen.is_busy.set(true);
    kit.time.advance(SECOND);
    assert!(!task.is_done());
    assert_eq!(seen.calls.borrow().len(), 1);
    seen.is_busy.set(false);
    assert!(matches!(answer(task.poll()), Ok(200)));
}

#[test]
fn a_service_that_is_broken_by_then_is_not_asked_again() {
    let kit = Kit::default();
    let (strict, seen) = Strict::new();
    let mut service = retries(&kit, 9).layer(strict);
    let mut task = Task::started(call(&mut service, FAIL));
    seen.is_broken.set(true);
    kit.time.advance(SECOND);
    assert!(matches!(answer(task.poll()), Err(Error::Inner(_))));
    assert_eq!((seen.polls.get(), seen.calls.borrow().len()), (2, 1));
}

#[test]
fn a_request_that_cannot_be_copied_gets_one_attempt() {
    let kit = Kit::default();
    let (strict, seen) = Strict::new();
    let layer = Pipeline::new().retry(kit.retry(9)).layer().clone_request(|_: &Ask| None);
    let mut service = layer.layer(strict);
    assert!(matches!(now(call(&mut service, FAIL)), Err(Error::Inner(_))));
    assert_eq!((seen.calls.borrow().len(), kit.time.waiting()), (1, 0));
}

#[test]
fn a_request_that_was_not_sent_needs_no_copy_for_another_attempt() {
    let kit = Kit::default();
    let limiter = kit.limiter();
    limiter.try_acquire().unwrap();
    // What waits takes too long for the timeout; by the next attempt there is a token.
    let pipeline = Pipeline::new()
        .retry(kit.retry(2))
        .timeout(kit.timeout(SECOND * 19 / 2))
        .rate_limiter(limiter);
    let (strict, seen) = Strict::new();
    let mut service = pipeline.layer().clone_request(|_: &Ask| None).layer(strict);
    let mut task = Task::started(call(&mut service, OK));
    kit.time.advance(SECOND * 19 / 2);
    assert!(!task.is_done());
    assert_eq!((seen.calls.borrow().len(), seen.ready.get()), (0, 1), "it is still ready");
    kit.time.advance(SECOND);
    assert!(matches!(answer(task.poll()), Ok(200)));
    assert_eq!(seen.polls.get(), 1);
}

#[test]
fn nothing_is_copied_where_there_is_no_retry() {
    let (strict, _) = Strict::new();
    let layer = Pipeline::new().layer();
    let mut service = layer.clone_request(|_: &Ask| -> Option<Ask> { panic!() }).layer(strict);
    assert!(matches!(now(call(&mut service, OK)), Ok(200)));
}

#[test]
fn a_retry_without_copies_of_requests_is_misconfigured_and_says_what_to_write() {
    let kit = Kit::default();
    let breaker = kit.breaker(1);
    let (strict, seen) = Strict::new();
    let pipeline = Pipeline::new().circuit_breaker(breaker.clone()).retry(kit.retry(3));
    let layers: [PipelineLayer; 2] = [pipeline.layer(), pipeline.retry(kit.retry(2)).layer()];
    for (layer, problems) in layers.into_iter().zip(1..) {
        let mut service = layer.layer(strict.clone());
        let Rejected::Misconfigured(error) = rejected(now(call(&mut service, OK))) else {
            panic!("it lacks something")
        };
        assert_eq!(error.problems().len(), problems);
        let text = error.to_string();
        assert!(text.starts_with("pipeline `unnamed`: retry = `again` (tests/tower/"), "{text}");
        assert!(text.contains("`.layer().clone_request(|request| …)`"), "{text}");
    }
    assert_eq!((seen.calls.borrow().len(), seen.ready.get()), (0, 0));
    assert_eq!(breaker.stats().total_calls, 0);
}

#[test]
fn responses_that_are_failures_are_retried_and_what_is_ignored_is_not() {
    let kit = Kit::default();
    let (strict, seen) = Strict::new();
    let layer = Pipeline::new().retry(kit.retry(2)).layer();
    let layer = layer.clone_request(|ask: &Ask| Some(*ask));
    let mut service = layer.clone().failure_if(|status: &u16| *status == 503).layer(strict.clone());
    let mut task = Task::started(call(&mut service, Ask::Status(503)));
    kit.time.advance(SECOND);
    assert!(matches!(answer(task.poll()), Ok(503)));
    assert_eq!(seen.calls.take().len(), 2);
    let ignores = |_: &Result<u16, _>| Outcome::Ignored;
    let mut service = layer.classify(ignores).layer(strict);
    assert!(now(call(&mut service, FAIL)).is_err());
    assert_eq!(seen.calls.borrow().len(), 1);
}

#[test]
fn each_attempt_counts_at_a_breaker_within_and_an_open_one_ends_them() {
    let kit = Kit::default();
    let breaker = kit.breaker(2);
    let pipeline = Pipeline::new().retry(kit.retry(9)).circuit_breaker(breaker.clone());
    let (strict, seen) = Strict::new();
    let layer = pipeline.layer().clone_request(|ask: &Ask| Some(*ask));
    let mut service = layer.layer(strict);
    let mut task = Task::started(call(&mut service, FAIL));
    kit.time.advance(SECOND);
    assert!(!task.is_done());
    kit.time.advance(SECOND);
    assert!(matches!(rejected(answer(task.poll())), Rejected::CircuitOpen(_)));
    assert_eq!(seen.calls.borrow().len(), 2);
}
