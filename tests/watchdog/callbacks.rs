//! Who is called, with what, and what a callback cannot do to anybody else.

use crate::support::{Calls, PATIENCE, SECOND, TIMEOUT, builder, pass, settle, started};
use resilience::{Alert, ManualClock};
use std::panic::resume_unwind;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

#[test]
fn everybody_is_called_plain_and_async_each_once_per_silence() {
    let time = ManualClock::new();
    let calls: [Calls; 5] = Default::default();
    let [first, second, asynchronous, alert, async_alert] = &calls;
    let (on_asynchronous, on_alert) = (asynchronous.count(), alert.count());
    let on_async_alert = std::sync::Arc::new(async_alert.count());
    let on_asynchronous = std::sync::Arc::new(on_asynchronous);
    let watchdog = started(
        &time,
        builder(&time)
            .on_timeout(first.count())
            .on_timeout(second.count())
            .on_timeout_async(move || {
                let call = std::sync::Arc::clone(&on_asynchronous);
                async move {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                    call();
                }
            })
            .on_alert(move |_| on_alert())
            .on_alert_async(move |_| {
                let call = std::sync::Arc::clone(&on_async_alert);
                async move { call() }
            }),
    );
    for silences in 1..=2 {
        pass(&time, TIMEOUT * 2);
        for calls in &calls {
            calls.wait_for(silences);
        }
        watchdog.ping();
    }
    watchdog.stop();
    assert!(calls.iter().all(|calls| calls.so_far() == 2));
}

#[test]
fn an_alert_says_who_and_how_long() {
    let time = ManualClock::new();
    let (sender, alerts) = mpsc::channel::<Alert>();
    let told = builder(&time).on_alert(move |alert| sender.send(alert.clone()).unwrap());
    let watchdog = started(&time, told);
    pass(&time, SECOND * 3);
    watchdog.ping();
    pass(&time, SECOND + TIMEOUT);
    let alert = alerts.recv_timeout(PATIENCE).unwrap();
    assert_eq!(alert.channel, "watchdog");
    assert_eq!(alert.message, "watchdog `worker` has seen no ping for 8s, 8s are allowed");
    assert_eq!(alert.context["watchdog"], "worker");
    assert_eq!(alert.context["seconds_inactive"], "8.0");
    assert_eq!(alert.context["limit"], "8s");
    watchdog.stop();
}

#[test]
fn one_that_hangs_or_panics_keeps_nobody_else_from_being_called() {
    let (time, calls) = (ManualClock::new(), Calls::default());
    let (release, released) = mpsc::sync_channel::<()>(0);
    let released = std::sync::Mutex::new(released);
    let watchdog = started(
        &time,
        builder(&time)
            .on_timeout(move || _ = released.lock().unwrap().recv())
            .on_timeout(|| resume_unwind(Box::new("that callback is broken")))
            .on_timeout_async(|| async { resume_unwind(Box::new("so is that future")) })
            .on_timeout_async(std::future::pending)
            .on_timeout(calls.count()),
    );
    for silences in 1..=3 {
        pass(&time, TIMEOUT);
        calls.wait_for(silences);
        watchdog.ping();
        pass(&time, SECOND);
    }
    assert!(watchdog.is_running());
    drop(release);
    watchdog.stop();
}

#[test]
fn one_that_panics_is_called_again() {
    let (time, calls) = (ManualClock::new(), Calls::default());
    let count = calls.count();
    let panics = builder(&time).on_timeout(move || {
        count();
        resume_unwind(Box::new(()));
    });
    let watchdog = started(&time, panics);
    for silences in 1..=3 {
        pass(&time, TIMEOUT);
        calls.wait_for(silences);
        watchdog.ping();
        pass(&time, SECOND);
    }
    watchdog.stop();
}

#[test]
fn callbacks_may_use_the_watchdog() {
    let time = ManualClock::new();
    let (sender, told) = mpsc::channel();
    let own = std::sync::Arc::new(std::sync::OnceLock::<resilience::Watchdog>::new());
    let used = std::sync::Arc::clone(&own);
    let uses = builder(&time).on_timeout(move || {
        let watchdog = used.get().unwrap();
        let triggered = watchdog.is_triggered();
        watchdog.reset();
        watchdog.ping();
        sender.send((triggered, watchdog.is_triggered(), watchdog.stats().pings_total)).unwrap();
    });
    let watchdog = started(&time, uses);
    own.set(watchdog.clone()).unwrap();
    pass(&time, TIMEOUT);
    assert_eq!(told.recv_timeout(PATIENCE), Ok((true, false, 1)));
    watchdog.stop();
}

#[test]
fn an_async_callback_does_not_need_the_runtime_that_may_be_what_hangs() {
    let time = ManualClock::new();
    let (sender, told) = mpsc::channel();
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.worker_threads(1).enable_all().build().unwrap();
    let (release, released) = mpsc::sync_channel::<()>(0);
    let watchdog = runtime.block_on(async {
        builder(&time)
            .on_timeout_async(move || {
                let sender = sender.clone();
                async move {
                    // A timer of the blocked runtime would never ring.
                    tokio::time::sleep(Duration::from_millis(1)).await;
                    sender.send(()).unwrap();
                }
            })
            .build()
            .unwrap()
    });
    let blocked = runtime.spawn(async move { _ = released.recv() });
    watchdog.start().unwrap();
    settle(&time);
    pass(&time, TIMEOUT);
    told.recv_timeout(PATIENCE).unwrap();
    drop(release);
    runtime.block_on(blocked).unwrap();
    watchdog.stop();
}

#[test]
fn what_a_callback_is_told_belongs_to_the_silence_it_is_told_of() {
    let time = ManualClock::new();
    let (sender, alerts) = mpsc::channel();
    let (release, released) = mpsc::sync_channel::<()>(0);
    let released = std::sync::Mutex::new(released);
    let slow = builder(&time).on_alert(move |alert| {
        let _ = released.lock().unwrap().recv();
        sender.send(alert.context["seconds_inactive"].clone()).unwrap();
    });
    let watchdog = started(&time, slow);
    pass(&time, TIMEOUT);
    watchdog.ping();
    pass(&time, SECOND);
    time.advance(SECOND * 100); // suspended: the second silence is longer
    settle(&time);
    pass(&time, TIMEOUT);
    let releasing = thread::spawn(move || (0..2).for_each(|_| release.send(()).unwrap()));
    let told = || alerts.recv_timeout(PATIENCE).unwrap();
    assert_eq!([told(), told()], ["8.0", "108.0"]);
    releasing.join().unwrap();
    watchdog.stop();
}
