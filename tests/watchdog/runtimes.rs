//! Watching a tokio runtime.

use crate::support::{Calls, PATIENCE, SECOND, TIMEOUT, builder, pass, settle, wait_until};
use resilience::{ManualClock, Watchdog, WatchdogError};
use std::sync::mpsc;
use std::thread;
use tokio::runtime::{Builder, Runtime};

fn multi_thread(workers: usize) -> Runtime {
    Builder::new_multi_thread().worker_threads(workers).build().unwrap() // without a timer
}

/// A tick whose ping has come.
fn healthy_tick(time: &ManualClock, watchdog: &Watchdog) {
    let before = watchdog.stats().pings_total;
    pass(time, SECOND);
    wait_until(|| watchdog.stats().pings_total > before);
}

/// A task that blocks its thread until this is dropped.
fn block(runtime: &tokio::runtime::Handle) -> mpsc::Sender<()> {
    let (release, released) = mpsc::channel::<()>();
    let (entered, is_entered) = mpsc::channel();
    runtime.spawn(async move {
        entered.send(()).unwrap();
        let _ = released.recv();
    });
    is_entered.recv_timeout(PATIENCE).unwrap();
    release
}

#[test]
fn a_runtime_that_runs_pings_by_itself_and_needs_no_timer() {
    let (time, runtime) = (ManualClock::new(), multi_thread(1));
    let watchdog = builder(&time).build().unwrap();
    let guard = runtime.block_on(async { watchdog.watch_runtime() }).unwrap();
    settle(&time);
    for _ in 0..40 {
        healthy_tick(&time, &watchdog);
    }
    assert_eq!(watchdog.stats().timeouts_triggered, 0);
    drop(guard);
    assert!(!watchdog.is_running());
}

#[test]
fn a_multi_threaded_one_is_seen_when_all_workers_are_blocked_and_not_before() {
    let (time, runtime, calls) = (ManualClock::new(), multi_thread(2), Calls::default());
    let watchdog = builder(&time).on_timeout(calls.count()).build().unwrap();
    let guard = runtime.block_on(async { watchdog.watch_runtime() }).unwrap();
    settle(&time);
    let first = block(runtime.handle());
    for _ in 0..20 {
        healthy_tick(&time, &watchdog);
    }
    let second = block(runtime.handle());
    pass(&time, SECOND); // this sees what came before
    pass(&time, TIMEOUT);
    assert!(watchdog.is_triggered());
    drop(second);
    wait_until(|| !watchdog.is_triggered()); // it was asked at every tick, and answers now
    healthy_tick(&time, &watchdog);
    calls.wait_for(1);
    drop((first, guard));
}

#[test]
fn a_current_thread_one_is_seen_as_soon_as_one_task_blocks_it() {
    let (time, calls) = (ManualClock::new(), Calls::default());
    let watchdog = builder(&time).on_timeout(calls.count()).build().unwrap();
    let (release, released) = mpsc::channel::<()>();
    let (blocks, is_blocked) = mpsc::channel();
    let (own, own_time) = (watchdog.clone(), time.clone());
    let thread = thread::spawn(move || {
        Builder::new_current_thread().build().unwrap().block_on(async move {
            let _watched = own.watch_runtime().unwrap();
            while own.stats().pings_total < 3 {
                settle(&own_time);
                own_time.advance(SECOND);
                tokio::task::yield_now().await;
            }
            blocks.send(()).unwrap();
            let _ = released.recv(); // as a task should not
        });
    });
    is_blocked.recv_timeout(PATIENCE).unwrap();
    settle(&time);
    pass(&time, SECOND + TIMEOUT);
    assert!(watchdog.is_triggered());
    calls.wait_for(1);
    drop(release);
    thread.join().unwrap();
    assert!(!watchdog.is_running(), "the guard went with the task");
}

#[test]
fn one_that_nobody_drives_any_more_is_blocked() {
    let time = ManualClock::new();
    let watchdog = builder(&time).build().unwrap();
    let runtime = Builder::new_current_thread().build().unwrap();
    let _guard = runtime.block_on(async { watchdog.watch_runtime() }).unwrap();
    settle(&time);
    pass(&time, TIMEOUT);
    assert!(watchdog.is_triggered());
    runtime.block_on(async { tokio::task::yield_now().await });
    assert!(!watchdog.is_triggered());
}

#[test]
fn the_task_goes_with_the_guard() {
    let (time, runtime) = (ManualClock::new(), multi_thread(1));
    let watchdog = builder(&time).build().unwrap();
    for _ in 0..3 {
        let guard = runtime.block_on(async { watchdog.watch_runtime() }).unwrap();
        settle(&time);
        healthy_tick(&time, &watchdog);
        assert_eq!(runtime.metrics().num_alive_tasks(), 1);
        drop(guard);
        wait_until(|| runtime.metrics().num_alive_tasks() == 0 && time.waiting() == 0);
    }
}

#[test]
fn without_a_runtime_there_is_nothing_to_watch() {
    let time = ManualClock::new();
    let watchdog = builder(&time).build().unwrap();
    let error = watchdog.watch_runtime().unwrap_err();
    assert!(matches!(error, WatchdogError::NoRuntime { .. }), "{error:?}");
    let text = "watchdog `worker` can only watch a tokio runtime from within, call it in a task";
    assert_eq!(error.to_string(), text);
    assert!(!watchdog.is_running());
}

#[tokio::test]
async fn one_that_runs_is_not_started_again() {
    let time = ManualClock::new();
    let watchdog = builder(&time).build().unwrap();
    let _guard = watchdog.guard().unwrap();
    let error = watchdog.watch_runtime().unwrap_err();
    assert!(matches!(error, WatchdogError::AlreadyRunning { .. }), "{error:?}");
}
