//! Beside the limits of tower: what they let through and when is the same; what happens to the others
//! is not.

use crate::support::{Ask, Kit, OK, SECOND, Strict, Task, answer, call, is_ready, now, rejected};
use resilience::{Bulkhead, Pipeline, RateLimiter, Rejected};
use std::future::poll_fn;
use std::time::{Duration, Instant};
use tower::limit::{ConcurrencyLimitLayer, RateLimitLayer};
use tower::{Layer, Service};

#[test]
fn of_three_calls_two_run_and_the_third_when_one_of_them_is_done() {
    let kit = Kit::default();
    let (theirs, their) = Strict::new();
    let (ours, our) = Strict::new();
    let mut theirs = ConcurrencyLimitLayer::new(2).layer(theirs);
    let mut ours = Pipeline::new().bulkhead(kit.bulkhead(2)).layer().layer(ours);
    let mut running = [(); 2].map(|()| {
        let theirs = Task::started(call(&mut theirs, Ask::Hang));
        Some((theirs, Task::started(call(&mut ours, Ask::Hang))))
    });
    // Theirs is not ready: whoever has a request keeps it. Ours takes it, and lets it wait.
    assert!(!is_ready(&mut theirs));
    let mut third = Task::started(call(&mut ours, OK));
    assert_eq!((their.calls.borrow().len(), our.calls.borrow().len()), (2, 2));
    running[0] = None;
    assert!(matches!(now(call(&mut theirs, OK)), Ok(200)));
    assert_eq!(third.wakes(), 1);
    assert!(matches!(answer(third.poll()), Ok(200)));
    assert_eq!((their.calls.borrow().len(), our.calls.borrow().len()), (3, 3));
}

#[test]
fn a_full_limit_of_theirs_stalls_all_that_the_service_would_answer_and_ours_does_not() {
    let kit = Kit::default();
    // A breaker within theirs could answer at once, and is not asked.
    let breaker = kit.breaker(1);
    let within = Pipeline::new().circuit_breaker(breaker.clone()).layer();
    let mut theirs = ConcurrencyLimitLayer::new(1).layer(within.layer(Strict::new().0));
    let pipeline = Pipeline::new().circuit_breaker(breaker.clone()).bulkhead(kit.bulkhead(1));
    let mut ours = pipeline.layer().layer(Strict::new().0);
    let _theirs = Task::started(call(&mut theirs, Ask::Hang));
    let _ours = Task::started(call(&mut ours, Ask::Hang));
    breaker.force_open();
    assert!(!is_ready(&mut theirs));
    assert!(matches!(rejected(now(call(&mut ours, OK))), Rejected::CircuitOpen(_)));
}

#[test]
fn whoever_was_told_that_theirs_is_ready_holds_a_permit_before_there_is_a_request() {
    let kit = Kit::default();
    let mut theirs = ConcurrencyLimitLayer::new(1).layer(Strict::new().0);
    let bulkhead = kit.bulkhead(1);
    let mut ours = Pipeline::new().bulkhead(bulkhead.clone()).layer().layer(Strict::new().0);
    let (mut their_other, mut our_other) = (theirs.clone(), ours.clone());
    assert!(is_ready(&mut theirs) && is_ready(&mut ours));
    assert!(!is_ready(&mut their_other));
    assert_eq!(bulkhead.in_use(), 0);
    assert!(matches!(now(call(&mut our_other, OK)), Ok(200)));
}

#[test]
fn within_a_pipeline_theirs_keeps_its_permit_while_the_request_waits_outside() {
    let kit = Kit::default();
    let limiter = kit.limiter();
    limiter.try_acquire().unwrap();
    let limited = ConcurrencyLimitLayer::new(1).layer(Strict::new().0);
    let mut service = Pipeline::new().rate_limiter(limiter).layer().layer(limited);
    let waits = Task::started(call(&mut service, OK));
    assert!(!is_ready(&mut service), "the documentation says so");
    drop(waits);
    assert!(is_ready(&mut service));
}

#[tokio::test]
async fn of_a_rate_limit_both_let_a_burst_through_and_then_let_wait() {
    let hour = SECOND * 3600;
    let kit = Kit::default();
    let mut theirs = RateLimitLayer::new(2, hour).layer(Strict::new().0);
    let limiter = RateLimiter::builder().rate(2.0).per(hour).clock(kit.time.clock());
    let layer = Pipeline::new().rate_limiter(limiter.build().unwrap()).layer();
    let mut ours = layer.layer(Strict::new().0);
    for _ in 0..2 {
        assert!(matches!(now(call(&mut theirs, OK)), Ok(200)));
        assert!(matches!(now(call(&mut ours, OK)), Ok(200)));
    }
    assert!(!is_ready(&mut theirs));
    let mut third = Task::started(call(&mut ours, OK));
    // Ours come evenly; all of theirs when the hour is over.
    kit.time.advance(hour / 2);
    assert!(matches!(answer(third.poll()), Ok(200)));
}

/// One of the few tests that let real time pass.
#[tokio::test]
async fn of_a_rate_limit_both_go_on_when_time_has_passed() {
    let moment = SECOND / 100;
    let mut theirs = RateLimitLayer::new(1, moment).layer(Strict::new().0);
    let limiter = RateLimiter::new(1.0, moment).unwrap();
    let mut ours = Pipeline::new().rate_limiter(limiter).layer().layer(Strict::new().0);
    let start = Instant::now();
    for _ in 0..4 {
        poll_fn(|cx| theirs.poll_ready(cx)).await.unwrap();
        assert!(matches!(theirs.call(OK).await, Ok(200)));
    }
    assert!(start.elapsed() >= moment * 3);
    let start = Instant::now();
    for _ in 0..4 {
        assert!(matches!(call(&mut ours, OK).await, Ok(200)));
    }
    assert!(start.elapsed() >= moment * 3);
}

#[test]
fn ours_can_turn_away_where_theirs_can_only_stall() {
    let no_waiting =
        Bulkhead::builder().max_concurrent(1).max_wait(Duration::ZERO).build().unwrap();
    let mut theirs = ConcurrencyLimitLayer::new(1).layer(Strict::new().0);
    let mut ours = Pipeline::new().bulkhead(no_waiting).layer().layer(Strict::new().0);
    let _theirs = Task::started(call(&mut theirs, Ask::Hang));
    let _ours = Task::started(call(&mut ours, Ask::Hang));
    assert!(!is_ready(&mut theirs));
    assert!(matches!(rejected(now(call(&mut ours, OK))), Rejected::BulkheadFull(_)));
}
