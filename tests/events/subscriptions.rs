//! Listening to everything in the process.

use crate::support::Heard;
use resilience::{Bulkhead, CircuitBreaker, Retry, Timeout, on_event};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

#[test]
fn a_subscriber_hears_of_policies_that_know_nothing_of_it() {
    let heard = Heard::default();
    let _subscription = on_event(heard.ear_for("one of the process"));
    let breaker = CircuitBreaker::builder().name("one of the process").build().unwrap();
    breaker.force_open();
    breaker.reset();
    let expected = [
        "circuit breaker `one of the process` closed -> forced_open: by command",
        "circuit breaker `one of the process` forced_open -> closed: by command",
    ];
    assert_eq!(heard.lines(), expected);
}

#[test]
fn a_subscription_that_is_dropped_hears_no_more_and_lets_go_of_what_it_held() {
    let (heard, held) = (Heard::default(), Arc::new(()));
    let (ear, inside) = (heard.ear_for("unsubscribed"), Arc::clone(&held));
    let subscription = on_event(move |event| {
        std::hint::black_box(&inside);
        ear(event);
    });
    let breaker = CircuitBreaker::builder().name("unsubscribed").build().unwrap();
    breaker.force_open();
    drop(subscription);
    breaker.reset();
    assert_eq!(heard.all().len(), 1);
    // Another test may be telling somebody from the list in which it still was.
    while Arc::strong_count(&held) > 1 {
        std::thread::yield_now();
    }
}

#[test]
fn a_subscription_that_is_forgotten_listens_for_good() {
    let heard = Heard::default();
    on_event(heard.ear_for("forgotten")).forget();
    let breaker = CircuitBreaker::builder().name("forgotten").build().unwrap();
    breaker.force_open();
    assert_eq!(heard.all().len(), 1);
}

#[test]
fn whoever_subscribes_later_hears_what_is_later() {
    let (first, second) = (Heard::default(), Heard::default());
    let breaker = CircuitBreaker::builder().name("later").build().unwrap();
    let one = on_event(first.ear_for("later"));
    breaker.force_open();
    let two = on_event(second.ear_for("later"));
    breaker.reset();
    drop(one);
    breaker.disable();
    drop(two);
    breaker.reset();
    assert_eq!((first.all().len(), second.all().len()), (2, 2));
}

#[test]
fn a_subscriber_may_subscribe_and_unsubscribe() {
    let (sender, receiver) = mpsc::channel();
    let nested = Heard::default();
    let ear = nested.clone();
    let sender = std::sync::Mutex::new(sender);
    let outer = on_event(move |event| {
        if event.name() == "nesting" {
            let inner = on_event(ear.ear_for("nesting"));
            drop(on_event(|_| ()));
            sender.lock().unwrap().send(inner).unwrap();
        }
    });
    let breaker = CircuitBreaker::builder().name("nesting").build().unwrap();
    breaker.force_open();
    drop(outer);
    breaker.reset();
    drop(receiver.recv().unwrap());
    breaker.disable();
    assert_eq!(nested.lines().len(), 1);
}

#[test]
fn a_subscriber_that_panics_spoils_nothing() {
    let heard = Heard::default();
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let _panics = on_event(move |event| {
        if event.name() == "panicking" {
            counted.fetch_add(1, Ordering::Relaxed);
            panic!("a listener fails");
        }
    });
    let _hears = on_event(heard.ear_for("panicking"));
    let breaker = CircuitBreaker::builder().name("panicking").max_failures(1).build().unwrap();
    let result = breaker.call(|| Err::<(), _>("down"));
    assert!(matches!(result, Err(resilience::Error::Inner("down"))));
    breaker.reset();
    assert_eq!((heard.all().len(), calls.load(Ordering::Relaxed)), (2, 2));
}

#[test]
fn a_listener_whose_drop_panics_spoils_nothing() {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("a drop fails");
        }
    }
    let bomb = Bomb;
    let subscription = on_event(move |_| {
        std::hint::black_box(&bomb);
    });
    drop(subscription);
    let breaker = CircuitBreaker::builder().name("bomb").build().unwrap();
    breaker.force_open();
    assert!(breaker.is_open());
}

#[test]
fn all_kinds_of_policies_are_heard() {
    let heard = Heard::default();
    let _subscription = on_event(heard.ear_for("any kind"));
    let pool = Bulkhead::builder().name("any kind").max_concurrent(1).max_wait(Duration::ZERO);
    let pool = pool.build().unwrap();
    let _permit = pool.try_acquire().unwrap();
    assert!(pool.try_acquire().is_err());
    let retry = Retry::builder().name("any kind").max_attempts(1).build().unwrap();
    assert!(retry.call(|| "x".parse::<u32>()).is_err());
    let timeout = Timeout::builder().name("any kind").limit(Duration::from_millis(1)).build();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let late = timeout.unwrap();
    let late = runtime.block_on(late.call_async(std::future::pending::<()>));
    assert!(late.is_err());
    let expected = [
        "bulkhead `any kind` has none of its 1 permit free",
        "bulkhead `any kind` is full with 1 at once, retry when one has ended",
        "retry `any kind` gives up after 1 attempt",
        "timeout `any kind` ended a call after 1ms",
    ];
    assert_eq!(heard.lines(), expected);
}
