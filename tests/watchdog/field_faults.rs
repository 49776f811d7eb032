//! What goes wrong with watchdogs elsewhere, each fault with a test of its name that shows it does
//! not happen here. `docs/promises.md` lists them.

use crate::support::{Calls, SECOND, TIMEOUT, builder, pass, settle, started};
use resilience::ManualClock;
use std::thread;

#[test]
fn it_fires_after_a_suspended_process() {
    let time = ManualClock::new();
    let watchdog = started(&time, builder(&time));
    for _ in 0..20 {
        time.advance(TIMEOUT * 10);
        settle(&time);
        watchdog.ping();
    }
    assert_eq!(watchdog.stats().timeouts_triggered, 0);
    watchdog.stop();
}

#[test]
fn it_never_re_arms() {
    let (time, calls) = (ManualClock::new(), Calls::default());
    let watchdog = started(&time, builder(&time).on_timeout(calls.count()));
    for silences in 1..=5 {
        pass(&time, TIMEOUT + SECOND);
        calls.wait_for(silences);
        watchdog.ping();
        pass(&time, SECOND);
    }
    watchdog.stop();
}

#[test]
fn it_is_hidden_inside_the_loop_it_should_watch() {
    let (time, calls) = (ManualClock::new(), Calls::default());
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let watchdog = builder(&time).on_timeout_async({
            let call = std::sync::Arc::new(calls.count());
            move || {
                let call = std::sync::Arc::clone(&call);
                async move { call() }
            }
        });
        let watchdog = watchdog.build().unwrap();
        watchdog.start_async().unwrap();
        settle(&time);
        // The loop is blocked for all of the time that passes.
        let passes = time.clone();
        thread::spawn(move || pass(&passes, TIMEOUT)).join().unwrap();
        calls.wait_for(1);
        watchdog.stop_async().await;
    });
}
