//! What environment variables set.

use crate::alone::{alone, scratch};
use resilience::{Bulkhead, CircuitBreaker, ConfigError, Registry, init};
use std::fs;
use std::process::Command;

type Variables = &'static [(&'static str, &'static str)];

/// In a process with these variables, and a folder of that name.
fn with(folder: &'static str, variables: Variables) -> impl FnOnce(&mut Command) {
    move |process| {
        process.current_dir(scratch(folder)).envs(variables.iter().copied());
    }
}

/// What there is about the breakers of these names that is no default, by name.
fn found(names: &[&'static str]) -> String {
    let mut found = Vec::new();
    for name in names {
        let breaker = CircuitBreaker::builder().name(*name).build().unwrap();
        for value in breaker.settings().values {
            if value.place != resilience::Place::Default {
                found.push(format!("{name} {} {} {}", value.field, value.value, value.place));
            }
        }
    }
    found.join("\n")
}

#[test]
fn variables_set_what_is_left_out_whatever_their_case() {
    let name = "environment::variables_set_what_is_left_out_whatever_their_case";
    let variables: Variables = &[
        ("RESILIENCE__CIRCUIT_BREAKER__RESET_TIMEOUT", "1m 30s"),
        ("resilience__circuit_breaker__max_failures", " 10 "),
        ("RESILIENCE__CIRCUIT_BREAKER__INSTANCES__Payments__MAX_FAILURES", "3"),
        ("RESILIENCE__CIRCUIT_BREAKER__INSTANCES__MY__OWN___NAME___PROBE_TIMEOUT", "2"),
        ("RESILIENCE_CIRCUIT_BREAKER_MAX_FAILURES", "not ours"),
        ("OTHER__RESILIENCE__TIMEOUT__LIMIT", "not ours"),
        ("RESILIENCE__BULKHEAD__MAX_CONCURRENT", "7"),
        ("RESILIENCE__SHUTDOWN__DRAIN", "True"),
    ];
    alone(name, with("case", variables), || {
        assert_eq!(init().unwrap().variables.len(), 6);
        let expected = "\
PAYMENTS max_failures 3 RESILIENCE__CIRCUIT_BREAKER__INSTANCES__Payments__MAX_FAILURES
PAYMENTS reset_timeout 90s RESILIENCE__CIRCUIT_BREAKER__RESET_TIMEOUT
my__own___name_ max_failures 10 resilience__circuit_breaker__max_failures
my__own___name_ reset_timeout 90s RESILIENCE__CIRCUIT_BREAKER__RESET_TIMEOUT
my__own___name_ probe_timeout 2s RESILIENCE__CIRCUIT_BREAKER__INSTANCES__MY__OWN___NAME___PROBE_TIMEOUT";
        assert_eq!(found(&["PAYMENTS", "my__own___name_"]), expected);
        assert_eq!(Bulkhead::builder().build().unwrap().max_concurrent(), 7);
    });
}

#[test]
fn a_section_of_variables_that_nobody_claims_is_listed() {
    let name = "environment::a_section_of_variables_that_nobody_claims_is_listed";
    let variables: Variables =
        &[("RESILIENCE__CIRCUIT_BREAKER__INSTANCES__PAYMENT__MAX_FAILURES", "3")];
    alone(name, with("unclaimed", variables), || {
        init().unwrap();
        CircuitBreaker::builder().name("payments").register().unwrap();
        let unclaimed: Vec<_> =
            resilience::registry().unclaimed().iter().map(ToString::to_string).collect();
        let expected = "circuit_breaker `payment` (RESILIENCE__CIRCUIT_BREAKER__INSTANCES__PAYMENT__MAX_FAILURES)";
        assert_eq!(unclaimed, [expected]);
    });
}

#[test]
fn every_wrong_variable_is_told_with_those_of_the_file() {
    let name = "environment::every_wrong_variable_is_told_with_those_of_the_file";
    let variables: Variables = &[
        ("RESILIENCE__CIRCUIT_BREAKER__MAX_FAILURS", "3"),
        ("RESILIENCE__CIRCUIT_BREAKER__INSTANCES__PAYMENTS__MAXFAILURES", "3"),
        ("RESILIENCE__CIRCUIT_BREAKER__INSTANCES__PAYMENTS", "3"),
        ("RESILIENCE__CIRCUIT_BREAKER__INSTANCES____MAX_FAILURES", "3"),
        ("RESILIENCE__CIRCUIT_BRAKER__MAX_FAILURES", "3"),
        ("RESILIENCE__RETRY", "3"),
        ("RESILIENCE__", "3"),
        ("RESILIENCE__HEARTBEAT__COLOUR", "red"),
        ("RESILIENCE__SHUTDOWN__INSTANCES__MAIN__TIMEOUT", "3"),
        ("RESILIENCE__RATE_LIMITER__RATE", "0"),
        ("RESILIENCE__RATE_LIMITER__BURST", ""),
        ("RESILIENCE__BULKHEAD__INSTANCES__DB__MAX_CONCURRENT", "3"),
        ("RESILIENCE__BULKHEAD__INSTANCES__db__MAX_CONCURRENT", "4"),
    ];
    alone(name, with("wrong", variables), || {
        fs::write("resilience.toml", "[resilience.timeout]\nlimit = 0\n").unwrap();
        let error = init().unwrap_err();
        let expected = include_str!("variables.expected").trim_end();
        assert_eq!(error.to_string(), expected);
    });
}

#[cfg(unix)]
#[test]
fn what_is_no_unicode_is_a_mistake_in_ours_alone() {
    use std::ffi::OsString;
    use std::os::unix::ffi::OsStringExt;
    let name = "environment::what_is_no_unicode_is_a_mistake_in_ours_alone";
    let text = |bytes: &[u8]| OsString::from_vec(bytes.to_vec());
    let prepare = |process: &mut Command| {
        with("unicode", &[])(process);
        process.env(text(b"OTHERS_\xff"), "1").env("OTHERS", text(b"\xff"));
        process.env("RESILIENCE__TIMEOUT__LIMIT", text(b"3\xff"));
        process.env(text(b"RESILIENCE__TIMEOUT__L\xffMIT"), "3");
    };
    alone(name, prepare, || {
        let error: ConfigError = init().unwrap_err();
        let expected = "\
configuration `environment`:
  resilience.timeout.limit = \"3\u{fffd}\" (RESILIENCE__TIMEOUT__LIMIT), expected Unicode text
  resilience.timeout.\"l\u{fffd}mit\" = \"3\" (RESILIENCE__TIMEOUT__L\u{fffd}MIT), expected Unicode text";
        assert_eq!(error.to_string(), expected);
        let _unharmed = Registry::new();
    });
}
