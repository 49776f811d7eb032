//! Everything at one moment, as plain values and as JSON.

use crate::support::{SECOND, TENTH, named, poll};
use resilience::{CircuitBreaker, CircuitState, ManualClock, Registry};
use serde_json::{Value, json};
use std::time::Duration;

#[test]
fn an_empty_registry_has_an_empty_snapshot() {
    let snapshot = Registry::new().snapshot();
    assert!(snapshot.circuit_breakers.is_empty() && snapshot.rate_limiters.is_empty());
    let json = serde_json::to_string(&snapshot).unwrap();
    let kinds = concat!(
        r#"{"circuit_breakers":[],"rate_limiters":[],"keyed_rate_limiters":[],"#,
        r#""bulkheads":[],"retries":[]}"#
    );
    assert_eq!(json, kinds);
}

#[test]
fn a_snapshot_has_what_the_handles_say() {
    let (names, time) = (Registry::new(), ManualClock::new());
    let breaker = CircuitBreaker::builder().name("a").max_failures(2).clock(time.clock());
    let breaker = breaker.register_in(&names).unwrap();
    let limiter = named(&time).burst(4).register_in(&names).unwrap();
    let keyed = named(&time).keyed().register_in(&names).unwrap();
    (0..2).for_each(|_| breaker.record_failure());
    breaker.try_acquire().unwrap_err();
    limiter.n(4).try_acquire().unwrap();
    limiter.try_acquire().unwrap_err();
    keyed.try_acquire("x").unwrap();
    keyed.try_acquire("y").unwrap();
    time.advance(TENTH / 2);
    let snapshot = names.snapshot();
    let [seen] = &*snapshot.circuit_breakers else { panic!("{snapshot:?}") };
    assert_eq!((&*seen.name, seen.state, seen.failure_count), ("a", CircuitState::Open, 2));
    assert_eq!(seen.remaining, SECOND * 60 - TENTH / 2);
    assert_eq!((seen.stats, &seen.settings), (breaker.stats(), &breaker.settings()));
    let [seen] = &*snapshot.rate_limiters else { panic!("{snapshot:?}") };
    assert_eq!((&*seen.name, seen.tokens, seen.time_until_token), ("a", 0.5, TENTH / 2));
    assert_eq!((seen.stats.total_acquired, seen.stats.total_rejected), (4, 1));
    assert_eq!((seen.stats, &seen.settings), (limiter.stats(), &limiter.settings()));
    let [seen] = &*snapshot.keyed_rate_limiters else { panic!("{snapshot:?}") };
    assert_eq!((&*seen.name, seen.keys, seen.stats.total_acquired), ("a", 2, 2));
    assert_eq!((seen.stats, &seen.settings), (keyed.stats(), &keyed.settings()));
    // To look changes nothing, and what comes later changes no snapshot.
    assert_eq!(names.snapshot(), snapshot);
    limiter.reset();
    assert_ne!(names.snapshot(), snapshot);
    assert_eq!(snapshot.rate_limiters[0].tokens, 0.5);
}

#[test]
fn a_snapshot_shows_those_who_wait_by_the_tokens_that_a_newcomer_cannot_have() {
    let (names, time) = (Registry::new(), ManualClock::new());
    let limiter = named(&time).initial(3.0).register_in(&names).unwrap();
    let mut wait = Box::pin(limiter.n(5).acquire_async());
    assert!(poll(&mut wait).is_pending());
    let snapshot = names.snapshot();
    assert_eq!(snapshot.rate_limiters[0].tokens, 0.0);
    assert_eq!(snapshot.rate_limiters[0].time_until_token, TENTH * 3);
}

#[test]
fn each_kind_is_in_the_order_of_its_names() {
    let (names, time) = (Registry::new(), ManualClock::new());
    for name in ["c", "a", "b"] {
        CircuitBreaker::builder().name(name).register_in(&names).unwrap();
        named(&time).name(name).register_in(&names).unwrap();
        named(&time).name(name).keyed().register_in(&names).unwrap();
    }
    let snapshot = names.snapshot();
    let names: [Vec<&str>; 3] = [
        snapshot.circuit_breakers.iter().map(|one| &*one.name).collect(),
        snapshot.rate_limiters.iter().map(|one| &*one.name).collect(),
        snapshot.keyed_rate_limiters.iter().map(|one| &*one.name).collect(),
    ];
    assert_eq!(names, [["a", "b", "c"]; 3]);
}

/// A setting as it is in JSON.
fn setting(field: &str, value: &str, place: &str) -> Value {
    json!({ "field": field, "value": value, "place": place })
}

fn here(line: u32) -> String {
    format!("{}:{line}", file!())
}

#[test]
fn as_json_it_has_names_for_states_seconds_for_lengths_of_time_and_places_as_text() {
    let (names, time) = (Registry::new(), ManualClock::new());
    let breaker = CircuitBreaker::builder().name("a").max_failures(2).clock(time.clock());
    let breaker_line = line!() - 1;
    let breaker = breaker.register_in(&names).unwrap();
    let limiter = named(&time).rate(0.5).register_in(&names).unwrap();
    let keyed = named(&time).max_keys(9).keyed().register_in(&names).unwrap();
    let limiter_line = line!() - 2;
    (0..2).for_each(|_| breaker.record_failure());
    time.advance(Duration::from_millis(2500));
    limiter.try_acquire().unwrap();
    time.advance(TENTH * 5);
    keyed.try_acquire("x").unwrap();
    let expected = json!({
        "circuit_breakers": [{
            "name": "a",
            "state": "open",
            "failure_count": 2,
            "remaining": 57.0,
            "stats": {
                "total_calls": 2,
                "successful_calls": 0,
                "failed_calls": 2,
                "rejected_calls": 0,
                "ignored_calls": 0,
                "abandoned_calls": 0,
                "late_results": 0,
                "state_changes": 1,
            },
            "settings": {
                "kind": "circuit breaker",
                "name": "a",
                "values": [
                    setting("max_failures", "2", &here(breaker_line)),
                    setting("reset_timeout", "60s", "default"),
                    setting("half_open_max_calls", "1", "default"),
                    setting("success_threshold", "1", "default"),
                    setting("probe_timeout", "60s", "default"),
                ],
            },
        }],
        "rate_limiters": [{
            "name": "a",
            "tokens": 0.25,
            "time_until_token": 1.5,
            "stats": {
                "total_acquired": 1,
                "total_rejected": 0,
                "cancelled": 0,
                "total_waited": 0.0,
            },
            "settings": {
                "kind": "rate limiter",
                "name": "a",
                "values": [
                    setting("rate", "0.5", &here(limiter_line)),
                    setting("per", "1s", "default"),
                    setting("burst", "1", "default"),
                    setting("initial", "1", "default"),
                ],
            },
        }],
        "keyed_rate_limiters": [{
            "name": "a",
            "keys": 1,
            "stats": {
                "total_acquired": 1,
                "total_rejected": 0,
                "cancelled": 0,
                "total_waited": 0.0,
            },
            "settings": {
                "kind": "keyed rate limiter",
                "name": "a",
                "values": [
                    setting("rate", "10", "default"),
                    setting("per", "1s", "default"),
                    setting("burst", "10", "default"),
                    setting("initial", "10", "default"),
                    setting("max_keys", "9", &here(limiter_line + 1)),
                ],
            },
        }],
        "bulkheads": [],
        "retries": [],
    });
    assert_eq!(serde_json::to_value(names.snapshot()).unwrap(), expected);
}

#[test]
fn in_json_nothing_stands_for_what_never_comes() {
    let (names, time) = (Registry::new(), ManualClock::new());
    let breaker = CircuitBreaker::builder().name("a").register_in(&names).unwrap();
    breaker.force_open();
    let century = SECOND * 3_155_760_000;
    let limiter = named(&time).rate(1.0).per(century * 5).initial(0.0);
    limiter.register_in(&names).unwrap();
    let json = serde_json::to_value(names.snapshot()).unwrap();
    assert_eq!(json["circuit_breakers"][0]["state"], "forced_open");
    assert_eq!(json["circuit_breakers"][0]["remaining"], Value::Null);
    assert_eq!(json["rate_limiters"][0]["time_until_token"], Value::Null);
    assert_eq!(json["rate_limiters"][0]["tokens"], 0.0);
}
