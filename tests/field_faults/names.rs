//! Names, of every kind of policy.

use resilience::{
    CircuitBreaker, CircuitBreakerBuilder, ConfigError, ManualClock, RateLimiter,
    RateLimiterBuilder, Registry,
};

fn breaker(time: &ManualClock) -> CircuitBreakerBuilder {
    CircuitBreaker::builder().name("a").max_failures(1).clock(time.clock())
}

fn limiter(time: &ManualClock) -> RateLimiterBuilder {
    RateLimiter::builder().name("a").burst(1).clock(time.clock())
}

fn assert_told<P>(second: Result<P, ConfigError>, field: &str) {
    let error = second.err().expect("the second is not like the first");
    assert_eq!(error.problems()[0].field, field);
    // Both places: its own, and that of the first.
    assert!(error.problems()[0].place.contains("names.rs:"), "{error}");
    assert!(error.problems()[0].expected.contains("names.rs:"), "{error}");
}

#[test]
fn same_name_other_settings_the_second_is_silently_ignored() {
    let (names, time) = (Registry::new(), ManualClock::new());
    breaker(&time).register_in(&names).unwrap();
    assert_told(breaker(&time).max_failures(2).register_in(&names), "max_failures");
    limiter(&time).register_in(&names).unwrap();
    assert_told(limiter(&time).burst(2).register_in(&names), "burst");
    limiter(&time).keyed().register_in(&names).unwrap();
    assert_told(limiter(&time).burst(2).keyed().register_in(&names), "burst");
}

#[test]
fn names_grow_without_bound() {
    let (names, time) = (Registry::new(), ManualClock::new());
    for tenant in 0..1000 {
        let name = format!("tenant {tenant}");
        breaker(&time).name(name.clone()).register_in(&names).unwrap();
        assert!(names.remove_circuit_breaker(&name));
        limiter(&time).name(name.clone()).register_in(&names).unwrap();
        assert!(names.remove_rate_limiter(&name));
        limiter(&time).name(name.clone()).keyed().register_in(&names).unwrap();
        assert!(names.remove_keyed_rate_limiter(&name));
    }
    assert!(names.circuit_breakers().is_empty());
    assert!(names.rate_limiters().is_empty() && names.keyed_rate_limiters().is_empty());
}
