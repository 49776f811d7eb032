//! While others call, settings change a thousand times.

use super::support::{SECOND, registry, table};
use crate::bulkhead::Bulkhead;
use crate::circuit_breaker::CircuitBreaker;
use crate::events::CircuitState;
use crate::rate_limiter::RateLimiter;
use std::thread;

const RELOADS: usize = 1_000;

/// Is set when it goes, whatever becomes of the thread: others would wait for ever.
struct Over<'a>(&'a Flag);

/// A flag that needs no ordering named.
#[derive(Default)]
struct Flag(parking_lot::Mutex<bool>);

impl Flag {
    fn is_set(&self) -> bool {
        *self.0.lock()
    }
}

impl Drop for Over<'_> {
    fn drop(&mut self) {
        *self.0.0.lock() = true;
    }
}

#[test]
fn no_call_is_lost_no_token_made_and_no_state_forgotten() {
    let (names, time) = registry("bulkhead max_concurrent = 2");
    let clock = time.clock();
    let breaker = CircuitBreaker::builder().name("b").clock(clock.clone());
    let breaker = breaker.register_in(&names).unwrap();
    let open = CircuitBreaker::builder().name("open").clock(clock.clone());
    let open = open.register_in(&names).unwrap();
    let limiter = RateLimiter::builder().name("l").rate(10.0).clock(clock.clone());
    let limiter = limiter.register_in(&names).unwrap();
    let keyed = RateLimiter::builder().name("l").rate(10.0).clock(clock.clone());
    let keyed = keyed.keyed().register_in(&names).unwrap();
    let pool = Bulkhead::builder().name("p").clock(clock).register_in(&names).unwrap();
    (0..5).for_each(|_| open.record_failure());
    let until = open.remaining();

    let tables: Vec<_> = (0..8)
        .map(|number: u32| {
            // The bursts are no more than they were at the start, so no token may come in.
            let (window, burst) = (10 + number % 3, 10 - number % 4);
            let broken = if number % 2 == 1 {
                "retry max_attempts = 0\nbulkhead.p max_waiting = -1"
            } else {
                ""
            };
            let rates = "circuit_breaker.b failure_rate = 1\ncircuit_breaker.b minimum_calls = 9";
            table(&format!(
                "{rates}
                 circuit_breaker.b window = {window}
                 circuit_breaker reset_timeout = {number}.5
                 rate_limiter burst = {burst}
                 bulkhead max_concurrent = {}
                 {broken}",
                1 + number % 2
            ))
        })
        .collect();

    let over = Flag::default();
    let (granted, calls) = thread::scope(|threads| {
        let callers: Vec<_> = (0..2)
            .map(|_| {
                threads.spawn(|| {
                    let (mut granted, mut calls) = ([0, 0], 0_u64);
                    while !over.is_set() || calls == 0 {
                        granted[0] += u32::from(limiter.try_acquire().is_ok());
                        granted[1] += u32::from(keyed.try_acquire("k").is_ok());
                        let permit = breaker.try_acquire().unwrap();
                        if calls % 2 == 0 {
                            permit.success();
                        } else {
                            permit.ignore();
                        }
                        let permit = pool.acquire().unwrap();
                        assert!(pool.in_use() <= 2);
                        drop(permit);
                        calls += 1;
                    }
                    (granted, calls)
                })
            })
            .collect();
        let end = Over(&over);
        for reload in 0..RELOADS {
            let index = reload % tables.len();
            assert_eq!(names.reconsider(tables[index].clone()).is_ok(), index % 2 == 0);
            if reload % 10 == 0 {
                limiter.set_rate(10.0, SECOND).unwrap();
            }
        }
        drop(end);
        callers.into_iter().map(|caller| caller.join().unwrap()).fold(
            ([0, 0], 0),
            |(granted, calls), (more, others)| {
                ([granted[0] + more[0], granted[1] + more[1]], calls + others)
            },
        )
    });
    assert!(granted[0] <= 10 && granted[1] <= 10, "{granted:?}");
    let stats = breaker.stats();
    assert_eq!(stats.successful_calls + stats.ignored_calls, calls);
    assert_eq!((breaker.state(), stats.state_changes), (CircuitState::Closed, 0));
    assert_eq!((pool.in_use(), pool.stats().total_acquired), (0, calls));
    assert_eq!((open.state(), open.remaining()), (CircuitState::Open, until));
}

#[test]
fn what_somebody_sets_meanwhile_holds() {
    let (names, _) = registry("bulkhead max_concurrent = 1");
    let pool = Bulkhead::builder().name("p").register_in(&names).unwrap();
    let limiter = RateLimiter::builder().name("l").register_in(&names).unwrap();
    let tables = ["bulkhead max_concurrent = 2", "bulkhead max_concurrent = 3"].map(table);
    let set_permits = |number: u32| {
        pool.set_max_concurrent(number).unwrap();
        thread::yield_now();
        assert_eq!(pool.max_concurrent(), number);
    };
    let set_rate = |number: u32| {
        limiter.set_rate(number.into(), SECOND).unwrap();
        thread::yield_now();
        assert_eq!(limiter.rate().to_bits(), f64::from(number).to_bits());
    };
    for set in [&set_permits as &(dyn Fn(u32) + Sync), &set_rate] {
        let over = Flag::default();
        thread::scope(|threads| {
            threads.spawn(|| {
                let numbers = (10..1_000).cycle();
                numbers.take_while(|_| !over.is_set()).for_each(set);
            });
            let _over = Over(&over);
            for reload in 0..RELOADS * 10 {
                names.reconsider(tables[reload % 2].clone()).unwrap();
            }
        });
    }
}
