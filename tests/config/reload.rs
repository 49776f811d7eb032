//! Policies that are there follow what is loaded, and keep what they have seen.

use crate::alone::{alone, in_folder};
use resilience::{
    Bulkhead, CircuitBreaker, CircuitState, ManualClock, RateLimiter, Rejected, circuit_breaker,
    init, init_from, rate_limiter, registry, reload, retry,
};
use std::cell::Cell;
use std::fs;
use std::time::Duration;

const SECOND: Duration = Duration::from_secs(1);

fn write(text: &str) {
    fs::write("resilience.toml", text).unwrap();
}

#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error("down")]
    Down,
    #[error(transparent)]
    Rejected(#[from] Rejected),
}

#[circuit_breaker(accessor = fetch_breaker)]
fn fetch() -> Result<(), Fault> {
    Err(Fault::Down)
}

#[circuit_breaker(reset_timeout = 30.0, name = "shared")]
fn fetch_shared() -> Result<(), Fault> {
    Err(Fault::Down)
}

#[rate_limiter(burst = 2, timeout = 0)]
fn search() -> Result<(), Rejected> {
    Ok(())
}

thread_local! {
    static ATTEMPTS: Cell<u32> = const { Cell::new(0) };
}

#[retry(backoff = resilience::Backoff::none())]
fn store() -> Result<(), Fault> {
    ATTEMPTS.set(ATTEMPTS.get() + 1);
    Err(Fault::Down)
}

#[test]
fn functions_that_were_called_before_follow_too() {
    let name = "reload::functions_that_were_called_before_follow_too";
    alone(name, in_folder("functions"), || {
        fetch().unwrap_err();
        fetch_shared().unwrap_err();
        search().unwrap();
        store().unwrap_err();
        assert_eq!(ATTEMPTS.replace(0), 3);
        write(
            "[resilience.circuit_breaker.instances.\"config::reload::fetch\"]\n\
             max_failures = 2\n\
             [resilience.circuit_breaker.instances.shared]\n\
             max_failures = 3\n\
             reset_timeout = 1\n\
             [resilience.rate_limiter]\n\
             rate = 0.001\n\
             burst = 50\n\
             [resilience.retry.instances.\"config::reload::store\"]\n\
             max_attempts = 7\n",
        );
        init().unwrap();
        assert_eq!(fetch_breaker().state(), CircuitState::Closed);
        // Its first failure was before.
        assert!(matches!(fetch(), Err(Fault::Down)));
        assert!(matches!(fetch(), Err(Fault::Rejected(Rejected::CircuitOpen(_)))));
        let expected = "\
circuit breaker `shared`
  max_failures         3    resilience.toml:4
  reset_timeout        30s  tests/config/reload.rs:";
        let settings = registry().settings_of("shared").to_string();
        assert!(settings.starts_with(expected), "{settings}");
        search().unwrap();
        search().unwrap_err();
        store().unwrap_err();
        assert_eq!(ATTEMPTS.get(), 7);
        assert_eq!(registry().unclaimed(), []);
    });
}

#[test]
fn what_policies_have_seen_is_kept() {
    let name = "reload::what_policies_have_seen_is_kept";
    alone(name, in_folder("kept"), || {
        let time = ManualClock::new();
        let breaker = CircuitBreaker::builder()
            .name("b")
            .max_failures(1)
            .clock(time.clock())
            .register()
            .unwrap();
        let limiter =
            RateLimiter::builder().name("l").burst(3).clock(time.clock()).register().unwrap();
        let bulkhead = Bulkhead::builder().name("k").register();
        assert!(bulkhead.is_err(), "nobody says how large it is");
        write(
            "resilience.circuit_breaker.reset_timeout = 60\n\
             resilience.rate_limiter.rate = 1\n\
             resilience.bulkhead.max_concurrent = 2\n",
        );
        init().unwrap();
        let bulkhead = Bulkhead::builder().name("k").register().unwrap();
        breaker.record_failure();
        limiter.n(3).try_acquire().unwrap();
        let permit = bulkhead.try_acquire().unwrap();
        time.advance(SECOND / 2);

        write(
            "resilience.circuit_breaker.reset_timeout = 1\n\
             resilience.rate_limiter.rate = 2\n\
             resilience.bulkhead.max_concurrent = 1\n",
        );
        reload().unwrap();
        assert_eq!((breaker.state(), breaker.remaining()), (CircuitState::Open, SECOND * 119 / 2));
        assert!((limiter.tokens() - 0.5).abs() < 1e-6, "{}", limiter.tokens());
        time.advance(SECOND / 4);
        limiter.try_acquire().unwrap();
        assert_eq!((bulkhead.in_use(), bulkhead.max_concurrent()), (1, 1));
        bulkhead.try_acquire().unwrap_err();
        drop(permit);
        drop(bulkhead.try_acquire().unwrap());
    });
}

#[test]
fn a_broken_file_keeps_the_settings_and_the_next_good_one_holds() {
    let name = "reload::a_broken_file_keeps_the_settings_and_the_next_good_one_holds";
    alone(name, in_folder("broken"), || {
        let breaker = CircuitBreaker::builder().name("payments").register().unwrap();
        let max_failures = || breaker.settings().values[0].value.clone();
        let good = "[resilience.circuit_breaker]\nmax_failures = ";
        write(&format!("{good}3\n"));
        init().unwrap();
        let broken = [
            "",
            "nonsense",
            "[resilience.circuit_breaker]\nmax_failures = 0",
            "[resilience.circuit_breaker]\nmax_failures = 9\nmax_failurs = 9",
            // It is good by itself, but this breaker has no slow_call.
            "[resilience.circuit_breaker]\nmax_failures = 9\n\
             [resilience.circuit_breaker.instances.payments]\nslow_call_rate = 0.5",
        ];
        for (round, broken) in broken.iter().enumerate().skip(1) {
            write(broken);
            let first = reload().unwrap_err();
            assert_eq!(reload().unwrap_err().to_string(), first.to_string());
            assert_eq!(max_failures(), (round + 2).to_string());
            write(&format!("{good}{}\n", round + 3));
            reload().unwrap();
            assert_eq!(max_failures(), (round + 3).to_string());
        }
        write(broken[0]);
        reload().unwrap();
        assert_eq!(max_failures(), "5", "an empty file sets nothing");
    });
}

#[test]
fn what_one_policy_cannot_follow_none_does_and_all_are_told() {
    let name = "reload::what_one_policy_cannot_follow_none_does_and_all_are_told";
    alone(name, in_folder("cannot"), || {
        for name in ["app::get", "payments", "search"] {
            CircuitBreaker::builder().name(name).register().unwrap();
        }
        let text = "\
resilience.circuit_breaker.max_failures = 2
[resilience.circuit_breaker.instances.\"app::get\"]
slow_call = \"1s\"
[resilience.circuit_breaker.instances.payments]
window = 100
minimum_calls = 200
failure_rate = 0.5
";
        fs::write("settings.toml", text).unwrap();
        let expected = "\
configuration `settings.toml`:
  circuit breaker `app::get`: slow_call = 1s (settings.toml:3), expected a slow_call_rate beside it: how \
many are too many
  circuit breaker `payments`: window = 100 calls (settings.toml:5), expected at least 200 calls: a window \
of 100 can never reach the minimum_calls of 200";
        assert_eq!(init_from("settings.toml").unwrap_err().to_string(), expected);
        assert_eq!(registry().circuit_breaker("search").unwrap().settings().values[0].value, "5");
    });
}
