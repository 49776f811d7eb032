//! How long callbacks and the whole may take.

use crate::support::{Hung, Log, NANO, SECOND, Tell, builder, hang, outcomes, receive, trigger};
use resilience::CleanupOutcome::{Done, Skipped, TimedOut};
use resilience::{CleanupCallback, ManualClock};
use std::future::pending;
use std::sync::mpsc::channel;
use std::time::Duration;

fn took(report: &resilience::ShutdownReport) -> Vec<Duration> {
    report.callbacks.iter().map(|it| it.took).collect()
}

#[test]
fn one_that_hangs_is_left_at_its_own_time_and_the_next_one_runs() {
    let (time, log) = (ManualClock::new(), Log::default());
    let shutdown = builder(&time).build().unwrap();
    let (callback, hung) = Hung::callback("hangs");
    shutdown.register(callback.timeout(2 * SECOND)).unwrap();
    shutdown.register(log.callback("next")).unwrap();
    let report = trigger(&shutdown);
    hung.wait();
    time.advance(2 * SECOND - NANO);
    assert!(!shutdown.wait(Some(Duration::ZERO)));
    time.advance(NANO);
    let report = report.join().unwrap();
    assert_eq!(outcomes(&report), [("hangs", TimedOut), ("next", Done)]);
    assert_eq!(log.noted(), ["next"]);
    assert_eq!((report.elapsed, took(&report)), (2 * SECOND, vec![2 * SECOND, Duration::ZERO]));
}

#[test]
fn nobody_gets_more_than_what_is_left_of_the_total() {
    let time = ManualClock::new();
    let shutdown = builder(&time).build().unwrap();
    let hung: Vec<_> = ["a", "b", "c", "d"]
        .into_iter()
        .map(|name| {
            let (callback, hung) = Hung::callback(name);
            shutdown.register(callback.timeout(2 * SECOND)).unwrap();
            hung
        })
        .collect();
    let report = trigger(&shutdown);
    for hung in &hung[..3] {
        hung.wait();
        time.advance(2 * SECOND);
    }
    let report = report.join().unwrap();
    let outcomes = outcomes(&report);
    assert_eq!(outcomes, [("a", TimedOut), ("b", TimedOut), ("c", TimedOut), ("d", Skipped)]);
    // The third had a second only; the clock was advanced by two at once.
    assert_eq!(report.elapsed, 6 * SECOND);
}

#[test]
fn the_third_has_what_the_others_left() {
    let time = ManualClock::new();
    let shutdown = builder(&time).build().unwrap();
    let mut hung = Vec::new();
    for name in ["a", "b", "c"] {
        let (callback, it) = Hung::callback(name);
        shutdown.register(callback.timeout(2 * SECOND)).unwrap();
        hung.push(it);
    }
    let report = trigger(&shutdown);
    hung[0].wait();
    time.advance(2 * SECOND);
    hung[1].wait();
    time.advance(2 * SECOND);
    hung[2].wait();
    time.advance(SECOND - NANO);
    assert!(!shutdown.wait(Some(Duration::ZERO)));
    time.advance(NANO);
    let report = report.join().unwrap();
    assert_eq!(took(&report), [2 * SECOND, 2 * SECOND, SECOND]);
    assert_eq!(report.elapsed, 5 * SECOND);
}

#[test]
fn one_without_a_time_of_its_own_may_take_all_of_it_and_the_rest_is_skipped() {
    let (time, log) = (ManualClock::new(), Log::default());
    let shutdown = builder(&time).build().unwrap();
    let (callback, hung) = Hung::callback("hangs");
    shutdown.register(callback.priority(1)).unwrap();
    shutdown.register(log.callback("skipped")).unwrap();
    let (dropped, was_dropped) = channel();
    let kept = Tell(dropped);
    shutdown.register(CleanupCallback::new("dropped", move || drop(kept))).unwrap();
    let report = trigger(&shutdown);
    hung.wait();
    time.advance(5 * SECOND);
    let report = report.join().unwrap();
    assert_eq!(
        outcomes(&report),
        [("hangs", TimedOut), ("skipped", Skipped), ("dropped", Skipped)]
    );
    assert_eq!(took(&report), [5 * SECOND, Duration::ZERO, Duration::ZERO]);
    assert!(log.noted().is_empty());
    receive(&was_dropped);
}

#[test]
fn times_are_measured_on_the_clock() {
    let time = ManualClock::new();
    let shutdown = builder(&time).build().unwrap();
    for (name, seconds) in [("a", 1), ("b", 3)] {
        let time = time.clone();
        let callback = CleanupCallback::new(name, move || time.advance(seconds * SECOND));
        shutdown.register(callback).unwrap();
    }
    let report = shutdown.trigger().unwrap();
    assert_eq!(outcomes(&report), [("a", Done), ("b", Done)]);
    assert_eq!((took(&report), report.elapsed), (vec![SECOND, 3 * SECOND], 4 * SECOND));
}

#[test]
fn without_bounds_it_takes_as_long_as_it_takes() {
    let time = ManualClock::new();
    let shutdown = builder(&time).timeout(Duration::MAX).build().unwrap();
    let (callback, hung) = Hung::callback("slow");
    shutdown.register(callback.timeout(Duration::MAX)).unwrap();
    let report = trigger(&shutdown);
    hung.wait();
    time.advance(Duration::from_secs(100 * 365 * 86_400));
    assert!(!shutdown.wait(Some(Duration::ZERO)));
    drop(hung);
    assert_eq!(outcomes(&report.join().unwrap()), [("slow", Done)]);
}

#[test]
fn an_async_one_that_hangs_is_dropped() {
    let (time, log) = (ManualClock::new(), Log::default());
    let shutdown = builder(&time).build().unwrap();
    let (dropped, was_dropped) = channel();
    let (began, has_begun) = channel();
    let callback = CleanupCallback::new_async("hangs", move || async move {
        let _kept = Tell(dropped);
        began.send(()).unwrap();
        pending::<()>().await;
    });
    shutdown.register(callback.timeout(SECOND)).unwrap();
    shutdown.register(log.callback("next")).unwrap();
    let report = trigger(&shutdown);
    receive(&has_begun);
    time.advance(SECOND);
    let report = report.join().unwrap();
    assert_eq!(outcomes(&report), [("hangs", TimedOut), ("next", Done)]);
    receive(&was_dropped);
}

#[test]
fn an_async_one_that_blocks_its_thread_is_left_like_any_other() {
    let time = ManualClock::new();
    let shutdown = builder(&time).build().unwrap();
    let (hang, hung) = hang();
    shutdown
        .register(CleanupCallback::new_async("hangs", move || async move { hang.hang() }))
        .unwrap();
    let report = trigger(&shutdown);
    hung.wait();
    time.advance(5 * SECOND);
    assert_eq!(outcomes(&report.join().unwrap()), [("hangs", TimedOut)]);
}

#[test]
fn one_that_ends_too_late_changes_nothing_any_more() {
    let time = ManualClock::new();
    let shutdown = builder(&time).build().unwrap();
    let (callback, hung) = Hung::callback("late");
    shutdown.register(callback).unwrap();
    let report = trigger(&shutdown);
    hung.wait();
    time.advance(5 * SECOND);
    let report = report.join().unwrap();
    drop(hung);
    assert_eq!(outcomes(&report), [("late", TimedOut)]);
    assert_eq!(shutdown.trigger().unwrap(), report);
}
