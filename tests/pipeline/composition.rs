//! The table of compositions, on threads and in tasks.

use crate::support::{Down, Kit, SECOND, Task, assert_timed_out, rejected, run};
use resilience::{CircuitState, Error, Pipeline, Rejected};
use std::task::Poll;

#[test]
fn retry_around_a_breaker_of_seven_attempts_and_a_threshold_of_three_three_run() {
    let kit = Kit::default();
    let breakers = [kit.breaker(3), kit.breaker(3)];
    let pipelines = breakers
        .clone()
        .map(|breaker| Pipeline::new().retry(kit.retry_at_once(7)).circuit_breaker(breaker));
    let on_thread = pipelines[0].call(|| kit.fails());
    assert!(matches!(rejected(on_thread), Rejected::CircuitOpen(_)));
    assert_eq!(kit.runs.take(), 3);
    let in_task = run(pipelines[1].call_async(|| kit.fails_async()));
    assert!(matches!(rejected(in_task), Rejected::CircuitOpen(_)));
    assert_eq!(kit.runs.take(), 3);
    for breaker in breakers {
        let stats = breaker.stats();
        assert_eq!((stats.failed_calls, stats.rejected_calls), (3, 1));
    }
}

#[test]
fn a_breaker_around_a_timeout_trips() {
    let kit = Kit::default();
    let breaker = kit.breaker(2);
    let pipeline = Pipeline::new().circuit_breaker(breaker.clone()).timeout(kit.timeout(SECOND));
    for _ in 0..2 {
        assert_eq!(breaker.state(), CircuitState::Closed);
        let mut call = Task::started(pipeline.call_async(|| kit.hangs()));
        kit.time.advance(SECOND);
        assert_timed_out(call.poll());
    }
    let stats = breaker.stats();
    assert_eq!((breaker.state(), stats.failed_calls), (CircuitState::Open, 2));
    assert!(matches!(rejected(run(pipeline.call_async(|| kit.hangs()))), Rejected::CircuitOpen(_)));
    assert_eq!(kit.runs.get(), 2);
}

#[test]
fn a_breaker_around_a_retry_sees_one_failure() {
    let kit = Kit::default();
    let breaker = kit.breaker(3);
    let pipeline = Pipeline::new().circuit_breaker(breaker.clone()).retry(kit.retry_at_once(7));
    assert!(matches!(pipeline.call(|| kit.fails()), Err(Error::Inner(Down))));
    assert!(matches!(run(pipeline.call_async(|| kit.fails_async())), Err(Error::Inner(Down))));
    assert_eq!((kit.runs.get(), breaker.failure_count()), (14, 2));
    assert_eq!(breaker.stats().failed_calls, 2);
}

#[test]
fn a_timeout_around_a_limiter_with_a_long_wait_is_refused_in_time() {
    let kit = Kit::default();
    let limiter = kit.limiter();
    limiter.try_acquire().unwrap();
    let pipeline = Pipeline::new().timeout(kit.timeout(SECOND)).rate_limiter(limiter.clone());
    let mut call = Task::started(pipeline.call_async(|| kit.succeeds()));
    kit.time.advance(SECOND);
    assert_timed_out(call.poll());
    assert_eq!((kit.runs.get(), limiter.stats().cancelled), (0, 1));
    assert_eq!(kit.time.waiting(), 0);
}

#[test]
fn a_fallback_around_an_open_breaker_answers_and_nothing_runs() {
    let kit = Kit::default();
    let breaker = kit.breaker(1);
    breaker.force_open();
    let pipeline = Pipeline::new().circuit_breaker(breaker);
    let fallback = |error: Error<Down>| match error {
        Error::Rejected(rejected) => Ok::<_, Down>(rejected.name().to_owned()),
        Error::Inner(error) => Err(error),
    };
    let op = || kit.fails().map(|()| String::new());
    assert_eq!(pipeline.call(op).or_else(fallback).unwrap(), "payments");
    let in_task = run(pipeline.call_async(|| std::future::ready(op())));
    assert_eq!(in_task.or_else(fallback).unwrap(), "payments");
    assert_eq!(kit.runs.get(), 0);
}

#[test]
fn a_timeout_outside_of_a_breaker_abandons_and_is_not_counted() {
    let kit = Kit::default();
    let breaker = kit.breaker(1);
    let pipeline = Pipeline::new().timeout(kit.timeout(SECOND)).circuit_breaker(breaker.clone());
    for _ in 0..5 {
        let mut call = Task::started(pipeline.call_async(|| kit.hangs()));
        kit.time.advance(SECOND);
        assert_timed_out(call.poll());
    }
    let stats = breaker.stats();
    assert_eq!((stats.abandoned_calls, stats.failed_calls, stats.total_calls), (5, 0, 0));
    assert_eq!(breaker.state(), CircuitState::Closed);
}

#[test]
fn the_recommended_order_lets_a_call_recover() {
    let kit = Kit::default();
    let (breaker, limiter, bulkhead) = (kit.breaker(3), kit.limiter(), kit.bulkhead());
    let pipeline = Pipeline::new()
        .retry(kit.retry(3))
        .circuit_breaker(breaker.clone())
        .rate_limiter(limiter.clone())
        .bulkhead(bulkhead.clone())
        .timeout(kit.timeout(SECOND));
    // The first hangs, the second fails, the third is well.
    let mut call = Task::started(pipeline.call_async(|| async {
        match kit.runs.get() {
            0 => kit.hangs().await,
            1 => kit.fails(),
            _ => kit.succeeds().await,
        }
    }));
    let passed = |seconds| {
        kit.time.advance(SECOND * seconds);
        kit.runs.get()
    };
    assert_eq!((passed(1), call.is_done()), (1, false)); // its time is up
    assert_eq!((passed(1), call.is_done()), (1, false)); // the backoff is over, there is no token
    assert_eq!((passed(8), call.is_done()), (1, false));
    assert_eq!((kit.runs.get(), bulkhead.in_use()), (2, 0)); // failed
    assert_eq!((passed(1), call.is_done()), (2, false)); // once more
    assert_eq!(passed(9), 2);
    assert!(matches!(call.poll(), Poll::Ready(Ok(()))));
    let stats = breaker.stats();
    assert_eq!((stats.failed_calls, stats.successful_calls), (2, 1));
    assert_eq!((limiter.stats().total_acquired, bulkhead.stats().total_acquired), (3, 3));
    assert_eq!((bulkhead.in_use(), kit.time.waiting()), (0, 0));
}
