//! What holds of the names of every kind of policy.

use crate::support::{count, named};
use resilience::{
    Bulkhead, CircuitBreaker, CircuitState, Event, ManualClock, RateLimiter, Registry, Rejected,
    Retry, registry,
};
use std::collections::BTreeSet;
use std::mem;
use std::sync::{Arc, Barrier, Mutex};
use std::thread;
use std::time::Duration;

#[test]
fn a_name_belongs_to_its_kind() {
    let (names, time) = (Registry::new(), ManualClock::new());
    let breaker =
        CircuitBreaker::builder().name("a").clock(time.clock()).register_in(&names).unwrap();
    // Not even a clock is compared across kinds.
    let limiter = RateLimiter::builder().name("a").burst(3).register_in(&names).unwrap();
    let keyed = named(&time).burst(4).keyed().register_in(&names).unwrap();
    breaker.force_open();
    assert_eq!(count(|| limiter.try_acquire()), 3);
    assert_eq!(count(|| keyed.try_acquire("key")), 4);
    assert_eq!(
        (names.rate_limiter("a").unwrap().burst(), names.keyed_rate_limiter("a").unwrap().keys()),
        (3, 1)
    );
    let lists = || {
        let limiters = (names.rate_limiters().len(), names.keyed_rate_limiters().len());
        (names.circuit_breakers().len(), limiters)
    };
    assert_eq!(lists(), (1, (1, 1)));
    assert!(names.remove_rate_limiter("a"));
    assert_eq!(lists(), (1, (0, 1)));
    assert!(names.remove_keyed_rate_limiter("a"));
    assert_eq!(lists(), (1, (0, 0)));
    assert_eq!(names.circuit_breaker("a").unwrap().state(), CircuitState::ForcedOpen);
    assert!(names.remove_circuit_breaker("a"));
    assert_eq!(lists(), (0, (0, 0)));
}

#[test]
fn registries_are_apart_from_each_other_and_from_that_of_the_process() {
    const NAME: &str = "apart from each other";
    let builder = || RateLimiter::builder().name(NAME).per(Duration::from_secs(3600));
    let (one, other) = (Registry::new(), Registry::default());
    let limiter = builder().burst(1).register_in(&one).unwrap();
    let second = builder().burst(2).register_in(&other).unwrap();
    assert!(registry().rate_limiter(NAME).is_none());
    let of_process = builder().burst(3).register().unwrap();
    builder().register_keyed().unwrap();
    assert_eq!(count(|| limiter.try_acquire()), 1);
    assert_eq!(count(|| second.try_acquire()), 2);
    assert_eq!(count(|| of_process.try_acquire()), 3);
    assert_eq!(registry().rate_limiter(NAME).unwrap().stats().total_acquired, 3);
    assert!(registry().keyed_rate_limiter(NAME).is_some());
    assert!(one.keyed_rate_limiters().is_empty());
    assert!(registry().remove_rate_limiter(NAME));
    assert!(one.rate_limiter(NAME).is_some());
}

const THREADS: usize = 64;

/// What `take`, which every thread gets from a name that all register at once, admits in all.
fn admitted_to_all<T: Fn() -> Result<(), Rejected>>(register: impl Fn(usize) -> T + Sync) -> usize {
    let start = Barrier::new(THREADS);
    thread::scope(|scope| {
        let one = |number| {
            let (start, register) = (&start, &register);
            scope.spawn(move || {
                start.wait();
                let take = register(number);
                count(take)
            })
        };
        let threads: Vec<_> = (0..THREADS).map(one).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    })
}

#[test]
fn many_threads_that_register_a_name_at_once_get_one_bucket() {
    for _ in 0..20 {
        let (names, time) = (Registry::new(), ManualClock::new());
        // Everybody writes the clock and the burst; some a rate as well, which is a change of it.
        let builder = |number: usize| {
            let builder = named(&time).burst(100);
            if number.is_multiple_of(2) { builder.rate(7.0) } else { builder }
        };
        let admitted = admitted_to_all(|number| {
            let limiter = builder(number).register_in(&names).unwrap();
            move || limiter.try_acquire()
        });
        assert_eq!(admitted, 100);
        assert_eq!(names.rate_limiter("a").unwrap().stats().total_acquired, 100);
        assert_eq!(names.rate_limiters().len(), 1);
        let admitted = admitted_to_all(|number| {
            let limiter = builder(number).keyed().register_in(&names).unwrap();
            move || limiter.try_acquire("key")
        });
        assert_eq!(admitted, 100);
        assert_eq!(names.keyed_rate_limiter("a").unwrap().keys(), 1);
    }
}

#[test]
fn many_threads_that_disagree_leave_one_winner() {
    let (names, time) = (Registry::new(), ManualClock::new());
    let start = Barrier::new(THREADS);
    let winners = thread::scope(|scope| {
        let one = |number: usize| {
            let (names, time, start) = (&names, &time, &start);
            scope.spawn(move || {
                start.wait();
                let burst = u32::try_from(number).unwrap() + 1;
                let mine = named(time).burst(burst).register_in(names);
                mine.is_ok_and(|limiter| limiter.burst() == burst)
            })
        };
        let threads: Vec<_> = (0..THREADS).map(one).collect();
        threads.into_iter().filter_map(|thread| thread.join().unwrap().then_some(())).count()
    });
    assert_eq!(winners, 1);
}

#[test]
fn the_listeners_of_all_who_share_a_name_hear_it_whatever_the_kind() {
    let (time, names) = (ManualClock::new(), Registry::new());
    let heard = Arc::new(Mutex::new(BTreeSet::new()));
    let ear = || {
        let heard = Arc::clone(&heard);
        move |event: &Event| heard.lock().unwrap().extend([event.kind()])
    };
    let kinds = || mem::take(&mut *heard.lock().unwrap());
    let limiter = || RateLimiter::builder().name("api").initial(0.0).clock(time.clock());
    limiter().register_in(&names).unwrap();
    let joined = limiter().on_event(ear()).register_in(&names).unwrap();
    joined.try_acquire().unwrap_err();
    assert_eq!(kinds(), ["rate_limiter"].into());
    limiter().keyed().register_in(&names).unwrap();
    let joined = limiter().on_event(ear()).keyed().register_in(&names).unwrap();
    joined.try_acquire("key").unwrap_err();
    assert_eq!(kinds(), ["keyed_rate_limiter"].into());
    let pool = || Bulkhead::builder().name("pool").max_concurrent(1);
    let first = pool().register_in(&names).unwrap();
    let _permit = first.try_acquire().unwrap();
    pool().on_event(ear()).register_in(&names).unwrap().try_acquire().unwrap_err();
    assert_eq!(kinds(), ["bulkhead"].into());
    let retry = || Retry::builder().name("fetch").max_attempts(1);
    retry().register_in(&names).unwrap();
    let joined = retry().on_event(ear()).register_in(&names).unwrap();
    joined.call(|| "x".parse::<u32>()).unwrap_err();
    assert_eq!(kinds(), ["retry"].into());
}
