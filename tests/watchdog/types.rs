//! Auto traits and texts of everything that is public.

use crate::support::builder;
use resilience::{
    Alert, ManualClock, Watchdog, WatchdogBuilder, WatchdogError, WatchdogGuard, WatchdogStats,
    WatchdogTimeoutError,
};
use std::fmt::Debug;
use std::panic::{RefUnwindSafe, UnwindSafe};

#[test]
fn everything_goes_to_other_threads_and_prints() {
    fn shared<T: Send + Sync + Unpin + Debug>() {}
    shared::<Alert>();
    shared::<Watchdog>();
    shared::<WatchdogBuilder>();
    shared::<WatchdogError>();
    shared::<WatchdogGuard>();
    shared::<WatchdogStats>();
    shared::<WatchdogTimeoutError>();
}

#[test]
fn handles_and_reports_are_cloned_and_errors_are_errors() {
    fn cloned<T: Clone>() {}
    fn plain_values<T: Copy + Default + Eq>() {}
    fn error<T: std::error::Error + Send + Sync + 'static>() {}
    fn unwind_safe<T: UnwindSafe + RefUnwindSafe>() {}
    cloned::<Alert>();
    cloned::<Watchdog>();
    cloned::<WatchdogTimeoutError>();
    plain_values::<WatchdogStats>();
    error::<WatchdogError>();
    error::<WatchdogTimeoutError>();
    unwind_safe::<Watchdog>();
    assert_eq!(size_of::<Watchdog>(), size_of::<usize>());
}

#[test]
fn the_future_of_a_stop_goes_to_other_threads() {
    fn sent<F: Future + Send>(_: F) {}
    sent(builder(&ManualClock::new()).build().unwrap().stop_async());
}

#[test]
fn what_is_printed_for_programmers_has_name_and_state() {
    let watchdog = builder(&ManualClock::new()).build().unwrap();
    let text = r#"Watchdog { name: "worker", is_running: false, is_triggered: false, .. }"#;
    assert_eq!(format!("{watchdog:?}"), text);
    let builder = format!("{:?}", Watchdog::from_state_file("a.state").name("worker"));
    assert!(builder.contains("worker") && builder.contains("a.state"), "{builder}");
}
