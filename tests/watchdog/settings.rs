//! What a builder takes and what it refuses.

use crate::support::{SECOND, TIMEOUT};
use resilience::{ConfigError, Watchdog, WatchdogBuilder};
use std::time::Duration;

const MS: Duration = Duration::from_millis(1);

fn fields(result: Result<Watchdog, ConfigError>) -> Vec<String> {
    result.unwrap_err().problems().iter().map(|problem| problem.field.to_string()).collect()
}

fn shown(builder: WatchdogBuilder) -> Vec<(&'static str, String)> {
    let settings = builder.build().unwrap().settings();
    assert_eq!(settings.kind, "watchdog");
    settings.values.into_iter().map(|value| (value.field, value.value)).collect()
}

#[test]
fn defaults_are_thirty_seconds_and_half_of_that_between_readings() {
    assert_eq!(shown(Watchdog::builder()), [("timeout", String::from("30s"))]);
    let of_a_file = shown(Watchdog::from_state_file("state.json"));
    let expected = [("max_age", "30s"), ("check_interval", "15s")];
    assert_eq!(of_a_file, expected.map(|(field, value)| (field, String::from(value))));
    let other_age = shown(Watchdog::from_state_file("state.json").max_age(SECOND));
    assert_eq!(other_age[1], ("check_interval", String::from("500ms")));
    assert_eq!(Watchdog::builder().build().unwrap().name(), "unnamed");
}

#[test]
fn each_value_says_where_it_was_written() {
    let watchdog = Watchdog::builder().timeout(TIMEOUT).build().unwrap();
    let place = watchdog.settings().values[0].place.to_string();
    assert!(place.starts_with("tests/watchdog/settings.rs:"), "{place}");
}

#[test]
fn everything_out_of_range_is_reported_at_once() {
    let all = Watchdog::builder().name("").timeout(Duration::ZERO).report("/").abort(0).build();
    let text = all.as_ref().unwrap_err().to_string();
    assert!(text.contains("timeout = 0ns"), "{text}");
    assert!(text.contains("expected at least 100ms; Duration::MAX means never"), "{text}");
    assert!(text.contains("abort = 0") && text.contains("expected 1 to 255"), "{text}");
    assert_eq!(fields(all), ["name", "timeout", "abort", "report"]);
    let all = Watchdog::from_state_file("").max_age(MS).check_interval(MS).report("..").build();
    assert_eq!(fields(all), ["max_age", "check_interval", "state_file", "report"]);
}

#[test]
fn the_shortest_are_allowed_and_a_nanosecond_less_is_not() {
    let nano = Duration::from_nanos(1);
    let timeout = |length| Watchdog::builder().timeout(length).build();
    assert!(timeout(MS * 100).is_ok());
    assert_eq!(fields(timeout(MS * 100 - nano)), ["timeout"]);
    let file = |age, interval| {
        Watchdog::from_state_file("a").max_age(age).check_interval(interval).build()
    };
    assert!(file(MS * 200, MS * 100).is_ok());
    assert_eq!(fields(file(MS * 200 - nano, MS * 100)), ["max_age"]);
    assert_eq!(fields(file(MS * 200, MS * 100 - nano)), ["check_interval"]);
    assert!(Watchdog::from_state_file("a").max_age(MS * 200).build().is_ok());
    assert!(timeout(Duration::MAX).is_ok() && file(Duration::MAX, Duration::MAX).is_ok());
    assert!(Watchdog::builder().abort(1).build().is_ok());
    assert!(Watchdog::builder().abort(255).build().is_ok());
}

#[test]
fn what_belongs_to_the_other_way_of_watching_is_refused() {
    let mixed = Watchdog::builder().max_age(SECOND).check_interval(SECOND).build();
    let text = mixed.as_ref().unwrap_err().to_string();
    assert!(text.contains("it belongs to `from_state_file`"), "{text}");
    assert_eq!(fields(mixed), ["max_age", "check_interval"]);
    assert_eq!(fields(Watchdog::from_state_file("a").timeout(SECOND).build()), ["timeout"]);
}
