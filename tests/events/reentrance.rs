//! Listeners that do what they like.

use crate::support::{Heard, SECOND, ms};
use resilience::{
    Bulkhead, CircuitBreaker, Event, ManualClock, Registry, Retry, on_event, publish_metrics,
};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;

/// Runs it on a thread of its own: a deadlock is a test that fails.
fn ends(code: impl FnOnce() + Send + 'static) {
    let (done, is_done) = mpsc::channel();
    let thread = thread::spawn(move || {
        code();
        done.send(()).unwrap();
    });
    let ended = is_done.recv_timeout(SECOND * 60);
    assert_ne!(ended, Err(mpsc::RecvTimeoutError::Timeout), "it hangs");
    thread.join().unwrap();
}

#[test]
fn a_listener_may_use_everything_that_there_is() {
    ends(|| {
        let (names, heard) = (Arc::new(Registry::new()), Heard::default());
        let (ear, inside) = (heard.ear(), Arc::clone(&names));
        let breaker = CircuitBreaker::builder().name("all of it").on_event(move |event| {
            ear(event);
            let again = CircuitBreaker::builder().name("all of it").on_event(|_| ());
            let again = again.register_in(&inside).unwrap();
            again.on_state_change(|_| ());
            drop(on_event(|_| ()));
            let pool = Bulkhead::builder().name("all of it").max_concurrent(1);
            assert!(pool.register_in(&inside).is_ok());
            let _ = (inside.snapshot(), again.try_acquire().is_err());
            publish_metrics();
            inside.publish_metrics();
            inside.drain();
            inside.remove_circuit_breaker("all of it");
        });
        let breaker = breaker.register_in(&names).unwrap();
        breaker.force_open();
        assert!(names.is_draining());
        // The drain is no change of what is forced open, and one rejection is told.
        let expected = [
            "circuit breaker `all of it` closed -> forced_open: by command",
            "circuit breaker `all of it` is forced open, retry when it is reset",
        ];
        assert_eq!(heard.lines(), expected);
    });
}

#[test]
fn a_listener_may_drop_the_last_handle_and_hear_what_comes_after_that() {
    ends(|| {
        let (heard, handle) = (Heard::default(), Arc::new(Mutex::new(None::<CircuitBreaker>)));
        let (ear, last) = (heard.ear(), Arc::clone(&handle));
        let breaker =
            CircuitBreaker::builder().name("last").max_failures(1).on_event(move |event| {
                ear(event);
                let breaker = last.lock().unwrap().take();
                if let Some(breaker) = breaker {
                    breaker.reset();
                }
            });
        let breaker = breaker.build().unwrap();
        let permit = breaker.try_acquire_owned().unwrap();
        *handle.lock().unwrap() = Some(breaker);
        permit.failure();
        let expected = [
            "circuit breaker `last` closed -> open: 1 failure in a row, for 60s",
            "circuit breaker `last` open -> closed: by command",
        ];
        assert_eq!(heard.lines(), expected);
    });
}

/// Uses the registry when it is dropped.
struct Nosy(Arc<Registry>);

impl Drop for Nosy {
    fn drop(&mut self) {
        let _ = (self.0.snapshot(), self.0.retry("nosy"));
        drop(on_event(|_| ()));
    }
}

fn nosy(names: &Arc<Registry>) -> impl Fn(&Event) + Send + Sync + use<> {
    let nosy = Nosy(Arc::clone(names));
    move |_| {
        std::hint::black_box(&nosy);
    }
}

#[test]
fn what_a_listener_holds_is_dropped_outside_of_locks() {
    ends(|| {
        let names = Arc::new(Registry::new());
        drop(on_event(nosy(&names)));
        let pool = |size: u32| {
            let pool = Bulkhead::builder().name("nosy").max_concurrent(size);
            pool.on_event(nosy(&names)).register_in(&names)
        };
        drop(pool(1).unwrap());
        // Its listener comes to nothing.
        assert!(pool(2).is_err());
        assert!(pool(0).is_err());
        let retry = |attempts: u32| {
            let retry = Retry::builder().name("nosy").max_attempts(attempts);
            retry.on_event(nosy(&names)).register_in(&names)
        };
        drop(retry(1).unwrap());
        assert!(retry(2).is_err());
        assert!(names.remove_bulkhead("nosy"));
        assert!(names.remove_retry("nosy"));
    });
}

#[test]
fn a_registry_that_drains_tells_it_of_those_who_come_later_too() {
    let (names, heard, time) = (Registry::new(), Heard::default(), ManualClock::new());
    names.drain();
    time.advance(ms(1));
    let late = CircuitBreaker::builder().name("late").clock(time.clock()).on_event(heard.ear());
    late.register_in(&names).unwrap();
    let line = "circuit breaker `late` closed -> forced_open: its registry drains";
    assert_eq!(heard.lines(), [line]);
}
