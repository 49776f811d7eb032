//! The queue: its order, its bound, and on whose thread listeners run.

use crate::support::{Heard, SECOND, wait_until};
use resilience::{CircuitBreaker, CircuitState, Event, Retry};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, mpsc};
use std::thread;

const ROOM: usize = 1024;

/// Every failed call of it is one event.
fn failing(listener: impl Fn(&Event) + Send + Sync + 'static) -> Retry {
    Retry::builder().name("q").max_attempts(1).on_event(listener).build().unwrap()
}

fn fail(retry: &Retry) {
    assert!(retry.call(|| "x".parse::<u32>()).is_err());
}

/// A listener that is held at its first event until it is let go.
fn held() -> (impl Fn(&Event) + Send + Sync + 'static, mpsc::Receiver<()>, mpsc::Sender<()>, Heard)
{
    let heard = Heard::default();
    let ((here, is_here), (go, goes)) = (mpsc::channel(), mpsc::channel());
    let (ear, gate) = (heard.ear(), Mutex::new(Some((here, goes))));
    let listener = move |event: &Event| {
        if let Some((here, goes)) = gate.lock().unwrap().take() {
            here.send(()).unwrap();
            goes.recv().unwrap();
        }
        ear(event);
    };
    (listener, is_here, go, heard)
}

#[test]
fn a_slow_listener_holds_nobody_else_and_what_it_misses_is_counted() {
    let (listener, is_here, go, heard) = held();
    let retry = failing(listener);
    thread::scope(|scope| {
        scope.spawn(|| fail(&retry));
        is_here.recv().unwrap();
        for _ in 0..ROOM + 76 {
            fail(&retry);
        }
        go.send(()).unwrap();
    });
    wait_until(|| heard.all().len() == 1 + ROOM + 1);
    let last = heard.all().pop().unwrap();
    assert_eq!(last.to_string(), "retry `q` lost 76 events: its listeners are too slow");
    assert_eq!((last.kind(), last.name()), ("retry", "q"));
    let others = heard.take();
    assert!(others.iter().all(|event| matches!(event, Event::RetryExhausted { .. })));
    // Lost once is not lost again.
    fail(&retry);
    assert_eq!(heard.lines(), ["retry `q` gives up after 1 attempt"]);
}

#[test]
fn a_loss_is_told_where_it_happened() {
    let (listener, is_here, go, heard) = held();
    let retry = failing(listener);
    let second_gate = Arc::new(Mutex::new(None));
    let gate = Arc::clone(&second_gate);
    let ((here, is_there), (again, goes_on)) = (mpsc::channel(), mpsc::channel());
    *second_gate.lock().unwrap() = Some((here, goes_on));
    let hundredth = AtomicU64::new(0);
    retry.on_event(move |_| {
        // Full again when there is room for one more.
        if hundredth.fetch_add(1, Ordering::Relaxed) == 2
            && let Some((here, goes_on)) = gate.lock().unwrap().take()
        {
            here.send(()).unwrap();
            goes_on.recv().unwrap();
        }
    });
    thread::scope(|scope| {
        scope.spawn(|| fail(&retry));
        is_here.recv().unwrap();
        (0..ROOM + 5).for_each(|_| fail(&retry));
        go.send(()).unwrap();
        is_there.recv().unwrap();
        fail(&retry);
        again.send(()).unwrap();
    });
    wait_until(|| heard.all().len() == 1 + ROOM + 2);
    let lines = heard.take_lines();
    let end = "retry `q` gives up after 1 attempt";
    assert_eq!(lines[ROOM + 1..], ["retry `q` lost 5 events: its listeners are too slow", end]);
}

#[test]
fn a_change_of_state_is_never_lost() {
    let (listener, is_here, go, heard) = held();
    let breaker = CircuitBreaker::builder().name("q").on_event(listener).build().unwrap();
    let pairs = ROOM;
    thread::scope(|scope| {
        scope.spawn(|| breaker.force_open());
        is_here.recv().unwrap();
        for _ in 0..pairs {
            breaker.reset();
            breaker.force_open();
        }
        go.send(()).unwrap();
    });
    wait_until(|| heard.all().len() == 1 + 2 * pairs);
    let told = heard.take();
    let changes = told.iter().map(|event| event.state_change().unwrap().stats.state_changes);
    assert!(changes.eq(1..=told.len() as u64), "out of order");
}

#[test]
fn a_caller_is_not_kept_by_what_others_have_to_tell() {
    let names = Arc::new(Mutex::new(Vec::new()));
    let itself = Arc::new(OnceLock::<Retry>::new());
    let (threads, retry) = (Arc::clone(&names), Arc::clone(&itself));
    let left = AtomicU64::new(1000);
    let retry_made = failing(move |_| {
        threads.lock().unwrap().push(thread::current().name().unwrap_or("").to_owned());
        // Each event brings another one.
        if left.fetch_sub(1, Ordering::Relaxed) > 1 {
            fail(retry.get().unwrap());
        }
    });
    let caller = thread::Builder::new().name("caller".into());
    let caller = caller.spawn(move || fail(itself.get_or_init(|| retry_made))).unwrap();
    caller.join().unwrap();
    wait_until(|| names.lock().unwrap().len() == 1000);
    let names = names.lock().unwrap();
    let told_by_caller = names.iter().filter(|name| *name == "caller").count();
    assert_eq!(told_by_caller, 64);
    assert!(names[64..].iter().all(|name| name == "resilience-events"));
}

#[test]
fn events_of_one_policy_are_heard_in_order_and_one_at_a_time() {
    let (heard, inside) = (Heard::default(), Arc::new(AtomicU64::new(0)));
    let ear = heard.ear();
    let breaker = CircuitBreaker::builder().name("q").max_failures(1).reset_timeout(SECOND);
    let breaker = breaker.on_event(move |event| {
        assert_eq!(inside.fetch_add(1, Ordering::AcqRel), 0);
        ear(event);
        inside.fetch_sub(1, Ordering::AcqRel);
    });
    let breaker = breaker.build().unwrap();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..250 {
                    breaker.record_failure();
                    breaker.reset();
                }
            });
        }
    });
    let changes = usize::try_from(breaker.stats().state_changes).unwrap();
    wait_until(|| heard.all().len() == changes);
    let mut former = CircuitState::Closed;
    for (index, event) in heard.all().iter().enumerate() {
        let change = event.state_change().unwrap();
        assert_eq!(change.stats.state_changes, index as u64 + 1);
        assert_eq!(change.from, former);
        former = change.to;
    }
}

#[test]
fn a_listener_that_panics_changes_nothing_for_the_others_nor_for_the_caller() {
    let heard = Heard::default();
    let retry = failing(|_| panic!("a listener fails"));
    retry.on_event(heard.ear());
    retry.on_event(|_| panic!("another one fails"));
    let outcome = retry.call(|| "x".parse::<u32>());
    assert_eq!(outcome, "x".parse::<u32>());
    fail(&retry);
    assert_eq!(heard.all().len(), 2);
}

#[test]
fn a_listener_may_use_the_policy_that_it_listens_to() {
    let (heard, itself) = (Heard::default(), Arc::new(OnceLock::<CircuitBreaker>::new()));
    let (ear, inside) = (heard.ear(), Arc::clone(&itself));
    let breaker = CircuitBreaker::builder().name("q").max_failures(1).on_event(move |event| {
        ear(event);
        if let Event::Tripped(_) = event {
            inside.get().unwrap().reset();
        }
    });
    let breaker = itself.get_or_init(|| breaker.build().unwrap());
    breaker.record_failure();
    assert!(!breaker.is_open());
    let expected = [
        "circuit breaker `q` closed -> open: 1 failure in a row, for 60s",
        "circuit breaker `q` open -> closed: by command",
    ];
    assert_eq!(heard.lines(), expected);
}
