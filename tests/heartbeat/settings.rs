//! What may be written.

use crate::support::{INTERVAL, Place, SECOND};
use resilience::{Heartbeat, HeartbeatBuilder};
use serde_json::{Value, json};
use std::time::Duration;

fn problems(builder: HeartbeatBuilder) -> Vec<String> {
    let error = builder.build().unwrap_err();
    error.problems().iter().map(ToString::to_string).collect()
}

#[test]
fn everything_that_cannot_hold_is_reported_at_once() {
    let builder = Heartbeat::builder()
        .state_file("/run/..")
        .metadata("_resilience", 1)
        .interval(Duration::from_nanos(999_999));
    let error = builder.build().unwrap_err();
    assert!(error.to_string().starts_with("heartbeat `/run/..`: state_file = "), "{error}");
    let found: Vec<_> = error.problems().iter().map(ToString::to_string).collect();
    let starts = [
        "state_file = \"/run/..\" (",
        "metadata = a value for `_resilience` (",
        "interval = 999.999µs (",
    ];
    assert_eq!(found.len(), starts.len(), "{found:?}");
    for (found, start) in found.iter().zip(starts) {
        assert!(found.starts_with(start) && found.contains("settings.rs:"), "{found}");
    }
}

#[test]
fn a_path_has_to_name_a_file() {
    for path in ["", "/", "..", "run/", "run/.."] {
        let found = problems(Heartbeat::builder().state_file(path));
        assert!(found[0].ends_with("expected the path of a file"), "{path}: {found:?}");
    }
    let heartbeat = Heartbeat::builder().state_file("run/app.heartbeat").build().unwrap();
    assert_eq!(heartbeat.name(), "run/app.heartbeat");
}

#[test]
fn one_that_would_do_nothing_is_refused() {
    let found = problems(Heartbeat::builder().on_alert(|_| {}));
    assert!(found[0].starts_with("state_file = none ("), "{found:?}");
    assert!(found[0].contains("expected a path, or an `on_beat` or a `target`"), "{found:?}");
    Heartbeat::builder().on_beat(|| {}).build().unwrap();
    Heartbeat::builder().on_beat_async(|| async {}).build().unwrap();
    let heartbeat = Heartbeat::builder().target(|| false).build().unwrap();
    assert_eq!(heartbeat.name(), "unnamed");
}

#[test]
fn metadata_is_what_can_be_read_again() {
    let nested = |depth| (0..depth).fold(Value::Null, |inner, _| json!([inner]));
    let place = Place::new();
    for (value, size) in [(nested(120), 100), (Value::from("x".repeat(1_000_000)), 1_000_000)] {
        let heartbeat = place.builder().metadata("large", value.clone()).build().unwrap();
        heartbeat.beat().unwrap();
        assert_eq!(place.state().metadata["large"], value, "{size}");
    }
    // What is just accepted can be read.
    let filled = |size| place.builder().metadata("large", "x".repeat(size)).build();
    let sizes: Vec<_> = (1_000_000..1 << 20).collect();
    let longest = sizes.partition_point(|size| filled(*size).is_ok()) - 1;
    let heartbeat = filled(sizes[longest]).unwrap();
    heartbeat.beat().unwrap();
    assert!(place.is_alive() && sizes[longest] > (1 << 20) - 2_000);
    for value in [nested(130), Value::from("x".repeat(1 << 20))] {
        let found = problems(place.builder().metadata("large", value));
        assert!(found[0].contains("expected at most 1 MiB in all, nested at most"), "{found:?}");
    }
}

#[test]
fn the_last_value_of_a_key_is_written() {
    let place = Place::new();
    let builder = place.builder().metadata("version", "1.0").metadata("version", 2);
    let heartbeat = builder.metadata(String::from("canary"), true).build().unwrap();
    heartbeat.beat().unwrap();
    assert_eq!(Value::from(place.state().metadata), json!({"version": 2, "canary": true}));
}

#[test]
fn defaults_and_the_ends_of_the_ranges() {
    let builder = || Heartbeat::builder().on_beat(|| {});
    assert_eq!(builder().build().unwrap().interval(), INTERVAL);
    for interval in [Duration::from_millis(1), SECOND, Duration::MAX] {
        assert_eq!(builder().interval(interval).build().unwrap().interval(), interval);
    }
    for length in [Duration::ZERO, Duration::MAX] {
        builder().repeat_every(length).build().unwrap();
    }
}

#[test]
fn it_prints_its_name_and_state() {
    let place = Place::new();
    let heartbeat = place.builder().build().unwrap();
    let printed = format!("{heartbeat:?}");
    assert!(printed.contains("app.heartbeat\", is_running: false, last_beat: None"), "{printed}");
    assert!(format!("{:?}", place.builder().target(|| true)).contains("Target("));
    let guard = heartbeat.guard().unwrap();
    assert!(format!("{guard:?}").contains("app.heartbeat"));
}
