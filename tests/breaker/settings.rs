use crate::support::{RESET, builder, secs};
use resilience::{CircuitBreaker, Clock, ConfigError, ManualClock, Place, Registry, Window};
use std::time::Duration;

fn fields(error: &ConfigError) -> Vec<&str> {
    error.problems().iter().map(|problem| &*problem.field).collect()
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

#[test]
fn every_setting_of_rates_out_of_range_is_reported_at_once() {
    for (rate, factor) in [
        (0.0, 0.9),
        (-0.5, -2.0),
        (1.001, 0.0),
        (f64::NAN, f64::NAN),
        (f64::INFINITY, f64::INFINITY),
    ] {
        let error = CircuitBreaker::builder()
            .max_failures(0)
            .failure_rate(rate)
            .window(Window::Calls(0))
            .minimum_calls(0)
            .slow_call(Duration::ZERO)
            .slow_call_rate(rate)
            .reset_timeout_factor(factor)
            .max_reset_timeout(Duration::ZERO)
            .build()
            .unwrap_err();
        let all = [
            "max_failures",
            "failure_rate",
            "window",
            "minimum_calls",
            "slow_call",
            "slow_call_rate",
            "reset_timeout_factor",
            "max_reset_timeout",
        ];
        assert_eq!(fields(&error), all, "{error}");
    }
}

#[test]
fn windows_have_ranges() {
    let with = |window| CircuitBreaker::builder().failure_rate(0.5).window(window).build();
    let good = [
        Window::Calls(1),
        Window::Calls(65_536),
        Window::Time(Duration::from_millis(10)),
        Window::Time(Duration::MAX),
    ];
    for window in good {
        with(window).unwrap();
    }
    let bad = [
        Window::Calls(0),
        Window::Calls(65_537),
        Window::Time(Duration::ZERO),
        Window::Time(Duration::from_nanos(9_999_999)),
    ];
    for window in bad {
        let error = with(window).unwrap_err();
        let expected = "1 to 65536 calls, or a time of at least 10ms";
        assert_eq!((fields(&error), &*error.problems()[0].expected), (vec!["window"], expected));
    }
}

#[test]
fn a_window_that_can_never_reach_the_minimum_of_calls_says_so() {
    let builder = || CircuitBreaker::builder().failure_rate(0.5);
    let error = builder().window(Window::Calls(10)).minimum_calls(11).build().unwrap_err();
    assert_eq!(fields(&error), ["window"]);
    let text = error.to_string();
    assert!(text.contains("a window of 10 can never reach the minimum_calls of 11"), "{text}");
    let error = builder().minimum_calls(101).build().unwrap_err();
    assert_eq!(fields(&error), ["minimum_calls"]);
    assert!(error.to_string().contains("the window of 100 calls"), "{error}");
    builder().window(Window::Calls(10)).minimum_calls(10).build().unwrap();
    builder().window(Window::Time(secs(1))).minimum_calls(u32::MAX).build().unwrap();
}

#[test]
fn what_cannot_do_anything_is_refused() {
    let builder = CircuitBreaker::builder;
    let cases = [
        (builder().window(Window::Calls(30)), vec!["window"]),
        (builder().minimum_calls(3), vec!["minimum_calls"]),
        (builder().slow_call_rate(0.5), vec!["slow_call_rate"]),
        (builder().slow_call(secs(1)), vec!["slow_call"]),
        (builder().max_reset_timeout(secs(300)), vec!["max_reset_timeout"]),
        (
            builder().window(Window::Calls(30)).slow_call(secs(1)).max_reset_timeout(secs(300)),
            vec!["window", "slow_call", "max_reset_timeout"],
        ),
    ];
    for (builder, expected) in cases {
        let error = builder.build().unwrap_err();
        assert_eq!(fields(&error), expected);
        assert!(error.to_string().contains("beside it"), "{error}");
    }
}

#[test]
fn the_longest_open_time_is_not_below_the_reset_timeout() {
    let builder = || CircuitBreaker::builder().reset_timeout_factor(2.0);
    let error = builder().max_reset_timeout(secs(59)).build().unwrap_err();
    assert_eq!(fields(&error), ["max_reset_timeout"]);
    assert!(error.to_string().contains("at least the reset_timeout of 60s"), "{error}");
    builder().max_reset_timeout(secs(60)).build().unwrap();
    builder().reset_timeout(secs(7_200)).build().unwrap();
}

#[test]
fn settings_show_what_is_in_force_beside_a_rate() {
    let breaker = CircuitBreaker::builder()
        .failure_rate(0.5)
        .window(Window::Time(secs(10)))
        .slow_call(secs(2))
        .slow_call_rate(0.25)
        .reset_timeout_factor(1.5)
        .build()
        .unwrap();
    let settings = breaker.settings();
    let shown: Vec<_> = settings.values.iter().map(|value| (value.field, &*value.value)).collect();
    let expected = [
        ("reset_timeout", "60s"),
        ("half_open_max_calls", "1"),
        ("success_threshold", "1"),
        ("probe_timeout", "60s"),
        ("failure_rate", "0.5"),
        ("window", "10s"),
        ("minimum_calls", "20"),
        ("slow_call", "2s"),
        ("slow_call_rate", "0.25"),
        ("reset_timeout_factor", "1.5"),
        ("max_reset_timeout", "3600s"),
    ];
    assert_eq!(shown, expected);
    assert_eq!(settings.values[6].place, Place::Default);
    assert!(
        matches!(settings.values[5].place, Place::Code(at) if at.file().ends_with("settings.rs"))
    );
}

#[test]
fn those_who_share_a_name_agree_on_rates_and_complete_each_other() {
    let registry = Registry::new();
    let builder = || CircuitBreaker::builder().name("shared");
    let breaker = builder().failure_rate(0.5).register_in(&registry).unwrap();
    builder().failure_rate(0.5).window(Window::Calls(50)).register_in(&registry).unwrap();
    builder().minimum_calls(50).register_in(&registry).unwrap(); // the rate is there
    let error =
        builder().failure_rate(0.4).window(Window::Calls(60)).register_in(&registry).unwrap_err();
    assert_eq!(fields(&error), ["failure_rate", "window"]);
    assert!(error.problems()[1].expected.starts_with("50 calls, as written at "), "{error}");
    let error = builder().slow_call_rate(0.5).register_in(&registry).unwrap_err();
    assert_eq!(fields(&error), ["slow_call_rate"]);
    builder().slow_call(secs(1)).slow_call_rate(0.5).register_in(&registry).unwrap();
    builder().slow_call(secs(1)).register_in(&registry).unwrap();
    assert!(breaker.settings().to_string().contains("slow_call_rate"), "{}", breaker.settings());
}
