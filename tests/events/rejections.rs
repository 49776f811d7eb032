//! Rejections and saturation: one of many.

use crate::support::{Heard, SECOND, ms};
use futures_util::FutureExt;
use resilience::{
    Bulkhead, CircuitBreaker, Event, ManualClock, Outcome, Pipeline, RateLimiter, Registry,
    Rejected, Timeout,
};
use std::future::ready;
use std::pin::pin;
use std::time::Duration;

/// The rejections that were told: of whom, how many others there were, and what.
fn rejections(heard: &Heard) -> Vec<(&'static str, u64, String)> {
    let told = |event: &Event| match event {
        Event::Rejected { kind, name, rejected, untold, .. } => {
            assert_eq!((event.kind(), event.name()), (*kind, &**name));
            assert_eq!(rejected.name(), name);
            Some((*kind, *untold, rejected.to_string()))
        }
        _ => None,
    };
    heard.take().iter().filter_map(told).collect()
}

fn untold(heard: &Heard) -> Vec<u64> {
    rejections(heard).into_iter().map(|(_, untold, _)| untold).collect()
}

#[test]
fn the_first_is_told_at_once_then_one_a_second_with_the_number_between() {
    let (time, heard) = (ManualClock::new(), Heard::default());
    let breaker = CircuitBreaker::builder().name("b").clock(time.clock()).on_event(heard.ear());
    let breaker = breaker.build().unwrap();
    breaker.force_open();
    let reject = |times: u32| (0..times).for_each(|_| drop(breaker.try_acquire().unwrap_err()));
    reject(5);
    assert_eq!(untold(&heard), [0]);
    time.advance(ms(999));
    reject(1);
    assert!(untold(&heard).is_empty());
    time.advance(ms(1));
    reject(3);
    assert_eq!(untold(&heard), [5]);
    time.advance(SECOND * 60);
    reject(1);
    assert_eq!(untold(&heard), [2]);
    assert_eq!(breaker.stats().rejected_calls, 10);
}

#[test]
fn every_way_to_turn_a_call_away_is_told() {
    let (time, heard) = (ManualClock::new(), Heard::default());
    let clock = || time.clock();
    let second_passes = || time.advance(SECOND);
    let breaker = CircuitBreaker::builder().name("b").max_failures(1).reset_timeout(SECOND);
    let breaker = breaker.clock(clock()).on_event(heard.ear()).build().unwrap();
    breaker.record_failure();
    // Open, for a time.
    assert!(breaker.call(|| Ok::<_, ()>(())).is_err());
    second_passes();
    let _probe = breaker.try_acquire_owned().unwrap();
    assert!(breaker.try_acquire().is_err());
    breaker.force_open();
    second_passes();
    assert!(breaker.try_acquire().is_err());
    let told = rejections(&heard);
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told.iter().all(|(kind, untold, _)| (*kind, *untold) == ("circuit_breaker", 0)));

    let limiter = RateLimiter::builder().name("l").rate(1.0).per(SECOND * 60).clock(clock());
    let limiter = limiter.on_event(heard.ear()).build().unwrap();
    limiter.try_acquire().unwrap();
    assert!(limiter.try_acquire().is_err());
    second_passes();
    assert!(limiter.acquire_timeout(SECOND).is_err());
    second_passes();
    assert!(limiter.n(2).try_acquire().is_err());
    let told = rejections(&heard);
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told[2].2.contains("2 tokens"), "{told:?}");

    let keyed = RateLimiter::builder().name("k").rate(1.0).per(SECOND * 60).clock(clock());
    let keyed = keyed.on_event(heard.ear()).build_keyed().unwrap();
    keyed.try_acquire("the secret key").unwrap();
    assert!(keyed.try_acquire("the secret key").is_err());
    let all = format!("{:?}", *heard.all());
    assert!(!all.contains("secret"), "{all}");
    assert_eq!(rejections(&heard)[0].0, "keyed_rate_limiter");

    let pool = Bulkhead::builder().name("p").max_concurrent(1).max_wait(Duration::ZERO);
    let pool = pool.clock(clock()).on_event(heard.ear()).build().unwrap();
    let _permit = pool.try_acquire_owned().unwrap();
    assert!(pool.try_acquire().is_err());
    second_passes();
    assert!(pool.acquire().is_err());
    let told = rejections(&heard);
    assert_eq!(told.len(), 2, "{told:?}");
}

#[test]
fn a_drained_policy_tells_whom_it_turns_away() {
    let (time, heard, names) = (ManualClock::new(), Heard::default(), Registry::new());
    let limiter = RateLimiter::builder().name("l").clock(time.clock()).on_event(heard.ear());
    let limiter = limiter.register_in(&names).unwrap();
    let pool = Bulkhead::builder().name("p").max_concurrent(1).clock(time.clock());
    let pool = pool.on_event(heard.ear()).register_in(&names).unwrap();
    names.drain();
    assert!(limiter.acquire().is_err());
    assert!(pool.acquire().is_err());
    let shutting_down = |event: &Event| {
        matches!(event, Event::Rejected { rejected: Rejected::ShuttingDown(_), .. })
    };
    let told = heard.take();
    assert_eq!((told.len(), told.iter().filter(|event| shutting_down(event)).count()), (2, 2));
}

#[test]
fn a_bulkhead_without_a_free_permit_is_saturated_whether_callers_wait_or_not() {
    let (time, heard) = (ManualClock::new(), Heard::default());
    let pool = Bulkhead::builder().name("p").max_concurrent(2).max_wait(Duration::ZERO);
    let pool = pool.clock(time.clock()).on_event(heard.ear()).build().unwrap();
    let permits = [pool.try_acquire().unwrap(), pool.acquire().unwrap()];
    assert!(heard.take().is_empty());
    for _ in 0..3 {
        assert!(pool.try_acquire().is_err());
    }
    time.advance(SECOND);
    assert!(pool.call(|| ()).is_err());
    assert_eq!(saturations(&heard), [(2, 0), (2, 2)]);
    drop(permits);
}

/// The limits that were told, each with the number of those who found no permit before that.
fn saturations(heard: &Heard) -> Vec<(u32, u64)> {
    let saturated = |event: &Event| match event {
        Event::Saturated { name, max_concurrent, untold, .. } => {
            assert_eq!((&**name, event.kind()), ("p", "bulkhead"));
            Some((*max_concurrent, *untold))
        }
        _ => None,
    };
    heard.take().iter().filter_map(saturated).collect()
}

#[test]
fn a_caller_who_finds_no_permit_is_one_however_it_asks() {
    let (time, heard) = (ManualClock::new(), Heard::default());
    let pool = Bulkhead::builder().name("p").max_concurrent(1).max_wait(Duration::ZERO);
    let pool = pool.clock(time.clock()).on_event(heard.ear()).build().unwrap();
    let line = Pipeline::new().bulkhead(pool.clone());
    let _permit = pool.try_acquire().unwrap();
    let piped = || line.call_async_with(|| ready(()), |()| Outcome::Success);
    let ways: [&dyn Fn() -> bool; 9] = [
        &|| pool.try_acquire().is_err(),
        &|| pool.try_acquire_owned().is_err(),
        &|| pool.acquire().is_err(),
        &|| pool.call(|| ()).is_err(),
        &|| pool.acquire_async().now_or_never().unwrap().is_err(),
        &|| pool.acquire_async_owned().now_or_never().unwrap().is_err(),
        &|| pool.call_async(|| ready(())).now_or_never().unwrap().is_err(),
        &|| line.call_with(|| (), |()| Outcome::Success).is_err(),
        &|| piped().now_or_never().unwrap().is_err(),
    ];
    assert!(pool.try_acquire().is_err());
    for (number, way) in ways.iter().enumerate() {
        heard.take();
        assert!(way());
        time.advance(SECOND);
        assert!(pool.try_acquire().is_err());
        assert_eq!(saturations(&heard), [(1, 1)], "way {number}");
    }
}

#[test]
fn a_call_that_takes_too_long_is_told_each_time() {
    let (time, heard) = (ManualClock::new(), Heard::default());
    let timeout = Timeout::builder().name("t").limit(SECOND).clock(time.clock());
    let timeout = timeout.on_event(heard.ear()).build().unwrap();
    for _ in 0..2 {
        let late = timeout.call_async(|| async { time.advance(SECOND) });
        assert!(late.now_or_never().unwrap().is_ok());
        let hung = timeout.call_async(|| {
            time.advance(SECOND);
            std::future::pending::<()>()
        });
        assert!(hung.now_or_never().unwrap().is_err());
    }
    let line = "timeout `t` ended a call after 1s";
    assert_eq!(heard.take_lines(), [line; 2]);
    // In a pipeline, while it waits, too; that is the end of the wait.
    let pool = Bulkhead::builder().name("p").max_concurrent(1).clock(time.clock()).build().unwrap();
    let _permit = pool.try_acquire_owned().unwrap();
    pool.on_event(heard.ear());
    let piped = Pipeline::new().timeout(timeout).bulkhead(pool);
    let mut waits = pin!(piped.call_async_with(|| ready(()), |()| Outcome::Success));
    assert!(waits.as_mut().now_or_never().is_none());
    time.advance(SECOND);
    assert!(waits.now_or_never().unwrap().is_err());
    let saturated = "bulkhead `p` has none of its 1 permit free";
    let gave_up = "bulkhead `p`: a caller gave up after 1s";
    assert_eq!(heard.take_lines(), [saturated, gave_up, line]);
}
