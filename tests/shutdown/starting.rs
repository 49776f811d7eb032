//! Who starts it, and who waits for it.

use crate::support::{
    Hung, NANO, SECOND, Task, builder, outcomes, receive, shutdown, trigger, wait_until,
};
use resilience::CleanupOutcome::Done;
use resilience::{CleanupCallback, GracefulShutdown, ManualClock, ShutdownError};
use std::sync::mpsc::channel;
use std::thread;

#[test]
fn triggered_again_it_gives_the_same_report_and_nothing_runs_twice() {
    let time = ManualClock::new();
    let shutdown = builder(&time).build().unwrap();
    let own = time.clone();
    let callback = CleanupCallback::new("db", move || own.advance(SECOND));
    shutdown.register(callback).unwrap();
    let report = shutdown.trigger().unwrap();
    time.advance(SECOND);
    assert_eq!(report.elapsed, SECOND);
    assert_eq!(shutdown.trigger().unwrap(), report);
    assert_eq!(time.elapsed(), 2 * SECOND);
}

#[test]
fn all_who_trigger_at_once_get_the_same_report() {
    let shutdown = shutdown();
    let (callback, hung) = Hung::callback("once");
    shutdown.register(callback).unwrap();
    let threads: Vec<_> = (0..8).map(|_| trigger(&shutdown)).collect();
    hung.wait();
    let mut task = Task::started(shutdown.trigger_async());
    drop(hung);
    assert!(shutdown.wait(None));
    let reports: Vec<_> = threads.into_iter().map(|it| it.join().unwrap()).collect();
    assert_eq!(outcomes(&reports[0]), [("once", Done)]);
    assert!(reports.iter().all(|report| *report == reports[0]));
    // They are woken one after another, and a thread that comes late need not be.
    wait_until(|| task.wakes() > 0);
    assert!(task.is_done());
}

#[test]
fn a_callback_cannot_trigger_what_waits_for_it() {
    let shutdown = shutdown();
    let (tell, told) = channel();
    let (own, tell_own) = (shutdown.clone(), tell.clone());
    let callback = CleanupCallback::new("thread", move || {
        tell_own.send(own.trigger()).unwrap();
        assert!(!own.wait(None));
    });
    shutdown.register(callback).unwrap();
    let own = shutdown.clone();
    let callback = CleanupCallback::new_async("task", move || async move {
        tell.send(own.trigger_async().await).unwrap();
        tell.send(own.trigger()).unwrap();
        assert!(!own.wait_async(None).await);
    });
    shutdown.register(callback).unwrap();
    let report = shutdown.trigger().unwrap();
    assert_eq!(outcomes(&report), [("thread", Done), ("task", Done)]);
    for _ in 0..3 {
        let error = receive(&told).unwrap_err();
        assert!(matches!(error, ShutdownError::FromCallback));
        let text =
            "a cleanup callback cannot trigger its own shutdown, which waits for it to return";
        assert_eq!(error.to_string(), text);
    }
}

#[test]
fn a_callback_of_one_may_trigger_another() {
    let (outer, inner) = (shutdown(), shutdown());
    inner.register(CleanupCallback::new("inner", || ())).unwrap();
    let own = inner.clone();
    let callback = CleanupCallback::new("outer", move || own.trigger().map(drop));
    outer.register(callback).unwrap();
    assert_eq!(outcomes(&outer.trigger().unwrap()), [("outer", Done)]);
    assert!(inner.is_shutting_down());
}

#[test]
fn a_trigger_that_is_dropped_has_begun_it() {
    let shutdown = shutdown();
    let (callback, hung) = Hung::callback("db");
    shutdown.register(callback).unwrap();
    drop(shutdown.trigger_async());
    assert!(!shutdown.is_shutting_down(), "nobody polled it");
    drop(Task::started(shutdown.trigger_async()));
    assert!(shutdown.is_shutting_down());
    hung.wait();
    drop(hung);
    assert!(shutdown.wait(None));
}

#[test]
fn who_waits_is_told_of_the_end_whoever_begins_it() {
    let shutdown = shutdown();
    let (callback, hung) = Hung::callback("db");
    shutdown.register(callback).unwrap();
    let waiter = {
        let shutdown = shutdown.clone();
        thread::spawn(move || shutdown.wait(None))
    };
    let mut task = Task::started(shutdown.wait_async(None));
    let report = trigger(&shutdown);
    hung.wait();
    assert!(!waiter.is_finished() && task.wakes() == 0);
    drop(hung);
    assert!(waiter.join().unwrap());
    report.join().unwrap();
    assert_eq!(task.poll(), std::task::Poll::Ready(true));
    assert!(shutdown.wait(Some(NANO)), "it is over");
}

#[test]
fn who_waits_gives_up_in_time() {
    let time = ManualClock::new();
    let shutdown = builder(&time).build().unwrap();
    let waiter = {
        let shutdown = shutdown.clone();
        thread::spawn(move || shutdown.wait(Some(SECOND)))
    };
    let mut task = Task::started(shutdown.wait_async(Some(SECOND)));
    wait_until(|| time.waiting() == 2);
    time.advance(SECOND - NANO);
    assert!(!task.is_done());
    assert!(!waiter.is_finished());
    time.advance(NANO);
    assert_eq!(task.poll(), std::task::Poll::Ready(false));
    assert!(!waiter.join().unwrap());
    drop(task);
    assert_eq!(time.waiting(), 0, "they are gone");
}

#[test]
fn a_report_can_be_written_down() {
    let time = ManualClock::new();
    let shutdown: GracefulShutdown = builder(&time).build().unwrap();
    shutdown.register(CleanupCallback::new("a", move || time.advance(SECOND / 2))).unwrap();
    shutdown.register(CleanupCallback::new("b", || Err::<(), _>("x"))).unwrap();
    let report = serde_json::to_string(&shutdown.trigger().unwrap()).unwrap();
    assert_eq!(
        report,
        r#"{"callbacks":[{"name":"a","outcome":"done","took":0.5},"#.to_owned()
            + r#"{"name":"b","outcome":{"failed":"x"},"took":0.0}],"elapsed":0.5}"#
    );
}
