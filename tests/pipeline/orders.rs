//! How a pipeline is put together and shown.

use crate::support::{Kit, SECOND, rejected, run};
use resilience::{Outcome, Pipeline, Rejected, Retry, Timeout};
use std::time::Duration;

#[test]
fn the_order_is_shown_in_one_line() {
    let kit = Kit::default();
    let pipeline = Pipeline::new()
        .retry(kit.retry(3))
        .circuit_breaker(kit.breaker(3))
        .rate_limiter(kit.limiter())
        .bulkhead(kit.bulkhead())
        .timeout(kit.timeout(Duration::from_millis(2500)));
    let line = "retry `again` > circuit breaker `payments` > rate limiter `rate` > \
                bulkhead `pool` > timeout `slow` (2.5s)";
    assert_eq!(pipeline.to_string(), line);
    assert_eq!(Pipeline::new().to_string(), "");
    let unnamed = Pipeline::new().retry(Retry::builder().build().unwrap());
    assert_eq!(unnamed.to_string(), "retry `unnamed`");
}

#[test]
fn a_pipeline_goes_anywhere_and_so_do_its_futures() {
    fn shared<T: Send + Sync + Unpin + Clone + std::fmt::Debug>(_: &T) {}
    fn send<T: Send>(_: &T) {}
    let kit = Kit::default();
    let pipeline =
        Pipeline::new().retry(kit.retry(2)).bulkhead(kit.bulkhead()).timeout(kit.timeout(SECOND));
    shared(&pipeline);
    send(&pipeline.call_async(|| async { Ok::<_, std::io::Error>(()) }));
    send(&pipeline.call_async_if(|_: &u8| true, || async { Ok::<_, u8>(()) }));
    send(&pipeline.call_async_with(|| async {}, |()| Outcome::Success));
}

#[test]
fn nothing_happens_before_the_first_poll() {
    let kit = Kit::default();
    let (breaker, bulkhead, limiter) = (kit.breaker(1), kit.bulkhead(), kit.limiter());
    let pipeline = Pipeline::new()
        .circuit_breaker(breaker.clone())
        .rate_limiter(limiter.clone())
        .bulkhead(bulkhead.clone());
    drop(pipeline.call_async(|| kit.fails_async()));
    assert_eq!((bulkhead.stats().total_acquired, limiter.stats().total_acquired), (0, 0));
    assert_eq!((breaker.stats().abandoned_calls, kit.runs.get()), (0, 0));
}

#[test]
fn a_pipeline_that_another_one_was_made_of_stays_as_it_is() {
    let kit = Kit::default();
    let one = Pipeline::new().retry(kit.retry_at_once(2));
    let other = one.clone().circuit_breaker(kit.breaker(1));
    assert_eq!(one.to_string(), "retry `again`");
    assert_eq!(other.to_string(), "retry `again` > circuit breaker `payments`");
    // The policies are shared, the order is not.
    assert!(one.call(|| kit.fails()).is_err());
    assert_eq!(kit.runs.get(), 2);
}

#[test]
fn a_blocking_call_that_could_not_be_ended_in_time_is_misconfigured_and_says_where() {
    let kit = Kit::default();
    let (breaker, limiter) = (kit.breaker(1), kit.limiter());
    let line = line!() + 4;
    let pipeline = Pipeline::new()
        .circuit_breaker(breaker.clone())
        .rate_limiter(limiter.clone())
        .timeout(kit.timeout(SECOND))
        .timeout(Timeout::new(Duration::MAX).unwrap());
    let rejected = rejected(pipeline.call(|| kit.fails()));
    let Rejected::Misconfigured(error) = &rejected else { panic!("{rejected:?}") };
    let problems = error.problems();
    assert_eq!(problems.len(), 2);
    for (problem, line) in problems.iter().zip([line, line + 1]) {
        assert_eq!(
            (&*problem.field, &*problem.place),
            ("timeout", &*format!("{}:{line}", file!()))
        );
        assert_eq!(problem.expected, "an async call: a thread cannot be interrupted");
    }
    assert_eq!(problems[0].value, "1s");
    assert!(rejected.to_string().starts_with("pipeline `unnamed`: timeout = 1s ("), "{rejected}");
    assert!(pipeline.call_if(|_| true, || kit.fails()).is_err());
    assert!(pipeline.call_with(|| kit.fails(), |_| Outcome::Success).is_err());
    // Nothing has run or was taken.
    assert_eq!((kit.runs.get(), limiter.stats().total_acquired), (0, 0));
    assert_eq!(breaker.stats(), kit.breaker(1).stats());
    run(pipeline.call_async(|| kit.succeeds())).unwrap();
}
