//! `key = …`: a bucket for each.

use super::{SECOND, poll, wait_until};
use resilience::{ManualClock, RateLimiter, Rejected, rate_limiter, registry};
use std::cell::Cell;
use std::future::{Future, ready};
use std::task::Poll;
use std::thread;

#[derive(Clone, Debug)]
struct Request {
    tenant: String,
}

fn of(tenant: &str) -> Request {
    Request { tenant: tenant.to_owned() }
}

#[rate_limiter(rate = 1, per = 1h, key = request.tenant, blocking = false, accessor = by_field_limiter)]
fn by_field(request: Request) -> Result<String, Rejected> {
    Ok(request.tenant)
}

#[rate_limiter(rate = 1, per = 1h, key = request.tenant, timeout = 1s)]
async fn later(request: Request) -> Result<String, Rejected> {
    Ok(request.tenant)
}

#[rate_limiter(rate = 1, per = 1h, key = request.tenant, blocking = false)]
fn returned(request: Request) -> impl Future<Output = Result<String, Rejected>> + Send {
    ready(Ok(request.tenant))
}

#[rate_limiter(name = "tenants", rate = 1, per = 1h, key = tenant)]
fn waits(tenant: &str) -> usize {
    tenant.len()
}

#[rate_limiter(name = "tenants", key = tenant, blocking = false)]
async fn does_not_wait(tenant: &str) -> Result<usize, Rejected> {
    ready(Ok(tenant.len())).await
}

#[test]
fn every_key_has_its_own_bucket() {
    assert_eq!(by_field(of("a")).unwrap(), "a");
    by_field(of("a")).unwrap_err();
    assert_eq!(by_field(of("b")).unwrap(), "b");
    assert_eq!((by_field_limiter().keys(), by_field_limiter().stats().total_rejected), (2, 1));
}

#[test]
fn in_a_task_it_is_the_same() {
    for (tenant, admitted) in [("a", true), ("a", false), ("b", true)] {
        let Poll::Ready(reply) = poll(&mut Box::pin(later(of(tenant)))) else { panic!() };
        assert_eq!(reply.is_ok(), admitted);
        let Poll::Ready(reply) = poll(&mut Box::pin(returned(of(tenant)))) else { panic!() };
        assert_eq!(reply.is_ok(), admitted);
    }
}

#[test]
fn a_written_name_is_shared_with_all_its_keys() {
    assert_eq!(waits("abc"), 3);
    let Poll::Ready(refused) = poll(&mut Box::pin(does_not_wait("abc"))) else { panic!() };
    assert_eq!(refused.unwrap_err().name(), "tenants");
    let Poll::Ready(admitted) = poll(&mut Box::pin(does_not_wait("ab"))) else { panic!() };
    assert_eq!(admitted.unwrap(), 2);
    assert_eq!(registry().keyed_rate_limiter("tenants").unwrap().stats().total_acquired, 2);
}

#[rate_limiter(rate = 1, per = 1ms, key = 1)]
fn one_a_millisecond() {}

#[test]
fn a_key_without_a_token_is_waited_for() {
    thread::scope(|scope| {
        let threads: Vec<_> = (0..3).map(|_| scope.spawn(one_a_millisecond)).collect();
        wait_until(|| threads.iter().all(thread::ScopedJoinHandle::is_finished));
    });
}

#[rate_limiter(name = "little room", key = number)]
fn crowded(number: u32) -> u32 {
    number
}

#[rate_limiter(name = "little room", key = number)]
async fn crowded_later(number: u32) -> u32 {
    number
}

#[test]
fn a_key_without_room_is_waited_for_where_nobody_can_be_turned_away() {
    let time = ManualClock::new();
    let shared = RateLimiter::builder().name("little room").rate(1.0).max_keys(1);
    let shared = shared.clock(time.clock()).register_keyed().unwrap();
    assert_eq!(crowded(1), 1);
    // The only place is free when the bucket of the first is full again, in a second.
    let mut later = Box::pin(crowded_later(2));
    assert!(poll(&mut later).is_pending());
    thread::scope(|scope| {
        let thread = scope.spawn(|| crowded(3));
        wait_until(|| time.waiting() == 2);
        assert!(!thread.is_finished());
        time.advance(SECOND);
        assert_eq!(thread.join().unwrap(), 3);
    });
    // The thread was there first, and the place is taken for another second.
    assert!(poll(&mut later).is_pending());
    time.advance(SECOND);
    assert!(poll(&mut later).is_ready());
    assert_eq!((shared.keys(), shared.stats().total_acquired), (1, 3));
}

fn looked(at: &Cell<u32>) -> u32 {
    at.set(at.get() + 1);
    at.get()
}

#[rate_limiter(rate = 1, per = 1h, key = looked(times), blocking = false)]
fn looks(times: &Cell<u32>) -> Result<u32, Rejected> {
    Ok(times.get())
}

#[test]
fn a_key_is_looked_at_once_for_each_call() {
    let times = Cell::new(0);
    assert_eq!(looks(&times).unwrap(), 1);
    assert_eq!(looks(&times).unwrap(), 2);
}
