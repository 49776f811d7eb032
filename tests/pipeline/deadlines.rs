//! Timeouts within pipelines.

use crate::support::{Down, Kit, NANO, SECOND, Task, assert_timed_out, rejected, run};
use resilience::{Bulkhead, Error, ManualClock, Pipeline, Rejected, Timeout};
use std::cell::Cell;
use std::future::{pending, poll_fn};
use std::pin::pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, Wake, Waker};
use std::time::{Duration, Instant};

#[test]
fn a_call_is_ended_when_its_time_is_up_and_not_a_nanosecond_earlier() {
    let kit = Kit::default();
    let pipeline = Pipeline::new().timeout(kit.timeout(SECOND));
    let mut call = Task::started(pipeline.call_async(|| kit.hangs()));
    kit.time.advance(SECOND - NANO);
    assert_eq!((call.wakes(), call.is_done()), (0, false));
    kit.time.advance(NANO);
    assert_eq!(call.wakes(), 1);
    let Poll::Ready(reply) = call.poll() else { panic!("its time is up") };
    let Rejected::TimedOut(error) = rejected(reply) else { panic!("it took too long") };
    assert_eq!((error.name(), error.limit()), ("slow", SECOND));
    assert_eq!(kit.time.waiting(), 0);
}

#[test]
fn what_is_done_at_the_deadline_has_its_value() {
    let kit = Kit::default();
    let pipeline = Pipeline::new().timeout(kit.timeout(SECOND));
    let done = |_: &mut Context<'_>| {
        if kit.time.elapsed() < SECOND { Poll::Pending } else { Poll::Ready(Ok::<_, Down>(7)) }
    };
    let mut call = Task::started(pipeline.call_async(|| poll_fn(done)));
    kit.time.advance(SECOND);
    assert!(matches!(call.poll(), Poll::Ready(Ok(7))));
}

/// Says how many permits are in use when it is dropped.
struct Watch<'a>(&'a Bulkhead, &'a Cell<Option<u32>>);

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        self.1.set(Some(self.0.in_use()));
    }
}

#[test]
fn the_future_is_dropped_before_its_permit_is_given_back() {
    let kit = Kit::default();
    let (bulkhead, seen) = (kit.bulkhead(), Cell::new(None));
    let timeout = || kit.timeout(SECOND);
    let orders = [
        Pipeline::new().bulkhead(bulkhead.clone()).timeout(timeout()),
        Pipeline::new().timeout(timeout()).bulkhead(bulkhead.clone()),
        Pipeline::new().timeout(timeout()).retry(kit.retry(2)).bulkhead(bulkhead.clone()),
    ];
    for pipeline in orders {
        let mut call = Task::started(pipeline.call_async(|| async {
            let _watch = Watch(&bulkhead, &seen);
            pending::<Result<(), Down>>().await
        }));
        let mut next = Task::started(bulkhead.acquire_async());
        kit.time.advance(SECOND);
        assert!(!next.is_done());
        assert_timed_out(call.poll());
        assert_eq!(seen.take(), Some(1), "{pipeline}");
        assert_eq!(next.wakes(), 1);
        assert!(next.is_done());
        assert_eq!(bulkhead.in_use(), 0);
    }
}

#[test]
fn outside_of_a_retry_it_is_a_deadline_for_all_also_while_nothing_runs() {
    let kit = Kit::default();
    let pipeline = Pipeline::new().timeout(kit.timeout(SECOND * 5 / 2)).retry(kit.retry(10));
    let mut call = Task::started(pipeline.call_async(|| kit.fails_async()));
    for attempts in 2..4 {
        kit.time.advance(SECOND);
        assert!(!call.is_done());
        assert_eq!(kit.runs.get(), attempts);
    }
    kit.time.advance(SECOND / 2 - NANO);
    assert!(!call.is_done());
    kit.time.advance(NANO);
    assert_timed_out(call.poll());
    assert_eq!((kit.runs.get(), kit.time.waiting()), (3, 0));
}

#[test]
fn outside_of_a_retry_it_ends_attempts_that_follow_each_other_at_once() {
    let kit = Kit::default();
    let pipeline = Pipeline::new().timeout(kit.timeout(SECOND)).retry(kit.retry_at_once(u32::MAX));
    let op = || {
        kit.time.advance(SECOND / 100);
        kit.fails_async()
    };
    assert_timed_out(Poll::Ready(run(pipeline.call_async(op))));
    assert_eq!(kit.runs.get(), 99, "the hundredth was made too late to be polled");
}

#[test]
fn a_deadline_that_has_come_starts_no_call() {
    let kit = Kit::default();
    let bulkhead = kit.bulkhead();
    let pipelines = [
        Pipeline::new().timeout(kit.timeout(SECOND)).bulkhead(bulkhead.clone()),
        Pipeline::new().timeout(kit.timeout(SECOND)).retry(kit.retry(3)).bulkhead(bulkhead.clone()),
    ];
    for pipeline in pipelines {
        let permit = bulkhead.try_acquire().unwrap();
        let mut call = Task::started(pipeline.call_async(|| {
            kit.runs.set(kit.runs.get() + 1);
            kit.succeeds()
        }));
        // The permit comes in time, but nobody looks before the deadline.
        drop(permit);
        kit.time.advance(SECOND);
        assert_timed_out(call.poll());
        assert_eq!((kit.runs.get(), bulkhead.in_use()), (0, 0), "{pipeline}");
    }
}

#[test]
fn a_deadline_that_has_come_takes_no_token_and_no_permit() {
    let kit = Kit::default();
    let (outer, inner, limiter) = (kit.bulkhead(), kit.bulkhead(), kit.limiter());
    let pipelines = [
        Pipeline::new()
            .timeout(kit.timeout(SECOND))
            .bulkhead(outer.clone())
            .rate_limiter(limiter.clone()),
        Pipeline::new()
            .timeout(kit.timeout(SECOND))
            .bulkhead(outer.clone())
            .bulkhead(inner.clone()),
    ];
    for pipeline in pipelines {
        let permit = outer.try_acquire().unwrap();
        let mut call = Task::started(pipeline.call_async(|| kit.succeeds()));
        drop(permit);
        kit.time.advance(SECOND);
        assert_timed_out(call.poll());
        assert_eq!((outer.in_use(), kit.runs.get()), (0, 0), "{pipeline}");
    }
    assert_eq!((limiter.stats().total_acquired, inner.stats().total_acquired), (0, 0));
}

#[test]
fn what_took_too_long_to_make_is_never_polled() {
    let kit = Kit::default();
    let pipeline = Pipeline::new().timeout(kit.timeout(SECOND));
    let op = || {
        kit.time.advance(SECOND);
        kit.succeeds()
    };
    assert_timed_out(Poll::Ready(run(pipeline.call_async(op))));
    assert_eq!(kit.runs.get(), 0);
}

#[test]
fn of_two_deadlines_that_have_come_the_outer_one_counts() {
    let kit = Kit::default();
    let named = |name, limit| {
        let builder = Timeout::builder().name(name).limit(limit).clock(kit.time.clock());
        builder.build().unwrap()
    };
    let pipeline = Pipeline::new()
        .timeout(named("outer", SECOND * 2))
        .retry(kit.retry_at_once(9))
        .timeout(named("inner", SECOND));
    let mut call = Task::started(pipeline.call_async(|| kit.hangs()));
    kit.time.advance(SECOND);
    assert!(!call.is_done()); // the inner one: another attempt, after it gave way
    assert!(!call.is_done());
    assert_eq!(kit.runs.get(), 2);
    kit.time.advance(SECOND);
    let Poll::Ready(reply) = call.poll() else { panic!("its time is up") };
    assert_eq!(rejected(reply).name(), "outer");
    assert_eq!((kit.runs.get(), kit.time.waiting()), (2, 0));
}

#[test]
fn what_two_deadlines_end_at_once_is_abandoned_by_a_breaker_between_them() {
    let kit = Kit::default();
    let breaker = kit.breaker(1);
    let pipeline = Pipeline::new()
        .timeout(kit.timeout(SECOND))
        .circuit_breaker(breaker.clone())
        .timeout(kit.timeout(SECOND));
    let mut call = Task::started(pipeline.call_async(|| kit.hangs()));
    kit.time.advance(SECOND);
    assert_timed_out(call.poll());
    let stats = breaker.stats();
    assert_eq!((stats.abandoned_calls, stats.failed_calls), (1, 0));
}

/// Wakes nobody, and says how many are in another bulkhead and in its line by then.
struct Looks(Bulkhead, OnceLock<(u32, usize)>);

impl Wake for Looks {
    fn wake(self: Arc<Self>) {
        self.1.set((self.0.in_use(), self.0.waiting())).unwrap();
    }
}

#[test]
fn what_is_innermost_is_given_back_first_a_place_in_line_too() {
    for held in [0, 1] {
        let kit = Kit::default();
        let (outer, inner) = (kit.bulkhead(), kit.bulkhead());
        let pipeline = Pipeline::new().timeout(kit.timeout(SECOND));
        let pipeline = pipeline.bulkhead(outer.clone()).bulkhead(inner.clone());
        let _held: Vec<_> = (0..held).map(|_| inner.try_acquire().unwrap()).collect();
        let mut call = Task::started(pipeline.call_async(|| kit.hangs()));
        let looks = Arc::new(Looks(inner.clone(), OnceLock::new()));
        let mut next = pin!(outer.acquire_async());
        let waker = Waker::from(Arc::clone(&looks));
        assert!(next.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
        kit.time.advance(SECOND);
        assert_timed_out(call.poll());
        assert_eq!(looks.1.get(), Some(&(held, 0)));
    }
}

#[test]
fn a_timeout_that_never_comes_needs_no_timer() {
    let kit = Kit::default();
    let pipeline = Pipeline::new().timeout(kit.timeout(Duration::MAX));
    let mut call = Task::started(pipeline.call_async(|| kit.hangs()));
    kit.time.advance(Duration::MAX);
    assert!(!call.is_done());
    assert_eq!(kit.time.waiting(), 0);
}

#[test]
fn a_call_whose_time_was_up_is_ended_though_the_clock_is_turned_back_by_then() {
    struct TurnsBack(ManualClock);
    impl Drop for TurnsBack {
        fn drop(&mut self) {
            self.0.rewind(NANO);
        }
    }
    let kit = Kit::default();
    let pipeline = Pipeline::new().timeout(kit.timeout(SECOND));
    let mut call = Task::started(pipeline.call_async(|| async {
        let _turns_back = TurnsBack(kit.time.clone());
        kit.hangs().await
    }));
    kit.time.advance(SECOND);
    assert_timed_out(call.poll());
}

#[test]
fn two_clocks_may_be_mixed() {
    let (kit, other) = (Kit::default(), Kit::default());
    let pipeline = Pipeline::new().timeout(kit.timeout(SECOND)).timeout(other.timeout(SECOND * 2));
    let mut call = Task::started(pipeline.call_async(|| kit.hangs()));
    kit.time.advance(SECOND - NANO);
    other.time.advance(SECOND * 2);
    assert_timed_out(call.poll());
    assert_eq!((kit.time.waiting(), other.time.waiting()), (0, 0));
}

/// One of the few tests that let real time pass.
#[tokio::test]
async fn a_call_that_uses_up_its_share_of_the_runtime_in_every_poll_is_ended_too() {
    let start = Instant::now();
    let busy = || async {
        while start.elapsed() < SECOND * 10 {
            tokio::task::coop::consume_budget().await;
        }
        Ok::<_, Down>(())
    };
    let pipeline = Pipeline::new().timeout(Timeout::new(SECOND / 200).unwrap());
    let ended = pipeline.call_async(busy).await;
    assert!(matches!(ended, Err(Error::Rejected(Rejected::TimedOut(_)))), "{ended:?}");
}
