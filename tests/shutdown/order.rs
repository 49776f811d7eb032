//! Which callback runs when.

use crate::support::{Log, outcomes, shutdown};
use resilience::{CleanupCallback, CleanupOutcome};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

#[test]
fn lower_priorities_run_first_and_equal_ones_in_the_order_of_registration() {
    let (shutdown, log) = (shutdown(), Log::default());
    for (name, priority) in [
        ("last", Some(i32::MAX)),
        ("b", None),
        ("second", Some(-1)),
        ("a", Some(100)),
        ("first", Some(i32::MIN)),
        ("c", None),
    ] {
        let callback = log.callback(name);
        let callback = match priority {
            Some(priority) => callback.priority(priority),
            None => callback,
        };
        shutdown.register(callback).unwrap();
    }
    let report = shutdown.trigger().unwrap();
    let order = ["first", "second", "b", "a", "c", "last"];
    assert_eq!(log.noted(), order);
    assert_eq!(outcomes(&report), order.map(|name| (name, CleanupOutcome::Done)));
}

#[test]
fn an_async_one_has_its_turn_among_the_others() {
    let (shutdown, log) = (shutdown(), Log::default());
    shutdown.register(log.callback("a")).unwrap();
    let noted = log.clone();
    let callback = CleanupCallback::new_async("b", || async move {
        tokio::task::yield_now().await;
        noted.note("b");
    });
    shutdown.register(callback).unwrap();
    shutdown.register(log.callback("c")).unwrap();
    shutdown.trigger().unwrap();
    assert_eq!(log.noted(), ["a", "b", "c"]);
}

#[test]
fn no_two_run_at_once() {
    let shutdown = shutdown();
    let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    for name in 0..20 {
        let (running, most) = (Arc::clone(&running), Arc::clone(&most));
        let callback = CleanupCallback::new(name.to_string(), move || {
            most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            std::thread::yield_now();
            running.fetch_sub(1, Ordering::SeqCst);
        });
        shutdown.register(callback).unwrap();
    }
    assert_eq!(shutdown.trigger().unwrap().callbacks.len(), 20);
    assert_eq!(most.load(Ordering::SeqCst), 1);
}

#[test]
fn without_a_callback_there_is_nothing_to_report() {
    assert!(shutdown().trigger().unwrap().callbacks.is_empty());
}
