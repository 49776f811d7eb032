//! Settings that cannot hold.

use resilience::GracefulShutdown;
use rustix::process::Signal;
use std::time::Duration;

#[test]
fn all_that_cannot_hold_is_told_at_once_with_its_place() {
    let error = GracefulShutdown::builder()
        .timeout(Duration::ZERO)
        .force_exit_code(256)
        .signals([Signal::TERM.as_raw(), Signal::KILL.as_raw(), 0, Signal::CHILD.as_raw()])
        .build()
        .unwrap_err();
    let problems = error.problems();
    let child = format!("{} (SIGCHLD)", Signal::CHILD.as_raw());
    let told: Vec<_> = problems.iter().map(|it| (&*it.field, it.value.as_str())).collect();
    assert_eq!(
        told,
        [
            ("timeout", "0ns"),
            ("force_exit_code", "256"),
            ("signals", "9 (SIGKILL)"),
            ("signals", "0"),
            ("signals", child.as_str()),
        ]
    );
    assert_eq!(problems[1].expected, "0 to 255");
    let expected = "one of SIGHUP, SIGINT, SIGQUIT, SIGUSR1, SIGUSR2, SIGALRM, SIGTERM, SIGXCPU";
    assert_eq!(problems[2].expected, expected);
    assert!(problems.iter().all(|it| it.place.contains("settings.rs:")), "{error}");
    assert!(error.to_string().starts_with("graceful shutdown `unnamed`: timeout = 0ns"), "{error}");
}

#[test]
fn what_is_at_the_edges_holds() {
    let builder = GracefulShutdown::builder;
    for code in [0, 255] {
        builder().force_exit_code(code).build().unwrap();
    }
    for code in [-1, 256, i32::MIN, i32::MAX] {
        builder().force_exit_code(code).build().unwrap_err();
    }
    builder().timeout(Duration::from_nanos(1)).build().unwrap();
    builder().timeout(Duration::MAX).build().unwrap();
    builder().signals([]).build().unwrap();
    builder().signals([Signal::HUP.as_raw(), Signal::HUP.as_raw()]).build().unwrap();
    for fault in [Signal::SEGV, Signal::ABORT, Signal::BUS, Signal::STOP] {
        builder().signals([fault.as_raw()]).build().unwrap_err();
    }
    for signal in [-1, 0, 64, 65, i32::MAX] {
        builder().signals([signal]).build().unwrap_err();
    }
}
