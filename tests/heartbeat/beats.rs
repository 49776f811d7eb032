//! When it beats.

use crate::support::{INTERVAL, Mode, PATIENCE, Place, SECOND, hearing, in_both_modes, until};
use resilience::{Heartbeat, HeartbeatError};
use std::fs;
use std::time::Duration;

const NANO: Duration = Duration::from_nanos(1);

#[test]
fn the_first_beat_is_written_before_start_returns() {
    in_both_modes(|mode| {
        let place = Place::new();
        let heartbeat = place.builder().build().unwrap();
        assert!(!place.path().exists() && heartbeat.last_beat().is_none());
        mode.start(&heartbeat);
        assert!(place.is_alive() && heartbeat.is_running(), "{mode:?}");
        let difference = heartbeat.last_beat().unwrap().duration_since(place.state().timestamp);
        assert!(difference.unwrap() < Duration::from_micros(1), "the file has microseconds");
        heartbeat.stop();
    });
}

#[test]
fn the_next_one_comes_after_exactly_the_interval() {
    in_both_modes(|mode| {
        let place = Place::new();
        let (beat, beats) = hearing();
        let heartbeat = place.builder().on_beat(move || beat.send(()).unwrap()).build().unwrap();
        mode.start(&heartbeat);
        beats.next();
        for _ in 0..3 {
            place.wait_for_waiting(1);
            fs::remove_file(place.path()).unwrap();
            place.time.advance(INTERVAL - NANO);
            assert_eq!(place.time.waiting(), 1, "{mode:?}: it is too early");
            place.time.advance(NANO);
            beats.next();
            assert!(place.is_alive());
        }
        heartbeat.stop();
        assert!(beats.rest().is_empty());
    });
}

#[test]
fn a_clock_that_jumps_gives_one_beat_and_not_a_burst() {
    in_both_modes(|mode| {
        let place = Place::new();
        let (beat, beats) = hearing();
        let heartbeat = place.builder().on_beat(move || beat.send(()).unwrap()).build().unwrap();
        mode.start(&heartbeat);
        beats.next();
        place.time.advance(INTERVAL * 5 + SECOND);
        beats.next();
        place.wait_for_waiting(1);
        place.time.advance(INTERVAL - NANO);
        assert_eq!(place.time.waiting(), 1, "{mode:?}: it counts from the last one");
        heartbeat.stop();
        assert!(beats.rest().is_empty());
    });
}

#[test]
fn the_longest_interval_is_one_beat() {
    in_both_modes(|mode| {
        let place = Place::new();
        let (beat, beats) = hearing();
        let builder = place.builder().interval(Duration::MAX).on_beat(move || {
            beat.send(()).unwrap();
        });
        let heartbeat = builder.build().unwrap();
        mode.start(&heartbeat);
        place.time.advance(Duration::MAX);
        heartbeat.stop();
        assert_eq!(beats.rest().len(), 1);
        assert_eq!((heartbeat.interval(), place.state().interval), (Duration::MAX, None));
    });
}

#[test]
fn a_beat_by_hand_is_written_at_once_and_puts_no_other_off() {
    in_both_modes(|mode| {
        let place = Place::new();
        let (beat, beats) = hearing();
        let heartbeat = place.builder().on_beat(move || beat.send(()).unwrap()).build().unwrap();
        mode.start(&heartbeat);
        beats.next();
        place.wait_for_waiting(1);
        place.time.advance(INTERVAL - SECOND);
        fs::remove_file(place.path()).unwrap();
        heartbeat.beat().unwrap();
        assert!(place.is_alive());
        beats.next();
        place.time.advance(SECOND);
        beats.next();
        heartbeat.stop();
    });
}

#[test]
fn beats_by_hand_need_no_start_and_a_stop_records_their_end() {
    let place = Place::new();
    let (beat, beats) = hearing();
    let heartbeat = place.builder().on_beat(move || beat.send(()).unwrap()).build().unwrap();
    heartbeat.stop();
    assert!(!place.path().exists(), "there is nothing to stop");
    for _ in 0..2 {
        heartbeat.beat().unwrap();
        assert!(place.is_alive() && !heartbeat.is_running());
        beats.next();
        heartbeat.stop();
        assert!(place.state().stopped);
    }
    fs::remove_file(place.path()).unwrap();
    heartbeat.stop();
    assert!(!place.path().exists(), "there is nothing to stop any more");
}

#[test]
fn starting_twice_is_an_error_and_changes_nothing() {
    in_both_modes(|mode| {
        let place = Place::new();
        let heartbeat = place.builder().build().unwrap();
        mode.start(&heartbeat);
        let again = [heartbeat.start(), heartbeat.start_async(), heartbeat.guard().map(drop)];
        for error in again.map(Result::unwrap_err) {
            assert!(matches!(error, HeartbeatError::AlreadyRunning { .. }), "{error}");
            let text = error.to_string();
            assert!(text.contains("app.heartbeat` is running already, stop it"), "{text}");
        }
        assert!(heartbeat.clone().is_running() && place.is_alive());
        heartbeat.stop();
    });
}

#[test]
fn it_goes_on_without_its_handles() {
    in_both_modes(|mode| {
        let place = Place::new();
        let (beat, beats) = hearing();
        let heartbeat = place.builder().on_beat(move || beat.send(()).unwrap()).build().unwrap();
        mode.start(&heartbeat);
        drop(heartbeat);
        beats.next();
        place.time.advance(INTERVAL);
        beats.next();
    });
}

#[test]
fn without_a_file_it_calls_back() {
    in_both_modes(|mode| {
        let place = Place::new();
        let (beat, beats) = hearing();
        let builder = Heartbeat::builder().clock(place.time.clock()).interval(INTERVAL);
        let heartbeat = builder.on_beat(move || beat.send(()).unwrap()).build().unwrap();
        mode.start(&heartbeat);
        beats.next();
        place.time.advance(INTERVAL);
        beats.next();
        heartbeat.stop();
        assert!(place.files().is_empty());
    });
}

#[test]
fn real_time_passes_too() {
    in_both_modes(|mode| {
        let place = Place::new();
        let (beat, beats) = hearing();
        let heartbeat = Heartbeat::builder()
            .state_file(place.path())
            .interval(Duration::from_millis(5))
            .on_beat(move || beat.send(()).unwrap())
            .build()
            .unwrap();
        mode.start(&heartbeat);
        for _ in 0..4 {
            beats.next();
        }
        // A stop does not wait for the next one.
        heartbeat.stop();
        assert!(!Heartbeat::is_alive(place.path(), PATIENCE));
        if mode == Mode::Thread {
            heartbeat.start().unwrap();
            until(|| Heartbeat::is_alive(place.path(), PATIENCE));
        }
    });
}
