//! Rate limiters by name: one bucket for all who write it.

use crate::support::{SECOND, TENTH, Write, count, fields, named, poll, values, write};
use resilience::{Clock, ManualClock, Place, RateLimiter, Registry};
use std::time::Duration;

#[test]
fn the_same_name_and_values_are_the_same_bucket() {
    let (names, time) = (Registry::new(), ManualClock::new());
    let one = named(&time).rate(5.0).burst(8).register_in(&names).unwrap();
    let text = String::from("a");
    let other = RateLimiter::builder().name(text).rate(5.0).burst(8);
    let same = other.register_in(&names).unwrap();
    one.n(3).try_acquire().unwrap();
    assert_eq!(count(|| same.try_acquire()), 5);
    assert_eq!(one.try_acquire().unwrap_err().retry_after(), Some(TENTH * 2));
    assert_eq!(one.stats(), same.stats());
    names.rate_limiter("a").unwrap().reset();
    assert_eq!(one.tokens(), 8.0);
    assert!(names.rate_limiter("b").is_none());
}

/// Each is a setting that the defaults put up with, and none is a default.
const WRITES: [Write; 4] = [
    |builder| builder.rate(4.0),
    |builder| builder.per(SECOND * 2),
    |builder| builder.burst(6),
    |builder| builder.initial(1.5),
];

#[test]
fn what_only_one_of_both_wrote_holds_whoever_comes_first() {
    let look = |limiter: &RateLimiter, time: &ManualClock| {
        let admitted = count(|| limiter.try_acquire());
        let wait = limiter.time_until_token();
        time.advance(SECOND * 2);
        let later = count(|| limiter.try_acquire());
        time.advance(SECOND * 60);
        (admitted, wait, later, limiter.burst(), count(|| limiter.try_acquire()))
    };
    let all = 1 << WRITES.len();
    for first in 0..all {
        let (names, time) = (Registry::new(), ManualClock::new());
        let shared = write(named(&time), &WRITES, first).register_in(&names).unwrap();
        write(named(&time), &WRITES, !first).register_in(&names).unwrap();
        assert_eq!(values(&shared.settings()), ["4", "2s", "6", "1.5"]);
        let written = |value: &resilience::SettingValue| matches!(value.place, Place::Code(_));
        assert!(shared.settings().values.iter().all(written));
        // No other than what one place alone makes that writes all of it.
        let alone_time = ManualClock::new();
        let alone = write(named(&alone_time), &WRITES, all - 1).build().unwrap();
        assert_eq!(look(&shared, &time), look(&alone, &alone_time), "{first:b} came first");
    }
}

#[test]
fn who_joins_gets_no_token_again_that_is_gone() {
    let (names, time) = (Registry::new(), ManualClock::new());
    let limiter = named(&time).register_in(&names).unwrap();
    limiter.n(7).try_acquire().unwrap();
    // As many are missing as before: of twelve, and then still of twelve.
    named(&time).burst(12).register_in(&names).unwrap();
    assert_eq!(limiter.tokens(), 5.0);
    named(&time).rate(1.0).register_in(&names).unwrap();
    assert_eq!(limiter.tokens(), 5.0);
    time.advance(SECOND);
    assert_eq!(limiter.tokens(), 6.0);
}

#[test]
fn tokens_at_the_start_that_are_written_late_count_as_from_the_start() {
    let (names, time) = (Registry::new(), ManualClock::new());
    let limiter = named(&time).register_in(&names).unwrap();
    time.advance(TENTH * 3);
    named(&time).initial(2.0).register_in(&names).unwrap();
    assert_eq!(limiter.tokens(), 5.0, "two, and three tenths of a second");
    assert_eq!(count(|| limiter.try_acquire()), 5);
    // Once only: who writes the same again takes nothing away.
    time.advance(TENTH * 4);
    named(&time).initial(2.0).register_in(&names).unwrap();
    assert_eq!(limiter.tokens(), 4.0);
}

#[test]
fn tokens_that_are_gone_are_gone_beside_those_that_were_never_there() {
    let (names, time) = (Registry::new(), ManualClock::new());
    let limiter = named(&time).register_in(&names).unwrap();
    limiter.n(3).try_acquire().unwrap();
    named(&time).initial(5.0).register_in(&names).unwrap();
    assert_eq!(limiter.tokens(), 2.0);
    // More than a whole bucket is never missing for it.
    named(&time).name("b").register_in(&names).unwrap().n(8).try_acquire().unwrap();
    let other = named(&time).name("b").initial(0.0).register_in(&names).unwrap();
    assert_eq!((other.tokens(), other.time_until_token()), (0.0, TENTH));
    // And where a bucket would have been full again, nothing is.
    let full = named(&time).name("c").register_in(&names).unwrap();
    time.advance(SECOND);
    named(&time).name("c").initial(0.0).register_in(&names).unwrap();
    assert_eq!(full.tokens(), 10.0);
}

#[test]
fn those_who_wait_are_served_at_the_rate_that_a_newcomer_writes() {
    let (names, time) = (Registry::new(), ManualClock::new());
    let limiter = named(&time).initial(0.0).register_in(&names).unwrap();
    let mut wait = Box::pin(limiter.n(4).acquire_async());
    assert!(poll(&mut wait).is_pending());
    named(&time).rate(100.0).burst(10).register_in(&names).unwrap();
    time.advance(Duration::from_millis(40) - Duration::from_nanos(1));
    assert!(poll(&mut wait).is_pending());
    time.advance(Duration::from_nanos(1));
    assert!(poll(&mut wait).is_ready());
}

#[test]
fn values_that_differ_are_all_reported_with_both_places() {
    let (names, time) = (Registry::new(), ManualClock::new());
    let line = line!() + 1;
    let ours = named(&time).rate(2.0).per(SECOND).burst(3).initial(1.0);
    let theirs = named(&time).rate(2.5).per(TENTH).burst(4).initial(0.5);
    let limiter = ours.register_in(&names).unwrap();
    let (here, there) = (format!("{}:{line}", file!()), format!("{}:{}", file!(), line + 1));
    let error = theirs.register_in(&names).unwrap_err();
    let expected = [
        ("rate", "2.5", "2"),
        ("per", "100ms", "1s"),
        ("burst", "4", "3"),
        ("initial", "0.5", "1"),
    ];
    for (problem, (field, value, ours)) in error.problems().iter().zip(expected) {
        assert_eq!((&*problem.field, &*problem.value, &*problem.place), (field, value, &*there));
        assert_eq!(problem.expected, format!("{ours}, as written at {here}"));
    }
    assert_eq!(error.problems().len(), expected.len());
    assert!(error.to_string().starts_with("rate limiter `a`: rate = 2.5 ("), "{error}");
    // All or nothing, also where one value of several is the same or new.
    let half = named(&time).rate(2.0).burst(9).register_in(&names);
    assert_eq!(fields(half), ["burst"]);
    assert_eq!(values(&limiter.settings()), ["2", "1s", "3", "1"]);
    assert_eq!(limiter.tokens(), 1.0);
}

#[test]
fn what_both_come_to_together_has_to_hold() {
    let (names, time) = (Registry::new(), ManualClock::new());
    let limiter = named(&time).initial(8.0).register_in(&names).unwrap();
    // Each by itself would do: a bucket of five, and one of ten with eight in it.
    assert_eq!(fields(named(&time).burst(5).register_in(&names)), ["initial"]);
    assert_eq!(values(&limiter.settings()), ["10", "1s", "10", "8"]);
    assert_eq!(limiter.tokens(), 8.0);
    let century = SECOND * 3_155_760_000;
    let slow = |name| named(&time).name(name).rate(1.0);
    slow("b").per(century).register_in(&names).unwrap();
    assert_eq!(fields(slow("b").burst(6).register_in(&names)), ["burst"]);
    slow("b").burst(5).register_in(&names).unwrap();
}

#[test]
fn different_clocks_conflict() {
    let (names, time) = (Registry::new(), ManualClock::new());
    let made = line!() + 1;
    named(&time).register_in(&names).unwrap();
    named(&time.clone()).register_in(&names).unwrap();
    let unwritten = || RateLimiter::builder().name("a");
    unwritten().register_in(&names).unwrap();
    for other in [Clock::system(), ManualClock::new().clock()] {
        let line = line!() + 1;
        let error = unwritten().clock(other).register_in(&names).unwrap_err();
        let [problem] = error.problems() else { panic!("{error}") };
        assert_eq!((&*problem.field, &*problem.place), ("clock", &*format!("{}:{line}", file!())));
        let place = format!("{}:{made}", file!());
        assert_eq!(problem.expected, format!("the clock of the one made at {place}"));
    }
    // Who comes first has the clock, the system's if none was written.
    unwritten().name("b").register_in(&names).unwrap();
    unwritten().name("b").clock(Clock::system()).register_in(&names).unwrap();
    assert_eq!(fields(named(&time).name("b").register_in(&names)), ["clock"]);
}

#[test]
fn problems_of_all_kinds_are_reported_together() {
    let (names, time) = (Registry::new(), ManualClock::new());
    let limiter = named(&time).rate(2.0).register_in(&names).unwrap();
    let other = || named(&ManualClock::new()).rate(3.0).burst(0).max_keys(7);
    assert_eq!(fields(other().register_in(&names)), ["burst", "max_keys", "clock", "rate"]);
    let nameless = RateLimiter::builder().rate(f64::NAN).max_keys(0);
    assert_eq!(fields(nameless.register_in(&names)), ["name", "rate", "max_keys", "max_keys"]);
    assert_eq!(fields(other().name("").register_in(&names))[..2], ["name", "burst"]);
    assert_eq!(values(&limiter.settings()), ["2", "1s", "2", "2"]);
    assert_eq!(names.rate_limiters().len(), 1);
}

#[test]
fn without_a_name_nothing_can_be_registered() {
    let names = Registry::new();
    let error = RateLimiter::builder().register_in(&names).unwrap_err();
    assert_eq!(error.name(), "unnamed");
    assert_eq!(error.problems()[0].expected, "a name to register under");
    assert!(error.problems()[0].place.contains("rate_limiters.rs:"), "{error}");
    assert_eq!(fields(RateLimiter::builder().register()), ["name"]);
    assert!(names.rate_limiters().is_empty());
}

#[test]
fn a_rate_that_was_set_is_nothing_that_others_have_to_agree_with() {
    let (names, time) = (Registry::new(), ManualClock::new());
    let limiter = named(&time).rate(10.0).register_in(&names).unwrap();
    limiter.set_rate(20.0, SECOND * 2).unwrap();
    // What code wrote is compared with what code writes, and what was set goes on.
    let same = named(&time).rate(10.0).per(SECOND).register_in(&names).unwrap();
    assert_eq!((same.rate(), same.per()), (20.0, SECOND * 2));
    let error = named(&time).rate(20.0).register_in(&names).unwrap_err();
    assert!(error.problems()[0].expected.starts_with("10, as written at "), "{error}");
    assert_eq!(fields(named(&time).per(SECOND * 2).register_in(&names)), ["per"]);
    // What nobody set can still be added.
    named(&time).burst(4).register_in(&names).unwrap();
    assert_eq!(values(&limiter.settings()), ["20", "2s", "4", "4"]);
    assert_eq!(count(|| limiter.try_acquire()), 4);
    assert_eq!(limiter.time_until_token(), TENTH);
}

#[test]
fn limiters_are_listed_by_name_and_can_be_forgotten() {
    let (names, time) = (Registry::new(), ManualClock::new());
    for name in ["c", "a", "b", "B", "aa"] {
        named(&time).name(name).register_in(&names).unwrap();
    }
    let list = names.rate_limiters();
    let listed: Vec<_> = list.iter().map(RateLimiter::name).collect();
    assert_eq!(listed, ["B", "a", "aa", "b", "c"]);
    let mut wait = Box::pin(list[3].n(10).acquire_async());
    list[3].try_acquire().unwrap();
    assert!(poll(&mut wait).is_pending());
    assert!(names.remove_rate_limiter("b"));
    assert!(!names.remove_rate_limiter("b"));
    assert!(names.rate_limiter("b").is_none());
    // The name is free, for other settings and another clock, and the bucket is another.
    let fresh = RateLimiter::builder().name("b").rate(3.0).register_in(&names).unwrap();
    assert_eq!(count(|| fresh.try_acquire()), 3);
    assert!(list[3].try_acquire().is_err());
    // Handles keep working, and so do waits.
    time.advance(TENTH);
    assert!(poll(&mut wait).is_ready());
    assert_eq!(list[3].stats().total_acquired, 11);
}
