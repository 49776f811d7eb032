//! How a process ends that got a signal.

use crate::child::{Child, End, SECOND, builder, hang, installed, is_child, ready};
use resilience::{CleanupCallback, CleanupOutcome};
use rustix::process::Signal;
use std::process::exit;
use std::time::Duration;

/// What a busy machine may take for what takes a millisecond.
const MARGIN: Duration = Duration::from_secs(4);

#[test]
fn after_the_callbacks_main_ends_the_process_as_it_likes() {
    if is_child() {
        let shutdown = installed(builder(), 0);
        shutdown.register(CleanupCallback::new("db", || println!("closed"))).unwrap();
        ready();
        assert!(shutdown.wait(None));
        let report = shutdown.trigger().unwrap();
        assert_eq!(report.callbacks[0].outcome, CleanupOutcome::Done);
        exit(42);
    }
    for signal in [Signal::TERM, Signal::INT] {
        let mut child = Child::of(&after_the_callbacks_main_ends_the_process_as_it_likes);
        child.send(signal);
        child.wait_for("closed");
        assert_eq!(child.end().0, End::Code(42));
    }
}

#[test]
fn or_the_library_does_with_code_0() {
    if is_child() {
        let shutdown = installed(builder().exit_when_done(true), 0);
        let fails = || Err::<(), _>("that does not matter");
        shutdown.register(CleanupCallback::new("fails", fails)).unwrap();
        ready();
        return hang();
    }
    let mut child = Child::of(&or_the_library_does_with_code_0);
    child.send(Signal::TERM);
    assert_eq!(child.end().0, End::Code(0));
}

#[test]
fn a_second_signal_ends_it_at_once_whatever_hangs() {
    if is_child() {
        let shutdown = installed(builder(), 0);
        let hangs = || {
            println!("\nhangs");
            hang();
        };
        shutdown.register(CleanupCallback::new("hangs", hangs)).unwrap();
        ready();
        return hang();
    }
    for (signal, code) in [(Signal::TERM, 143), (Signal::INT, 130)] {
        let mut child = Child::of(&a_second_signal_ends_it_at_once_whatever_hangs);
        child.send(Signal::TERM);
        child.wait_for("hangs");
        assert!(child.is_alive());
        child.send(signal);
        let (end, took) = child.end();
        println!("ended {took:?} after the second signal");
        assert_eq!(end, End::Code(code));
        assert!(took < MARGIN, "{took:?}");
    }
}

#[test]
fn three_that_hang_do_not_keep_it_alive_beyond_the_total_and_half_a_second() {
    const TOTAL: Duration = Duration::from_secs(5);
    if is_child() {
        let _shutdown = installed(builder().timeout(TOTAL), 3);
        ready();
        return hang();
    }
    let mut child =
        Child::of(&three_that_hang_do_not_keep_it_alive_beyond_the_total_and_half_a_second);
    child.send(Signal::TERM);
    let (end, took) = child.end();
    println!("ended {took:?} after the signal");
    assert_eq!(end, End::Code(77));
    let allowed = TOTAL + SECOND / 2;
    assert!(took > allowed - SECOND / 20 && took < allowed + MARGIN, "{took:?}");
}

#[test]
fn callbacks_that_hang_are_over_at_the_total() {
    if is_child() {
        let _shutdown = installed(builder().timeout(SECOND).exit_when_done(true), 3);
        ready();
        return hang();
    }
    let mut child = Child::of(&callbacks_that_hang_are_over_at_the_total);
    child.send(Signal::TERM);
    assert_eq!(child.end().0, End::Code(0));
}

#[test]
fn a_process_that_outlives_its_callbacks_is_ended_too() {
    if is_child() {
        let shutdown = installed(builder().timeout(SECOND / 2), 0);
        ready();
        assert!(shutdown.wait(None));
        println!("\nover");
        // To take the signals back does not help.
        shutdown.uninstall();
        return hang();
    }
    let mut child = Child::of(&a_process_that_outlives_its_callbacks_is_ended_too);
    child.send(Signal::TERM);
    child.wait_for("over");
    assert!(child.is_alive());
    assert_eq!(child.end().0, End::Code(77));
}

#[test]
fn a_trigger_does_not_end_it_and_a_signal_after_that_is_the_first() {
    if is_child() {
        let shutdown = installed(builder().exit_when_done(true), 0);
        let (tell, told) = std::sync::mpsc::channel::<()>();
        let waits = move || assert!(told.recv().is_err());
        shutdown.register(CleanupCallback::new("waits", waits)).unwrap();
        let triggers = shutdown.clone();
        let trigger = std::thread::spawn(move || triggers.trigger().unwrap());
        while !shutdown.is_shutting_down() {
            std::thread::yield_now();
        }
        ready();
        // A signal comes now, and another does not: what was triggered goes on to its end.
        std::thread::sleep(SECOND / 2);
        println!("\nwent on");
        drop(tell);
        trigger.join().unwrap();
        return hang();
    }
    let mut child = Child::of(&a_trigger_does_not_end_it_and_a_signal_after_that_is_the_first);
    child.send(Signal::TERM);
    child.wait_for("went on");
    assert_eq!(child.end().0, End::Code(0));
}

#[test]
fn a_signal_after_a_trigger_is_over_ends_it_as_any_first_one() {
    if is_child() {
        let shutdown = installed(builder().exit_when_done(true), 0);
        shutdown.trigger().unwrap();
        ready();
        return hang();
    }
    let mut child = Child::of(&a_signal_after_a_trigger_is_over_ends_it_as_any_first_one);
    assert!(child.is_alive());
    child.send(Signal::INT);
    assert_eq!(child.end().0, End::Code(0));
}

#[test]
fn other_signals_are_taken_where_they_are_asked_for() {
    if is_child() {
        let shutdown = installed(builder().signals([Signal::HUP.as_raw()]), 0);
        ready();
        assert!(shutdown.wait(None));
        exit(5);
    }
    let mut child = Child::of(&other_signals_are_taken_where_they_are_asked_for);
    child.send(Signal::HUP);
    assert_eq!(child.end().0, End::Code(5));
    let mut child = Child::of(&other_signals_are_taken_where_they_are_asked_for);
    child.send(Signal::TERM);
    assert_eq!(child.end().0, End::Signal(15));
}
