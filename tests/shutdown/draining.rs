//! The policies' part in it.

use crate::support::{
    Hang, Hung, Log, SECOND, builder, hang, outcomes, shutdown, trigger, wait_until,
};
use resilience::CleanupOutcome::{Done, Skipped};
use resilience::{
    Bulkhead, CircuitBreaker, CleanupCallback, ManualClock, RateLimiter, Registry, Rejected,
};
use std::sync::Arc;
use std::thread;

fn names() -> Arc<Registry> {
    Arc::new(Registry::new())
}

#[test]
fn policies_refuse_and_bulkheads_are_empty_before_the_first_callback() {
    let (time, names) = (ManualClock::new(), names());
    let shutdown = builder(&time).drain_registry(Arc::clone(&names)).build().unwrap();
    let pool = Bulkhead::builder().name("pool").max_concurrent(1).register_in(&names).unwrap();
    let breaker = CircuitBreaker::builder().name("payments").register_in(&names).unwrap();
    let limiter = RateLimiter::builder().name("api").register_in(&names).unwrap();
    let (log, noted) = (Log::default(), pool.clone());
    let own = log.clone();
    let callback =
        CleanupCallback::new("db", move || own.note(&format!("{} in use", noted.in_use())));
    shutdown.register(callback).unwrap();
    let permit = pool.try_acquire().unwrap();
    let waits = {
        let pool = pool.clone();
        thread::spawn(move || pool.acquire_owned().map(drop))
    };
    wait_until(|| pool.waiting() == 1);
    let report = trigger(&shutdown);
    assert!(matches!(waits.join().unwrap(), Err(Rejected::ShuttingDown(_))));
    assert!(matches!(pool.try_acquire(), Err(Rejected::ShuttingDown(_))));
    assert!(matches!(breaker.try_acquire(), Err(Rejected::ShuttingDown(_))));
    assert!(matches!(limiter.try_acquire(), Err(Rejected::ShuttingDown(_))));
    assert!(!report.is_finished() && log.noted().is_empty());
    drop(permit);
    assert_eq!(outcomes(&report.join().unwrap()), [("db", Done)]);
    assert_eq!(log.noted(), ["0 in use"]);
}

#[test]
fn a_call_that_does_not_end_is_waited_for_no_longer_than_the_total() {
    let (time, names) = (ManualClock::new(), names());
    let shutdown = builder(&time).drain_registry(Arc::clone(&names)).build().unwrap();
    let pool = Bulkhead::builder().name("pool").max_concurrent(1).register_in(&names).unwrap();
    shutdown.register(CleanupCallback::new("db", || ())).unwrap();
    let _permit = pool.try_acquire().unwrap();
    let report = trigger(&shutdown);
    // Who triggers, and who drains for it.
    wait_until(|| time.waiting() == 2);
    time.advance(5 * SECOND);
    let report = report.join().unwrap();
    assert_eq!((outcomes(&report), report.elapsed), (vec![("db", Skipped)], 5 * SECOND));
}

#[test]
fn who_listens_to_a_policy_and_hangs_does_not_hang_it() {
    let (time, names) = (ManualClock::new(), names());
    let shutdown = builder(&time).drain_registry(Arc::clone(&names)).build().unwrap();
    let (hang, hung): (Hang, Hung) = hang();
    let hang = std::sync::Mutex::new(hang);
    let breaker = CircuitBreaker::builder().name("payments");
    let _breaker =
        breaker.on_state_change(move |_| hang.lock().unwrap().hang()).register_in(&names).unwrap();
    let report = trigger(&shutdown);
    hung.wait();
    time.advance(5 * SECOND);
    assert_eq!(report.join().unwrap().elapsed, 5 * SECOND);
}

#[test]
fn without_drain_policies_go_on() {
    let names = names();
    let pool = Bulkhead::builder().name("pool").max_concurrent(1).register_in(&names).unwrap();
    shutdown().trigger().unwrap();
    drop(pool.try_acquire().unwrap());
}
