//! Waiting in the policies, with the readiness of the inner service in hand.

use crate::support::{Ask, Kit, NANO, OK, SECOND, Strict, Task, answer, call, now, rejected};
use resilience::{Bulkhead, Pipeline, Rejected};
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Wake, Waker};
use std::time::Duration;
use tower::Layer;

#[test]
fn whoever_comes_first_is_served_first() {
    let kit = Kit::default();
    let bulkhead = kit.bulkhead(1);
    let (strict, seen) = Strict::new();
    let mut service = Pipeline::new().bulkhead(bulkhead.clone()).layer().layer(strict);
    let mut first = Task::started(call(&mut service, Ask::Hang));
    let [mut second, mut third] =
        [201, 202].map(|status| Task::started(call(&mut service, Ask::Status(status))));
    assert_eq!((bulkhead.waiting(), seen.calls.borrow().len()), (2, 1));
    assert!(!first.is_done());
    drop(first);
    assert_eq!((second.wakes(), third.wakes()), (1, 0));
    assert!(!third.is_done());
    assert!(matches!(answer(second.poll()), Ok(201)));
    assert_eq!(third.wakes(), 1);
    assert!(matches!(answer(third.poll()), Ok(202)));
    assert_eq!(bulkhead.in_use(), 0);
}

#[test]
fn tokens_come_in_order_too() {
    let kit = Kit::default();
    let limiter = kit.limiter();
    let mut service = Pipeline::new().rate_limiter(limiter).layer().layer(Strict::new().0);
    assert!(now(call(&mut service, OK)).is_ok());
    let tasks = [0, 1].map(|_| Task::started(call(&mut service, OK)));
    for mut next in tasks {
        kit.time.advance(SECOND * 10 - NANO);
        assert!(!next.is_done());
        kit.time.advance(NANO);
        assert!(matches!(answer(next.poll()), Ok(200)));
    }
}

#[test]
fn a_full_bulkhead_that_does_not_let_wait_rejects() {
    let pool = Bulkhead::builder().max_concurrent(1).max_wait(Duration::ZERO);
    let bulkhead = pool.build().unwrap();
    let mut service = Pipeline::new().bulkhead(bulkhead).layer().layer(Strict::new().0);
    let _hangs = Task::started(call(&mut service, Ask::Hang));
    assert!(matches!(rejected(now(call(&mut service, OK))), Rejected::BulkheadFull(_)));
}

#[test]
fn a_response_is_ended_when_its_time_is_up_and_not_a_nanosecond_earlier() {
    let kit = Kit::default();
    let breaker = kit.breaker(9);
    let pipeline = Pipeline::new().circuit_breaker(breaker.clone()).timeout(kit.timeout(SECOND));
    let (strict, seen) = Strict::new();
    let mut service = pipeline.layer().layer(strict);
    let mut task = Task::started(call(&mut service, Ask::Hang));
    kit.time.advance(SECOND - NANO);
    assert_eq!((task.wakes(), task.is_done()), (0, false));
    kit.time.advance(NANO);
    assert_eq!(task.wakes(), 1);
    assert!(matches!(rejected(answer(task.poll())), Rejected::TimedOut(_)));
    assert_eq!((breaker.stats().failed_calls, seen.answers.get()), (1, 0));
    assert_eq!(kit.time.waiting(), 0);
}

#[test]
fn a_timeout_outside_bounds_the_wait_and_gives_the_readiness_back() {
    let kit = Kit::default();
    let bulkhead = kit.bulkhead(1);
    let pipeline = Pipeline::new().timeout(kit.timeout(SECOND)).bulkhead(bulkhead.clone());
    let (strict, seen) = Strict::new();
    let mut service = pipeline.layer().layer(strict);
    let _permit = bulkhead.try_acquire().unwrap();
    let mut task = Task::started(call(&mut service, OK));
    assert_eq!((bulkhead.waiting(), seen.ready.get()), (1, 1));
    kit.time.advance(SECOND);
    assert!(matches!(rejected(answer(task.poll())), Rejected::TimedOut(_)));
    assert_eq!((bulkhead.waiting(), seen.ready.get(), seen.calls.borrow().len()), (0, 0, 0));
}

#[test]
fn an_answer_in_time_leaves_no_timer_though_the_future_is_still_there() {
    let kit = Kit::default();
    let bulkhead = kit.bulkhead(1);
    let pipeline = Pipeline::new().timeout(kit.timeout(SECOND)).bulkhead(bulkhead.clone());
    let mut service = pipeline.layer().layer(Strict::new().0);
    let permit = bulkhead.try_acquire().unwrap();
    let mut task = Task::started(call(&mut service, OK));
    assert_eq!(kit.time.waiting(), 1);
    drop(permit);
    assert!(matches!(answer(task.poll()), Ok(200)));
    assert_eq!(kit.time.waiting(), 0);
    drop(task);
}

#[test]
fn a_deadline_that_was_left_rings_no_more() {
    let kit = Kit::default();
    let bulkhead = kit.bulkhead(1);
    let pipeline = Pipeline::new()
        .retry(kit.retry(2))
        .timeout(kit.timeout(SECOND / 2))
        .bulkhead(bulkhead.clone());
    let layer = pipeline.layer().clone_request(|ask: &Ask| Some(*ask));
    let mut service = layer.layer(Strict::new().0);
    let permit = bulkhead.try_acquire().unwrap();
    let mut task = Task::started(call(&mut service, Ask::FailUntil(2)));
    drop(permit);
    assert!(!task.is_done()); // it has failed, and waits a second for the next attempt
    assert_eq!(kit.time.waiting(), 1);
    kit.time.advance(SECOND);
    assert!(matches!(answer(task.poll()), Ok(200)));
}

/// Wakes nobody, and says how many wait for another bulkhead by then.
struct Looks(Bulkhead, AtomicUsize);

impl Wake for Looks {
    fn wake(self: Arc<Self>) {
        self.1.store(self.0.waiting(), Ordering::Relaxed);
    }
}

#[test]
fn whoever_gives_up_waiting_leaves_the_queue_before_it_gives_anything_back() {
    for drops in [false, true] {
        let kit = Kit::default();
        let (outer, inner) = (kit.bulkhead(1), kit.bulkhead(1));
        let _permit = inner.try_acquire().unwrap();
        let pipeline = Pipeline::new().timeout(kit.timeout(SECOND));
        let pipeline = pipeline.bulkhead(outer.clone()).bulkhead(inner.clone());
        let mut task = Task::started(call(&mut pipeline.layer().layer(Strict::new().0), OK));
        assert_eq!((outer.in_use(), inner.waiting()), (1, 1));
        let looks = Arc::new(Looks(inner.clone(), AtomicUsize::new(usize::MAX)));
        let (mut next, waker) = (pin!(outer.acquire_async()), Waker::from(Arc::clone(&looks)));
        assert!(next.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
        if drops {
            drop(task);
        } else {
            kit.time.advance(SECOND);
            assert!(task.is_done());
        }
        assert_eq!(looks.1.load(Ordering::Relaxed), 0);
    }
}
