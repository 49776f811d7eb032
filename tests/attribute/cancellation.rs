//! Futures of annotated functions that are dropped, suspended, or panic.

use resilience::{CircuitBreaker, CircuitState, Rejected, circuit_breaker};
use std::future::pending;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

/// What the body of the function does.
#[derive(Clone, Copy)]
enum Act {
    Return,
    Hang,
    Panic,
    PanicAfterAwait,
}

macro_rules! guarded {
    ($function:ident, $breaker:ident) => {
        #[circuit_breaker(max_failures = 1, accessor = $breaker)]
        async fn $function(act: Act) -> Result<(), Rejected> {
            match act {
                Act::Return => Ok(()),
                Act::Hang => pending().await,
                Act::Panic => resume_unwind(Box::new("own")),
                Act::PanicAfterAwait => {
                    YieldOnce(false).await;
                    resume_unwind(Box::new("own"))
                }
            }
        }
    };
}

struct YieldOnce(bool);

impl Future for YieldOnce {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) { Poll::Ready(()) } else { Poll::Pending }
    }
}

fn poll<F: Future>(future: &mut Pin<Box<F>>) -> Poll<F::Output> {
    future.as_mut().poll(&mut Context::from_waker(Waker::noop()))
}

/// Successful, failed, abandoned.
fn counts(breaker: &CircuitBreaker) -> (u64, u64, u64) {
    let stats = breaker.stats();
    (stats.successful_calls, stats.failed_calls, stats.abandoned_calls)
}

guarded!(unpolled, unpolled_breaker);

#[test]
fn a_future_that_is_never_polled_takes_no_permit() {
    drop(unpolled(Act::Return));
    assert_eq!(counts(&unpolled_breaker()), (0, 0, 0));
}

guarded!(cancelled, cancelled_breaker);

#[test]
fn a_future_dropped_at_an_await_is_abandoned() {
    let mut call = Box::pin(cancelled(Act::Hang));
    assert!(poll(&mut call).is_pending());
    assert_eq!(counts(&cancelled_breaker()), (0, 0, 0));
    drop(call);
    assert_eq!(counts(&cancelled_breaker()), (0, 0, 1));
    assert_eq!(cancelled_breaker().state(), CircuitState::Closed);
}

guarded!(panicking, panicking_breaker);

#[test]
fn a_panic_in_a_poll_is_a_failure_with_its_own_payload() {
    for act in [Act::Panic, Act::PanicAfterAwait] {
        panicking_breaker().reset();
        let before = counts(&panicking_breaker()).1;
        let mut call = Box::pin(panicking(act));
        let unwound = catch_unwind(AssertUnwindSafe(|| while poll(&mut call).is_pending() {}));
        assert_eq!(*unwound.unwrap_err().downcast::<&str>().unwrap(), "own");
        drop(call);
        assert_eq!(counts(&panicking_breaker()), (0, before + 1, 0));
        assert!(panicking_breaker().is_open());
    }
}

guarded!(bystander, bystander_breaker);

#[test]
fn a_suspended_future_that_somebody_elses_panic_drops_is_abandoned() {
    let unwound = catch_unwind(AssertUnwindSafe(|| {
        let mut call = Box::pin(bystander(Act::Hang));
        assert!(poll(&mut call).is_pending());
        resume_unwind(Box::new("somebody else's"))
    }));
    let unwound: Result<(), _> = unwound;
    assert!(unwound.is_err());
    assert_eq!(counts(&bystander_breaker()), (0, 0, 1));
}

#[circuit_breaker(max_failures = 1, accessor = sync_breaker)]
fn sync_panic() -> Result<(), Rejected> {
    resume_unwind(Box::new("own"))
}

#[test]
fn a_panic_in_a_sync_function_is_a_failure_with_its_own_payload() {
    let unwound = catch_unwind(|| drop(sync_panic()));
    assert_eq!(*unwound.unwrap_err().downcast::<&str>().unwrap(), "own");
    assert_eq!(counts(&sync_breaker()), (0, 1, 0));
}

#[circuit_breaker(max_failures = 1, excluded_if = |_| resume_unwind(Box::new("judge")), accessor = judged_breaker)]
async fn judged() -> Result<(), Rejected> {
    Err(cancelled_breaker_rejection())
}

fn cancelled_breaker_rejection() -> Rejected {
    let open = CircuitBreaker::builder().build().unwrap();
    open.force_open();
    open.try_acquire().unwrap_err()
}

#[test]
fn a_panicking_judge_is_a_failure() {
    let unwound = catch_unwind(AssertUnwindSafe(|| {
        let _ = poll(&mut Box::pin(judged()));
    }));
    assert_eq!(*unwound.unwrap_err().downcast::<&str>().unwrap(), "judge");
    assert_eq!(counts(&judged_breaker()), (0, 1, 0));
}
