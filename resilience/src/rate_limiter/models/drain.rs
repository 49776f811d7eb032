//! A word that stays closed.

use super::{SECOND, builder, check, is_granted, spawn, take, waiter};
use crate::clock::ManualClock;
use crate::error::Rejected;
use crate::rate_limiter::RateLimiter;
use crate::rate_limiter::queue::Refusal;
use crate::rate_limiter::wait::Turn;
use crate::sync::Mutex;
use crate::waiting::{Patience, Step, Wait, Wakers, wake};
use loom::thread;
use std::sync::Arc;
use std::task::Waker;

fn shut(limiter: &RateLimiter) {
    let mut wakers = Wakers::new();
    limiter.shut(&mut wakers);
    wake(wakers);
}

fn is_shut_out(limiter: &RateLimiter) -> bool {
    matches!(limiter.try_acquire(), Err(Rejected::ShuttingDown(_)))
}

#[test]
fn whoever_comes_when_it_has_been_shut_is_turned_away() {
    check(|| {
        let time = ManualClock::new();
        let limiter = builder(&time).build().unwrap();
        let returned = Arc::new(Mutex::new(false));
        let other = {
            let (limiter, returned) = (limiter.clone(), Arc::clone(&returned));
            thread::spawn(move || {
                shut(&limiter);
                *returned.lock() = true;
            })
        };
        let too_late = *returned.lock();
        let granted = take(&limiter) == 1;
        assert!(!(too_late && granted));
        other.join().unwrap();
        assert!(is_shut_out(&limiter));
        assert!(limiter.n(0).try_acquire().is_err());
        assert_eq!(limiter.stats().total_acquired, u64::from(granted));
    });
}

#[test]
fn nobody_opens_it_again() {
    let others: [fn(&RateLimiter); 3] = [
        RateLimiter::reset,
        |limiter| limiter.set_rate(7.0, SECOND).unwrap(),
        |limiter| {
            let _seen = limiter.tokens();
        },
    ];
    for other in others {
        check(move || {
            let time = ManualClock::new();
            let limiter = builder(&time).build().unwrap();
            let other = spawn(&limiter, other);
            shut(&limiter);
            other.join().unwrap();
            assert!(is_shut_out(&limiter));
        });
    }
}

#[test]
fn one_who_joins_the_line_as_it_is_shut_does_not_wait_in_vain() {
    check(|| {
        let time = ManualClock::new();
        let limiter = builder(&time).initial(0.0).build().unwrap();
        let other = spawn(&limiter, shut);
        let mut turn = Turn::new(limiter.core(), 1, Patience::Endless);
        let mut answer = turn.step(Waker::noop());
        other.join().unwrap();
        if let Step::SleepUntil(_) = answer {
            answer = turn.step(Waker::noop());
        }
        assert!(matches!(answer, Step::Done(Err(Refusal::ShuttingDown))));
    });
}

#[test]
fn a_token_that_nobody_may_have_any_more_goes_to_the_one_who_cannot_be_turned_away() {
    check(|| {
        let time = ManualClock::new();
        let limiter = builder(&time).initial(0.0).build().unwrap();
        let mut first = waiter(&limiter, 1);
        let mut second = Turn::new(limiter.core(), 1, Patience::Certain);
        assert!(matches!(second.step(Waker::noop()), Step::SleepUntil(_)));
        time.advance(SECOND);
        // Whoever comes by reserves the token for the first one.
        let other = spawn(&limiter, |limiter| limiter.time_until_token());
        shut(&limiter);
        other.join().unwrap();
        assert!(is_granted(&mut second));
        assert!(matches!(first.step(Waker::noop()), Step::Done(Err(Refusal::ShuttingDown))));
        drop((first, second));
        let stats = limiter.stats();
        assert_eq!((stats.cancelled, stats.total_rejected), (0, 0), "counted at the end");
    });
}

#[test]
fn one_who_cannot_be_turned_away_comes_as_it_is_shut() {
    check(|| {
        let time = ManualClock::new();
        let limiter = builder(&time).build().unwrap();
        let other = spawn(&limiter, shut);
        limiter.wait().unwrap();
        other.join().unwrap();
        limiter.wait().unwrap();
        assert_eq!(limiter.stats().total_acquired, 2);
    });
}

#[test]
fn a_key_that_comes_as_all_are_shut_is_turned_away_or_was_first() {
    check(|| {
        let time = ManualClock::new();
        let limiter = builder(&time).initial(0.0).build_keyed().unwrap();
        let other = {
            let limiter = limiter.clone();
            thread::spawn(move || {
                let mut wakers = Wakers::new();
                limiter.shut(&mut wakers);
                wake(wakers);
            })
        };
        let mut turn = limiter.core().turn(&7, Patience::Endless);
        let mut answer = turn.step(Waker::noop());
        other.join().unwrap();
        if let Step::SleepUntil(_) = answer {
            answer = turn.step(Waker::noop());
        }
        assert!(matches!(answer, Step::Done(Err(Refusal::ShuttingDown))));
        assert!(matches!(limiter.try_acquire(&8), Err(Rejected::ShuttingDown(_))));
    });
}
