//! What others may have put where a heartbeat writes.

use crate::support::{INTERVAL, Place};
use resilience::{Heartbeat, HeartbeatError};
use std::fs::{self, File};
use std::io::ErrorKind;
use std::os::unix::fs::{FileTypeExt as _, symlink};
use std::os::unix::net::UnixListener;
use std::process::Command;

const VICTIM: &str = "what matters";

#[test]
fn a_link_in_place_of_the_file_is_replaced_and_not_followed() {
    let place = Place::new();
    let victim = place.folder.path().join("victim");
    let heartbeat = place.builder().build().unwrap();
    fs::write(&victim, VICTIM).unwrap();
    for start in [false, true] {
        let _ = fs::remove_file(place.path());
        symlink(&victim, place.path()).unwrap();
        if start {
            heartbeat.start().unwrap();
            heartbeat.stop();
        } else {
            heartbeat.beat().unwrap();
            assert!(place.is_alive());
        }
        assert!(fs::symlink_metadata(place.path()).unwrap().is_file());
        assert_eq!(fs::read_to_string(&victim).unwrap(), VICTIM);
    }
    // One that leads nowhere, and one to itself.
    for aim in ["/nowhere/at/all", "app.heartbeat"] {
        fs::remove_file(place.path()).unwrap();
        symlink(aim, place.path()).unwrap();
        heartbeat.beat().unwrap();
        assert!(place.is_alive());
    }
}

#[test]
fn links_at_names_of_temporary_files_are_not_followed() {
    let place = Place::new();
    let victim = place.folder.path().join("victim");
    fs::write(&victim, VICTIM).unwrap();
    // The one that others write to, and some that look like ours.
    let names = ["app.tmp", "app.heartbeat.tmp", ".app.heartbeat..resilience-part"];
    let names = names.map(|name| place.folder.path().join(name));
    for name in &names {
        symlink(&victim, name).unwrap();
    }
    let heartbeat = place.builder().build().unwrap();
    heartbeat.start().unwrap();
    heartbeat.stop();
    assert_eq!(fs::read_to_string(&victim).unwrap(), VICTIM);
    for name in names {
        assert!(fs::symlink_metadata(&name).unwrap().is_symlink(), "{}", name.display());
    }
}

#[test]
fn a_link_on_the_way_is_followed() {
    let place = Place::new();
    let (real, link) = (place.folder.path().join("real"), place.folder.path().join("link"));
    fs::create_dir(&real).unwrap();
    symlink(&real, &link).unwrap();
    Heartbeat::builder().state_file(link.join("hb")).build().unwrap().beat().unwrap();
    assert!(Heartbeat::is_alive(real.join("hb"), INTERVAL));
}

#[test]
fn what_is_no_file_is_left_alone() {
    let place = Place::new();
    let [pipe, socket, folder] =
        ["pipe", "socket", "folder"].map(|name| place.folder.path().join(name));
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let _listener = UnixListener::bind(&socket).unwrap();
    fs::create_dir(&folder).unwrap();
    for path in [&pipe, &socket, &folder] {
        let heartbeat = Heartbeat::builder().state_file(path).build().unwrap();
        for error in [heartbeat.start(), heartbeat.beat()].map(Result::unwrap_err) {
            let HeartbeatError::NotWritten { cause, .. } = error else { panic!("{error}") };
            assert_eq!(cause.kind(), ErrorKind::InvalidInput, "{cause}");
        }
        // Nor is a reader kept waiting.
        assert!(Heartbeat::read_state(path).is_none());
        assert!(!Heartbeat::is_alive(path, INTERVAL));
    }
    assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo());
    assert_eq!(place.files(), ["folder", "pipe", "socket"]);
    for device in ["/dev/null", "/dev/zero"] {
        Heartbeat::builder().state_file(device).build().unwrap().beat().unwrap_err();
        assert!(Heartbeat::read_state(device).is_none());
        assert!(fs::metadata(device).unwrap().file_type().is_char_device());
    }
}

#[test]
fn a_reader_follows_links_to_files() {
    let place = Place::new();
    place.builder().build().unwrap().beat().unwrap();
    let link = place.folder.path().join("link");
    symlink(place.path(), &link).unwrap();
    assert!(Heartbeat::is_alive(&link, INTERVAL));
    fs::remove_file(place.path()).unwrap();
    assert!(!Heartbeat::is_alive(&link, INTERVAL));
}

#[test]
fn a_start_removes_what_the_killed_have_left_and_nothing_else() {
    let place = Place::new();
    let file = |name: &str| File::create(place.folder.path().join(name)).unwrap();
    drop(file(".app.heartbeat.AAAAAAAAAAAA.resilience-part"));
    // Of somebody who is just writing, of another heartbeat, of somebody else's.
    let writing = file(".app.heartbeat.BBBBBBBBBBBB.resilience-part");
    writing.lock().unwrap();
    let others =
        [".other.heartbeat.AAAAAAAAAAAA.resilience-part", ".app.heartbeat.tmp", "app.heartbeat2"];
    for other in others {
        file(other);
    }
    let heartbeat = place.builder().build().unwrap();
    heartbeat.start().unwrap();
    heartbeat.stop();
    let mut left = vec![".app.heartbeat.BBBBBBBBBBBB.resilience-part", "app.heartbeat"];
    left.extend(others);
    left.sort_unstable();
    assert_eq!(place.files(), left);
}
