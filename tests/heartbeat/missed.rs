//! Beats that cannot be written.

use crate::support::{INTERVAL, Mode, Place, SECOND, hearing, in_both_modes};
use resilience::{Heartbeat, HeartbeatBuilder, HeartbeatError, ManualClock};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

fn kind(error: &HeartbeatError) -> ErrorKind {
    let HeartbeatError::NotWritten { cause, .. } = error else { panic!("{error}") };
    assert!(!cause.to_string().contains("resilience-part"), "{error}");
    cause.kind()
}

/// Puts a file in the place of the folder that the state file is in. (What is merely read-only can
/// be written by root, which tests may run as.)
struct Blocked<'a>(&'a Path);

impl<'a> Blocked<'a> {
    fn new(folder: &'a Path) -> Self {
        fs::remove_dir_all(folder).unwrap();
        fs::write(folder, "in the way").unwrap();
        Self(folder)
    }

    fn end(self) {
        fs::remove_file(self.0).unwrap();
    }
}

fn at(path: &Path, time: &ManualClock) -> HeartbeatBuilder {
    Heartbeat::builder().state_file(path).interval(INTERVAL).clock(time.clock())
}

#[test]
fn a_start_that_cannot_write_is_an_error_and_none_runs() {
    in_both_modes(|mode| {
        let place = Place::new();
        let in_the_way = place.folder.path().join("file");
        fs::write(&in_the_way, "").unwrap();
        let paths = [
            (in_the_way.join("app.heartbeat"), ErrorKind::NotADirectory),
            (in_the_way.join("deeper/app.heartbeat"), ErrorKind::NotADirectory),
            // A folder that nobody can write, not even root.
            (Path::new("/proc/app.heartbeat").into(), ErrorKind::NotFound),
        ];
        for (path, expected) in paths {
            let (missed, heard) = hearing();
            let builder = at(&path, &place.time).on_missed_beat(move |error: &HeartbeatError| {
                missed.send(error.clone()).unwrap();
            });
            let heartbeat = builder.build().unwrap();
            let error = match mode {
                Mode::Thread => heartbeat.start(),
                Mode::Task => heartbeat.start_async(),
            };
            let error = error.unwrap_err();
            assert_eq!(kind(&error), expected, "{error}");
            let text = error.to_string();
            let start = format!("heartbeat cannot write `{}`: ", path.display());
            assert!(text.starts_with(&start) && text.ends_with("can be written to"), "{text}");
            assert_eq!(heartbeat.guard().map(drop).as_ref().map_err(kind), Err(expected));
            assert_eq!(heartbeat.beat().as_ref().map_err(kind), Err(expected));
            assert!(!heartbeat.is_running() && heartbeat.last_beat().is_none());
            heartbeat.stop();
            // Who called was told.
            assert!(heard.rest().is_empty());
            assert_eq!(place.files(), ["file"]);
        }
    });
}

#[test]
fn a_beat_that_cannot_be_written_is_reported_and_the_next_one_tried() {
    in_both_modes(|mode| {
        let place = Place::new();
        let folder = place.folder.path().join("run");
        let path = folder.join("app.heartbeat");
        let ((missed, misses), (alert, alerts)) = (hearing(), hearing());
        let (missed_too, misses_too) = hearing();
        let (beat, beats) = hearing();
        let heartbeat = at(&path, &place.time)
            .on_beat(move || beat.send(()).unwrap())
            .on_missed_beat(move |error| missed.send(kind(error)).unwrap())
            .on_missed_beat_async(move |error| {
                let (missed, error) = (missed_too.clone(), error.to_string());
                async move { missed.send(error).unwrap() }
            })
            .on_alert(move |given| alert.send(given.clone()).unwrap())
            .build()
            .unwrap();
        mode.start(&heartbeat);
        beats.next();
        for round in 0..2 {
            let blocked = Blocked::new(&folder);
            for _ in 0..3 {
                place.time.advance(INTERVAL);
                assert_eq!(misses.next(), ErrorKind::NotADirectory, "{mode:?}, round {round}");
                assert!(misses_too.next().contains("heartbeat cannot write"));
            }
            assert!(heartbeat.is_running() && beats.rest().is_empty());
            // One alert for the three.
            let given = alerts.next();
            assert_eq!((given.channel, &*given.context["missed"]), ("heartbeat", "1"));
            assert_eq!(given.context["heartbeat"], path.display().to_string());
            assert!(given.message.contains("cannot write"), "{given}");
            blocked.end();
            // The folder is made again.
            place.time.advance(INTERVAL);
            beats.next();
            assert!(Heartbeat::is_alive(&path, INTERVAL));
        }
        heartbeat.stop();
        assert!(alerts.rest().is_empty() && misses.rest().is_empty());
    });
}

#[test]
fn a_trouble_that_lasts_is_told_again_if_that_is_wanted() {
    let place = Place::new();
    let folder = place.folder.path().join("run");
    let ((alert, alerts), (missed, misses)) = (hearing(), hearing());
    let heartbeat = at(&folder.join("app.heartbeat"), &place.time)
        .repeat_every(INTERVAL * 2)
        .on_missed_beat(move |_| missed.send(()).unwrap())
        .on_alert_async(move |given| {
            let (alert, missed) = (alert.clone(), given.context["missed"].clone());
            async move { alert.send(missed).unwrap() }
        })
        .build()
        .unwrap();
    heartbeat.start().unwrap();
    let blocked = Blocked::new(&folder);
    for _ in 0..5 {
        place.time.advance(INTERVAL);
        misses.next();
    }
    assert_eq!([alerts.next(), alerts.next(), alerts.next()], ["1", "3", "5"]);
    blocked.end();
    heartbeat.stop();
    assert!(alerts.rest().is_empty());
}

#[test]
fn a_stop_that_cannot_be_recorded_is_reported() {
    in_both_modes(|mode| {
        let place = Place::new();
        let folder = place.folder.path().join("run");
        let (missed, misses) = hearing();
        let builder = at(&folder.join("app.heartbeat"), &place.time);
        let heartbeat = builder.on_missed_beat(move |_| missed.send(()).unwrap()).build().unwrap();
        mode.start(&heartbeat);
        let _blocked = Blocked::new(&folder);
        heartbeat.stop();
        assert!(!heartbeat.is_running());
        assert_eq!(misses.rest().len(), 1);
    });
}

#[test]
fn failures_leave_nothing_behind() {
    let place = Place::new();
    // The last step fails: a folder is in the way, with something in it.
    fs::create_dir_all(place.path().join("something")).unwrap();
    let heartbeat = place.builder().build().unwrap();
    for _ in 0..3 {
        let error = heartbeat.beat().unwrap_err();
        assert_eq!(kind(&error), ErrorKind::InvalidInput);
        assert!(error.to_string().contains("it is no regular file"), "{error}");
    }
    assert_eq!(place.files(), ["app.heartbeat"]);
    place.time.advance(SECOND);
    assert!(place.path().join("something").is_dir());
}
