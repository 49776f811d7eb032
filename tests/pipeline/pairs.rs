//! Every two policies in both orders, where that says something else.

use crate::support::{Down, Kit, SECOND, Task, assert_timed_out, rejected, run};
use resilience::{Bulkhead, CircuitState, Error, Outcome, Pipeline, Rejected};
use std::future::ready;
use std::task::Poll;
use std::time::Duration;

#[test]
fn each_attempt_takes_a_token_inside_of_a_retry_and_one_serves_all_outside() {
    let kit = Kit::default();
    let limiter = kit.limiter();
    let each = Pipeline::new().retry(kit.retry_at_once(2)).rate_limiter(limiter.clone());
    let mut call = Task::started(each.call_async(|| kit.fails_async()));
    assert!(!call.is_done());
    assert_eq!((limiter.stats().total_acquired, kit.runs.get()), (1, 1));
    kit.time.advance(SECOND * 10);
    assert!(matches!(call.poll(), Poll::Ready(Err(Error::Inner(Down)))));
    assert_eq!((limiter.stats().total_acquired, kit.runs.take()), (2, 2));
    let limiter = kit.limiter();
    let all = Pipeline::new().rate_limiter(limiter.clone()).retry(kit.retry_at_once(2));
    assert!(run(all.call_async(|| kit.fails_async())).is_err());
    assert_eq!((limiter.stats().total_acquired, kit.runs.take()), (1, 2));
}

#[test]
fn a_permit_comes_back_between_attempts_inside_of_a_retry_and_is_held_outside() {
    let kit = Kit::default();
    for (inside, in_use) in [(true, 0), (false, 1)] {
        let bulkhead = kit.bulkhead();
        let pipeline = if inside {
            Pipeline::new().retry(kit.retry(2)).bulkhead(bulkhead.clone())
        } else {
            Pipeline::new().bulkhead(bulkhead.clone()).retry(kit.retry(2))
        };
        let mut call = Task::started(pipeline.call_async(|| kit.fails_async()));
        assert_eq!((bulkhead.in_use(), kit.runs.get()), (in_use, 1));
        kit.time.advance(SECOND);
        assert!(matches!(call.poll(), Poll::Ready(Err(Error::Inner(Down)))));
        assert_eq!((bulkhead.in_use(), kit.runs.take()), (0, 2));
    }
}

#[test]
fn a_full_bulkhead_ends_the_retrying() {
    let kit = Kit::default();
    let bulkhead = Bulkhead::builder().max_concurrent(1).max_wait(Duration::ZERO).build().unwrap();
    let _permit = bulkhead.try_acquire().unwrap();
    let pipeline = Pipeline::new().retry(kit.retry(5)).bulkhead(bulkhead.clone());
    let on_thread = rejected(pipeline.call(|| kit.fails()));
    assert!(matches!(on_thread, Rejected::BulkheadFull(_)));
    let in_task = rejected(run(pipeline.call_async(|| kit.fails_async())));
    assert!(matches!(in_task, Rejected::BulkheadFull(_)));
    assert_eq!((kit.runs.get(), bulkhead.stats().total_rejected), (0, 2));
}

#[test]
fn each_attempt_has_its_time_inside_of_a_retry_and_all_share_it_outside() {
    let kit = Kit::default();
    let each = Pipeline::new().retry(kit.retry_at_once(3)).timeout(kit.timeout(SECOND));
    let mut call = Task::started(each.call_async(|| kit.hangs()));
    for attempt in 1..=3 {
        assert_eq!(kit.runs.get(), attempt);
        kit.time.advance(SECOND);
        if attempt < 3 {
            assert!(!call.is_done()); // gives way
            assert!(!call.is_done());
        }
    }
    assert_timed_out(call.poll());
    kit.runs.take();
    let all = Pipeline::new().timeout(kit.timeout(SECOND)).retry(kit.retry_at_once(3));
    let mut call = Task::started(all.call_async(|| kit.hangs()));
    kit.time.advance(SECOND);
    assert_timed_out(call.poll());
    assert_eq!(kit.runs.get(), 1);
}

#[test]
fn an_open_breaker_costs_no_token_outside_of_a_limiter_and_one_inside() {
    let kit = Kit::default();
    let breaker = kit.breaker(1);
    breaker.force_open();
    for (outside, tokens) in [(true, 0), (false, 1)] {
        let limiter = kit.limiter();
        let pipeline = if outside {
            Pipeline::new().circuit_breaker(breaker.clone()).rate_limiter(limiter.clone())
        } else {
            Pipeline::new().rate_limiter(limiter.clone()).circuit_breaker(breaker.clone())
        };
        assert!(matches!(rejected(pipeline.call(|| kit.fails())), Rejected::CircuitOpen(_)));
        assert_eq!((limiter.stats().total_acquired, kit.runs.get()), (tokens, 0));
    }
}

#[test]
fn a_breaker_ignores_a_full_bulkhead_inside_and_gives_its_permit_back_itself_inside() {
    let kit = Kit::default();
    let full = Bulkhead::builder().max_concurrent(1).max_wait(Duration::ZERO).build().unwrap();
    let permit = full.try_acquire().unwrap();
    let breaker = kit.breaker(1);
    let pipeline = Pipeline::new().circuit_breaker(breaker.clone()).bulkhead(full.clone());
    assert!(matches!(rejected(pipeline.call(|| kit.fails())), Rejected::BulkheadFull(_)));
    let stats = breaker.stats();
    assert_eq!((stats.ignored_calls, stats.failed_calls), (1, 0));
    assert_eq!(breaker.state(), CircuitState::Closed);
    drop(permit);
    breaker.force_open();
    let pipeline = Pipeline::new().bulkhead(full.clone()).circuit_breaker(breaker);
    assert!(matches!(rejected(pipeline.call(|| kit.fails())), Rejected::CircuitOpen(_)));
    assert_eq!((full.in_use(), full.stats().total_acquired, kit.runs.get()), (0, 2, 0));
}

#[test]
fn nobody_holds_a_permit_while_waiting_for_a_token_inside_of_a_limiter_but_outside() {
    let kit = Kit::default();
    for (inside, in_use) in [(true, 0), (false, 1)] {
        let (limiter, bulkhead) = (kit.limiter(), kit.bulkhead());
        limiter.try_acquire().unwrap();
        let pipeline = if inside {
            Pipeline::new().rate_limiter(limiter).bulkhead(bulkhead.clone())
        } else {
            Pipeline::new().bulkhead(bulkhead.clone()).rate_limiter(limiter)
        };
        let mut call = Task::started(pipeline.call_async(|| kit.succeeds()));
        assert_eq!((bulkhead.in_use(), kit.runs.get()), (in_use, 0));
        kit.time.advance(SECOND * 10);
        assert!(matches!(call.poll(), Poll::Ready(Ok(()))));
        assert_eq!((bulkhead.in_use(), kit.runs.take()), (0, 1));
    }
}

#[test]
fn a_wait_for_a_token_or_a_permit_is_no_part_of_a_timeout_inside() {
    let kit = Kit::default();
    let limiter = kit.limiter();
    limiter.try_acquire().unwrap();
    let pipeline = Pipeline::new().rate_limiter(limiter).timeout(kit.timeout(SECOND));
    let mut call = Task::started(pipeline.call_async(|| kit.succeeds()));
    kit.time.advance(SECOND * 10);
    assert!(matches!(call.poll(), Poll::Ready(Ok(()))));

    let bulkhead = kit.bulkhead();
    let permit = bulkhead.try_acquire().unwrap();
    let pipeline = Pipeline::new().bulkhead(bulkhead.clone()).timeout(kit.timeout(SECOND));
    let mut call = Task::started(pipeline.call_async(|| kit.succeeds()));
    kit.time.advance(SECOND * 10);
    assert!(!call.is_done());
    drop(permit);
    assert!(matches!(call.poll(), Poll::Ready(Ok(()))));
}

#[test]
fn a_timeout_outside_bounds_the_wait_for_a_permit() {
    let kit = Kit::default();
    let bulkhead = kit.bulkhead();
    let permit = bulkhead.try_acquire().unwrap();
    let pipeline = Pipeline::new().timeout(kit.timeout(SECOND)).bulkhead(bulkhead.clone());
    let mut call = Task::started(pipeline.call_async(|| kit.succeeds()));
    kit.time.advance(SECOND);
    assert_timed_out(call.poll());
    assert_eq!((bulkhead.waiting(), bulkhead.stats().cancelled, kit.runs.get()), (0, 1, 0));
    drop(permit);
    assert_eq!(bulkhead.available(), 1);
}

#[test]
fn the_same_kind_twice_is_two_policies() {
    let kit = Kit::default();
    let retries = Pipeline::new().retry(kit.retry_at_once(2)).retry(kit.retry_at_once(3));
    assert!(retries.call(|| kit.fails()).is_err());
    assert_eq!(kit.runs.take(), 6);
    let (outer, inner) = (kit.breaker(9), kit.breaker(1));
    let breakers = Pipeline::new().circuit_breaker(outer.clone()).circuit_breaker(inner.clone());
    assert!(breakers.call(|| kit.fails()).is_err());
    assert!(matches!(rejected(breakers.call(|| kit.fails())), Rejected::CircuitOpen(_)));
    let stats = outer.stats();
    assert_eq!((stats.failed_calls, stats.ignored_calls, inner.stats().rejected_calls), (1, 1, 1));
    assert_eq!(kit.runs.get(), 1);
}

#[test]
fn without_a_policy_calls_go_through_as_they_are() {
    let kit = Kit::default();
    let none = Pipeline::new();
    assert!(matches!(none.call(|| kit.fails()), Err(Error::Inner(Down))));
    assert_eq!(none.call(|| Ok::<_, Down>(7)).unwrap(), 7);
    assert_eq!(none.call_with(|| 7, |_| Outcome::Failure).unwrap(), 7);
    assert_eq!(run(none.call_async_with(|| ready(7), |_| Outcome::Failure)).unwrap(), 7);
    assert_eq!(run(Pipeline::default().call_async(|| ready(Ok::<_, Down>(7)))).unwrap(), 7);
}
