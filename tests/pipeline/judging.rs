//! What a value means to the policies around it.

use crate::support::{Down, Kit, NANO, SECOND, Task, run};
use resilience::{CircuitBreaker, Error, Outcome, Pipeline, Rejected};
use std::cell::{Cell, RefCell};
use std::future::ready;
use std::sync::Arc;
use std::task::Poll;

fn both(kit: &Kit) -> (CircuitBreaker, Pipeline) {
    let breaker = kit.breaker(100);
    let pipeline = Pipeline::new().retry(kit.retry_at_once(4)).circuit_breaker(breaker.clone());
    (breaker, pipeline)
}

#[test]
fn every_error_is_retried_and_counted_until_one_succeeds() {
    let kit = Kit::default();
    let (breaker, pipeline) = both(&kit);
    let op = || if kit.runs.get() == 2 { Ok(7) } else { kit.fails().map(|()| 0) };
    assert_eq!(pipeline.call(op).unwrap(), 7);
    let stats = breaker.stats();
    assert_eq!((stats.failed_calls, stats.successful_calls), (2, 1));
    kit.runs.set(0);
    assert_eq!(run(pipeline.call_async(|| ready(op()))).unwrap(), 7);
    assert_eq!(breaker.stats().failed_calls, 4);
}

#[test]
fn the_last_error_comes_back_untouched() {
    let kit = Kit::default();
    let (_, pipeline) = both(&kit);
    let (texts, next) = ([String::from("a"), String::from("b"), String::from("c")], Cell::new(0));
    let judge = |error: &&str| *error != "b";
    let op = || {
        next.set(next.get() + 1);
        Err::<(), _>(texts[next.get() - 1].as_str())
    };
    assert!(matches!(pipeline.call_if(judge, op), Err(Error::Inner("b"))));
    assert_eq!(next.take(), 2);
    let last = run(pipeline.call_async_if(judge, || ready(op())));
    assert!(matches!(last, Err(Error::Inner("b"))));
}

#[test]
fn the_judge_sees_the_calls_own_errors_and_timeouts_in_them_and_no_other_rejection() {
    let kit = Kit::default();
    let (breaker, pipeline) = both(&kit);
    let open = kit.breaker(1);
    open.force_open();
    let asked = RefCell::new(Vec::new());
    let judge = |error: &Error<Down>| {
        asked.borrow_mut().push(error.to_string());
        assert!(error.rejected().is_none(), "it is not asked about these");
        true
    };
    let last = pipeline.call_if(judge, || open.call(|| kit.fails())).unwrap_err();
    assert!(matches!(last, Error::Inner(Error::Rejected(Rejected::CircuitOpen(_)))));
    let last = run(pipeline.call_async_if(judge, || ready(open.call(|| kit.fails()))));
    assert!(matches!(last, Err(Error::Inner(Error::Rejected(_)))));
    assert_eq!(asked.take(), [""; 0]);
    assert_eq!((breaker.stats().ignored_calls, kit.runs.get()), (2, 0));
    open.reset();
    pipeline.call_if(judge, || Err::<(), _>(Error::Inner(Down))).unwrap_err();
    assert_eq!(asked.take(), ["down"; 4]);
}

#[test]
fn a_rejection_inside_of_the_call_ends_the_retrying_and_is_ignored() {
    let kit = Kit::default();
    let (breaker, pipeline) = both(&kit);
    let full = kit.bulkhead();
    let _permit = full.try_acquire().unwrap();
    let op = || full.try_acquire().map(drop);
    assert!(matches!(pipeline.call(op), Err(Error::Inner(Rejected::BulkheadFull(_)))));
    run(pipeline.call_async(|| ready(op()))).unwrap_err();
    assert_eq!(full.stats().total_rejected, 2);
    let stats = breaker.stats();
    assert_eq!((stats.ignored_calls, stats.failed_calls), (2, 0));
}

#[test]
fn a_limiters_wait_inside_of_the_call_takes_the_place_of_the_backoff() {
    let kit = Kit::default();
    let limiter = kit.limiter();
    limiter.try_acquire().unwrap();
    let pipeline = Pipeline::new().retry(kit.retry(2));
    let mut call = Task::started(pipeline.call_async(|| ready(limiter.try_acquire())));
    kit.time.advance(SECOND * 9);
    assert!(!call.is_done());
    kit.time.advance(SECOND);
    assert!(matches!(call.poll(), Poll::Ready(Ok(()))));
}

#[test]
fn a_limiters_wait_beyond_the_longest_backoff_ends_the_retrying() {
    let kit = Kit::default();
    let limiter = kit.limiter();
    limiter.try_acquire().unwrap();
    let backoff = resilience::Backoff::none().max(SECOND * 10 - NANO);
    let retry = resilience::Retry::builder().backoff(backoff).clock(kit.time.clock());
    let pipeline = Pipeline::new().retry(retry.build().unwrap());
    assert!(matches!(pipeline.call(|| limiter.try_acquire()), Err(Error::Inner(_))));
    assert_eq!((limiter.stats().total_rejected, kit.time.waiting()), (1, 0));
}

#[test]
fn a_judge_of_values_says_what_is_counted_and_retried() {
    let kit = Kit::default();
    for (outcome, runs) in [(Outcome::Success, 1), (Outcome::Failure, 4), (Outcome::Ignored, 1)] {
        let (breaker, pipeline) = both(&kit);
        let op = || {
            kit.runs.set(kit.runs.get() + 1);
            kit.runs.get()
        };
        assert_eq!(pipeline.call_with(op, |_| outcome).unwrap(), runs);
        assert_eq!(kit.runs.take(), runs);
        let in_task = run(pipeline.call_async_with(|| ready(op()), |_| outcome));
        assert_eq!((in_task.unwrap(), kit.runs.take()), (runs, runs));
        let (stats, counted) = (breaker.stats(), u64::from(2 * runs));
        let expected = match outcome {
            Outcome::Success => (counted, 0, 0),
            Outcome::Failure => (0, counted, 0),
            Outcome::Ignored => (0, 0, counted),
        };
        let counts = (stats.successful_calls, stats.failed_calls, stats.ignored_calls);
        assert_eq!(counts, expected);
    }
}

#[test]
fn a_budget_is_paid_once_for_a_call() {
    let kit = Kit::default();
    let budget = resilience::RetryBudget::new(0.0, 3);
    let retry = resilience::Retry::builder().max_attempts(9).budget(budget.clone());
    let retry = retry.backoff(resilience::Backoff::none()).build().unwrap();
    let pipeline = Pipeline::new().retry(retry);
    assert!(pipeline.call(|| kit.fails()).is_err());
    assert_eq!((kit.runs.get(), budget.available()), (4, 0));
    assert!(run(pipeline.call_async(|| kit.fails_async())).is_err());
    assert_eq!(kit.runs.get(), 5);
}

#[derive(Debug, thiserror::Error)]
#[error("holds a connection")]
struct Holds(Arc<()>);

#[test]
fn a_value_that_is_no_use_any_more_is_dropped_before_the_wait() {
    let (kit, held) = (Kit::default(), Arc::new(()));
    let pipeline = Pipeline::new().retry(kit.retry(2));
    let op = || Err::<(), _>(Holds(Arc::clone(&held)));
    let mut call = Task::started(pipeline.call_async(|| ready(op())));
    assert_eq!(Arc::strong_count(&held), 1);
    kit.time.advance(SECOND);
    let Poll::Ready(Err(Error::Inner(Holds(_)))) = call.poll() else { panic!("the last") };
    drop(call);
    let (time, counted) = (&kit.time, &held);
    std::thread::scope(|scope| {
        let thread =
            scope.spawn(move || pipeline.call(|| Err::<(), _>(Holds(Arc::clone(counted)))));
        while time.waiting() == 0 {
            std::thread::yield_now();
        }
        let meanwhile = Arc::strong_count(counted);
        time.advance(SECOND);
        assert!(thread.join().unwrap().is_err());
        assert_eq!(meanwhile, 1);
    });
}
