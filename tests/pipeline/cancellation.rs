//! A call that is dropped is abandoned, wherever it is, and gives everything back.

use crate::support::{Kit, SECOND, Task};
use resilience::{Bulkhead, CircuitBreaker, Pipeline, RateLimiter};

struct Guarded {
    breaker: CircuitBreaker,
    limiter: RateLimiter,
    bulkhead: Bulkhead,
    pipeline: Pipeline,
}

fn guarded(kit: &Kit) -> Guarded {
    let (breaker, limiter, bulkhead) = (kit.breaker(1), kit.limiter(), kit.bulkhead());
    let pipeline = Pipeline::new()
        .timeout(kit.timeout(SECOND * 60))
        .circuit_breaker(breaker.clone())
        .retry(kit.retry(3))
        .bulkhead(bulkhead.clone())
        .rate_limiter(limiter.clone());
    Guarded { breaker, limiter, bulkhead, pipeline }
}

impl Guarded {
    fn assert_all_is_back(&self, kit: &Kit) {
        let stats = self.breaker.stats();
        assert_eq!((stats.abandoned_calls, stats.failed_calls, stats.total_calls), (1, 0, 0));
        assert_eq!((self.bulkhead.in_use(), self.bulkhead.waiting()), (0, 0));
        assert_eq!(kit.time.waiting(), 0);
        kit.time.advance(SECOND * 100);
    }
}

#[test]
fn while_it_runs() {
    let kit = Kit::default();
    let guarded = guarded(&kit);
    drop(Task::started(guarded.pipeline.call_async(|| kit.hangs())));
    guarded.assert_all_is_back(&kit);
    assert_eq!(guarded.limiter.stats().total_acquired, 1, "tokens are spent");
}

#[test]
fn while_it_waits_for_a_permit() {
    let kit = Kit::default();
    let guarded = guarded(&kit);
    let permit = guarded.bulkhead.try_acquire().unwrap();
    let call = Task::started(guarded.pipeline.call_async(|| kit.hangs()));
    assert_eq!(guarded.bulkhead.waiting(), 1);
    drop(call);
    drop(permit);
    guarded.assert_all_is_back(&kit);
    assert_eq!((guarded.bulkhead.stats().cancelled, kit.runs.get()), (1, 0));
}

#[test]
fn while_its_permit_is_on_its_way() {
    let kit = Kit::default();
    let guarded = guarded(&kit);
    let permit = guarded.bulkhead.try_acquire().unwrap();
    let call = Task::started(guarded.pipeline.call_async(|| kit.hangs()));
    drop(permit);
    assert_eq!(guarded.bulkhead.in_use(), 1);
    drop(call);
    guarded.assert_all_is_back(&kit);
}

#[test]
fn while_it_waits_for_a_token() {
    let kit = Kit::default();
    let guarded = guarded(&kit);
    guarded.limiter.try_acquire().unwrap();
    let call = Task::started(guarded.pipeline.call_async(|| kit.hangs()));
    assert_eq!(guarded.bulkhead.in_use(), 1);
    drop(call);
    guarded.assert_all_is_back(&kit);
    assert_eq!((guarded.limiter.stats().cancelled, kit.runs.get()), (1, 0));
}

#[test]
fn while_it_waits_for_another_attempt() {
    let kit = Kit::default();
    let guarded = guarded(&kit);
    let call = Task::started(guarded.pipeline.call_async(|| kit.fails_async()));
    assert_eq!((kit.runs.get(), guarded.bulkhead.in_use()), (1, 0));
    drop(call);
    guarded.assert_all_is_back(&kit);
    assert_eq!(kit.runs.get(), 1);
}

#[test]
fn a_probe_that_is_dropped_leaves_its_slot() {
    let kit = Kit::default();
    let guarded = guarded(&kit);
    guarded.breaker.record_failure();
    kit.time.advance(SECOND * 60);
    for _ in 0..10 {
        drop(Task::started(guarded.pipeline.call_async(|| kit.hangs())));
        kit.time.advance(SECOND * 10);
    }
    assert_eq!(kit.runs.get(), 10);
    let mut call = Task::new(guarded.pipeline.call_async(|| kit.succeeds()));
    assert!(call.is_done());
    assert_eq!(guarded.breaker.state(), resilience::CircuitState::Closed);
}

#[tokio::test]
async fn tasks_that_are_aborted_give_everything_back() {
    let kit = Kit::default();
    let Guarded { breaker, bulkhead, pipeline, .. } = guarded(&kit);
    let tasks = [(); 4].map(|()| {
        let pipeline = pipeline.clone();
        let hangs = || std::future::pending::<Result<(), std::io::Error>>();
        tokio::spawn(async move { pipeline.call_async(hangs).await })
    });
    while bulkhead.waiting() < 3 {
        tokio::task::yield_now().await;
    }
    for task in tasks {
        task.abort();
        assert!(task.await.unwrap_err().is_cancelled());
    }
    assert_eq!((bulkhead.available(), bulkhead.waiting(), kit.time.waiting()), (1, 0, 0));
    assert_eq!(breaker.stats().abandoned_calls, 4);
}
