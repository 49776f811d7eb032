//! What callbacks do that they should not.

use crate::support::{
    Hang, Hung, Log, SECOND, builder, failed, hang, outcomes, receive, shutdown, trigger,
};
use anyhow::Context;
use resilience::CleanupOutcome::{Done, Skipped};
use resilience::{CleanupCallback, CleanupOutcome, ManualClock};
use std::fs;
use std::io;
use std::panic::panic_any;
use std::sync::mpsc::{Sender, channel};

/// What becomes of this callback, and that the one behind it runs.
#[track_caller]
fn outcome(callback: CleanupCallback) -> CleanupOutcome {
    let (shutdown, log) = (shutdown(), Log::default());
    shutdown.register(callback).unwrap();
    shutdown.register(log.callback("next")).unwrap();
    let report = shutdown.trigger().unwrap();
    assert_eq!(log.noted(), ["next"]);
    assert_eq!(report.callbacks[1].outcome, Done);
    report.callbacks[0].outcome.clone()
}

#[test]
fn one_that_returns_an_error_has_failed_with_its_text() {
    let callback = CleanupCallback::new("text", || Err::<(), _>("disk full"));
    assert_eq!(outcome(callback), failed("disk full"));
    let error = || io::Error::other("no route");
    let callback = CleanupCallback::new_async("io", move || async move { Err::<u8, _>(error()) });
    assert_eq!(outcome(callback), failed("no route"));
    assert_eq!(outcome(CleanupCallback::new("fine", || Ok::<_, io::Error>(7))), Done);
    assert_eq!(outcome(CleanupCallback::new_async("fine", || async { Ok::<_, String>(7) })), Done);
}

#[test]
fn the_causes_of_an_error_are_told() {
    let callback = CleanupCallback::new("anyhow", || {
        fs::remove_file("").context("cannot remove the socket")?;
        anyhow::Ok(())
    });
    let CleanupOutcome::Failed(text) = outcome(callback) else { panic!() };
    assert!(text.starts_with("cannot remove the socket: No such file"), "{text}");
}

#[test]
fn one_that_panics_has_failed_with_its_text() {
    assert_eq!(
        outcome(CleanupCallback::new("literal", || panic!("boom"))),
        failed("panicked: boom")
    );
    let code = 7;
    let callback = CleanupCallback::new("text", move || panic!("code {code}"));
    assert_eq!(outcome(callback), failed("panicked: code 7"));
    let callback = CleanupCallback::new("value", || panic_any(7));
    assert_eq!(outcome(callback), failed("panicked"));
    let callback = CleanupCallback::new_async("async", || async { panic!("boom") });
    assert_eq!(outcome(callback), failed("panicked: boom"));
    let make = || -> std::future::Ready<()> { panic!("boom") };
    assert_eq!(outcome(CleanupCallback::new_async("made", make)), failed("panicked: boom"));
}

/// Panics when it is dropped.
struct Mine(Sender<()>);

impl Drop for Mine {
    fn drop(&mut self) {
        self.0.send(()).unwrap();
        panic!("dropped");
    }
}

#[test]
fn one_whose_own_values_panic_when_they_are_dropped_has_failed() {
    let (dropped, was_dropped) = channel();
    let mine = Mine(dropped.clone());
    let callback = CleanupCallback::new("kept", move || {
        let _kept = &mine;
    });
    assert_eq!(outcome(callback), failed("panicked: dropped"));
    receive(&was_dropped);
    let result = Ok::<_, String>(Mine(dropped));
    assert_eq!(outcome(CleanupCallback::new("given", move || result)), failed("panicked: dropped"));
}

#[test]
fn what_one_panics_with_may_panic_itself() {
    let (dropped, _was_dropped) = channel();
    let mine = Mine(dropped);
    assert_eq!(
        outcome(CleanupCallback::new("payload", move || panic_any(mine))),
        failed("panicked")
    );
}

#[test]
fn those_that_are_skipped_may_panic_when_they_are_dropped() {
    let time = ManualClock::new();
    let shutdown = builder(&time).build().unwrap();
    let (callback, hung) = Hung::callback("hangs");
    shutdown.register(callback).unwrap();
    let (dropped, was_dropped) = channel();
    for name in ["a", "b"] {
        let mine = Mine(dropped.clone());
        let callback = CleanupCallback::new(name, move || {
            let _kept = &mine;
        });
        shutdown.register(callback).unwrap();
    }
    let report = trigger(&shutdown);
    hung.wait();
    time.advance(5 * SECOND);
    let report = report.join().unwrap();
    assert_eq!(outcomes(&report)[1..], [("a", Skipped), ("b", Skipped)]);
    receive(&was_dropped);
    receive(&was_dropped);
}

#[test]
fn those_that_are_skipped_may_hang_when_they_are_dropped() {
    struct Hangs(Hang);

    impl Drop for Hangs {
        fn drop(&mut self) {
            self.0.hang();
        }
    }

    let time = ManualClock::new();
    let shutdown = builder(&time).build().unwrap();
    let (callback, hung) = Hung::callback("hangs");
    shutdown.register(callback).unwrap();
    let (hang, hung_in_drop) = hang();
    let hangs = Hangs(hang);
    shutdown.register(CleanupCallback::new("kept", move || drop(hangs))).unwrap();
    let report = trigger(&shutdown);
    hung.wait();
    time.advance(5 * SECOND);
    hung_in_drop.wait();
    assert_eq!(outcomes(&report.join().unwrap())[1], ("kept", Skipped));
}

#[test]
fn outcomes_say_what_happened() {
    let say = |outcome: CleanupOutcome| outcome.to_string();
    assert_eq!(say(failed("disk full")), "failed: disk full");
    assert_eq!(
        [say(Done), say(CleanupOutcome::TimedOut), say(Skipped)],
        ["done", "timed out", "skipped"]
    );
}
