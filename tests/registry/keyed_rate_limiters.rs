//! Rate limiters with keys by name: one bucket for each key of all who write it.

use crate::support::{SECOND, TENTH, Write, count, fields, named, values, write};
use resilience::{
    Clock, KeyedRateLimiter, KeyedRateLimiterBuilder, ManualClock, RateLimiter, Registry,
};

fn keyed(time: &ManualClock) -> KeyedRateLimiterBuilder {
    named(time).keyed()
}

#[test]
fn the_same_name_and_values_are_the_same_buckets() {
    let (names, time) = (Registry::new(), ManualClock::new());
    let one = named(&time).burst(4).keyed().register_in(&names).unwrap();
    let text = String::from("a");
    let other = RateLimiter::builder().name(text).burst(4).keyed();
    let same = other.register_in(&names).unwrap();
    one.try_acquire("tenant").unwrap();
    assert_eq!(count(|| same.try_acquire("tenant")), 3, "both know the key by the same hash");
    assert_eq!(one.try_acquire("tenant").unwrap_err().retry_after(), Some(TENTH));
    assert_eq!(count(|| one.try_acquire("another")), 4);
    assert_eq!((one.keys(), one.stats()), (same.keys(), same.stats()));
    assert_eq!(names.keyed_rate_limiter("a").unwrap().keys(), 2);
    assert!(names.keyed_rate_limiter("b").is_none());
}

/// Each is a setting that the defaults put up with, and none is a default.
const WRITES: [Write; 5] = [
    |builder| builder.rate(4.0),
    |builder| builder.per(SECOND * 2),
    |builder| builder.burst(6),
    |builder| builder.initial(1.5),
    |builder| builder.max_keys(2),
];

#[test]
fn what_only_one_of_both_wrote_holds_whoever_comes_first() {
    let look = |limiter: &KeyedRateLimiter, time: &ManualClock| {
        let admitted = ["x", "y", "z"].map(|key| count(|| limiter.try_acquire(key)));
        time.advance(SECOND * 2);
        (admitted, ["x", "y", "z"].map(|key| count(|| limiter.try_acquire(key))))
    };
    let all = 1 << WRITES.len();
    for first in 0..all {
        let (names, time) = (Registry::new(), ManualClock::new());
        let shared = write(named(&time), &WRITES, first).keyed().register_in(&names).unwrap();
        write(named(&time), &WRITES, !first).keyed().register_in(&names).unwrap();
        assert_eq!(values(&shared.settings()), ["4", "2s", "6", "1.5", "2"]);
        // No other than what one place alone makes that writes all of it.
        let alone_time = ManualClock::new();
        let alone = write(named(&alone_time), &WRITES, all - 1).build_keyed().unwrap();
        assert_eq!(look(&shared, &time), look(&alone, &alone_time), "{first:b} came first");
    }
}

#[test]
fn what_joins_holds_for_keys_that_are_there_and_for_those_to_come() {
    let (names, time) = (Registry::new(), ManualClock::new());
    let limiter = keyed(&time).register_in(&names).unwrap();
    limiter.try_acquire("seen").unwrap();
    named(&time).initial(2.0).burst(12).keyed().register_in(&names).unwrap();
    // As from the start: ten were never there, and one is gone.
    assert_eq!((limiter.tokens("seen"), limiter.tokens("new")), (1.0, 2.0));
    time.advance(TENTH / 2);
    named(&time).initial(2.0).keyed().register_in(&names).unwrap();
    assert_eq!((limiter.tokens("seen"), limiter.tokens("new")), (1.5, 2.5), "once only");
    time.advance(SECOND * 2);
    assert_eq!((limiter.tokens("seen"), limiter.tokens("new")), (12.0, 12.0));
    assert_eq!(count(|| limiter.try_acquire("seen")), 12);
    named(&time).rate(2.0).keyed().register_in(&names).unwrap();
    time.advance(SECOND);
    assert_eq!(limiter.tokens("seen"), 2.0, "at the new rate");
}

#[test]
fn fewer_keys_from_now_on_evict_nobody() {
    let (names, time) = (Registry::new(), ManualClock::new());
    let limiter = keyed(&time).register_in(&names).unwrap();
    for key in ["x", "y", "z"] {
        assert_eq!(count(|| limiter.try_acquire(key)), 10);
    }
    named(&time).max_keys(2).keyed().register_in(&names).unwrap();
    assert_eq!(limiter.keys(), 3);
    assert!(["x", "y", "z", "new"].iter().all(|key| limiter.try_acquire(key).is_err()));
    time.advance(SECOND);
    // Full buckets give way as calls go by, one at least for each.
    assert!((0..2).any(|_| limiter.try_acquire("new").is_ok()));
    assert!(limiter.keys() <= 2);
}

#[test]
fn values_that_differ_are_all_reported_with_both_places() {
    let (names, time) = (Registry::new(), ManualClock::new());
    let line = line!() + 1;
    let ours = named(&time).rate(2.0).initial(1.0).max_keys(5).keyed();
    let theirs = named(&time).rate(3.0).initial(2.0).max_keys(6).keyed();
    let limiter = ours.register_in(&names).unwrap();
    let (here, there) = (format!("{}:{line}", file!()), format!("{}:{}", file!(), line + 1));
    let error = theirs.register_in(&names).unwrap_err();
    let mut problems: Vec<_> = error.problems().iter().collect();
    problems.sort_by(|one, other| one.field.cmp(&other.field));
    let expected = [("initial", "2", "1"), ("max_keys", "6", "5"), ("rate", "3", "2")];
    for (problem, (field, value, ours)) in problems.iter().zip(expected) {
        assert_eq!((&*problem.field, &*problem.value, &*problem.place), (field, value, &*there));
        assert_eq!(problem.expected, format!("{ours}, as written at {here}"));
    }
    assert_eq!(problems.len(), expected.len());
    assert!(error.to_string().starts_with("keyed rate limiter `a`: "), "{error}");
    assert_eq!(values(&limiter.settings()), ["2", "1s", "2", "1", "5"]);
}

#[test]
fn neither_another_clock_nor_no_name_nor_what_cannot_hold_gets_in() {
    let (names, time) = (Registry::new(), ManualClock::new());
    keyed(&time).register_in(&names).unwrap();
    for other in [Clock::system(), ManualClock::new().clock()] {
        assert_eq!(fields(named(&time).clock(other).keyed().register_in(&names)), ["clock"]);
    }
    let wrong = || named(&ManualClock::new()).rate(-1.0).max_keys(0);
    assert_eq!(fields(wrong().keyed().register_in(&names)), ["rate", "max_keys", "clock"]);
    assert_eq!(fields(wrong().name("b").keyed().register_in(&names)), ["rate", "max_keys"]);
    assert_eq!(fields(RateLimiter::builder().keyed().register_in(&names)), ["name"]);
    assert_eq!(fields(RateLimiter::builder().register_keyed()), ["name"]);
    assert_eq!(names.keyed_rate_limiters().len(), 1);
}

#[test]
fn limiters_are_listed_by_name_and_can_be_forgotten() {
    let (names, time) = (Registry::new(), ManualClock::new());
    for name in ["c", "a", "b"] {
        named(&time).name(name).keyed().register_in(&names).unwrap();
    }
    let list = names.keyed_rate_limiters();
    assert_eq!(list.iter().map(KeyedRateLimiter::name).collect::<Vec<_>>(), ["a", "b", "c"]);
    assert!(names.remove_keyed_rate_limiter("b"));
    assert!(!names.remove_keyed_rate_limiter("b"));
    assert!(names.keyed_rate_limiter("b").is_none());
    assert_eq!(count(|| list[1].try_acquire("tenant")), 10);
    let fresh = RateLimiter::builder().name("b").burst(3).keyed().register_in(&names).unwrap();
    assert_eq!(count(|| fresh.try_acquire("tenant")), 3);
    assert_eq!((list[1].keys(), fresh.keys()), (1, 1));
}
