//! Auto traits, `Debug`, sizes and texts of everything that is public.

mod errors;

use resilience::{
    Alert, CleanupCallback, CleanupOutcome, CleanupReport, GracefulShutdown,
    GracefulShutdownBuilder, Heartbeat, HeartbeatBuilder, HeartbeatError, HeartbeatGuard,
    HeartbeatState, HeartbeatTarget, NotAliveError, ShutdownError, ShutdownReport,
};
use resilience::{
    AllSettings, Backoff, Bulkhead, BulkheadBuilder, BulkheadFullError, BulkheadSnapshot,
    BulkheadStats, Jitter, Loaded, MetricsGuard, Pipeline, PipelineFuture, PipelineLayer,
    PipelineService, Retry, RetryBudget, RetryBuilder, RetrySnapshot, Timeout, TimeoutBuilder,
    TimeoutError, Watch, WatchBuilder,
};
use resilience::{
    CapacityExceededError, CircuitBreaker, CircuitBreakerBuilder, CircuitBreakerSnapshot,
    CircuitOpenError, CircuitState, CircuitStats, Clock, ConfigError, ConfigProblem, Error,
    KeyedRateLimiter, KeyedRateLimiterBuilder, KeyedRateLimiterSnapshot, ManualClock, Outcome,
    Permit, Place, RateLimitExceededError, RateLimiter, RateLimiterBuilder, RateLimiterSnapshot,
    RateLimiterStats, Registry, Rejected, SettingValue, Settings, ShuttingDownError, Snapshot,
    StateChange, Tokens, Unclaimed, Window,
};
use resilience::{Event, RetryEnd, StateChangeCause, Subscription, WaitEnd};
use std::fmt::Debug;
use std::fs;
use std::hash::Hash;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A service.
type Echo = tower::util::ServiceFn<fn(u8) -> std::future::Ready<io::Result<u8>>>;

fn shared<T: Send + Sync + Unpin + Debug>() {}
fn cloned<T: Clone>() {}
fn copied<T: Copy>() {}
fn plain_values<T: Copy + Default + Eq>() {}
fn small_enum<T: Copy + Eq + Hash>() {}
fn error<T: std::error::Error + Send + Sync + 'static>() {}

#[test]
fn everything_public_goes_to_other_threads_and_prints() {
    shared::<Alert>();
    shared::<CleanupCallback>();
    shared::<CleanupOutcome>();
    shared::<CleanupReport>();
    shared::<GracefulShutdown>();
    shared::<GracefulShutdownBuilder>();
    shared::<ShutdownError>();
    shared::<ShutdownReport>();
    shared::<Heartbeat>();
    shared::<HeartbeatBuilder>();
    shared::<HeartbeatError>();
    shared::<HeartbeatGuard>();
    shared::<HeartbeatState>();
    shared::<NotAliveError>();
    shared::<Backoff>();
    shared::<Bulkhead>();
    shared::<BulkheadBuilder>();
    shared::<BulkheadFullError>();
    shared::<BulkheadSnapshot>();
    shared::<BulkheadStats>();
    shared::<Jitter>();
    shared::<Loaded>();
    shared::<MetricsGuard>();
    shared::<Permit<Bulkhead>>();
    shared::<Permit<&Bulkhead>>();
    shared::<Pipeline>();
    shared::<PipelineFuture<Echo, u8>>();
    shared::<PipelineLayer>();
    shared::<PipelineService<Echo>>();
    shared::<Retry>();
    shared::<RetryBudget>();
    shared::<RetryBuilder>();
    shared::<RetrySnapshot>();
    shared::<Timeout>();
    shared::<TimeoutBuilder>();
    shared::<TimeoutError>();
    shared::<Watch>();
    shared::<WatchBuilder>();
    shared::<CapacityExceededError>();
    shared::<CircuitBreaker>();
    shared::<CircuitBreakerBuilder>();
    shared::<CircuitBreakerSnapshot>();
    shared::<CircuitOpenError>();
    shared::<CircuitState>();
    shared::<CircuitStats>();
    shared::<Clock>();
    shared::<ConfigError>();
    shared::<ConfigProblem>();
    shared::<Error<String>>();
    shared::<KeyedRateLimiter>();
    shared::<KeyedRateLimiterBuilder>();
    shared::<KeyedRateLimiterSnapshot>();
    shared::<ManualClock>();
    shared::<Outcome>();
    shared::<Permit<CircuitBreaker>>();
    shared::<Permit<&CircuitBreaker>>();
    shared::<Place>();
    shared::<RateLimitExceededError>();
    shared::<RateLimiter>();
    shared::<RateLimiterBuilder>();
    shared::<RateLimiterSnapshot>();
    shared::<RateLimiterStats>();
    shared::<Registry>();
    shared::<Rejected>();
    shared::<SettingValue>();
    shared::<Settings>();
    shared::<ShuttingDownError>();
    shared::<Snapshot>();
    shared::<AllSettings>();
    shared::<Unclaimed>();
    shared::<Event>();
    shared::<RetryEnd>();
    shared::<StateChange>();
    shared::<StateChangeCause>();
    shared::<Subscription>();
    shared::<WaitEnd>();
    shared::<Window>();
    shared::<Tokens<'_>>();
}

#[test]
fn handles_reports_and_errors_are_cloned() {
    cloned::<GracefulShutdown>();
    cloned::<GracefulShutdownBuilder>();
    cloned::<ShutdownReport>();
    cloned::<Alert>();
    cloned::<Heartbeat>();
    cloned::<HeartbeatError>();
    cloned::<HeartbeatState>();
    cloned::<NotAliveError>();
    cloned::<Bulkhead>();
    cloned::<BulkheadBuilder>();
    cloned::<Pipeline>();
    cloned::<PipelineLayer>();
    cloned::<PipelineService<Echo>>();
    cloned::<Retry>();
    cloned::<RetryBudget>();
    cloned::<RetryBuilder>();
    cloned::<Timeout>();
    cloned::<TimeoutBuilder>();
    plain_values::<BulkheadStats>();
    copied::<Backoff>();
    small_enum::<Jitter>();
    cloned::<CircuitBreaker>();
    cloned::<CircuitBreakerBuilder>();
    cloned::<Clock>();
    cloned::<KeyedRateLimiter>();
    cloned::<KeyedRateLimiterBuilder>();
    cloned::<ManualClock>();
    cloned::<RateLimiter>();
    cloned::<RateLimiterBuilder>();
    cloned::<Rejected>();
    cloned::<ConfigError>();
    cloned::<Event>();
    cloned::<StateChange>();
    cloned::<Settings>();
    cloned::<Snapshot>();
    plain_values::<CircuitStats>();
    plain_values::<RateLimiterStats>();
    copied::<Tokens<'_>>();
    small_enum::<CircuitState>();
    small_enum::<Outcome>();
    small_enum::<RetryEnd>();
    small_enum::<StateChangeCause>();
    small_enum::<WaitEnd>();
    small_enum::<Window>();
}

#[test]
fn errors_are_errors() {
    error::<HeartbeatError>();
    error::<NotAliveError>();
    error::<Rejected>();
    error::<CircuitOpenError>();
    error::<RateLimitExceededError>();
    error::<CapacityExceededError>();
    error::<BulkheadFullError>();
    error::<TimeoutError>();
    error::<ShuttingDownError>();
    error::<ConfigError>();
    error::<ShutdownError>();
    error::<Error<io::Error>>();
    error::<Error<Error<io::Error>>>();
}

#[test]
fn targets_are_closures_and_shared_things_and_those_behind_a_pointer() {
    fn target(_: impl HeartbeatTarget) {}
    target(|| false);
    let shared: std::sync::Arc<dyn HeartbeatTarget> = std::sync::Arc::new(|| true);
    assert!(shared.is_dead());
    target(shared);
}

#[test]
fn handles_are_one_pointer() {
    assert_eq!(size_of::<GracefulShutdown>(), size_of::<usize>());
    assert_eq!(size_of::<Bulkhead>(), size_of::<usize>());
    assert_eq!(size_of::<Pipeline>(), size_of::<usize>());
    assert_eq!(size_of::<CircuitBreaker>(), size_of::<usize>());
    assert_eq!(size_of::<RateLimiter>(), size_of::<usize>());
    assert_eq!(size_of::<KeyedRateLimiter>(), size_of::<usize>());
    assert_eq!(size_of::<Tokens<'_>>(), 2 * size_of::<usize>());
}

#[test]
fn a_panic_cannot_corrupt_them() {
    fn unwind_safe<T: std::panic::UnwindSafe + std::panic::RefUnwindSafe>() {}
    unwind_safe::<GracefulShutdown>();
    unwind_safe::<Bulkhead>();
    unwind_safe::<Heartbeat>();
    unwind_safe::<HeartbeatGuard>();
    unwind_safe::<Pipeline>();
    unwind_safe::<Retry>();
    unwind_safe::<Timeout>();
    unwind_safe::<CircuitBreaker>();
    unwind_safe::<Clock>();
    unwind_safe::<Rejected>();
    unwind_safe::<Registry>();
    unwind_safe::<RateLimiter>();
    unwind_safe::<KeyedRateLimiter>();
    unwind_safe::<Tokens<'_>>();
    unwind_safe::<RateLimitExceededError>();
    unwind_safe::<CapacityExceededError>();
    unwind_safe::<RateLimiterBuilder>();
    unwind_safe::<KeyedRateLimiterBuilder>();
    unwind_safe::<Snapshot>();
    unwind_safe::<Permit<CircuitBreaker>>();
}

#[test]
fn futures_of_waits_and_calls_go_to_other_threads() {
    fn sent<F: Future + Send>(_: F) {}
    let limiter = RateLimiter::builder().build().unwrap();
    let keyed = RateLimiter::builder().build_keyed().unwrap();
    let second = Duration::from_secs(1);
    sent(limiter.acquire_async());
    sent(limiter.acquire_async_timeout(second));
    sent(limiter.call_async(|| async { 7 }));
    sent(limiter.n(2).acquire_async());
    sent(limiter.n(2).acquire_async_timeout(second));
    // Whatever the key is: it is not kept.
    let key = std::rc::Rc::new(7);
    sent(keyed.acquire_async(&key));
    sent(keyed.acquire_async_timeout(&key, second));
}

#[test]
fn what_is_printed_for_programmers_has_name_and_state() {
    let time = ManualClock::new();
    let builder = || RateLimiter::builder().name("api").burst(3).clock(time.clock());
    let (limiter, keyed) = (builder().build().unwrap(), builder().build_keyed().unwrap());
    limiter.try_acquire().unwrap();
    keyed.try_acquire("tenant").unwrap();
    assert_eq!(format!("{limiter:?}"), r#"RateLimiter { name: "api", tokens: 2.0, .. }"#);
    assert_eq!(format!("{keyed:?}"), r#"KeyedRateLimiter { name: "api", keys: 1, .. }"#);
    let refused = limiter.n(3).try_acquire().unwrap_err();
    assert!(format!("{refused:?}").contains("retry_after: Some(100ms)"), "{refused:?}");
}

/// The source files below a folder.
fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { sources(&path, files) } else { files.push(path) }
    }
}

#[test]
fn what_has_public_fields_may_get_more_of_them() {
    let (mut files, mut seen) = (Vec::new(), Vec::new());
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("resilience/src"), &mut files);
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        // An item with all that stands before it.
        for item in text.split("\n\n").filter(|item| item.contains("\n    pub ")) {
            let Some((before, name)) = item.split_once("\npub struct ") else { continue };
            let name = name.split(|c: char| !c.is_alphanumeric()).next().unwrap();
            assert!(before.contains("#[non_exhaustive]"), "{}: {name}", file.display());
            seen.push(name.to_owned());
        }
    }
    seen.sort();
    let expected = "Alert AllSettings BulkheadSnapshot BulkheadStats CircuitBreakerSnapshot \
                    CircuitStats CleanupReport ConfigProblem Health HeartbeatHealth HeartbeatState \
                    KeyedRateLimiterSnapshot Loaded RateLimiterSnapshot RateLimiterStats \
                    RetrySnapshot SettingValue Settings ShutdownReport Snapshot StateChange \
                    Unclaimed WatchdogHealth WatchdogStats";
    assert_eq!(seen.join(" "), expected);
}
