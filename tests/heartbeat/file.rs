//! What is written.

use crate::support::{INTERVAL, Place, in_both_modes};
use resilience::Heartbeat;
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process;
use std::time::{Duration, SystemTime};

#[test]
fn the_file_has_four_keys_and_ours_within_the_metadata() {
    in_both_modes(|mode| {
        let place = Place::new();
        let heartbeat = place.builder().metadata("version", "1.0").build().unwrap();
        mode.start(&heartbeat);
        for state in ["running", "stopped"] {
            let text = fs::read_to_string(place.path()).unwrap();
            let contents: Value = serde_json::from_str(&text).unwrap();
            let keys: Vec<_> = contents.as_object().unwrap().keys().collect();
            assert_eq!(keys, ["hostname", "metadata", "pid", "timestamp"], "{mode:?}");
            assert_eq!(contents["pid"], process::id());
            let timestamp = contents["timestamp"].as_str().unwrap();
            assert!(timestamp.ends_with("+00:00"), "{timestamp}");
            assert_eq!(timestamp.len(), "2026-01-12T10:00:00.000000+00:00".len(), "{timestamp}");
            let metadata = contents["metadata"].as_object().unwrap();
            assert_eq!(metadata.keys().collect::<Vec<_>>(), ["_resilience", "version"]);
            assert_eq!(metadata["_resilience"]["state"], state);
            assert_eq!(metadata["_resilience"]["interval"], 10.0);
            heartbeat.stop();
        }
    });
}

#[test]
fn what_is_read_is_what_was_written() {
    let place = Place::new();
    let heartbeat = place.builder().metadata("version", "1.0").build().unwrap();
    let before = SystemTime::now() - Duration::from_micros(1);
    heartbeat.beat().unwrap();
    let state = place.state();
    assert!(state.timestamp >= before && state.timestamp <= SystemTime::now());
    assert!(state.age() < INTERVAL);
    assert_eq!((state.pid, state.interval), (process::id(), Some(INTERVAL)));
    assert_eq!((state.metadata.len(), state.stopped), (1, false));
    assert_eq!(state, Heartbeat::check(place.path(), INTERVAL).unwrap());
    assert!(!state.hostname.is_empty());
}

#[cfg(target_os = "linux")]
#[test]
fn on_linux_it_tells_this_process_from_every_other_one() {
    let place = Place::new();
    place.builder().build().unwrap().beat().unwrap();
    let state = place.state();
    let hostname = fs::read_to_string("/proc/sys/kernel/hostname").unwrap();
    assert_eq!(state.hostname, hostname.trim());
    let boot_id = fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap();
    assert_eq!(state.boot_id.as_deref(), Some(boot_id.trim()));
    let stat = fs::read_to_string(format!("/proc/{}/stat", process::id())).unwrap();
    let fields = stat.rsplit_once(')').unwrap().1.split_whitespace();
    assert_eq!(state.start_time.unwrap().to_string(), fields.clone().nth(19).unwrap());
}

#[test]
fn folders_are_made_and_made_again() {
    let place = Place::new();
    let path = place.folder.path().join("a/b/app.heartbeat");
    let heartbeat = Heartbeat::builder().state_file(&path).build().unwrap();
    for _ in 0..2 {
        heartbeat.beat().unwrap();
        assert!(Heartbeat::is_alive(&path, INTERVAL));
        fs::remove_dir_all(place.folder.path().join("a")).unwrap();
    }
}

#[test]
fn everybody_may_read_it_and_nobody_else_write_it() {
    let place = Place::new();
    place.builder().build().unwrap().beat().unwrap();
    let mode = fs::metadata(place.path()).unwrap().permissions().mode() & 0o777;
    // Less what the umask of this test takes.
    let probe = place.folder.path().join("probe");
    fs::write(&probe, "").unwrap();
    let usual = fs::metadata(probe).unwrap().permissions().mode();
    assert_eq!(mode, 0o644 & usual, "{mode:o}");
}

#[test]
fn the_longest_names_will_do() {
    let place = Place::new();
    let path = place.folder.path().join("h".repeat(255));
    Heartbeat::builder().state_file(&path).build().unwrap().beat().unwrap();
    assert!(Heartbeat::is_alive(&path, INTERVAL));
    assert_eq!(place.files().len(), 1);
}

#[test]
fn written_through_to_the_disk_it_is_the_same() {
    let place = Place::new();
    let heartbeat = place.builder().fsync().build().unwrap();
    heartbeat.start().unwrap();
    assert!(place.is_alive());
    heartbeat.stop();
    assert!(place.state().stopped);
    assert_eq!(place.files(), ["app.heartbeat"]);
}

#[test]
fn every_beat_is_a_new_file_under_the_old_name() {
    use std::os::unix::fs::MetadataExt as _;
    let place = Place::new();
    let heartbeat = place.builder().build().unwrap();
    heartbeat.beat().unwrap();
    // Somebody who has the first one open sees the first one, whole.
    let first = fs::File::open(place.path()).unwrap();
    let text = fs::read_to_string(place.path()).unwrap();
    heartbeat.beat().unwrap();
    assert_ne!(first.metadata().unwrap().ino(), fs::metadata(place.path()).unwrap().ino());
    assert_eq!(std::io::read_to_string(first).unwrap(), text);
}

#[test]
fn a_relative_path_is_that_of_the_folder_it_was_built_in() {
    // The working directory belongs to all tests of the process: it is not changed here, and
    // `target` is where cargo lets tests write.
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let working = std::env::current_dir().unwrap();
    let up: std::path::PathBuf = working.components().skip(1).map(|_| "..").collect();
    let relative = up.join(folder.path().strip_prefix("/").unwrap()).join("app.heartbeat");
    assert!(relative.is_relative());
    Heartbeat::builder().state_file(&relative).build().unwrap().beat().unwrap();
    assert!(Heartbeat::is_alive(folder.path().join("app.heartbeat"), INTERVAL));
}
