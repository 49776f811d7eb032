//! A fork: it has the memory of its parent, and none of its threads.

use crate::processes::{alone, folder};
use crate::support::{INTERVAL, Place, until};
use resilience::Heartbeat;
use std::fs;
use std::path::Path;
use std::process;

#[expect(unsafe_code, reason = "there is no other way to fork")]
mod system {
    unsafe extern "C" {
        pub(super) safe fn fork() -> i32;
        pub(super) safe fn _exit(code: i32) -> !;
    }
}

/// What the fork finds; its parent's heartbeat runs.
fn in_the_fork(heartbeat: &Heartbeat, by_hand: &Heartbeat, folder: &Path) -> &'static str {
    if heartbeat.is_running() {
        return "it says that it runs, and has no thread";
    }
    heartbeat.stop();
    by_hand.beat().unwrap();
    let read = Heartbeat::read_state(folder.join("by_hand.heartbeat"));
    if read.is_none_or(|state| state.pid != process::id()) {
        return "it beats in the name of its parent";
    }
    let own = folder.join("fork.heartbeat");
    let another = Heartbeat::builder().state_file(&own).build().unwrap();
    another.start().unwrap();
    match Heartbeat::check(&own, INTERVAL) {
        Ok(state) if state.pid == process::id() => "as it should be",
        _ => "it cannot have one of its own",
    }
}

#[test]
fn a_fork_has_no_beat_and_does_not_end_that_of_its_parent() {
    let name = "fork::a_fork_has_no_beat_and_does_not_end_that_of_its_parent";
    if let Some(folder) = folder() {
        let builder = Heartbeat::builder().state_file(folder.join("app.heartbeat"));
        let heartbeat = builder.build().unwrap();
        heartbeat.start().unwrap();
        let builder = Heartbeat::builder().state_file(folder.join("by_hand.heartbeat"));
        let by_hand = builder.build().unwrap();
        by_hand.beat().unwrap();
        if system::fork() == 0 {
            let verdict = std::panic::catch_unwind(|| in_the_fork(&heartbeat, &by_hand, &folder));
            let verdict = verdict.unwrap_or("it panicked");
            fs::write(folder.join("verdict.new"), verdict).unwrap();
            fs::rename(folder.join("verdict.new"), folder.join("verdict")).unwrap();
            system::_exit(0);
        }
        until(|| folder.join("verdict").exists());
        let state = Heartbeat::read_state(folder.join("app.heartbeat")).unwrap();
        assert!(heartbeat.is_running() && !state.stopped && state.pid == process::id());
        heartbeat.stop();
        return;
    }
    let place = Place::new();
    assert!(alone(name, place.folder.path(), "").status().unwrap().success());
    let verdict = fs::read_to_string(place.folder.path().join("verdict")).unwrap();
    assert_eq!(verdict, "as it should be");
    assert!(place.state().stopped);
}
