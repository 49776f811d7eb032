//! Putting callbacks in and taking them out.

use crate::support::{Log, SECOND, outcomes, shutdown};
use resilience::CleanupOutcome::Done;
use resilience::{CleanupCallback, GracefulShutdown, ShutdownError};
use std::sync::mpsc::channel;
use std::time::Duration;

#[test]
fn a_name_is_taken_once_and_the_first_one_stays() {
    let (shutdown, log) = (shutdown(), Log::default());
    shutdown.register(log.callback("db")).unwrap();
    let second = CleanupCallback::new("db", || panic!("it was refused"));
    let error = shutdown.register(second.timeout(SECOND)).unwrap_err();
    assert!(matches!(&error, ShutdownError::NameTaken { name } if name == "db"));
    let text = "there is a cleanup callback `db` already, unregister it or take another name";
    assert_eq!(error.to_string(), text);
    assert_eq!(outcomes(&shutdown.trigger().unwrap()), [("db", Done)]);
    assert_eq!(log.noted(), ["db"]);
}

#[test]
fn one_that_is_taken_out_does_not_run_and_its_name_is_free() {
    let (shutdown, log) = (shutdown(), Log::default());
    assert!(!shutdown.unregister("db"));
    shutdown.register(CleanupCallback::new("db", || panic!("it was taken out"))).unwrap();
    shutdown.register(log.callback("cache")).unwrap();
    assert!(shutdown.unregister("db"));
    assert!(!shutdown.unregister("db"));
    shutdown.register(log.callback("db")).unwrap();
    shutdown.trigger().unwrap();
    assert_eq!(log.noted(), ["cache", "db"]);
    assert!(!shutdown.unregister("db"));
}

#[test]
fn nobody_comes_in_once_it_has_begun() {
    let shutdown = shutdown();
    let (tell, told) = channel();
    let own = shutdown.clone();
    let callback = CleanupCallback::new("first", move || {
        let late = own.register(CleanupCallback::new("late", || ()));
        tell.send((late, own.unregister("last"))).unwrap();
    });
    shutdown.register(callback).unwrap();
    shutdown.register(CleanupCallback::new("last", || ())).unwrap();
    let report = shutdown.trigger().unwrap();
    let (late, taken_out) = told.recv().unwrap();
    assert!(matches!(late, Err(ShutdownError::Begun { name }) if name == "late"));
    assert!(!taken_out);
    assert_eq!(outcomes(&report), [("first", Done), ("last", Done)]);
    let error = shutdown.register(CleanupCallback::new("late", || ())).unwrap_err();
    let text = "cleanup callback `late` comes too late, register it before the shutdown begins";
    assert_eq!(error.to_string(), text);
}

#[test]
fn one_without_name_or_time_is_refused_with_both_at_once() {
    let callback = CleanupCallback::new("", || ()).timeout(Duration::ZERO);
    let line = line!() - 1;
    let Err(ShutdownError::Misconfigured(error)) = shutdown().register(callback) else { panic!() };
    let problems = error.problems();
    assert_eq!(problems.iter().map(|it| &*it.field).collect::<Vec<_>>(), ["name", "timeout"]);
    assert_eq!(problems[1].value, "0ns");
    assert_eq!(problems[1].expected, "at least 1ns; Duration::MAX means never");
    assert!(problems[1].place.ends_with(&format!("registering.rs:{line}")), "{problems:?}");
    assert!(error.to_string().starts_with("cleanup callback ``: name = \"\""), "{error}");
}

/// Asks the shutdown for something when it is dropped: under its lock that would never end.
struct Nosy(GracefulShutdown);

impl Drop for Nosy {
    fn drop(&mut self) {
        self.0.unregister("another");
    }
}

fn nosy(shutdown: &GracefulShutdown, name: &'static str) -> CleanupCallback {
    let nosy = Nosy(shutdown.clone());
    CleanupCallback::new(name, move || drop(nosy))
}

#[test]
fn callbacks_are_dropped_outside_the_lock() {
    let shutdown = shutdown();
    shutdown.register(nosy(&shutdown, "a")).unwrap();
    shutdown.register(nosy(&shutdown, "a")).unwrap_err();
    assert!(shutdown.unregister("a"));
    shutdown.register(nosy(&shutdown, "a")).unwrap();
    shutdown.trigger().unwrap();
    shutdown.register(nosy(&shutdown, "b")).unwrap_err();
}

#[test]
fn all_handles_are_of_one_shutdown() {
    let shutdown = shutdown();
    let other = shutdown.clone();
    shutdown.register(CleanupCallback::new("db", || ())).unwrap();
    other.register(CleanupCallback::new("db", || ())).unwrap_err();
    other.trigger().unwrap();
    assert!(shutdown.is_shutting_down());
    assert!(shutdown.wait(None));
}

#[test]
fn what_is_printed_for_programmers_has_the_names() {
    let shutdown = shutdown();
    let callback = CleanupCallback::new("db", || ());
    assert_eq!(format!("{callback:?}"), r#"CleanupCallback { name: "db", priority: 100, .. }"#);
    shutdown.register(callback).unwrap();
    let text = r#"GracefulShutdown { callbacks: ["db"], begun: false, .. }"#;
    assert_eq!(format!("{shutdown:?}"), text);
}
