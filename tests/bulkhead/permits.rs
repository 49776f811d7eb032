//! Exactly so many at once.

use crate::support::{Task, assert_full, bulkhead, fill, numbers};
use resilience::{Bulkhead, Permit, Rejected};
use std::future::{pending, ready};
use std::io;
use std::thread;

#[test]
fn there_are_exactly_as_many_permits_as_were_asked_for() {
    for max_concurrent in [1, 2, 7, 1000] {
        let bulkhead = bulkhead(max_concurrent);
        assert_eq!(numbers(&bulkhead), (0, max_concurrent, 0));
        let permits = fill(&bulkhead);
        assert_eq!(permits.len(), max_concurrent as usize);
        assert_eq!(numbers(&bulkhead), (max_concurrent, 0, 0));
        drop(permits);
        assert_eq!(numbers(&bulkhead), (0, max_concurrent, 0));
    }
}

#[test]
fn a_permit_that_came_back_is_there_for_the_next_one() {
    let bulkhead = bulkhead(1);
    for _ in 0..100 {
        let permit = bulkhead.try_acquire().unwrap();
        assert_full(bulkhead.try_acquire());
        drop(permit);
    }
    assert_eq!(bulkhead.max_concurrent(), 1);
}

#[test]
fn a_rejection_says_who_and_what_next() {
    let bulkhead = bulkhead(2);
    let _permits = fill(&bulkhead);
    let rejected = bulkhead.try_acquire().unwrap_err();
    assert_eq!((rejected.name(), rejected.retry_after()), ("pool", None));
    let text = "bulkhead `pool` is full with 2 at once, retry when one has ended";
    assert_eq!(rejected.to_string(), text);
    let Rejected::BulkheadFull(error) = &rejected else { panic!("{rejected:?}") };
    assert_eq!((error.name(), error.max_concurrent(), error.retry_after()), ("pool", 2, None));
    assert_eq!(error.to_string(), text);
    assert_eq!(io::Error::from(rejected).kind(), io::ErrorKind::ResourceBusy);
}

#[test]
fn however_a_permit_ends_it_comes_back() {
    let bulkhead = bulkhead(1);
    let endings: [fn(Permit<Bulkhead>); 4] =
        [Permit::success, Permit::failure, Permit::ignore, drop];
    for end in endings {
        end(bulkhead.try_acquire_owned().unwrap());
        assert_eq!(numbers(&bulkhead), (0, 1, 0));
    }
}

#[test]
fn an_owned_permit_goes_to_another_thread_and_outlives_the_handle() {
    let bulkhead = bulkhead(3);
    let watch = bulkhead.clone();
    let tried = bulkhead.try_acquire_owned().unwrap();
    let waited_for = bulkhead.acquire_owned().unwrap();
    let asked = poll_once(bulkhead.acquire_async_owned()).unwrap();
    assert_full(bulkhead.try_acquire_owned());
    drop(bulkhead);
    assert_eq!(watch.in_use(), 3);
    let others = [tried, waited_for, asked].map(|permit| thread::spawn(move || drop(permit)));
    for other in others {
        other.join().unwrap();
    }
    assert_eq!(numbers(&watch), (0, 3, 0));
}

/// The value of a future that has nothing to wait for.
fn poll_once<T>(future: impl Future<Output = T>) -> T {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        std::task::Poll::Ready(value) => value,
        std::task::Poll::Pending => panic!("it waits"),
    }
}

#[test]
fn a_call_holds_a_permit_for_as_long_as_it_runs() {
    let bulkhead = bulkhead(1);
    let within = bulkhead.call(|| {
        assert_full(bulkhead.try_acquire());
        bulkhead.in_use()
    });
    assert_eq!((within.unwrap(), bulkhead.in_use()), (1, 0));
}

#[test]
fn an_async_call_holds_a_permit_for_as_long_as_it_runs() {
    let bulkhead = bulkhead(1);
    assert_eq!(poll_once(bulkhead.call_async(|| ready(7))).unwrap(), 7);
    let call = bulkhead.call_async(pending::<()>);
    assert_eq!(bulkhead.in_use(), 0, "nothing happens before the first poll");
    let call = Task::started(call);
    assert_full(bulkhead.try_acquire());
    drop(call);
    assert_eq!(numbers(&bulkhead), (0, 1, 0));
}

#[test]
fn any_value_comes_back_as_it_is() {
    struct Own(u8);
    let bulkhead = bulkhead(1);
    assert_eq!(bulkhead.call(|| Own(7)).unwrap().0, 7);
    assert_eq!(bulkhead.call(|| Err::<(), _>("down")).unwrap(), Err("down"));
    assert_eq!(bulkhead.available(), 1);
}

#[test]
fn clones_share_the_permits() {
    let bulkhead = bulkhead(2);
    let clone = bulkhead.clone();
    let _one = bulkhead.try_acquire().unwrap();
    let _two = clone.try_acquire().unwrap();
    assert_full(bulkhead.try_acquire());
    assert_eq!(clone.in_use(), 2);
}

#[test]
fn a_bulkhead_and_its_permits_go_anywhere() {
    fn shared<T: Send + Sync + Unpin + std::fmt::Debug>() {}
    fn unwind_safe<T: std::panic::UnwindSafe + std::panic::RefUnwindSafe>() {}
    shared::<Bulkhead>();
    shared::<Permit<Bulkhead>>();
    shared::<Permit<&Bulkhead>>();
    unwind_safe::<Bulkhead>();
    unwind_safe::<Permit<Bulkhead>>();
    assert_eq!(size_of::<Bulkhead>(), size_of::<usize>());
    let bulkhead = bulkhead(2);
    let _permit = bulkhead.try_acquire().unwrap();
    let text = "Bulkhead { name: \"pool\", in_use: 1, max_concurrent: 2, .. }";
    assert_eq!(format!("{bulkhead:?}"), text);
}
