use crate::support::breaker;
use resilience::{CircuitBreaker, ManualClock, Outcome, Permit};

#[test]
fn a_permit_settles_its_call_exactly_once() {
    let breaker = breaker(&ManualClock::new());
    breaker.try_acquire().unwrap().success();
    breaker.try_acquire().unwrap().failure();
    breaker.try_acquire().unwrap().ignore();
    breaker.try_acquire().unwrap().settle(Outcome::Success);
    drop(breaker.try_acquire().unwrap());
    let stats = breaker.stats();
    assert_eq!((stats.successful_calls, stats.failed_calls), (2, 1));
    assert_eq!((stats.ignored_calls, stats.abandoned_calls), (1, 1));
    assert_eq!((stats.total_calls, stats.late_results), (3, 0));
}

#[test]
fn an_owned_permit_outlives_its_breaker_and_goes_to_other_threads() {
    struct Job {
        permit: Permit<CircuitBreaker>,
    }
    let breaker = breaker(&ManualClock::new());
    let job = Job { permit: breaker.try_acquire_owned().unwrap() };
    let observer = breaker.clone();
    drop(breaker);
    std::thread::spawn(move || job.permit.success()).join().unwrap();
    assert_eq!(observer.stats().successful_calls, 1);
}

#[tokio::test]
async fn a_call_that_is_never_polled_takes_no_permit() {
    let breaker = breaker(&ManualClock::new());
    drop(breaker.call_async(|| async { Ok::<_, ()>(()) }));
    assert_eq!(breaker.stats(), resilience::CircuitStats::default());
}
