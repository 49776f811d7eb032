use crate::support::{builder, due, is_rejected};
use resilience::{CircuitBreaker, CircuitState, ManualClock, Outcome, Permit};
use std::future::{pending, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::task::{Context, Waker};

/// One failure opens it.
fn breaker() -> CircuitBreaker {
    builder(&ManualClock::new()).max_failures(1).build().unwrap()
}

/// Unwinds with this payload, without the noise of the panic hook.
fn unwind<T>() -> T {
    resume_unwind(Box::new("own payload"))
}

fn assert_unwinds(code: impl FnOnce()) {
    let payload = catch_unwind(AssertUnwindSafe(code)).unwrap_err();
    assert_eq!(*payload.downcast::<&str>().unwrap(), "own payload");
}

fn assert_one_failure(breaker: &CircuitBreaker) {
    let stats = breaker.stats();
    assert_eq!((stats.failed_calls, stats.abandoned_calls, stats.ignored_calls), (1, 0, 0));
    assert_eq!(breaker.state(), CircuitState::Open);
}

fn assert_abandoned(breaker: &CircuitBreaker) {
    let stats = breaker.stats();
    assert_eq!((stats.failed_calls, stats.abandoned_calls), (0, 1));
    assert_eq!(breaker.state(), CircuitState::Closed);
}

#[test]
fn a_panic_in_a_call_is_a_failure_and_goes_on_with_its_own_payload() {
    let breaker = breaker();
    assert_unwinds(|| drop(breaker.call(unwind::<Result<(), ()>>)));
    assert_one_failure(&breaker);
}

#[test]
fn a_panic_of_the_judge_is_a_failure() {
    let breaker = breaker();
    assert_unwinds(|| drop(breaker.call_with(|| (), |()| unwind())));
    assert_one_failure(&breaker);
}

#[test]
fn a_panic_while_a_permit_is_held_is_a_failure() {
    let borrowed = breaker();
    assert_unwinds(|| {
        let _permit = borrowed.try_acquire().unwrap();
        unwind::<()>();
    });
    assert_one_failure(&borrowed);
    let owned = breaker();
    assert_unwinds(|| {
        let _permit = owned.try_acquire_owned().unwrap();
        unwind::<()>();
    });
    assert_one_failure(&owned);
}

#[test]
fn a_panic_in_a_polled_future_is_a_failure() {
    fn poll<F: Future>(future: F) {
        let mut future = Box::pin(future);
        let _ = future.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    }
    let breakers = [(); 5].map(|()| breaker());
    let [at_poll, at_making, at_judging, with_judge, by_hand] = &breakers;
    assert_unwinds(|| poll(at_poll.call_async(|| async { unwind::<Result<(), ()>>() })));
    assert_unwinds(|| poll(at_making.call_async(unwind::<std::future::Ready<Result<(), ()>>>)));
    assert_unwinds(|| poll(at_judging.call_async_with(|| async {}, |()| unwind())));
    assert_unwinds(|| {
        poll(with_judge.call_async_with(|| async { unwind::<()>() }, |()| Outcome::Success));
    });
    assert_unwinds(|| {
        poll(async {
            let _permit = by_hand.try_acquire().unwrap();
            unwind::<()>();
        });
    });
    breakers.iter().for_each(assert_one_failure);
}

#[test]
fn a_suspended_call_that_somebody_elses_panic_drops_is_abandoned() {
    let breaker = breaker();
    assert_unwinds(|| {
        let mut call = Box::pin(breaker.call_async(pending::<Result<(), ()>>));
        assert!(call.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        unwind::<()>();
    });
    assert_abandoned(&breaker);
    breaker.reset();
    let judged = self::breaker();
    assert_unwinds(|| {
        let mut call = Box::pin(judged.call_async_with(pending::<()>, |()| Outcome::Success));
        assert!(call.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        unwind::<()>();
    });
    assert_abandoned(&judged);
}

#[test]
fn a_permit_issued_while_already_unwinding_is_abandoned() {
    struct CallsWhenDropped<'a>(&'a CircuitBreaker);
    impl Drop for CallsWhenDropped<'_> {
        fn drop(&mut self) {
            drop(self.0.try_acquire().unwrap());
        }
    }
    let breaker = breaker();
    assert_unwinds(|| {
        let _guard = CallsWhenDropped(&breaker);
        unwind::<()>();
    });
    assert_abandoned(&breaker);
}

#[test]
fn calls_made_while_unwinding_count_what_they_return() {
    struct CallsWhenDropped<'a>(&'a CircuitBreaker);
    impl Drop for CallsWhenDropped<'_> {
        fn drop(&mut self) {
            self.0.call(|| Ok::<_, ()>(())).unwrap();
        }
    }
    let breaker = breaker();
    assert_unwinds(|| {
        let _guard = CallsWhenDropped(&breaker);
        unwind::<()>();
    });
    assert_eq!((breaker.stats().successful_calls, breaker.stats().total_calls), (1, 1));
}

#[test]
fn a_panicking_probe_reopens_and_wedges_nothing() {
    let time = ManualClock::new();
    let breaker = due(&time, builder(&time));
    assert_unwinds(|| drop(breaker.call(unwind::<Result<(), ()>>)));
    assert_eq!(breaker.state(), CircuitState::Open);
    time.advance(crate::support::RESET);
    assert!(!is_rejected(&breaker));
    assert_eq!(breaker.state(), CircuitState::Closed);
}

#[test]
fn a_permit_in_a_field_of_a_hand_written_future_is_a_failure_if_its_poll_panics() {
    // The unwinding is over when the future is dropped: its author takes the permit out for the
    // poll, as the docs of `Permit` say.
    struct Call {
        permit: Option<Permit<CircuitBreaker>>,
    }
    impl Future for Call {
        type Output = ();
        fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> std::task::Poll<()> {
            let _permit = self.permit.take();
            unwind()
        }
    }
    let breaker = breaker();
    let mut call = Call { permit: Some(breaker.try_acquire_owned().unwrap()) };
    assert_unwinds(|| {
        let _ = Pin::new(&mut call).poll(&mut Context::from_waker(Waker::noop()));
    });
    assert_one_failure(&breaker);
}

#[tokio::test]
async fn a_task_that_is_aborted_abandons_its_call() {
    let breaker = breaker();
    let guarded = breaker.clone();
    let task = tokio::spawn(async move {
        guarded.call_async(pending::<Result<(), ()>>).await.unwrap();
    });
    tokio::task::yield_now().await;
    poll_fn(|cx| {
        if breaker.stats().total_calls == 0 && !task.is_finished() {
            task.abort();
        }
        cx.waker().wake_by_ref();
        if task.is_finished() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    assert_abandoned(&breaker);
}
