//! What is particular to tasks.

use crate::support::{INTERVAL, Place, SECOND, hearing, in_both_modes, runtime, until};
use futures_util::FutureExt as _;
use resilience::{Heartbeat, HeartbeatError};
use std::panic::catch_unwind;
use tokio::runtime::Builder;

#[test]
fn without_a_runtime_there_is_no_task() {
    let place = Place::new();
    let heartbeat = place.builder().build().unwrap();
    let error = heartbeat.start_async().unwrap_err();
    assert!(matches!(error, HeartbeatError::NoRuntime { .. }), "{error}");
    assert!(error.to_string().contains("is not in a tokio runtime"), "{error}");
    assert!(!heartbeat.is_running() && place.files().is_empty());
    heartbeat.start().unwrap();
    heartbeat.stop();
}

#[test]
fn a_runtime_without_a_timer_panics_at_once_and_leaves_nothing() {
    let place = Place::new();
    let heartbeat = Heartbeat::builder().state_file(place.path()).build().unwrap();
    let runtime = Builder::new_multi_thread().worker_threads(1).build().unwrap();
    let _inside = runtime.enter();
    catch_unwind(|| heartbeat.start_async()).unwrap_err();
    assert!(!heartbeat.is_running() && place.files().is_empty());
    heartbeat.start().unwrap();
    heartbeat.stop();
}

#[tokio::test(flavor = "current_thread")]
async fn a_runtime_of_one_thread_will_do() {
    let place = Place::new();
    let (beat, mut beats) = tokio::sync::mpsc::unbounded_channel();
    let heartbeat = place.builder().on_beat(move || beat.send(()).unwrap()).build().unwrap();
    heartbeat.start_async().unwrap();
    beats.recv().await.unwrap();
    place.time.advance(INTERVAL);
    beats.recv().await.unwrap();
    heartbeat.stop_async().await;
    assert!(place.state().stopped);
    heartbeat.start_async().unwrap();
    // Even this: nobody waits for a task.
    heartbeat.stop();
    assert!(place.state().stopped);
}

#[test]
fn a_blocked_runtime_falls_silent() {
    let place = Place::new();
    let (beat, beats) = hearing();
    let heartbeat = place.builder().on_beat(move || beat.send(()).unwrap()).build().unwrap();
    let runtime = runtime();
    let _inside = runtime.enter();
    heartbeat.start_async().unwrap();
    beats.next();
    let (go_on, blocked) = std::sync::mpsc::channel::<()>();
    let (is_blocking, blocks) = hearing();
    runtime.spawn(async move {
        is_blocking.send(()).unwrap();
        let _ = blocked.recv();
    });
    blocks.next();
    place.time.advance(INTERVAL);
    std::thread::sleep(SECOND / 20);
    assert!(beats.rest().is_empty());
    go_on.send(()).unwrap();
    beats.next();
    heartbeat.stop();
}

#[test]
fn it_ends_with_its_runtime_and_records_no_stop() {
    let place = Place::new();
    let heartbeat = place.builder().build().unwrap();
    let runtime = runtime();
    runtime.block_on(async { heartbeat.start_async().unwrap() });
    drop(runtime);
    assert!(!heartbeat.is_running() && !place.state().stopped);
    // The one that is asked to stop then records it.
    heartbeat.start().unwrap();
    heartbeat.stop();
    assert!(place.state().stopped);
}

#[test]
fn a_stop_needs_no_runtime() {
    in_both_modes(|mode| {
        let place = Place::new();
        let heartbeat = place.builder().build().unwrap();
        mode.start(&heartbeat);
        std::thread::scope(|scope| {
            scope.spawn(|| heartbeat.stop_async().now_or_never().expect("it blocks where it is"));
        });
        assert!(place.state().stopped && !heartbeat.is_running());
    });
}

#[test]
fn a_stop_whose_future_is_dropped_is_one() {
    in_both_modes(|mode| {
        let place = Place::new();
        let heartbeat = place.builder().build().unwrap();
        mode.start(&heartbeat);
        drop(heartbeat.stop_async());
        assert!(heartbeat.is_running(), "it was never polled");
        let _ = heartbeat.stop_async().now_or_never();
        assert!(!heartbeat.is_running());
        until(|| place.state().stopped);
    });
}

#[test]
fn futures_of_stops_go_to_other_threads() {
    fn sent<F: Future + Send>(_: F) {}
    let place = Place::new();
    sent(place.builder().build().unwrap().stop_async());
}
