//! Callbacks, whatever they do.

use crate::support::{INTERVAL, PATIENCE, Place, hearing, in_both_modes, runtime};
use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};
use tokio::runtime::Handle;

#[test]
fn callbacks_that_hang_or_panic_delay_no_beat() {
    in_both_modes(|mode| {
        let place = Place::new();
        let (beat, beats) = hearing();
        let heartbeat = place
            .builder()
            .on_beat(|| {
                loop {
                    thread::park();
                }
            })
            .on_beat(|| panic!("as it must"))
            .on_beat_async(pending)
            .on_beat_async(|| async { panic!("as it must") })
            .on_beat(move || beat.send(()).unwrap())
            .build()
            .unwrap();
        mode.start(&heartbeat);
        // More than may wait for one that hangs.
        for beat in 0..40 {
            beats.next();
            assert!(place.is_alive(), "{mode:?}, beat {beat}");
            place.time.advance(INTERVAL);
        }
        beats.next();
        let stopping = Instant::now();
        heartbeat.stop();
        assert!(stopping.elapsed() < PATIENCE, "{mode:?}");
        assert!(place.state().stopped);
    });
}

#[test]
fn a_callback_that_panicked_is_called_again() {
    in_both_modes(|mode| {
        let place = Place::new();
        let (beat, beats) = hearing();
        let call = move || {
            beat.send(()).unwrap();
            panic!("as it must");
        };
        let heartbeat = place.builder().on_beat(call).build().unwrap();
        mode.start(&heartbeat);
        for _ in 0..3 {
            beats.next();
            place.time.advance(INTERVAL);
        }
        heartbeat.stop();
    });
}

#[test]
fn those_with_futures_run_in_both_modes_with_a_timer_at_hand() {
    in_both_modes(|mode| {
        let place = Place::new();
        let (beat, beats) = hearing();
        let call = move || {
            let beat = beat.clone();
            async move {
                tokio::time::sleep(Duration::from_millis(1)).await;
                beat.send(Handle::current().id()).unwrap();
            }
        };
        // One is given in the test's runtime, and runs there; the other one outside of any.
        let builder = place.builder().on_beat_async(call.clone());
        let outside =
            thread::scope(|scope| scope.spawn(|| builder.on_beat_async(call)).join().unwrap());
        let heartbeat = outside.build().unwrap();
        mode.start(&heartbeat);
        let mut homes = [beats.next(), beats.next()].map(|home| home == Handle::current().id());
        homes.sort_unstable();
        assert_eq!(homes, [false, true], "{mode:?}");
        heartbeat.stop();
    });
}

#[test]
fn those_given_in_a_runtime_of_one_thread_run_though_nobody_drives_it() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let place = Place::new();
    let (beat, beats) = hearing();
    let _inside = runtime.enter();
    let call = move || {
        let beat = beat.clone();
        async move { beat.send(()).unwrap() }
    };
    let heartbeat = place.builder().on_beat_async(call).build().unwrap();
    heartbeat.start().unwrap();
    beats.next();
    heartbeat.stop();
}

#[test]
fn all_that_were_due_are_called_before_a_stop_is_over_and_none_after_it() {
    in_both_modes(|mode| {
        let place = Place::new();
        let calls = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&calls);
        let call = move || {
            thread::sleep(Duration::from_millis(2));
            counted.fetch_add(1, Ordering::SeqCst);
        };
        let heartbeat = place.builder().on_beat(call).build().unwrap();
        mode.start(&heartbeat);
        for _ in 0..9 {
            heartbeat.beat().unwrap();
        }
        heartbeat.stop();
        assert_eq!(calls.load(Ordering::SeqCst), 10, "{mode:?}");
    });
}

#[test]
fn a_stop_lets_no_call_begin_behind_one_that_hangs() {
    in_both_modes(|mode| {
        let place = Place::new();
        let (beat, beats) = hearing();
        let (go_on, hold) = channel::<()>();
        let hold = std::sync::Mutex::new(hold);
        let call = move || {
            beat.send(()).unwrap();
            hold.lock().unwrap().recv().unwrap();
        };
        let heartbeat = place.builder().on_beat(call).build().unwrap();
        mode.start(&heartbeat);
        heartbeat.beat().unwrap();
        beats.next();
        heartbeat.stop();
        // The first call ends now. The second one was in line when the stop began.
        go_on.send(()).unwrap();
        let _ = go_on.send(());
        mode.start(&heartbeat);
        beats.next();
        let _ = go_on.send(());
        heartbeat.stop();
        assert!(beats.rest().is_empty(), "{mode:?}");
    });
}

#[test]
fn what_callbacks_own_is_dropped_with_the_heartbeat() {
    let place = Place::new();
    let owned = Arc::new(());
    let inside = Arc::clone(&owned);
    let heartbeat = place.builder().on_beat(move || _ = &inside).build().unwrap();
    heartbeat.start().unwrap();
    heartbeat.stop();
    drop(heartbeat);
    place.wait_for_waiting(0);
    crate::support::until(|| Arc::strong_count(&owned) == 1);
}

#[test]
fn a_callback_may_block_on_the_runtime_that_the_heartbeat_is_in() {
    let runtime = runtime();
    let place = Place::new();
    let (beat, beats) = hearing();
    let handle = runtime.handle().clone();
    let call = move || {
        handle.block_on(async { tokio::time::sleep(Duration::from_millis(1)).await });
        beat.send(()).unwrap();
    };
    let heartbeat = place.builder().on_beat(call).build().unwrap();
    let _inside = runtime.enter();
    heartbeat.start_async().unwrap();
    beats.next();
    heartbeat.stop();
}
