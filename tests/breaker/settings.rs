use crate::support::{RESET, builder, secs};
use resilience::{CircuitBreaker, Clock, ConfigError, ManualClock, Place};
use std::time::Duration;

fn fields(error: &ConfigError) -> Vec<&'static str> {
    error.problems().iter().map(|problem| problem.field).collect()
}

#[test]
fn everything_out_of_range_is_reported_at_once() {
    let error = CircuitBreaker::builder()
        .name("payments")
        .max_failures(0)
        .reset_timeout(Duration::ZERO)
        .half_open_max_calls(0)
        .success_threshold(65_536)
        .probe_timeout(Duration::ZERO)
        .build()
        .unwrap_err();
    let all = [
        "max_failures",
        "reset_timeout",
        "half_open_max_calls",
        "success_threshold",
        "probe_timeout",
    ];
    assert_eq!(fields(&error), all);
    assert_eq!(error.name(), "payments");
    let problem = &error.problems()[3];
    assert_eq!((&*problem.value, &*problem.expected), ("65536", "1 to 65535"));
    assert!(problem.place.contains("settings.rs:"), "{}", problem.place);
    let text = error.to_string();
    assert!(text.starts_with("circuit breaker `payments`: max_failures = 0 ("), "{text}");
    for field in all {
        assert!(text.contains(field), "{text}");
    }
}

#[test]
fn the_ends_of_every_range_hold() {
    for (count, probes, length) in
        [(1, 1, Duration::from_nanos(1)), (u32::MAX, 65_535, Duration::MAX)]
    {
        CircuitBreaker::builder()
            .max_failures(count)
            .half_open_max_calls(probes)
            .success_threshold(probes)
            .reset_timeout(length)
            .probe_timeout(length)
            .build()
            .unwrap();
    }
}

#[test]
fn an_empty_name_is_refused_and_a_missing_one_is_unnamed() {
    let error = CircuitBreaker::builder().name("").build().unwrap_err();
    assert_eq!(fields(&error), ["name"]);
    assert_eq!(CircuitBreaker::builder().build().unwrap().name(), "unnamed");
    let owned = CircuitBreaker::builder().name(String::from("tenant 7")).build().unwrap();
    assert_eq!(owned.name(), "tenant 7");
}

#[test]
fn settings_say_where_each_value_comes_from() {
    let breaker = CircuitBreaker::builder()
        .name("payments")
        .reset_timeout(secs(30))
        .half_open_max_calls(2)
        .clock(Clock::system())
        .build()
        .unwrap();
    let settings = breaker.settings();
    let of = |field| settings.values.iter().find(|value| value.field == field).unwrap();
    assert_eq!((&*settings.name, settings.kind), ("payments", "circuit breaker"));
    assert_eq!((&*of("max_failures").value, of("max_failures").place), ("5", Place::Default));
    assert_eq!(of("success_threshold").value, "2");
    assert_eq!(of("probe_timeout").value, "30s");
    let place = of("reset_timeout").place;
    assert!(matches!(place, Place::Code(at) if at.file().ends_with("settings.rs")), "{place:?}");
    let table = settings.to_string();
    assert!(table.starts_with("circuit breaker `payments`\n"), "{table}");
    assert_eq!(table.lines().count(), 6);
}

#[test]
fn debug_shows_name_and_state() {
    let time = ManualClock::new();
    let breaker = builder(&time).reset_timeout(RESET).build().unwrap();
    assert_eq!(format!("{breaker:?}"), "CircuitBreaker { name: \"b\", state: Closed, .. }");
}
