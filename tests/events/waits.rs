//! Waits that are over.

#[path = "../support/task.rs"]
mod task;

use crate::support::{Heard, SECOND};
use resilience::{Bulkhead, BulkheadBuilder, Event, ManualClock, RateLimiter, Registry, WaitEnd};
use std::task::Poll;
use std::time::Duration;
use task::Task;

/// The waits that were told.
fn waits(heard: &Heard) -> Vec<(&'static str, Duration, WaitEnd)> {
    let told = |event: &Event| match event {
        Event::WaitFinished { kind, waited, end, .. } => {
            assert_eq!((event.kind(), event.name()), (*kind, "w"));
            Some((*kind, *waited, *end))
        }
        _ => None,
    };
    heard.take().iter().filter_map(told).collect()
}

fn pool(time: &ManualClock, heard: &Heard) -> BulkheadBuilder {
    Bulkhead::builder().name("w").max_concurrent(1).clock(time.clock()).on_event(heard.ear())
}

#[test]
fn a_wait_for_a_permit_is_told_however_it_ends() {
    let (time, heard) = (ManualClock::new(), Heard::default());
    let pool = pool(&time, &heard).max_wait(SECOND * 5).build().unwrap();
    let permit = pool.try_acquire().unwrap();
    let mut admitted = Task::started(pool.acquire_async());
    let given_up = Task::started(pool.acquire_async());
    let mut refused = Task::started(pool.acquire_async());
    time.advance(SECOND);
    drop(given_up);
    assert_eq!(waits(&heard), [("bulkhead", SECOND, WaitEnd::Cancelled)]);
    drop(permit);
    time.advance(SECOND);
    let Poll::Ready(Ok(_second)) = admitted.poll() else { panic!("there is a permit for it") };
    assert_eq!(waits(&heard), [("bulkhead", SECOND * 2, WaitEnd::Admitted)]);
    assert_eq!((admitted.wakes(), refused.wakes()), (1, 0));
    time.advance(SECOND * 3);
    assert!(refused.is_done());
    assert_eq!(waits(&heard), [("bulkhead", SECOND * 5, WaitEnd::Rejected)]);
    let stats = pool.stats();
    assert_eq!((stats.cancelled, stats.total_rejected, stats.total_waited), (1, 1, SECOND * 2));
}

#[test]
fn a_wait_for_a_token_is_told_however_it_ends() {
    let (time, heard, names) = (ManualClock::new(), Heard::default(), Registry::new());
    let limiter = RateLimiter::builder().name("w").rate(1.0).clock(time.clock());
    let limiter = limiter.on_event(heard.ear()).register_in(&names).unwrap();
    limiter.try_acquire().unwrap();
    let mut admitted = Task::started(limiter.acquire_async());
    let given_up = Task::started(limiter.acquire_async());
    let mut drained = Task::started(limiter.acquire_async());
    time.advance(SECOND / 2);
    drop(given_up);
    assert_eq!(waits(&heard), [("rate_limiter", SECOND / 2, WaitEnd::Cancelled)]);
    time.advance(SECOND / 2);
    assert!(admitted.is_done());
    assert_eq!(waits(&heard), [("rate_limiter", SECOND, WaitEnd::Admitted)]);
    names.drain();
    assert!(drained.is_done());
    assert_eq!(waits(&heard), [("rate_limiter", SECOND, WaitEnd::Rejected)]);
    assert_eq!(limiter.stats().total_waited, SECOND);
}

#[test]
fn who_does_not_wait_is_no_wait() {
    let (time, heard) = (ManualClock::new(), Heard::default());
    let pool = pool(&time, &heard).max_wait(Duration::ZERO).build().unwrap();
    let permit = pool.acquire().unwrap();
    assert!(pool.acquire().is_err());
    drop(permit);
    let limiter = RateLimiter::builder().name("w").rate(1.0).clock(time.clock());
    let limiter = limiter.on_event(heard.ear());
    let (limiter, keyed) = (limiter.clone().build().unwrap(), limiter.build_keyed().unwrap());
    limiter.acquire().unwrap();
    keyed.acquire("key").unwrap();
    // Hopeless: refused at once.
    assert!(limiter.acquire_timeout(SECOND / 2).is_err());
    assert!(keyed.acquire_timeout("key", SECOND / 2).is_err());
    assert_eq!(waits(&heard), []);
}

#[test]
fn a_wait_for_room_is_a_wait() {
    let (time, heard) = (ManualClock::new(), Heard::default());
    let keyed = RateLimiter::builder().name("w").rate(1.0).burst(1).max_keys(1).clock(time.clock());
    let keyed = keyed.on_event(heard.ear()).build_keyed().unwrap();
    keyed.acquire("a").unwrap();
    let mut for_room = Task::started(resilience::__private::wait_keyed_async(&keyed, "b"));
    let given_up = Task::started(resilience::__private::wait_keyed_async(&keyed, "b"));
    time.advance(SECOND / 2);
    drop(given_up);
    assert_eq!(waits(&heard), [("keyed_rate_limiter", SECOND / 2, WaitEnd::Cancelled)]);
    time.advance(SECOND / 2);
    assert!(for_room.is_done());
    assert_eq!(waits(&heard), [("keyed_rate_limiter", SECOND, WaitEnd::Admitted)]);
    let stats = keyed.stats();
    assert_eq!((stats.cancelled, stats.total_waited), (1, SECOND));
}

#[test]
fn a_wait_for_a_token_of_a_key_is_told_without_the_key() {
    let (time, heard) = (ManualClock::new(), Heard::default());
    let keyed = RateLimiter::builder().name("w").rate(1.0).clock(time.clock());
    let keyed = keyed.on_event(heard.ear()).build_keyed().unwrap();
    keyed.acquire("the secret key").unwrap();
    let mut wait = Task::started(keyed.acquire_async("the secret key"));
    time.advance(SECOND);
    assert!(wait.is_done());
    let all = format!("{:?}", *heard.all());
    assert!(!all.contains("secret"), "{all}");
    assert_eq!(waits(&heard), [("keyed_rate_limiter", SECOND, WaitEnd::Admitted)]);
}
