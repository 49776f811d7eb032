//! Processes that end as no process should, and those that may not write.

use crate::support::{INTERVAL, Place, until};
use resilience::{Heartbeat, HeartbeatError};
use std::env;
use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

const FOLDER: &str = "HEARTBEAT_TEST_FOLDER";

/// The folder of the test that has started this process, if one has.
pub(crate) fn folder() -> Option<PathBuf> {
    env::var_os(FOLDER).map(PathBuf::from)
}

/// The command that runs the test of this name alone, in a process of its own with this folder,
/// after these words of a shell.
pub(crate) fn alone(name: &str, folder: &Path, words: &str) -> Command {
    let mut command = Command::new("sh");
    let arguments = ["--exact", name, "--test-threads=1"].map(OsStr::new);
    let program = env::current_exe().unwrap();
    command.arg("-c").arg(format!("{words} exec \"$0\" \"$@\"")).arg(program).args(arguments);
    command.env(FOLDER, folder).stdout(Stdio::null()).stderr(Stdio::inherit());
    command
}

/// Ends the process, whatever becomes of the test.
struct Killed(Child);

impl Killed {
    fn kill(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_process_killed_at_any_moment_leaves_a_whole_file() {
    if let Some(folder) = folder() {
        let builder = Heartbeat::builder().state_file(folder.join("app.heartbeat"));
        let heartbeat = builder.metadata("filler", "x".repeat(2_000)).build().unwrap();
        loop {
            heartbeat.beat().unwrap();
        }
    }
    let place = Place::new();
    let name = "processes::a_process_killed_at_any_moment_leaves_a_whole_file";
    for round in 0..200_u64 {
        let mut child = Killed(alone(name, place.folder.path(), "").spawn().unwrap());
        let pid = child.0.id();
        until(|| Heartbeat::read_state(place.path()).is_some_and(|state| state.pid == pid));
        thread::sleep(Duration::from_micros(round * 7 % 500));
        child.kill();
        let state = place.state();
        assert_eq!(state.metadata["filler"].as_str().unwrap().len(), 2_000, "round {round}");
        assert!(place.is_alive() && state.pid == pid);
    }
    // What they left is gone with the next start.
    let heartbeat = place.builder().build().unwrap();
    heartbeat.start().unwrap();
    heartbeat.stop();
    assert_eq!(place.files(), ["app.heartbeat"]);
}

#[test]
fn a_full_disk_is_an_error_and_leaves_the_last_beat() {
    let name = "processes::a_full_disk_is_an_error_and_leaves_the_last_beat";
    if let Some(folder) = folder() {
        let path = folder.join("app.heartbeat");
        for heartbeat in [Heartbeat::builder(), Heartbeat::builder().fsync()] {
            let heartbeat = heartbeat.state_file(&path).build().unwrap();
            for error in [heartbeat.start(), heartbeat.beat()].map(Result::unwrap_err) {
                let HeartbeatError::NotWritten { cause, .. } = error else { panic!("{error}") };
                assert_eq!(cause.kind(), ErrorKind::FileTooLarge);
            }
        }
        return;
    }
    let place = Place::new();
    place.builder().build().unwrap().beat().unwrap();
    let before = place.state();
    // No file of this process can grow, and the signal that says so is ignored.
    let words = "trap '' XFSZ; ulimit -f 0;";
    assert!(alone(name, place.folder.path(), words).status().unwrap().success());
    assert_eq!(place.state(), before);
    assert_eq!(place.files(), ["app.heartbeat"]);
}

#[test]
fn the_umask_has_the_last_word_on_who_may_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let name = "processes::the_umask_has_the_last_word_on_who_may_read";
    if let Some(folder) = folder() {
        let path = folder.join("app.heartbeat");
        Heartbeat::builder().state_file(path).build().unwrap().beat().unwrap();
        return;
    }
    for (umask, expected) in [("022", 0o644), ("027", 0o640), ("000", 0o644), ("077", 0o600)] {
        let place = Place::new();
        let words = format!("umask {umask};");
        assert!(alone(name, place.folder.path(), &words).status().unwrap().success());
        let mode = std::fs::metadata(place.path()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, expected, "umask {umask}: {mode:o}");
    }
}

#[test]
fn a_process_that_ends_without_a_stop_is_alive_until_its_age_tells() {
    let name = "processes::a_process_that_ends_without_a_stop_is_alive_until_its_age_tells";
    if let Some(folder) = folder() {
        let path = folder.join("app.heartbeat");
        return Heartbeat::builder().state_file(path).build().unwrap().start().unwrap();
    }
    let place = Place::new();
    assert!(alone(name, place.folder.path(), "").status().unwrap().success());
    assert!(!place.state().stopped);
    assert!(Heartbeat::is_alive(place.path(), INTERVAL));
    assert!(!Heartbeat::is_alive(place.path(), Duration::ZERO));
}
