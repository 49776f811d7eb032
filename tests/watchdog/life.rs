//! Starting and stopping.

use crate::support::{
    Calls, PATIENCE, SECOND, TIMEOUT, builder, pass, settle, started, wait_until,
};
use resilience::{ManualClock, Watchdog, WatchdogError};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// What a stop may take: its second, and what a busy machine takes.
const BOUND: Duration = Duration::from_secs(5);

#[test]
fn it_watches_from_start_to_stop_and_again() {
    let time = ManualClock::new();
    let watchdog = builder(&time).build().unwrap();
    assert!(!watchdog.is_running());
    assert_eq!(watchdog.since_ping(), Duration::ZERO);
    for run in 1..=3 {
        time.advance(TIMEOUT * 10); // nobody watches
        watchdog.start().unwrap();
        settle(&time);
        assert!(watchdog.is_running() && !watchdog.is_triggered());
        assert_eq!(watchdog.since_ping(), Duration::ZERO, "the start counts as a ping");
        pass(&time, TIMEOUT);
        assert!(watchdog.is_triggered());
        watchdog.stop();
        assert!(!watchdog.is_running());
        assert_eq!(time.waiting(), 0, "its thread is gone");
        assert!(watchdog.is_triggered(), "as it was found last");
        assert_eq!(watchdog.stats().timeouts_triggered, run);
    }
    watchdog.stop();
    watchdog.stop();
}

#[test]
fn what_runs_is_not_started_again() {
    let time = ManualClock::new();
    let watchdog = started(&time, builder(&time));
    for error in [watchdog.start(), watchdog.start_async(), watchdog.guard().map(drop)] {
        let error = error.unwrap_err();
        assert!(matches!(error, WatchdogError::AlreadyRunning { .. }), "{error:?}");
        assert_eq!(error.name(), "worker");
        assert_eq!(error.to_string(), "watchdog `worker` is running already, stop it first");
    }
    watchdog.stop();
}

#[test]
fn those_that_run_are_listed() {
    let time = ManualClock::new();
    let watchdog = builder(&time).name("listed").build().unwrap();
    let listed = || Watchdog::running().iter().any(|other| other.name() == "listed");
    assert!(!listed());
    for stop in [Watchdog::stop, Watchdog::shutdown] {
        watchdog.start().unwrap();
        assert!(listed());
        stop(&watchdog);
        assert!(!listed());
    }
}

#[test]
fn shut_down_is_for_good() {
    let time = ManualClock::new();
    let watchdog = started(&time, builder(&time));
    assert!(!watchdog.is_shutdown());
    watchdog.shutdown();
    assert!(watchdog.is_shutdown() && !watchdog.is_running());
    assert_eq!(time.waiting(), 0);
    let error = watchdog.start().unwrap_err();
    assert!(matches!(error, WatchdogError::ShutDown { .. }));
    let text = "watchdog `worker` was shut down for good, build another one";
    assert_eq!(error.to_string(), text);
    watchdog.stop();
    watchdog.shutdown();
    assert!(watchdog.is_shutdown());
    let never_started = builder(&time).build().unwrap();
    never_started.shutdown();
    assert!(never_started.start().is_err());
}

#[test]
fn a_guard_starts_it_and_stops_it_when_dropped() {
    let time = ManualClock::new();
    let watchdog = builder(&time).build().unwrap();
    let guard = watchdog.guard().unwrap();
    settle(&time);
    assert!(guard.watchdog().is_running());
    drop(guard);
    assert!(!watchdog.is_running());
    wait_until(|| time.waiting() == 0);
}

#[test]
fn a_guard_stops_what_it_has_started_and_nothing_else() {
    let time = ManualClock::new();
    let watchdog = builder(&time).build().unwrap();
    let guard = watchdog.guard().unwrap();
    watchdog.stop();
    watchdog.start().unwrap();
    drop(guard);
    assert!(watchdog.is_running());
    watchdog.stop();
}

#[test]
fn a_dropped_guard_waits_for_nothing_and_nothing_begins_after_it() {
    let (time, calls) = (ManualClock::new(), Calls::default());
    let (entered, is_entered) = mpsc::channel();
    let (release, released) = mpsc::sync_channel::<()>(0);
    let (released, count) = (std::sync::Mutex::new(released), calls.count());
    let hangs = builder(&time).on_timeout(move || {
        count();
        entered.send(()).unwrap();
        let _ = released.lock().unwrap().recv();
    });
    let watchdog = hangs.build().unwrap();
    let guard = watchdog.guard().unwrap();
    settle(&time);
    pass(&time, TIMEOUT);
    is_entered.recv_timeout(PATIENCE).unwrap();
    watchdog.ping();
    pass(&time, TIMEOUT * 2); // another silence, whose call waits for the first
    assert_eq!(watchdog.stats().timeouts_triggered, 2);
    drop(guard); // the callback hangs on: a wait for it would never end
    drop(release);
    watchdog.stop(); // until it is through
    assert_eq!(calls.so_far(), 1);
}

#[test]
fn stop_is_bounded_whatever_hangs_and_it_can_be_started_again() {
    let (time, calls) = (ManualClock::new(), Calls::default());
    let mut hangs = builder(&time).on_timeout(calls.count());
    let (release, released) = mpsc::sync_channel::<()>(0);
    let released = std::sync::Arc::new(std::sync::Mutex::new(released));
    for _ in 0..3 {
        let released = std::sync::Arc::clone(&released);
        hangs = hangs.on_timeout(move || _ = released.lock().unwrap().recv());
    }
    let watchdog = started(&time, hangs);
    pass(&time, TIMEOUT);
    calls.wait_for(1);
    let begin = Instant::now();
    watchdog.stop();
    assert!(begin.elapsed() < BOUND, "{:?}", begin.elapsed());
    watchdog.start().unwrap();
    settle(&time);
    pass(&time, TIMEOUT);
    calls.wait_for(2);
    let begin = Instant::now();
    watchdog.shutdown();
    assert!(begin.elapsed() < BOUND, "{:?}", begin.elapsed());
    drop(release);
}

#[test]
fn a_callback_may_stop_its_own_watchdog() {
    let time = ManualClock::new();
    let (own, (told, tell)) = (std::sync::OnceLock::<Watchdog>::new(), mpsc::channel());
    let own = std::sync::Arc::new(own);
    let stops = std::sync::Arc::clone(&own);
    let watchdog = started(
        &time,
        builder(&time).on_timeout(move || {
            let (watchdog, begin) = (stops.get().unwrap(), Instant::now());
            watchdog.stop();
            told.send((watchdog.is_running(), begin.elapsed())).unwrap();
        }),
    );
    own.set(watchdog.clone()).unwrap();
    (0..8).for_each(|_| time_passes(&time));
    let (runs, took) = tell.recv_timeout(PATIENCE).unwrap();
    assert!(!runs);
    assert!(took < SECOND, "{took:?}: it waited for itself");
    wait_until(|| time.waiting() == 0);
}

/// A tick that may be the last one.
fn time_passes(time: &ManualClock) {
    wait_until(|| time.waiting() == 1);
    time.advance(SECOND);
}

#[tokio::test]
async fn it_is_stopped_in_a_task_without_blocking_it() {
    let time = ManualClock::new();
    let (entered, is_entered) = mpsc::channel();
    let watchdog = builder(&time)
        .on_timeout(move || {
            entered.send(()).unwrap();
            thread::sleep(Duration::from_millis(50));
        })
        .build()
        .unwrap();
    watchdog.start_async().unwrap();
    settle(&time);
    pass(&time, TIMEOUT);
    is_entered.recv_timeout(PATIENCE).unwrap();
    let mut stop = std::pin::pin!(watchdog.stop_async());
    tokio::select! {
        biased;
        () = &mut stop => panic!("a callback is under way"),
        () = tokio::task::yield_now() => {}
    }
    assert!(!watchdog.is_running(), "at the first poll");
    stop.await;
    assert_eq!(time.waiting(), 0);
}

#[tokio::test]
async fn an_async_callback_may_stop_its_own_watchdog() {
    let time = ManualClock::new();
    let own = std::sync::Arc::new(std::sync::OnceLock::<Watchdog>::new());
    let (told, mut tell) = tokio::sync::mpsc::unbounded_channel();
    let stops = std::sync::Arc::clone(&own);
    let watchdog = started(
        &time,
        builder(&time).on_timeout_async(move || {
            let (stops, told) = (std::sync::Arc::clone(&stops), told.clone());
            async move {
                let begin = Instant::now();
                stops.get().unwrap().stop_async().await;
                told.send(begin.elapsed()).unwrap();
            }
        }),
    );
    own.set(watchdog.clone()).unwrap();
    (0..8).for_each(|_| time_passes(&time));
    let took = tell.recv().await.unwrap();
    assert!(took < SECOND, "{took:?}: it waited for itself");
    assert!(!watchdog.is_running());
}

#[test]
fn starts_and_stops_from_many_threads_leave_nothing_behind() {
    let time = ManualClock::new();
    let watchdog = builder(&time).build().unwrap();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..50 {
                    let _ = watchdog.start();
                    watchdog.ping();
                    watchdog.stop();
                    drop(watchdog.guard());
                }
            });
        }
    });
    watchdog.stop();
    assert_eq!((watchdog.is_running(), time.waiting()), (false, 0));
    assert!(Watchdog::running().iter().all(|other| other.stats().pings_total != 200));
}
