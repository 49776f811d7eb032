//! When a call ends, and how.

use crate::support::{Dropped, NANO, SECOND, Task, assert_timed_out, limited, timeout};
use resilience::{ManualClock, Rejected, Timeout};
use std::cell::Cell;
use std::future::{pending, poll_fn, ready};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// Done as soon as this time has passed, if somebody looks.
async fn done_after(time: &ManualClock, length: Duration) -> u8 {
    poll_fn(|_| if time.elapsed() >= length { Poll::Ready(7) } else { Poll::Pending }).await
}

#[test]
fn a_call_that_ends_in_time_has_its_value() {
    let time = ManualClock::new();
    let timeout = timeout(&time);
    let mut call = Task::started(timeout.call_async(|| done_after(&time, SECOND / 2)));
    assert_eq!(time.waiting(), 1);
    time.advance(SECOND / 2);
    assert!(matches!(call.poll(), Poll::Ready(Ok(7))));
    assert_eq!(time.waiting(), 0);
}

#[test]
fn a_call_is_ended_when_its_time_is_up_and_not_a_nanosecond_earlier() {
    let time = ManualClock::new();
    let timeout = timeout(&time);
    let mut call = Task::started(timeout.call_async(pending::<()>));
    time.advance(SECOND - NANO);
    assert_eq!(call.wakes(), 0);
    assert!(!call.is_done());
    time.advance(NANO);
    assert_eq!(call.wakes(), 1);
    let Poll::Ready(Err(rejected)) = call.poll() else { panic!("its time is up") };
    assert_eq!((rejected.name(), rejected.retry_after()), ("slow", None));
    let text = "timeout `slow` ended the call after 1s, retry or allow more";
    assert_eq!(rejected.to_string(), text);
    let Rejected::TimedOut(error) = &rejected else { panic!("{rejected:?}") };
    assert_eq!((error.name(), error.limit(), error.retry_after()), ("slow", SECOND, None));
    assert_eq!(io::Error::from(rejected).kind(), io::ErrorKind::TimedOut);
    assert_eq!(time.waiting(), 0);
}

#[test]
fn the_future_is_dropped_before_anybody_hears_that_it_took_too_long() {
    let (time, dropped) = (ManualClock::new(), Cell::new(false));
    let timeout = timeout(&time);
    let mut call = Task::started(async {
        let held = Dropped(&dropped);
        let op = || async move {
            let _held = held;
            pending::<()>().await;
        };
        let result = timeout.call_async(op).await;
        assert!(dropped.get());
        result
    });
    time.advance(SECOND);
    assert!(!dropped.get());
    assert_timed_out(&call.poll());
}

#[test]
fn what_is_done_when_it_is_looked_at_has_its_value_late_or_not() {
    let time = ManualClock::new();
    let timeout = timeout(&time);
    let mut at_the_deadline = Task::started(timeout.call_async(|| done_after(&time, SECOND)));
    let mut later = Task::started(timeout.call_async(|| done_after(&time, SECOND)));
    time.advance(SECOND);
    assert!(matches!(at_the_deadline.poll(), Poll::Ready(Ok(7))));
    time.advance(SECOND * 10);
    assert!(matches!(later.poll(), Poll::Ready(Ok(7))));
}

#[test]
fn what_took_too_long_to_make_is_never_polled() {
    let (time, polled, dropped) = (ManualClock::new(), Cell::new(0), Cell::new(false));
    let timeout = timeout(&time);
    let call = |making| {
        let held = Dropped(&dropped);
        let op = || {
            time.advance(making);
            let polled = &polled;
            async move {
                let _held = held;
                polled.set(polled.get() + 1);
            }
        };
        let mut future = pin!(timeout.call_async(op));
        future.as_mut().poll(&mut Context::from_waker(Waker::noop()))
    };
    for too_long in [SECOND, SECOND + NANO, SECOND * 60] {
        dropped.set(false);
        assert_timed_out(&call(too_long));
        assert_eq!((polled.get(), dropped.get()), (0, true));
    }
    assert!(matches!(call(SECOND - NANO), Poll::Ready(Ok(()))));
    assert_eq!(polled.get(), 1);
}

#[test]
fn time_runs_from_the_first_poll() {
    let (time, made) = (ManualClock::new(), Cell::new(false));
    let timeout = timeout(&time);
    let call = timeout.call_async(|| {
        made.set(true);
        pending::<()>()
    });
    time.advance(SECOND * 60);
    assert!(!made.get());
    let mut call = Task::started(call);
    time.advance(SECOND - NANO);
    assert!(!call.is_done());
    time.advance(NANO);
    assert_timed_out(&call.poll());
}

#[test]
fn a_call_that_is_never_ended_has_no_timer() {
    let time = ManualClock::new();
    let centuries = Duration::from_secs(600 * 31_557_600);
    for limit in [Duration::MAX, centuries] {
        let timeout = limited(&time, limit);
        let mut call = Task::started(timeout.call_async(pending::<()>));
        assert_eq!(time.waiting(), 0);
        time.advance(Duration::MAX);
        assert!(!call.is_done());
    }
}

#[test]
fn a_timeout_never_needs_a_runtime_and_neither_does_what_is_done_at_once() {
    let mut context = Context::from_waker(Waker::noop());
    let endless = Timeout::new(Duration::MAX).unwrap();
    assert!(pin!(endless.call_async(pending::<()>)).as_mut().poll(&mut context).is_pending());
    let timeout = Timeout::new(SECOND).unwrap();
    let mut call = pin!(timeout.call_async(|| ready(7)));
    assert!(matches!(call.as_mut().poll(&mut context), Poll::Ready(Ok(7))));
}

#[test]
fn a_call_that_is_dropped_drops_its_future_and_leaves_no_timer() {
    let (time, dropped) = (ManualClock::new(), Cell::new(false));
    let timeout = timeout(&time);
    let call = Task::started(timeout.call_async(|| async {
        let _held = Dropped(&dropped);
        pending::<()>().await;
    }));
    assert_eq!(time.waiting(), 1);
    drop(call);
    assert!(dropped.get());
    assert_eq!(time.waiting(), 0);
}

#[test]
fn a_panic_goes_on_with_its_own_payload() {
    let time = ManualClock::new();
    let timeout = timeout(&time);
    let call = || {
        let op = || async { resume_unwind(Box::new("own payload")) };
        let mut call = pin!(timeout.call_async::<std::future::Ready<()>>(|| ready(())));
        drop(call.as_mut().poll(&mut Context::from_waker(Waker::noop())));
        let mut call = pin!(timeout.call_async(op));
        let _: Poll<Result<(), _>> = call.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    };
    let payload = catch_unwind(AssertUnwindSafe(call)).unwrap_err();
    assert_eq!(*payload.downcast::<&str>().unwrap(), "own payload");
    assert_eq!(time.waiting(), 0);
}

#[test]
fn the_shorter_of_two_ends_the_call() {
    let time = ManualClock::new();
    let (short, long) = (limited(&time, SECOND), limited(&time, SECOND * 2));
    let mut inside = Task::started(long.call_async(|| short.call_async(pending::<()>)));
    let mut outside = Task::started(short.call_async(|| long.call_async(pending::<()>)));
    time.advance(SECOND);
    assert!(matches!(inside.poll(), Poll::Ready(Ok(Err(Rejected::TimedOut(_))))));
    assert!(matches!(outside.poll(), Poll::Ready(Err(Rejected::TimedOut(_)))));
    assert_eq!(time.waiting(), 0);
}

#[test]
fn a_clock_that_steps_back_gives_more_time_and_breaks_nothing() {
    let time = ManualClock::new();
    let timeout = timeout(&time);
    let mut call = Task::started(timeout.call_async(pending::<()>));
    time.rewind(SECOND * 60);
    time.advance(SECOND * 60);
    assert!(!call.is_done());
    time.advance(SECOND);
    assert_timed_out(&call.poll());
}
