//! How it ends, and begins again.

use crate::support::{INTERVAL, Mode, Place, hearing, in_both_modes, until};
use resilience::{Heartbeat, HeartbeatError};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::SystemTime;

#[test]
fn a_stop_is_recorded_and_is_no_sign_of_life() {
    in_both_modes(|mode| {
        let place = Place::new();
        let heartbeat = place.builder().metadata("version", 3).build().unwrap();
        mode.start(&heartbeat);
        let before = place.state();
        assert!(!before.stopped);
        heartbeat.stop();
        let after = place.state();
        assert!(after.stopped && !place.is_alive() && !heartbeat.is_running(), "{mode:?}");
        assert!(after.timestamp >= before.timestamp && after.timestamp <= SystemTime::now());
        assert_eq!((after.metadata, after.pid), (before.metadata, before.pid));
        // Once is enough.
        heartbeat.stop();
        assert_eq!(place.state().timestamp, after.timestamp);
        let why = Heartbeat::check(place.path(), INTERVAL).unwrap_err().to_string();
        assert!(why.contains("says it stopped"), "{why}");
    });
}

#[test]
fn it_can_be_started_again_in_either_mode() {
    in_both_modes(|mode| {
        let place = Place::new();
        let (beat, beats) = hearing();
        let heartbeat = place.builder().on_beat(move || beat.send(()).unwrap()).build().unwrap();
        for mode in [mode, Mode::Thread, Mode::Task, mode] {
            mode.start(&heartbeat);
            beats.next();
            assert!(place.is_alive() && heartbeat.is_running());
            place.time.advance(INTERVAL);
            beats.next();
            heartbeat.stop();
            assert!(place.state().stopped);
            assert!(beats.rest().is_empty());
        }
    });
}

#[test]
fn nothing_is_written_after_a_stop() {
    in_both_modes(|mode| {
        for _ in 0..200 {
            let place = Place::new();
            let heartbeat = place.builder().build().unwrap();
            mode.start(&heartbeat);
            let clock = place.time.clone();
            // The beat that is due meets the stop.
            let beating = thread::spawn(move || clock.advance(INTERVAL));
            heartbeat.stop();
            assert!(place.state().stopped, "{mode:?}");
            beating.join().unwrap();
            // Its driver has gone when nobody waits for the clock any more.
            place.wait_for_waiting(0);
            assert!(place.state().stopped, "{mode:?}");
        }
    });
}

#[test]
fn a_shutdown_is_a_stop_for_good() {
    in_both_modes(|mode| {
        let place = Place::new();
        let heartbeat = place.builder().build().unwrap();
        mode.start(&heartbeat);
        assert!(!heartbeat.is_shutdown());
        heartbeat.clone().shutdown();
        assert!(heartbeat.is_shutdown() && !heartbeat.is_running() && place.state().stopped);
        let refused = [heartbeat.start(), heartbeat.start_async(), heartbeat.beat()];
        for error in refused.map(Result::unwrap_err) {
            assert!(matches!(error, HeartbeatError::ShutDown { .. }), "{error}");
            assert!(error.to_string().contains("is shut down for good"), "{error}");
        }
        heartbeat.stop();
        assert!(place.state().stopped);
    });
}

#[test]
fn a_guard_stops_what_it_started() {
    let place = Place::new();
    let heartbeat = place.builder().build().unwrap();
    let guard = heartbeat.guard().unwrap();
    assert!(heartbeat.is_running() && place.is_alive());
    drop(guard);
    assert!(!heartbeat.is_running());
    // It has only asked: the record is the thread's.
    until(|| place.state().stopped);
}

#[test]
fn a_guard_stops_nothing_else() {
    in_both_modes(|mode| {
        let place = Place::new();
        let heartbeat = place.builder().build().unwrap();
        let guard = heartbeat.guard().unwrap();
        heartbeat.stop();
        mode.start(&heartbeat);
        drop(guard);
        assert!(heartbeat.is_running() && place.is_alive());
        heartbeat.stop();
    });
}

#[test]
fn a_run_that_begins_while_another_ends_is_not_recorded_as_stopped() {
    in_both_modes(|mode| {
        let place = Place::new();
        let heartbeat = place.builder().build().unwrap();
        for _ in 0..200 {
            // The thread of this one may record the stop at any time now, or find that it must not.
            drop(heartbeat.guard().unwrap());
            mode.start(&heartbeat);
            assert!(place.is_alive(), "{mode:?}");
            place.wait_for_waiting(1);
            assert!(place.is_alive(), "{mode:?}");
            heartbeat.stop();
            assert!(place.state().stopped);
            place.wait_for_waiting(0);
        }
    });
}

#[test]
fn a_stop_that_meets_a_start_does_not_end_what_begins() {
    in_both_modes(|mode| {
        let place = Place::new();
        let heartbeat = place.builder().build().unwrap();
        let handle = tokio::runtime::Handle::current();
        for _ in 0..300 {
            mode.start(&heartbeat);
            thread::scope(|scope| {
                scope.spawn(|| heartbeat.stop());
                scope.spawn(|| {
                    let _inside = handle.enter();
                    until(|| match mode {
                        Mode::Thread => heartbeat.start().is_ok(),
                        Mode::Task => heartbeat.start_async().is_ok(),
                    });
                });
            });
            assert!(heartbeat.is_running() && !place.state().stopped, "{mode:?}");
            heartbeat.stop();
        }
    });
}

#[test]
fn a_beat_by_hand_after_a_stop_is_not_ended_by_the_driver_that_was_stopped() {
    in_both_modes(|mode| {
        for _ in 0..100 {
            let place = Place::new();
            let owned = Arc::new(());
            let inside = Arc::clone(&owned);
            let heartbeat = place.builder().on_beat(move || _ = &inside).build().unwrap();
            mode.start(&heartbeat);
            heartbeat.stop();
            heartbeat.beat().unwrap();
            drop(heartbeat);
            // All is dropped when the driver has gone.
            until(|| Arc::strong_count(&owned) == 1);
            assert!(!place.state().stopped, "{mode:?}");
        }
    });
}

#[test]
fn a_callback_may_stop_it() {
    in_both_modes(|mode| {
        let place = Place::new();
        let (stopped, stops) = hearing();
        let slot = Arc::new(OnceLock::<Heartbeat>::new());
        let inside = Arc::clone(&slot);
        let on_beat = move || {
            let heartbeat = inside.wait();
            heartbeat.stop();
            stopped.send(heartbeat.is_running()).unwrap();
        };
        let heartbeat = place.builder().on_beat(on_beat).build().unwrap();
        mode.start(&heartbeat);
        slot.set(heartbeat).unwrap();
        assert!(!stops.next());
        assert!(place.state().stopped);
    });
}

#[test]
fn many_threads_may_start_and_stop_it_at_once() {
    let place = Place::new();
    let heartbeat = place.builder().build().unwrap();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..100 {
                    match heartbeat.start() {
                        Ok(()) | Err(HeartbeatError::AlreadyRunning { .. }) => {}
                        Err(other) => panic!("{other}"),
                    }
                    heartbeat.beat().unwrap();
                    heartbeat.stop();
                }
            });
        }
    });
    heartbeat.stop();
    assert!(!heartbeat.is_running() && place.state().stopped);
    assert_eq!(place.files(), ["app.heartbeat"]);
}
