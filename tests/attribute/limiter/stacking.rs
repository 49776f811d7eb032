//! With other attributes on one function: the upper one is the outer one.

use super::poll;
use resilience::{CircuitState, Rejected, circuit_breaker, rate_limiter, registry};
use std::task::Poll;

#[circuit_breaker(max_failures = 1, accessor = outer_breaker)]
#[rate_limiter(rate = 1, per = 1h, blocking = false, accessor = inner_limiter)]
fn breaker_outside() -> Result<(), Rejected> {
    Ok(())
}

#[rate_limiter(rate = 2, per = 1h, blocking = false, accessor = outer_limiter)]
#[circuit_breaker(max_failures = 1, accessor = inner_breaker)]
async fn limiter_outside() -> Result<(), Rejected> {
    Ok(())
}

#[test]
fn a_breaker_outside_does_not_count_what_the_limiter_turns_away() {
    breaker_outside().unwrap();
    assert!(matches!(breaker_outside(), Err(Rejected::RateLimitExceeded(_))));
    assert_eq!(outer_breaker().stats().ignored_calls, 1);
    assert_eq!(outer_breaker().state(), CircuitState::Closed);
    outer_breaker().force_open();
    assert!(matches!(breaker_outside(), Err(Rejected::CircuitOpen(_))));
    let stats = inner_limiter().stats();
    assert_eq!((stats.total_acquired, stats.total_rejected), (1, 1), "an open one costs no token");
}

#[test]
fn a_limiter_outside_comes_first() {
    let call = || match poll(&mut Box::pin(limiter_outside())) {
        Poll::Ready(reply) => reply,
        Poll::Pending => panic!("it waits"),
    };
    call().unwrap();
    inner_breaker().force_open();
    assert!(matches!(call(), Err(Rejected::CircuitOpen(_))));
    assert!(matches!(call(), Err(Rejected::RateLimitExceeded(_))));
    assert_eq!(outer_limiter().stats().total_acquired, 2, "an open breaker's call has its token");
    assert_eq!(inner_breaker().stats().rejected_calls, 1);
}

#[rate_limiter(name = "a minute", rate = 2, per = 60, blocking = false)]
#[doc = "Something foreign in between."]
#[cfg_attr(all(), circuit_breaker(name = "in the middle"))]
#[rate_limiter(name = "a day", rate = 1, per = 1d, blocking = false)]
fn three() -> Result<(), Rejected> {
    Ok(())
}

#[rate_limiter(name = "a minute, async", rate = 2, per = 60, blocking = false)]
#[cfg_attr(all(), circuit_breaker(name = "in the middle, async"))]
#[rate_limiter(name = "a day, async", rate = 1, per = 1d, blocking = false)]
fn three_later() -> std::pin::Pin<Box<dyn Future<Output = Result<(), Rejected>>>> {
    Box::pin(async move { Ok(()) })
}

fn the_upper_one_is_the_outer_one(call: impl Fn() -> Result<(), Rejected>, suffix: &str) {
    let [minute, middle, day] =
        ["a minute", "in the middle", "a day"].map(|name| format!("{name}{suffix}"));
    call().unwrap();
    assert_eq!(call().unwrap_err().name(), day);
    assert_eq!(call().unwrap_err().name(), minute);
    let breaker = registry().circuit_breaker(&middle).unwrap();
    assert_eq!((breaker.stats().successful_calls, breaker.stats().ignored_calls), (1, 1));
}

#[test]
fn three_deep_it_is_the_same() {
    the_upper_one_is_the_outer_one(three, "");
    let later = || match poll(&mut three_later_pinned()) {
        Poll::Ready(reply) => reply,
        Poll::Pending => panic!("it waits"),
    };
    the_upper_one_is_the_outer_one(later, ", async");
}

fn three_later_pinned() -> std::pin::Pin<Box<impl Future<Output = Result<(), Rejected>>>> {
    Box::pin(three_later())
}
