//! How many attempts there are, and what comes back.

use crate::support::{NANO, Own, TENTH, Task, at_once, failing, run, tenths};
use resilience::{ManualClock, Retry};
use std::cell::{Cell, RefCell};
use std::future::{pending, ready};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::task::Poll;

#[test]
fn there_are_as_many_attempts_as_may_be_and_the_last_error_comes_back() {
    for most in [1, 2, 3, 7, 100] {
        let (retry, attempts) = (at_once(most).build().unwrap(), Cell::new(0));
        let error = retry.call(failing(&attempts)).unwrap_err();
        assert!(matches!(error, Own::Down(last) if last == most), "{error:?}");
        assert_eq!(attempts.take(), most);
        let mut op = failing(&attempts);
        let error = run(retry.call_async(|| ready(op()))).unwrap_err();
        assert!(matches!(error, Own::Down(last) if last == most), "{error:?}");
        assert_eq!(attempts.get(), most);
        assert_eq!(retry.max_attempts(), most);
    }
}

#[test]
fn the_first_success_is_the_end_of_it() {
    for successful in 1..=4 {
        let (retry, attempts) = (at_once(4).build().unwrap(), Cell::new(0));
        let mut op = || {
            let _ = failing(&attempts)();
            if attempts.get() == successful { Ok("value") } else { Err(Own::Down(0)) }
        };
        assert_eq!(retry.call(&mut op).unwrap(), "value");
        assert_eq!(attempts.take(), successful);
        assert_eq!(run(retry.call_async(|| ready(op()))).unwrap(), "value");
        assert_eq!(attempts.get(), successful);
    }
}

#[test]
fn as_many_attempts_as_there_are_numbers_may_be_written() {
    let (retry, attempts) = (at_once(u32::MAX).build().unwrap(), Cell::new(0));
    let op = || if attempts.get() == 5000 { Ok(()) } else { failing(&attempts)() };
    retry.call(op).unwrap();
}

#[test]
fn the_judge_sees_each_error_and_ends_it() {
    let (retry, attempts, seen) =
        (at_once(10).build().unwrap(), Cell::new(0), RefCell::new(Vec::new()));
    let judge = |error: &Own| {
        let Own::Down(number) = error else { panic!("{error:?}") };
        seen.borrow_mut().push(*number);
        *number < 3
    };
    let error = retry.call_if(judge, failing(&attempts)).unwrap_err();
    assert!(matches!(error, Own::Down(3)));
    assert_eq!(seen.take(), [1, 2, 3]);
    attempts.set(0);
    let mut op = failing(&attempts);
    run(retry.call_async_if(judge, || ready(op()))).unwrap_err();
    assert_eq!((seen.take(), attempts.get()), (vec![1, 2, 3], 3));
}

#[test]
fn any_type_of_error_can_be_judged() {
    struct NotEvenDebug<'a>(&'a str);
    let (retry, text) = (at_once(3).build().unwrap(), String::from("borrowed"));
    let mut attempts = 0;
    let result = retry.call_if(
        |error: &NotEvenDebug<'_>| error.0 == "borrowed",
        || {
            attempts += 1;
            Err::<(), _>(NotEvenDebug(&text))
        },
    );
    assert!(result.is_err_and(|error| error.0 == "borrowed"));
    assert_eq!(attempts, 3);
}

#[test]
fn after_a_panic_there_is_no_other_attempt() {
    let (retry, attempts) = (at_once(3).build().unwrap(), Cell::new(0));
    let op = || {
        attempts.set(attempts.get() + 1);
        resume_unwind(Box::new("own payload"))
    };
    let call = AssertUnwindSafe(|| retry.call::<(), Own>(op));
    let payload = catch_unwind(call).unwrap_err();
    assert_eq!(*payload.downcast::<&str>().unwrap(), "own payload");
    assert_eq!(attempts.get(), 1);
}

#[test]
fn nothing_happens_before_the_first_poll_and_futures_can_be_sent() {
    fn send<T: Send>(value: T) -> T {
        value
    }
    let attempts = std::sync::atomic::AtomicU32::new(0);
    let retry = at_once(3).build().unwrap();
    drop(send(retry.call_async(|| {
        attempts.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        ready(Ok::<_, Own>(()))
    })));
    drop(send(retry.call_async_if(|_: &String| true, || ready(Ok::<_, String>(())))));
    assert_eq!(attempts.into_inner(), 0);
}

#[test]
fn a_call_that_is_dropped_while_it_waits_makes_no_other_attempt() {
    let (time, attempts) = (ManualClock::new(), Cell::new(0));
    let retry = tenths(&time, 5);
    let mut op = failing(&attempts);
    let mut call = Task::started(retry.call_async(|| ready(op())));
    time.advance(TENTH);
    assert!(!call.is_done());
    assert_eq!((attempts.get(), time.waiting()), (2, 1));
    drop(call);
    time.advance(TENTH * 10);
    assert_eq!((attempts.get(), time.waiting()), (2, 0));
}

#[test]
fn a_call_that_is_dropped_in_an_attempt_drops_that() {
    let retry = at_once(5).build().unwrap();
    let alive = std::rc::Rc::new(());
    let call = Task::started(retry.call_async(|| {
        let held = std::rc::Rc::clone(&alive);
        async move {
            pending::<()>().await;
            drop(held);
            Ok::<_, Own>(())
        }
    }));
    assert_eq!(std::rc::Rc::strong_count(&alive), 2);
    drop(call);
    assert_eq!(std::rc::Rc::strong_count(&alive), 1);
}

#[test]
fn an_error_that_is_no_use_any_more_is_dropped_before_the_wait() {
    #[derive(Debug, thiserror::Error)]
    #[error("holds a connection")]
    struct Holds(std::sync::Arc<()>);
    let (time, held) = (ManualClock::new(), std::sync::Arc::new(()));
    let retry = tenths(&time, 2);
    let op = || Err::<(), _>(Holds(std::sync::Arc::clone(&held)));
    let mut call = Task::started(retry.call_async(|| ready(op())));
    assert_eq!(std::sync::Arc::strong_count(&held), 1);
    time.advance(TENTH - NANO);
    assert!(!call.is_done());
    time.advance(NANO);
    let Poll::Ready(Err(last)) = call.poll() else { panic!("that was the last attempt") };
    assert_eq!(std::sync::Arc::strong_count(&held), 2, "{last}");
    std::thread::scope(|scope| {
        let thread = scope.spawn(|| retry.call(op).is_err());
        crate::support::wait_until(|| time.waiting() == 1);
        assert_eq!(std::sync::Arc::strong_count(&held), 2, "that of before");
        time.advance(TENTH);
        assert!(thread.join().unwrap());
    });
}

#[test]
fn clones_are_the_same_and_go_anywhere() {
    fn shared<T: Send + Sync + Unpin + Clone + std::fmt::Debug>(_: &T) {}
    let retry = at_once(2).name("flaky").build().unwrap();
    shared(&retry);
    shared(&Retry::builder());
    assert_eq!((retry.clone().name(), retry.clone().max_attempts()), ("flaky", 2));
    assert_eq!(Retry::builder().build().unwrap().name(), "unnamed");
}
