//! All policies follow, or none.

use super::support::{SECOND, follow, refused, registry, table};
use crate::bulkhead::Bulkhead;
use crate::circuit_breaker::CircuitBreaker;
use crate::rate_limiter::RateLimiter;
use crate::registry::Registry;
use crate::retry::Retry;

/// What every one of them could follow.
const GOOD: &str = "circuit_breaker max_failures = 2
                    rate_limiter rate = 2
                    bulkhead max_concurrent = 2
                    retry max_attempts = 2
                    ";

fn policies(names: &Registry) {
    CircuitBreaker::builder().name("a").register_in(names).unwrap();
    CircuitBreaker::builder().name("b").reset_timeout(SECOND * 9).register_in(names).unwrap();
    RateLimiter::builder().name("a").register_in(names).unwrap();
    RateLimiter::builder().name("b").initial(1.5).register_in(names).unwrap();
    RateLimiter::builder().name("a").keyed().register_in(names).unwrap();
    RateLimiter::builder().name("b").initial(1.5).keyed().register_in(names).unwrap();
    Bulkhead::builder().name("a").register_in(names).unwrap();
    Bulkhead::builder().name("b").max_concurrent(1).register_in(names).unwrap();
    Retry::builder().name("a").register_in(names).unwrap();
    Retry::builder().name("b").register_in(names).unwrap();
}

#[test]
fn where_one_of_many_cannot_follow_none_does() {
    let (names, _) = registry(&GOOD.replace('2', "5"));
    policies(&names);
    let before = names.settings();
    // Of each kind one, the last of its shelf.
    for (lines, kind) in [
        ("circuit_breaker.b window = 50", "circuit breaker `b`"),
        ("rate_limiter.b burst = 1", "rate limiter `b`"),
        ("rate_limiter.a max_keys = 7", "rate limiter `a`"),
        ("bulkhead.b max_waiting = -1", "bulkhead `b`"),
        ("retry.b backoff_max = 1ms", "retry `b`"),
    ] {
        let errors = refused(&names, &format!("{GOOD}{lines}"));
        assert!(errors[0].starts_with(kind), "{errors:?}");
        assert_eq!(names.settings(), before, "{lines}");
        // Whoever is made now goes by what is in force.
        let late = CircuitBreaker::builder().name("late").register_in(&names).unwrap();
        assert_eq!(late.settings().values[0].value, "5");
        assert!(names.remove_circuit_breaker("late"));
    }
    follow(&names, GOOD);
    assert_ne!(names.settings(), before);
    let late = CircuitBreaker::builder().name("late").register_in(&names).unwrap();
    assert_eq!(late.settings().values[0].value, "2");
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let (names, _) = registry(GOOD);
    policies(&names);
    let errors = refused(
        &names,
        "circuit_breaker.a window = 50
         circuit_breaker.a minimum_calls = 50
         circuit_breaker.b slow_call = 1
         rate_limiter burst = 1
         retry.b backoff_max = 1ms",
    );
    let kinds: Vec<_> = errors.iter().map(|error| error.split(':').next().unwrap()).collect();
    let expected = [
        "circuit breaker `a`",
        "circuit breaker `b`",
        "rate limiter `b`",
        "keyed rate limiter `b`",
        "bulkhead `a`",
        "retry `b`",
    ];
    assert_eq!(kinds, expected);
    assert!(errors[0].contains("; minimum_calls = 50 (test.toml:2)"), "{}", errors[0]);
}

#[test]
fn who_is_in_no_registry_stays_as_it_was() {
    let (names, time) = registry("");
    let breaker = CircuitBreaker::builder().name("b").clock(time.clock()).build().unwrap();
    let removed = CircuitBreaker::builder().name("c").register_in(&names).unwrap();
    assert!(names.remove_circuit_breaker("c"));
    follow(&names, GOOD);
    for breaker in [breaker, removed] {
        assert_eq!(breaker.settings().values[0].value, "5");
    }
}

#[test]
fn a_registry_of_ones_own_has_a_table_of_its_own() {
    let (names, others) = (Registry::new(), Registry::new());
    let [breaker, other] = [&names, &others]
        .map(|names| CircuitBreaker::builder().name("b").register_in(names).unwrap());
    names.reconsider(table(GOOD)).unwrap();
    assert_eq!(breaker.settings().values[0].value, "2");
    assert_eq!(other.settings().values[0].value, "5");
}
