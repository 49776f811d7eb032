//! Auto traits, `Debug` and sizes of everything that is public.

use resilience::{
    CircuitBreaker, CircuitBreakerBuilder, CircuitOpenError, CircuitState, CircuitStats, Clock,
    ConfigError, ConfigProblem, Error, ManualClock, Outcome, Permit, Place, Registry, Rejected,
    SettingValue, Settings, StateChange, Window,
};
use std::fmt::Debug;
use std::hash::Hash;

fn shared<T: Send + Sync + Unpin + Debug>() {}
fn cloned<T: Clone>() {}
fn small_enum<T: Copy + Eq + Hash>() {}
fn error<T: std::error::Error + Send + Sync + 'static>() {}

#[test]
fn everything_public_goes_to_other_threads_and_prints() {
    shared::<CircuitBreaker>();
    shared::<CircuitBreakerBuilder>();
    shared::<CircuitOpenError>();
    shared::<CircuitState>();
    shared::<CircuitStats>();
    shared::<Clock>();
    shared::<ConfigError>();
    shared::<ConfigProblem>();
    shared::<Error<String>>();
    shared::<ManualClock>();
    shared::<Outcome>();
    shared::<Permit<CircuitBreaker>>();
    shared::<Permit<&CircuitBreaker>>();
    shared::<Place>();
    shared::<Registry>();
    shared::<Rejected>();
    shared::<SettingValue>();
    shared::<Settings>();
    shared::<StateChange>();
    shared::<Window>();
}

#[test]
fn handles_reports_and_errors_are_cloned() {
    cloned::<CircuitBreaker>();
    cloned::<CircuitBreakerBuilder>();
    cloned::<Clock>();
    cloned::<ManualClock>();
    cloned::<Rejected>();
    cloned::<ConfigError>();
    cloned::<StateChange>();
    cloned::<Settings>();
    small_enum::<CircuitState>();
    small_enum::<Outcome>();
    small_enum::<Window>();
}

#[test]
fn errors_are_errors() {
    error::<Rejected>();
    error::<CircuitOpenError>();
    error::<ConfigError>();
    error::<Error<std::io::Error>>();
    error::<Error<Error<std::io::Error>>>();
}

#[test]
fn a_rejection_has_at_most_64_bytes() {
    assert!(size_of::<Rejected>() <= 64, "{}", size_of::<Rejected>());
    assert_eq!(size_of::<CircuitBreaker>(), size_of::<usize>());
}

#[test]
fn whoever_walks_the_sources_finds_a_rejection() {
    #[derive(Debug, thiserror::Error)]
    #[error("the service is down")]
    struct Own(#[source] Error<std::io::Error>);

    let open = CircuitBreaker::builder().name("a").build().unwrap();
    open.force_open();
    let rejected = open.call(|| Err::<(), _>(std::io::Error::other("x"))).unwrap_err();
    let own = Own(rejected);
    let first = std::error::Error::source(&own).unwrap();
    let second = first.source().unwrap();
    assert_eq!(second.downcast_ref::<Rejected>().unwrap().name(), "a");
}

#[test]
fn flatten_brings_a_rejection_into_the_calls_own_error() {
    let open = CircuitBreaker::builder().name("a").build().unwrap();
    let own: Error<std::io::Error> = Error::Inner(std::io::Error::other("own"));
    assert_eq!(own.flatten().to_string(), "own");
    open.force_open();
    let rejected = open.call(|| Ok::<(), std::io::Error>(())).unwrap_err();
    assert!(rejected.rejected().is_some());
    assert!(rejected.flatten().to_string().contains("`a` is forced open"));
}

#[test]
fn a_panic_cannot_corrupt_them() {
    fn unwind_safe<T: std::panic::UnwindSafe + std::panic::RefUnwindSafe>() {}
    unwind_safe::<CircuitBreaker>();
    unwind_safe::<Clock>();
    unwind_safe::<Rejected>();
    unwind_safe::<Registry>();
    unwind_safe::<Permit<CircuitBreaker>>();
}
