//! Inside of a breaker and outside of one.

use crate::support::{SECOND, Task, timeout};
use resilience::{CircuitBreaker, CircuitState, Error, ManualClock, Rejected};
use std::future::pending;
use std::task::Poll;

fn breaker(time: &ManualClock) -> CircuitBreaker {
    CircuitBreaker::builder().max_failures(2).clock(time.clock()).build().unwrap()
}

#[test]
fn inside_of_a_breaker_it_is_a_failure_and_trips() {
    let time = ManualClock::new();
    let (breaker, timeout) = (breaker(&time), timeout(&time));
    for _ in 0..2 {
        let call = || timeout.call_async(pending::<()>);
        let mut call = Task::started(breaker.call_async(call));
        time.advance(SECOND);
        let Poll::Ready(Err(Error::Inner(rejected))) = call.poll() else {
            panic!("its time is up")
        };
        assert!(matches!(rejected, Rejected::TimedOut(_)));
    }
    assert_eq!((breaker.state(), breaker.stats().failed_calls), (CircuitState::Open, 2));
    assert_eq!(breaker.stats().ignored_calls, 0);
}

#[test]
fn outside_of_a_breaker_it_drops_the_call_which_is_abandoned_and_not_counted() {
    let time = ManualClock::new();
    let (breaker, timeout) = (breaker(&time), timeout(&time));
    for _ in 0..5 {
        let call = || breaker.call_async(pending::<Result<(), ()>>);
        let mut call = Task::started(timeout.call_async(call));
        time.advance(SECOND);
        assert!(matches!(call.poll(), Poll::Ready(Err(Rejected::TimedOut(_)))));
    }
    let stats = breaker.stats();
    assert_eq!((breaker.state(), breaker.failure_count()), (CircuitState::Closed, 0));
    assert_eq!((stats.abandoned_calls, stats.failed_calls, stats.total_calls), (5, 0, 0));
}
