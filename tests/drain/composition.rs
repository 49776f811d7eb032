//! A policy that is shut within others.

use crate::support::{SECOND, Task, assert_shut_out, assert_told, breaker, dry_limiter, pool};
use resilience::{
    Backoff, CircuitBreaker, Error, ManualClock, Pipeline, Registry, Rejected, Retry,
};
use std::cell::Cell;
use std::io;
use std::task::Poll;
use std::time::Duration;

type Answer = Result<(), Error<io::Error>>;

fn fails() -> Result<(), io::Error> {
    Err(io::Error::other("down"))
}

#[test]
fn a_retry_ends_with_it() {
    let names = Registry::new();
    let limiter = dry_limiter(&ManualClock::new()).register_in(&names).unwrap();
    let bulkhead = pool(1).register_in(&names).unwrap();
    let breaker = breaker().register_in(&names).unwrap();
    names.drain();
    let retry = Retry::builder().max_attempts(5).backoff(Backoff::none()).build().unwrap();
    let attempts = Cell::new(0);
    let counted = |answer: Result<(), Rejected>| {
        attempts.set(attempts.get() + 1);
        answer
    };
    assert_shut_out(retry.call(|| counted(limiter.acquire())));
    assert_shut_out(retry.call(|| counted(bulkhead.call(|| ()))));
    assert_shut_out(retry.call(|| counted(breaker.try_acquire().map(drop))));
    assert_shut_out(retry.call_if(|_| true, || counted(limiter.try_acquire())));
    assert_eq!(attempts.get(), 4);
}

#[test]
fn a_retry_that_sleeps_meanwhile_ends_with_its_next_attempt() {
    let (names, time) = (Registry::new(), ManualClock::new());
    let breaker = breaker().register_in(&names).unwrap();
    let wait = Backoff::constant(SECOND);
    let retry = Retry::builder().max_attempts(5).backoff(wait).clock(time.clock()).build().unwrap();
    let mut call = Task::started(retry.call_async(async || breaker.call(fails)));
    names.drain();
    assert!(call.poll().is_pending());
    time.advance(SECOND);
    let Poll::Ready(Err(Error::Rejected(rejected))) = call.poll() else { panic!("it goes on") };
    assert!(matches!(rejected, Rejected::ShuttingDown(_)));
    assert_eq!((breaker.stats().failed_calls, breaker.stats().rejected_calls), (1, 1));
}

#[test]
fn a_breaker_around_it_ignores_it() {
    let names = Registry::new();
    let bulkhead = pool(1).register_in(&names).unwrap();
    names.drain();
    let outside = CircuitBreaker::builder().name("outside").max_failures(1).build().unwrap();
    let answer: Result<(), Error<Rejected>> = outside.call(|| bulkhead.call(|| ()));
    assert!(matches!(answer, Err(Error::Inner(Rejected::ShuttingDown(_)))));
    assert_eq!((outside.failure_count(), outside.stats().ignored_calls), (0, 1));
}

#[test]
fn a_pipeline_is_turned_away_by_the_first_that_is_shut_and_ends() {
    let (names, time) = (Registry::new(), ManualClock::new());
    let retry = Retry::builder().max_attempts(5).backoff(Backoff::none()).build().unwrap();
    let outside = CircuitBreaker::builder().name("outside").max_failures(1).build().unwrap();
    let limiter = dry_limiter(&time).initial(2.0).register_in(&names).unwrap();
    let bulkhead = pool(1).register_in(&names).unwrap();
    let pipeline = Pipeline::new().retry(retry).circuit_breaker(outside.clone());
    let pipeline = pipeline.rate_limiter(limiter.clone()).bulkhead(bulkhead.clone());
    names.drain();
    let never = || -> Result<(), io::Error> { unreachable!("it was turned away") };
    let Err(Error::Rejected(rejected)) = pipeline.call(never) else { panic!() };
    assert_eq!(rejected.name(), "api");
    let Poll::Ready(answer) = Task::new(pipeline.call_async(async || never())).poll() else {
        panic!("it waits")
    };
    let answer: Answer = answer;
    assert!(matches!(answer, Err(Error::Rejected(Rejected::ShuttingDown(_)))));
    assert_eq!((limiter.stats().total_rejected, bulkhead.stats().total_rejected), (2, 0));
    assert_eq!((outside.failure_count(), outside.stats().ignored_calls), (0, 2));
}

#[test]
fn a_pipeline_that_waits_within_is_told() {
    let names = Registry::new();
    let bulkhead = pool(1).register_in(&names).unwrap();
    let held = bulkhead.try_acquire().unwrap();
    let pipeline = Pipeline::new().bulkhead(bulkhead.clone());
    let call = async {
        let answer: Answer = pipeline.call_async(async || fails()).await;
        answer.map_err(|error| error.rejected().cloned().expect("it did not run"))
    };
    let call = Task::started(call);
    names.drain();
    assert_told(call);
    drop(held);
}

#[test]
fn it_goes_into_the_errors_of_others() {
    let names = Registry::new();
    names.drain();
    let kinds = [
        ("circuit breaker `payments`", breaker().register_in(&names).unwrap().try_acquire().err()),
        ("bulkhead `pool`", pool(1).register_in(&names).unwrap().try_acquire().err()),
        (
            "rate limiter `api`",
            dry_limiter(&ManualClock::new()).register_in(&names).unwrap().try_acquire().err(),
        ),
    ];
    for (who, rejected) in kinds {
        let rejected = rejected.unwrap();
        let text = format!("{who} takes no more calls: the process is shutting down");
        assert_eq!(rejected.to_string(), text);
        assert_eq!(rejected.retry_after(), None::<Duration>);
        let Rejected::ShuttingDown(error) = &rejected else { panic!("{rejected:?}") };
        assert_eq!((error.name(), error.retry_after()), (rejected.name(), None));
        assert_eq!(error.to_string(), text);
        assert!(who.contains(rejected.name()));
        let anyhow = anyhow::Error::from(rejected.clone());
        assert!(matches!(anyhow.downcast_ref(), Some(Rejected::ShuttingDown(_))));
        let boxed: Box<dyn std::error::Error + Send + Sync> = rejected.clone().into();
        assert_eq!(boxed.to_string(), text);
        let io = io::Error::from(rejected);
        assert_eq!((io.kind(), io.to_string()), (io::ErrorKind::Other, text));
    }
}
