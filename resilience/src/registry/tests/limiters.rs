//! Rate limiters that follow, with and without keys.

use super::support::{NANO, SECOND, follow, problems, refused, registry, shown};
use crate::clock::ManualClock;
use crate::rate_limiter::{KeyedRateLimiter, RateLimiter, RateLimiterBuilder};
use crate::registry::Registry;
use fastrand::Rng;

fn builder(time: &ManualClock) -> RateLimiterBuilder {
    RateLimiter::builder().name("api").clock(time.clock())
}

fn limiter(names: &Registry, time: &ManualClock) -> RateLimiter {
    builder(time).register_in(names).unwrap()
}

fn keyed(names: &Registry, time: &ManualClock) -> KeyedRateLimiter {
    builder(time).keyed().register_in(names).unwrap()
}

/// How many calls are admitted now.
fn drain(limiter: &RateLimiter) -> usize {
    (0..10_000).take_while(|_| limiter.try_acquire().is_ok()).count()
}

fn drain_of(limiter: &KeyedRateLimiter, key: &str) -> usize {
    (0..10_000).take_while(|_| limiter.try_acquire(key).is_ok()).count()
}

#[test]
fn another_rate_leaves_the_tokens_that_are_there() {
    let (names, time) = registry("");
    let limiter = limiter(&names, &time);
    limiter.n(7).try_acquire().unwrap();
    follow(
        &names,
        "rate_limiter rate = 1
         rate_limiter burst = 10",
    );
    assert_eq!(drain(&limiter), 3);
    time.advance(SECOND - NANO);
    limiter.try_acquire().unwrap_err();
    time.advance(NANO);
    limiter.try_acquire().unwrap();
    assert_eq!(limiter.stats().total_acquired, 11);
}

#[test]
fn a_larger_burst_makes_no_token_and_a_smaller_one_loses_what_it_has_no_room_for() {
    let burst = |burst: u32| format!("rate_limiter burst = {burst}");
    for (taken, before, after, left) in
        [(7, 10, 100, 3), (0, 10, 100, 10), (7, 10, 5, 3), (7, 10, 2, 2), (10, 10, 20, 0)]
    {
        let (names, time) = registry(&burst(before));
        let limiter = limiter(&names, &time);
        limiter.n(taken).try_acquire().unwrap();
        follow(&names, &burst(after));
        assert_eq!(drain(&limiter), left, "{taken} of {before}, then {after}");
        // It fills up to what it holds now.
        time.advance(SECOND * 60);
        assert_eq!(drain(&limiter), after as usize);
    }
}

#[test]
fn after_any_history_as_many_tokens_are_there_as_before_and_no_more_than_there_is_room_for() {
    let mut rng = Rng::with_seed(5);
    let (names, time) = registry("");
    let limiter = limiter(&names, &time);
    for _ in 0..2_000 {
        time.advance(SECOND.mul_f64(rng.f64()));
        for _ in 0..rng.u32(..20) {
            let _taken = limiter.try_acquire();
        }
        let (rate, burst) = (1.0 + rng.f64() * 50.0, rng.u32(1..50));
        let before = limiter.tokens();
        follow(
            &names,
            &format!(
                "rate_limiter rate = {rate}
                 rate_limiter burst = {burst}"
            ),
        );
        let (after, expected) = (limiter.tokens(), before.min(burst.into()));
        assert!(after <= expected && after > expected - 1e-6, "{before} to {after} of {burst}");
        assert_eq!((limiter.rate(), limiter.burst()), (rate, burst));
    }
}

#[test]
fn what_was_set_while_it_ran_holds_over_the_file() {
    let (names, time) = registry("rate_limiter rate = 10");
    let limiter = limiter(&names, &time);
    limiter.set_rate(20.0, SECOND).unwrap();
    follow(
        &names,
        "rate_limiter rate = 30
         rate_limiter per = 5",
    );
    assert_eq!((limiter.rate(), limiter.per(), limiter.burst()), (20.0, SECOND, 10));
    assert!(shown(&limiter.settings(), "rate").starts_with("20 (resilience/src/registry"));
    follow(&names, "rate_limiter burst = 4");
    assert_eq!((limiter.rate(), limiter.burst()), (20.0, 4));
}

#[test]
fn tokens_at_the_start_are_for_limiters_that_start() {
    let (names, time) = registry("rate_limiter initial = 4");
    let limiter = limiter(&names, &time);
    assert_eq!(drain(&limiter), 4);
    follow(&names, "rate_limiter initial = 9");
    assert_eq!(drain(&limiter), 0);
    time.advance(SECOND * 10);
    follow(&names, "rate_limiter initial = 0");
    assert_eq!(drain(&limiter), 10);
    let other = builder(&time).name("other").register_in(&names).unwrap();
    assert_eq!(drain(&other), 0);
}

#[test]
fn a_burst_below_the_tokens_at_the_start_is_refused_whoever_says_so() {
    let (names, time) = registry("");
    let limiter = builder(&time).initial(5.0).register_in(&names).unwrap();
    let text = "rate limiter `api`: initial = 5 (resilience/src/registry/tests/limiters.rs:125), \
                expected 0 to 3, the burst by what is written at test.toml:1";
    let found = refused(&names, "rate_limiter burst = 3");
    assert_eq!(found, [text.replace("125", &(line!() - 4).to_string())]);
    assert_eq!((drain(&limiter), limiter.burst()), (5, 10));
}

#[test]
fn a_key_keeps_its_tokens_and_one_that_is_not_there_has_no_more_than_it_had() {
    let burst = |burst: u32| format!("rate_limiter burst = {burst}");
    for (taken, before, after, left, unseen) in [(7, 10, 100, 3, 10), (7, 10, 2, 2, 2)] {
        let (names, time) = registry(&burst(before));
        let limiter = keyed(&names, &time);
        (0..taken).for_each(|_| limiter.try_acquire("a").unwrap());
        time.advance(NANO);
        follow(&names, &burst(after));
        assert_eq!(drain_of(&limiter, "a"), left);
        assert_eq!(drain_of(&limiter, "b"), unseen);
        time.advance(SECOND * 60);
        assert_eq!(drain_of(&limiter, "a"), after as usize);
        assert_eq!(drain_of(&limiter, "c"), after as usize);
    }
}

#[test]
fn fewer_keys_than_there_are_evict_none() {
    let (names, time) = registry("");
    let limiter = keyed(&names, &time);
    for key in ["a", "b", "c"] {
        limiter.try_acquire(key).unwrap();
    }
    follow(&names, "rate_limiter max_keys = 2");
    assert_eq!(limiter.keys(), 3);
    limiter.try_acquire("d").unwrap_err();
    assert_eq!(drain_of(&limiter, "a"), 9);
    time.advance(SECOND);
    limiter.try_acquire("d").unwrap();
}

#[test]
fn a_number_of_keys_for_all_limiters_is_for_those_with_keys() {
    let (names, time) = registry("rate_limiter max_keys = 7");
    limiter(&names, &time);
    assert_eq!(shown(&keyed(&names, &time).settings(), "max_keys"), "7 (test.toml:1)");
    let (names, time) = registry("rate_limiter.api max_keys = 7");
    let expected = "max_keys = 7 (test.toml:1), expected none: this limiter has no keys, see \
                    `build_keyed`";
    assert_eq!(problems(builder(&time).register_in(&names)), [expected]);
}

#[test]
fn a_rate_that_cannot_be_is_told_with_its_place() {
    let (names, time) = registry("");
    limiter(&names, &time);
    let errors = refused(
        &names,
        "rate_limiter rate = 5000000000
         rate_limiter burst = 1",
    );
    let expected = "rate limiter `api`: rate = 5000000000 per 1s (test.toml:1), expected one in 500 \
                    years to 1000000000 a second";
    assert_eq!(errors, [expected]);
}
