//! Who writes which setting first makes no difference, not even while the limiter runs.

use crate::support::*;
use resilience::{ManualClock, RateLimiter, RateLimiterBuilder, Registry, Rejected};
use std::task::Poll;
use std::time::Duration;

fn named(time: &ManualClock) -> RateLimiterBuilder {
    RateLimiter::builder().name("x").clock(time.clock())
}

#[test]
fn initial_tokens_stay_that_many_when_a_larger_bucket_joins() {
    for (initial, joins) in [
        (0.0, RateLimiter::builder().burst(20)),
        (0.0, RateLimiter::builder().rate(100.0)),
        (1.5, RateLimiter::builder().burst(6)),
        (6.0, RateLimiter::builder().burst(6)),
    ] {
        let (names, time) = (Registry::new(), ManualClock::new());
        let limiter = named(&time).initial(initial).register_in(&names).unwrap();
        joins.name("x").register_in(&names).unwrap();
        assert_eq!(limiter.tokens(), initial);
    }
}

#[test]
fn initial_tokens_of_keys_stay_that_many() {
    let (names, time) = (Registry::new(), ManualClock::new());
    let limiter = named(&time).initial(1.0).keyed().register_in(&names).unwrap();
    limiter.try_acquire("seen").unwrap();
    named(&time).burst(20).keyed().register_in(&names).unwrap();
    assert_eq!((limiter.tokens("new"), limiter.tokens("seen")), (1.0, 0.0));
}

#[test]
fn a_late_initial_counts_as_from_the_start() {
    let (names, time) = (Registry::new(), ManualClock::new());
    let limiter = named(&time).register_in(&names).unwrap();
    limiter.try_acquire().unwrap();
    time.advance(TENTH / 2);
    named(&time).initial(2.0).register_in(&names).unwrap();
    // 2 at the start, one gone, half a one has come.
    assert_eq!(limiter.tokens(), 1.5);
}

#[test]
fn a_late_initial_takes_nothing_that_would_have_come_back_long_since() {
    let (names, time) = (Registry::new(), ManualClock::new());
    let limiter = named(&time).register_in(&names).unwrap();
    time.advance(SECOND * 3600);
    limiter.try_acquire().unwrap();
    named(&time).initial(0.0).register_in(&names).unwrap();
    assert_eq!(limiter.tokens(), 9.0);
}

#[test]
fn a_late_initial_takes_nothing_from_a_limiter_that_was_reset() {
    let (names, time) = (Registry::new(), ManualClock::new());
    let limiter = named(&time).register_in(&names).unwrap();
    limiter.reset();
    named(&time).initial(0.0).register_in(&names).unwrap();
    assert_eq!(limiter.tokens(), 10.0);
}

#[test]
fn a_late_initial_never_gives_tokens() {
    let (names, time) = (Registry::new(), ManualClock::new());
    let limiter = named(&time).register_in(&names).unwrap();
    drain(&limiter);
    let _first = Task::started(limiter.acquire_async());
    named(&time).burst(2).register_in(&names).unwrap();
    let before = limiter.time_until_token();
    named(&time).initial(0.0).register_in(&names).unwrap();
    assert!(limiter.time_until_token() >= before);
}

#[test]
fn what_only_one_wrote_holds_for_the_newcomers_values_too() {
    let (names, time) = (Registry::new(), ManualClock::new());
    named(&time).burst(50).register_in(&names).unwrap();
    named(&time).initial(20.0).register_in(&names).unwrap();
}

#[test]
fn a_contradiction_of_two_places_names_both() {
    let (names, time) = (Registry::new(), ManualClock::new());
    let line = line!() + 1;
    named(&time).initial(8.0).register_in(&names).unwrap();
    let error = named(&time).burst(5).register_in(&names).unwrap_err().to_string();
    assert!(error.contains(&format!("joins.rs:{line}")), "{error}");
    assert!(error.contains(&format!("joins.rs:{}", line + 1)), "{error}");
}

#[test]
fn a_token_that_is_reserved_is_refused_if_the_bucket_became_too_small() {
    let (names, time) = (Registry::new(), ManualClock::new());
    let limiter = named(&time).initial(0.0).register_in(&names).unwrap();
    let mut big = Task::started(limiter.n(10).acquire_async());
    time.advance(SECOND);
    limiter.try_acquire().unwrap_err(); // who comes by reserves
    named(&time).burst(5).register_in(&names).unwrap();
    assert!(matches!(big.poll(), Poll::Ready(Err(Rejected::CapacityExceeded(_)))));
}

#[test]
fn one_who_is_late_for_its_tokens_is_refused_if_the_bucket_became_too_small() {
    let (names, time) = (Registry::new(), ManualClock::new());
    let limiter = named(&time).initial(0.0).register_in(&names).unwrap();
    let mut big = Task::started(limiter.n(10).acquire_async());
    time.advance(SECOND);
    limiter.try_acquire().unwrap_err();
    time.advance(SECOND); // the reservation is void
    named(&time).burst(5).register_in(&names).unwrap();
    let mut behind = Task::new(limiter.acquire_async());
    assert!(behind.is_done());
    assert!(matches!(big.poll(), Poll::Ready(Err(Rejected::CapacityExceeded(_)))));
}

#[test]
fn keys_are_served_forgotten_and_started_by_what_joins() {
    let join = |with: RateLimiterBuilder, names| {
        with.name("x").keyed().register_in(names).unwrap();
    };
    let (names, time) = (Registry::new(), ManualClock::new());
    let limiter = named(&time).keyed().register_in(&names).unwrap();
    (0..10).for_each(|_| limiter.try_acquire("a").unwrap());
    let mut waits = Task::started(limiter.acquire_async("a"));
    join(RateLimiter::builder().rate(1000.0), &names);
    assert_eq!(waits.wakes(), 1);
    assert!(waits.is_done());

    let (names, time) = (Registry::new(), ManualClock::new());
    let limiter = named(&time).max_keys(1).keyed().register_in(&names).unwrap();
    (0..10).for_each(|_| limiter.try_acquire("a").unwrap());
    join(RateLimiter::builder().rate(1000.0), &names);
    time.advance(Duration::from_millis(10));
    limiter.try_acquire("b").unwrap();

    let (names, time) = (Registry::new(), ManualClock::new());
    let limiter = named(&time).keyed().register_in(&names).unwrap();
    limiter.try_acquire("a").unwrap();
    join(RateLimiter::builder().initial(0.0), &names);
    assert_eq!(limiter.tokens("a"), 0.0);
}

#[test]
fn after_fewer_max_keys_a_new_key_is_admitted_once_all_buckets_are_full() {
    let (names, time) = (Registry::new(), ManualClock::new());
    let limiter = named(&time).keyed().register_in(&names).unwrap();
    (0..1000).for_each(|key| limiter.try_acquire(&key).unwrap());
    named(&time).max_keys(2).keyed().register_in(&names).unwrap();
    limiter.try_acquire("new").unwrap_err();
    time.advance(SECOND);
    limiter.try_acquire("new").unwrap();
}
