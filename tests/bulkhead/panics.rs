//! A panic takes no permit with it.

use crate::support::{Task, bulkhead, numbers};
use resilience::Bulkhead;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::task::{Context, Wake, Waker};

/// Unwinds with this payload, without the noise of the panic hook.
fn unwind<T>() -> T {
    resume_unwind(Box::new("own payload"))
}

fn assert_unwinds(code: impl FnOnce()) {
    let payload = catch_unwind(AssertUnwindSafe(code)).unwrap_err();
    assert_eq!(*payload.downcast::<&str>().unwrap(), "own payload");
}

#[test]
fn a_panic_gives_the_permit_back_and_goes_on_with_its_own_payload() {
    let bulkhead = bulkhead(1);
    let mut context = Context::from_waker(Waker::noop());
    assert_unwinds(|| drop(bulkhead.call(unwind::<()>)));
    assert_unwinds(|| {
        let _permit = bulkhead.try_acquire().unwrap();
        unwind::<()>();
    });
    assert_unwinds(|| {
        let _permit = bulkhead.try_acquire_owned().unwrap();
        unwind::<()>();
    });
    assert_unwinds(|| {
        let _ =
            Box::pin(bulkhead.call_async(|| async { unwind::<()>() })).as_mut().poll(&mut context);
    });
    assert_unwinds(|| {
        let making = || unwind::<std::future::Ready<()>>();
        let _ = Box::pin(bulkhead.call_async(making)).as_mut().poll(&mut context);
    });
    assert_eq!(numbers(&bulkhead), (0, 1, 0));
    assert_eq!(bulkhead.stats().total_acquired, 5);
}

#[test]
fn a_permit_that_a_panic_gives_back_goes_to_the_one_who_waits() {
    let bulkhead = bulkhead(1);
    let mut waiting = None;
    assert_unwinds(|| {
        let _permit = bulkhead.try_acquire().unwrap();
        waiting = Some(Task::started(bulkhead.acquire_async()));
        unwind::<()>();
    });
    assert!(waiting.unwrap().is_done());
    assert_eq!(numbers(&bulkhead), (0, 1, 0));
}

#[test]
fn a_wait_that_somebody_elses_panic_drops_leaves_the_line() {
    let bulkhead = bulkhead(1);
    let permit = bulkhead.try_acquire().unwrap();
    assert_unwinds(|| {
        let _waiting = Task::started(bulkhead.acquire_async());
        unwind::<()>();
    });
    assert_eq!(bulkhead.waiting(), 0);
    drop(permit);
    assert_eq!(numbers(&bulkhead), (0, 1, 0));
}

/// Panics when it is used, with something that panics when it is dropped.
struct Panics;

impl Wake for Panics {
    fn wake(self: Arc<Self>) {
        resume_unwind(Box::new(PanicsAgain));
    }
}

struct PanicsAgain;

impl Drop for PanicsAgain {
    fn drop(&mut self) {
        unwind::<()>();
    }
}

#[test]
fn a_waker_that_panics_takes_nobody_with_it() {
    let bulkhead = bulkhead(1);
    let permit = bulkhead.try_acquire().unwrap();
    let mut first = Box::pin(bulkhead.acquire_async());
    let waker = Waker::from(Arc::new(Panics));
    assert!(first.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    let mut second = Task::started(bulkhead.acquire_async());
    bulkhead.set_max_concurrent(3).unwrap();
    assert_eq!(second.wakes(), 1, "it is called after the one whose waker panics");
    drop(permit);
    assert!(second.is_done());
    drop(first);
    assert_eq!(numbers(&bulkhead), (0, 3, 0));
}

/// Calls the bulkhead whenever it is woken or dropped: under a lock of ours it would wait for ever.
struct Reentrant(Bulkhead);

impl Wake for Reentrant {
    fn wake(self: Arc<Self>) {
        assert!(self.0.try_acquire().is_err());
    }
}

impl Drop for Reentrant {
    fn drop(&mut self) {
        let _ = (self.0.waiting(), self.0.stats(), self.0.settings());
    }
}

#[test]
fn wakers_are_used_and_dropped_outside_of_the_lock() {
    let bulkhead = bulkhead(1);
    let permit = bulkhead.try_acquire().unwrap();
    let waker = || Waker::from(Arc::new(Reentrant(bulkhead.clone())));
    let mut first = Box::pin(bulkhead.acquire_async());
    let mut second = Box::pin(bulkhead.acquire_async());
    for future in [&mut first, &mut second] {
        // The second time it takes the place of the one before.
        assert!(future.as_mut().poll(&mut Context::from_waker(&waker())).is_pending());
        assert!(future.as_mut().poll(&mut Context::from_waker(&waker())).is_pending());
    }
    drop(permit);
    drop(first);
    assert!(second.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready());
    assert_eq!(numbers(&bulkhead), (0, 1, 0));
}
