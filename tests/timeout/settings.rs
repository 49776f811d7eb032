//! What may be written.

use crate::support::{NANO, SECOND, timeout};
use resilience::{ManualClock, Timeout, TimeoutBuilder};
use std::time::Duration;

fn problems(builder: TimeoutBuilder) -> Vec<String> {
    let error = builder.build().unwrap_err();
    error.problems().iter().map(ToString::to_string).collect()
}

#[test]
fn everything_that_cannot_hold_is_reported_at_once() {
    let found = problems(Timeout::builder().name("").limit(Duration::ZERO));
    assert!(
        found[0].starts_with("name = \"\" (") && found[1].starts_with("limit = 0ns ("),
        "{found:?}"
    );
    assert!(found.iter().all(|problem| problem.contains("settings.rs:")), "{found:?}");
    let found = problems(Timeout::builder());
    assert!(found[0].starts_with("limit = none (") && found[0].contains("no default"), "{found:?}");
    let error = Timeout::new(Duration::ZERO).unwrap_err();
    assert!(error.to_string().starts_with("timeout `unnamed`: limit = 0ns ("), "{error}");
    assert!(error.problems()[0].place.contains("settings.rs:"), "{error}");
}

#[test]
fn the_ends_of_the_range_hold() {
    for limit in [NANO, Duration::MAX] {
        assert_eq!(Timeout::new(limit).unwrap().limit(), limit);
    }
}

#[test]
fn it_has_a_name_and_goes_anywhere() {
    fn shared<T: Send + Sync + Unpin + Clone + std::fmt::Debug>(_: &T) {}
    fn send<T: Send>(_: &T) {}
    let timeout = timeout(&ManualClock::new());
    shared(&timeout);
    shared(&Timeout::builder());
    send(&timeout.call_async(|| async {}));
    assert_eq!((timeout.name(), timeout.limit()), ("slow", SECOND));
    assert_eq!(Timeout::new(SECOND).unwrap().name(), "unnamed");
    assert!(format!("{timeout:?}").contains("limit: 1s"), "{timeout:?}");
}
