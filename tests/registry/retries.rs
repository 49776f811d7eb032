//! Retries by name.

use crate::support::fields;
use resilience::{Backoff, CircuitBreaker, ManualClock, Registry, Retry, RetryBudget};

fn attempts(retry: &Retry) -> u32 {
    let mut attempts = 0;
    let result: Result<(), &str> = retry.call_if(
        |_| true,
        || {
            attempts += 1;
            Err("down")
        },
    );
    result.unwrap_err();
    attempts
}

#[test]
fn one_name_is_one_retry_with_one_budget_whoever_writes_what() {
    let names = Registry::new();
    let builder = || Retry::builder().name("fetch");
    let first = builder().backoff(Backoff::none()).register_in(&names).unwrap();
    assert_eq!((attempts(&first), first.retries_left()), (3, None));
    let second = builder().max_attempts(2).budget(RetryBudget::new(0.0, 1));
    let second = second.register_in(&names).unwrap();
    assert_eq!((attempts(&first), attempts(&second)), (2, 1));
    assert_eq!(names.retry("fetch").unwrap().retries_left(), Some(0));
    let snapshot = names.snapshot();
    assert_eq!((&*snapshot.retries[0].name, snapshot.retries[0].retries_left), ("fetch", Some(0)));
    assert_eq!(snapshot.retries[0].settings, first.settings());
}

#[test]
fn values_and_clocks_that_differ_are_reported_together() {
    let (names, time) = (Registry::new(), ManualClock::new());
    let builder = || Retry::builder().name("fetch");
    let retry = builder().max_attempts(2).clock(time.clock()).register_in(&names).unwrap();
    let other = builder().max_attempts(3).clock(ManualClock::new().clock());
    assert_eq!(fields(other.register_in(&names)), ["max_attempts", "clock"]);
    assert_eq!(
        fields(Retry::builder().max_attempts(0).register_in(&names)),
        ["name", "max_attempts"]
    );
    assert_eq!(retry.max_attempts(), 2);
}

#[test]
fn a_name_belongs_to_its_kind_and_is_free_when_it_is_removed() {
    let names = Registry::new();
    CircuitBreaker::builder().name("fetch").register_in(&names).unwrap();
    assert!(names.retry("fetch").is_none());
    for name in ["b", "a"] {
        Retry::builder().name(name).register_in(&names).unwrap();
    }
    let listed: Vec<_> = names.retries().iter().map(|retry| retry.name().to_owned()).collect();
    assert_eq!(listed, ["a", "b"]);
    assert!(names.remove_retry("a") && !names.remove_retry("a"));
    Retry::builder().name("a").max_attempts(9).register_in(&names).unwrap();
    assert_eq!(names.settings_of("a").policies.len(), 1);
    assert_eq!(names.unclaimed(), []);
}
