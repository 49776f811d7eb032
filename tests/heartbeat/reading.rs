//! Reading whatever there may be.

use crate::support::{Place, SECOND};
use proptest::prelude::*;
use resilience::{Heartbeat, HeartbeatState};
use serde_json::json;
use std::fs;
use std::time::{Duration, SystemTime};

fn read(contents: &[u8]) -> Option<HeartbeatState> {
    let place = Place::new();
    fs::write(place.path(), contents).unwrap();
    let state = place.path();
    assert!(Heartbeat::check(&state, SECOND).is_ok() == Heartbeat::is_alive(&state, SECOND));
    Heartbeat::read_state(state)
}

/// A file with this timestamp, as another program would write it.
fn of(timestamp: &str) -> Vec<u8> {
    let contents = json!({"timestamp": timestamp, "pid": 1, "hostname": "h", "metadata": {}});
    contents.to_string().into_bytes()
}

/// Seconds since 1970.
fn seconds(timestamp: &str) -> Option<f64> {
    let state = read(&of(timestamp))?;
    Some(state.timestamp.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs_f64())
}

#[test]
fn what_is_no_heartbeat_is_none() {
    let valid = "\"timestamp\":\"2026-01-12T10:00:00Z\",\"pid\":1,\"hostname\":\"h\"";
    assert!(read(format!("{{{valid}}}").as_bytes()).is_some());
    let texts = [
        "",
        " ",
        "null",
        "[]",
        "{}",
        "7",
        "\"text\"",
        "[\"2026-01-12T10:00:00Z\",1,\"h\",{}]",
        "{\"timestamp\":null,\"pid\":1,\"hostname\":\"h\"}",
        "{\"timestamp\":1768212000,\"pid\":1,\"hostname\":\"h\"}",
        "{\"timestamp\":\"2026-01-12T10:00:00Z\",\"hostname\":\"h\"}",
        "{\"timestamp\":\"2026-01-12T10:00:00Z\",\"pid\":\"1\",\"hostname\":\"h\"}",
        "{\"timestamp\":\"2026-01-12T10:00:00Z\",\"pid\":-1,\"hostname\":\"h\"}",
        "{\"timestamp\":\"2026-01-12T10:00:00Z\",\"pid\":4294967296,\"hostname\":\"h\"}",
        "{\"timestamp\":\"2026-01-12T10:00:00Z\",\"pid\":1}",
        "{\"timestamp\":\"2026-01-12T10:00:00Z\",\"pid\":1,\"hostname\":7}",
    ];
    for text in texts {
        assert!(read(text.as_bytes()).is_none(), "{text}");
    }
    for end in [",\"metadata\":[]", ",\"metadata\":null", "}", "} {}", "}\0"] {
        assert!(read(format!("{{{valid}{end}").as_bytes()).is_none() || end == "}", "{end:?}");
    }
    // No text at all, a mark in front of it, a part of one.
    assert!(read(b"\xff\xfe\x00").is_none());
    assert!(read(format!("{{{valid},\"x\":\"\u{fffd}\"}}").as_bytes()).is_some());
    assert!(read(&[b"{\"x\":\"\xff\",", valid.as_bytes(), b"}"].concat()).is_none());
    assert!(read(format!("\u{feff}{{{valid}}}").as_bytes()).is_none());
    assert!(read("[".repeat(100_000).as_bytes()).is_none());
}

#[test]
fn there_may_be_nothing_to_read() {
    let place = Place::new();
    for path in [place.path(), place.folder.path().into(), "".into(), "a\0b".into()] {
        assert!(Heartbeat::read_state(&path).is_none(), "{path:?}");
        assert!(!Heartbeat::is_alive(&path, Duration::MAX));
    }
    let why = Heartbeat::check(place.path(), SECOND).unwrap_err();
    assert_eq!(why.path(), place.path());
    assert!(why.to_string().contains("app.heartbeat` cannot be read: No such file"), "{why}");
}

#[test]
fn a_time_is_one_with_an_offset() {
    assert_eq!(seconds("1970-01-01T00:01:00Z"), Some(60.0));
    assert_eq!(seconds("1970-01-01T00:01:00.5+00:00"), Some(60.5));
    assert_eq!(seconds("1970-01-01T01:01:00+01:00"), Some(60.0));
    assert_eq!(seconds("1969-12-31T23:01:00-01:00"), Some(60.0));
    let times = ["", "now", "2026-01-12T10:00:00", "2026-01-12", "2026-13-12T10:00:00Z", "10:00Z"];
    for time in times {
        assert!(seconds(time).is_none(), "{time}");
    }
    for end in ["-9999-01-02T01:59:59Z", "9999-12-30T22:00:00Z"] {
        let state = read(&of(end));
        assert!(state.is_none_or(|state| !state.stopped), "{end}");
    }
}

#[test]
fn what_is_ahead_by_more_than_five_seconds_is_no_sign_of_life() {
    let place = Place::new();
    for (time, is_alive) in [("2999-01-01T00:00:00+00:00", false), ("1999-01-01T00:00:00Z", true)] {
        fs::write(place.path(), of(time)).unwrap();
        assert_eq!(Heartbeat::is_alive(place.path(), Duration::MAX), is_alive, "{time}");
        assert!(!Heartbeat::is_alive(place.path(), SECOND));
    }
    fs::write(place.path(), of("2999-01-01T00:00:00Z")).unwrap();
    let why = Heartbeat::check(place.path(), Duration::MAX).unwrap_err().to_string();
    assert!(why.contains("s ahead of this clock"), "{why}");
    assert_eq!(place.state().age(), Duration::ZERO);
}

#[test]
fn what_is_ours_and_not_understood_is_passed_over() {
    for ours in [json!(7), json!([]), json!({"state": 1, "interval": -1, "start_time": "x"})] {
        let contents = json!({
            "timestamp": "2026-01-12T10:00:00Z", "pid": 1, "hostname": "h", "new": [],
            "metadata": {"_resilience": ours, "version": 1},
        });
        let state = read(contents.to_string().as_bytes()).unwrap();
        assert_eq!((state.interval, state.start_time, state.boot_id), (None, None, None));
        assert!(!state.stopped && state.metadata.len() == 1);
    }
}

#[test]
fn a_file_is_read_up_to_a_mebibyte_and_no_further() {
    let mut contents = of("2026-01-12T10:00:00Z");
    contents.resize(1 << 20, b' ');
    assert!(read(&contents).is_some());
    contents.push(b' ');
    assert!(read(&contents).is_none());
    // A file of a size that no memory has.
    let place = Place::new();
    let huge = fs::File::create(place.path()).unwrap();
    huge.set_len(1 << 40).unwrap();
    assert!(Heartbeat::read_state(place.path()).is_none());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_makes_a_reader_panic(contents in proptest::collection::vec(any::<u8>(), 0..200)) {
        let state = read(&contents);
        prop_assert!(state.is_none(), "nobody writes a heartbeat by chance");
    }

    #[test]
    fn nor_does_a_damaged_file(
        damages in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3), 1..6)
    ) {
        let place = Place::new();
        place.builder().metadata("version", "1.0").build().unwrap().beat().unwrap();
        let mut contents = fs::read(place.path()).unwrap();
        for (index, byte, kind) in damages {
            let index = index.index(contents.len());
            match kind {
                0 => contents[index] = byte,
                1 => contents.insert(index, byte),
                _ => contents.truncate(index.max(1)),
            }
        }
        fs::write(place.path(), &contents).unwrap();
        let state = Heartbeat::read_state(place.path());
        let is_alive = Heartbeat::is_alive(place.path(), Duration::MAX);
        prop_assert!(state.is_some() || !is_alive);
        prop_assert!(str::from_utf8(&contents).is_ok() || state.is_none());
    }

    #[test]
    fn nor_does_any_time(time in "[-+0-9TZ:.\\[\\] ]{0,40}", years in -20_000..20_000, nanos: u32) {
        for time in [time, format!("{years:06}-01-01T00:00:00.{nanos}Z")] {
            read(&of(&time));
        }
    }
}
