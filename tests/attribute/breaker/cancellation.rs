//! Calls of a breaker that was given that are dropped, panic, or leave early.

use super::{ApiError, Reply, breaker, counts};
use resilience::{CircuitBreaker, CircuitState, circuit_breaker};
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// Pending once.
#[derive(Default)]
struct Once(bool);

impl Future for Once {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) { Poll::Ready(()) } else { Poll::Pending }
    }
}

/// Three awaits, and then what `end` does.
#[circuit_breaker(breaker = breaker)]
async fn later(breaker: &CircuitBreaker, held: Rc<()>, end: fn() -> Reply) -> Reply {
    let also = Rc::clone(&held);
    Once::default().await;
    Once::default().await;
    Once::default().await;
    drop(also);
    end()
}

#[circuit_breaker(breaker = breaker, fallback = |_| Ok(99))]
fn returned(
    breaker: &CircuitBreaker,
    held: Rc<()>,
    end: fn() -> Reply,
) -> impl Future<Output = Reply> {
    let breaker = breaker.clone();
    async move {
        let also = (breaker, held);
        Once::default().await;
        Once::default().await;
        Once::default().await;
        drop(also);
        end()
    }
}

#[circuit_breaker(breaker = breaker, failure_if = Result::is_err)]
fn boxed(
    breaker: CircuitBreaker,
    held: Rc<()>,
    end: fn() -> Reply,
) -> Pin<Box<dyn Future<Output = Reply>>> {
    Box::pin(async move {
        let _both = (breaker, Rc::clone(&held));
        Once::default().await;
        Once::default().await;
        Once::default().await;
        end()
    })
}

type Call<'a> = Pin<Box<dyn Future<Output = Reply> + 'a>>;

fn calls<'a>(breaker: &'a CircuitBreaker, held: &Rc<()>, end: fn() -> Reply) -> [Call<'a>; 3] {
    let held = || Rc::clone(held);
    [
        Box::pin(later(breaker, held(), end)),
        Box::pin(returned(breaker, held(), end)),
        boxed(breaker.clone(), held(), end),
    ]
}

fn poll(call: &mut Call<'_>) -> Poll<Reply> {
    call.as_mut().poll(&mut Context::from_waker(Waker::noop()))
}

/// Open, and due: one probe may go.
fn half_open() -> CircuitBreaker {
    let time = resilience::ManualClock::new();
    let breaker = CircuitBreaker::builder().max_failures(1).clock(time.clock()).build().unwrap();
    breaker.record_failure();
    time.advance(breaker.remaining());
    assert_eq!(breaker.state(), CircuitState::HalfOpen);
    breaker
}

#[test]
fn a_call_dropped_before_its_first_poll_was_never_admitted() {
    let (breaker, held) = (half_open(), Rc::new(()));
    drop(calls(&breaker, &held, || Ok(1)));
    assert_eq!((breaker.stats().abandoned_calls, Rc::strong_count(&held)), (0, 1));
    breaker.try_acquire().unwrap().success();
}

#[test]
fn a_call_dropped_at_any_await_is_abandoned_and_gives_its_slot_back() {
    let (breaker, held) = (half_open(), Rc::new(()));
    let mut abandoned = 0;
    for polls in 1..=3 {
        for which in 0..3 {
            let mut call = Vec::from(calls(&breaker, &held, || Ok(1))).swap_remove(which);
            for _ in 0..polls {
                assert!(poll(&mut call).is_pending());
            }
            breaker.try_acquire().unwrap_err();
            drop(call);
            abandoned += 1;
            assert_eq!((breaker.stats().abandoned_calls, Rc::strong_count(&held)), (abandoned, 1));
            assert_eq!((breaker.state(), counts(&breaker)[0]), (CircuitState::HalfOpen, 0));
        }
    }
}

/// What a call gives when it is polled to its end.
fn end(call: &mut Call<'_>) -> Reply {
    loop {
        if let Poll::Ready(reply) = poll(call) {
            return reply;
        }
    }
}

#[test]
fn a_call_ends_when_its_future_does_and_not_when_that_is_dropped() {
    let held = Rc::new(());
    for (at, (reply, expected)) in
        [(Ok(1), [1, 0, 0, 0]), (Err(ApiError::NotFound), [0, 1, 0, 0])].into_iter().enumerate()
    {
        let ends: [fn() -> Reply; 2] = [|| Ok(1), || Err(ApiError::NotFound)];
        for which in 0..3 {
            let breaker = breaker(1);
            let mut calls = calls(&breaker, &held, ends[at]);
            assert_eq!(end(&mut calls[which]), reply);
            drop(calls);
            assert_eq!((counts(&breaker), breaker.stats().abandoned_calls), (expected, 0));
        }
    }
}

#[test]
fn a_panic_after_an_await_is_a_failure_with_its_own_payload() {
    let held = Rc::new(());
    for which in 0..3 {
        let breaker = breaker(1);
        let mut calls = calls(&breaker, &held, || resume_unwind(Box::new("own")));
        let unwound = catch_unwind(AssertUnwindSafe(|| end(&mut calls[which]))).unwrap_err();
        assert_eq!(*unwound.downcast::<&str>().unwrap(), "own");
        drop(calls);
        assert_eq!((counts(&breaker), breaker.stats().abandoned_calls), ([0, 1, 0, 0], 0));
        assert_eq!(Rc::strong_count(&held), 1);
    }
}

#[circuit_breaker(breaker = breaker, failure_if = Result::is_err)]
fn leaves(breaker: &CircuitBreaker, text: &str) -> anyhow::Result<u32> {
    if text.is_empty() {
        return Ok(0);
    }
    let number: u32 = text.parse()?;
    anyhow::ensure!(number != 13, "unlucky");
    assert!(number != 14, "two of a kind");
    Ok(number)
}

#[circuit_breaker(breaker = breaker, map_err = anyhow::Error::from)]
async fn leaves_later(breaker: &CircuitBreaker, text: &str) -> anyhow::Result<u32> {
    Once::default().await;
    leaves(&super::breaker(9), text)
}

#[test]
fn question_marks_early_returns_and_panics_leave_through_the_guard() {
    let (sync, later) = (breaker(9), breaker(9));
    let run = |text: &str| {
        let mut call = Box::pin(leaves_later(&later, text));
        loop {
            if let Poll::Ready(reply) = call.as_mut().poll(&mut Context::from_waker(Waker::noop()))
            {
                return reply;
            }
        }
    };
    assert_eq!((leaves(&sync, "").unwrap(), run("").unwrap()), (0, 0));
    assert_eq!((leaves(&sync, "7").unwrap(), run("7").unwrap()), (7, 7));
    for text in ["x", "13"] {
        assert_eq!(
            leaves(&sync, text).unwrap_err().to_string(),
            run(text).unwrap_err().to_string()
        );
    }
    catch_unwind(|| drop(leaves(&sync, "14"))).unwrap_err();
    catch_unwind(AssertUnwindSafe(|| drop(run("14")))).unwrap_err();
    assert_eq!((counts(&sync), counts(&later)), ([2, 3, 0, 0], [2, 3, 0, 0]));
}
