//! loom models of the word and what stands beside it, of the lock, and of the line: every
//! interleaving of a few threads. `ci/loom.sh` runs them.

mod drain;

use super::wait::Turn;
use super::{KeyedRateLimiter, RateLimiter, RateLimiterBuilder};
use crate::clock::ManualClock;
use crate::waiting::{Patience, Step, Wait};
use loom::thread;
use std::task::Waker;
use std::time::Duration;

const SECOND: Duration = Duration::from_secs(1);

fn check(model: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(3);
    builder.check(model);
}

/// One a second, two at most.
fn builder(time: &ManualClock) -> RateLimiterBuilder {
    RateLimiter::builder().rate(1.0).per(SECOND).burst(2).clock(time.clock())
}

fn spawn<T: 'static>(
    limiter: &RateLimiter,
    act: impl FnOnce(&RateLimiter) -> T + 'static,
) -> thread::JoinHandle<T> {
    let limiter = limiter.clone();
    thread::spawn(move || act(&limiter))
}

fn take(limiter: &RateLimiter) -> u32 {
    u32::from(limiter.try_acquire().is_ok())
}

/// One in line for `tokens`.
fn waiter(limiter: &RateLimiter, tokens: u32) -> Turn<&super::Core> {
    let mut turn = Turn::new(limiter.core(), tokens, Patience::Endless);
    assert!(matches!(turn.step(Waker::noop()), Step::SleepUntil(_)));
    turn
}

fn is_granted(turn: &mut Turn<&super::Core>) -> bool {
    matches!(turn.step(Waker::noop()), Step::Done(Ok(())))
}

#[test]
fn a_bucket_grants_exactly_what_it_has() {
    check(|| {
        let time = ManualClock::new();
        let limiter = builder(&time).build().unwrap();
        let others = [spawn(&limiter, take), spawn(&limiter, take)];
        let mine = take(&limiter);
        let granted = mine + others.into_iter().map(|other| other.join().unwrap()).sum::<u32>();
        assert_eq!(granted, 2);
        assert_eq!(limiter.stats().total_acquired, 2);
        assert_eq!(limiter.stats().total_rejected, 1);
    });
}

#[test]
fn time_moves_on_while_tokens_are_taken_and_none_is_granted_twice() {
    check(|| {
        let time = ManualClock::new();
        let limiter = builder(&time).build().unwrap();
        let other = spawn(&limiter, |limiter| take(limiter) + take(limiter));
        let clock = time.clone();
        let ticks = thread::spawn(move || clock.advance(SECOND));
        let mine = take(&limiter) + take(&limiter);
        ticks.join().unwrap();
        let granted = other.join().unwrap() + mine;
        assert!((2..=3).contains(&granted), "{granted}");
        assert_eq!(granted + take(&limiter) + take(&limiter), 3);
    });
}

#[test]
fn another_rate_comes_while_tokens_are_taken_and_is_whole() {
    check(|| {
        let time = ManualClock::new();
        let limiter = builder(&time).build().unwrap();
        let change = spawn(&limiter, |limiter| limiter.set_rate(1e9, SECOND).unwrap());
        assert_eq!(take(&limiter) + take(&limiter), 2);
        change.join().unwrap();
        // Both tokens are gone, at whichever rate they were taken, and come back at the new one.
        assert_eq!(take(&limiter), 0);
        assert_eq!(limiter.time_until_token(), Duration::from_nanos(1));
    });
}

#[test]
fn a_refusal_is_that_of_one_rate_and_not_of_two() {
    check(|| {
        let time = ManualClock::new();
        let limiter = builder(&time).initial(0.0).build().unwrap();
        let change = spawn(&limiter, |limiter| limiter.set_rate(1e9, SECOND * 5).unwrap());
        let wait = limiter.try_acquire().unwrap_err().retry_after().unwrap();
        assert!(wait == SECOND || wait == Duration::from_nanos(5), "{wait:?}");
        change.join().unwrap();
    });
}

#[test]
fn a_reset_races_with_those_who_take() {
    check(|| {
        let time = ManualClock::new();
        let limiter = builder(&time).burst(1).build().unwrap();
        let reset = spawn(&limiter, RateLimiter::reset);
        let granted = take(&limiter) + take(&limiter);
        reset.join().unwrap();
        // The reset came first, or gave back one that was taken.
        let all = granted + take(&limiter);
        assert!((1..=2).contains(&all), "{all}");
        assert_eq!(take(&limiter), 0);
    });
}

#[test]
fn a_word_that_was_seen_before_a_reset_is_not_there_after_it() {
    check(|| {
        let time = ManualClock::new();
        let limiter = builder(&time).build().unwrap();
        // The bucket misses one, is reset, misses one again: as it was, but another.
        take(&limiter);
        let other = spawn(&limiter, |limiter| {
            limiter.reset();
            take(limiter) + take(limiter)
        });
        let mine = take(&limiter);
        let others = other.join().unwrap();
        assert!(others + mine + take(&limiter) <= 3);
        assert_eq!(take(&limiter), 0);
    });
}

#[test]
fn a_newcomer_does_not_overtake_one_who_waits() {
    check(|| {
        let time = ManualClock::new();
        let limiter = builder(&time).initial(0.0).build().unwrap();
        let newcomer = spawn(&limiter, take);
        let mut turn = waiter(&limiter, 1);
        time.advance(SECOND);
        let newcomer = newcomer.join().unwrap();
        assert_eq!(newcomer, 0, "it came before the token, or after the waiter");
        assert!(is_granted(&mut turn));
    });
}

#[test]
fn a_waiter_that_is_cancelled_while_it_is_served_passes_its_token_on() {
    check(|| {
        let time = ManualClock::new();
        let limiter = builder(&time).initial(0.0).build().unwrap();
        let first = waiter(&limiter, 1);
        let mut second = waiter(&limiter, 1);
        time.advance(SECOND);
        // Whoever comes by serves the first, which is dropped in the same instant.
        let other = spawn(&limiter, |limiter| limiter.tokens());
        drop(first);
        other.join().unwrap();
        assert!(is_granted(&mut second));
        drop(second);
        assert_eq!(take(&limiter), 0);
        let stats = limiter.stats();
        assert_eq!((stats.cancelled, stats.total_rejected), (1, 1));
    });
}

#[test]
fn two_waiters_give_up_at_once_and_the_third_is_at_the_front() {
    check(|| {
        let time = ManualClock::new();
        let limiter = builder(&time).initial(0.0).build().unwrap();
        let (one, other) = (limiter.clone(), limiter.clone());
        let give_up = |limiter: RateLimiter| thread::spawn(move || drop(waiter(&limiter, 2)));
        let (one, other) = (give_up(one), give_up(other));
        let mut mine = waiter(&limiter, 1);
        one.join().unwrap();
        other.join().unwrap();
        time.advance(SECOND);
        assert!(is_granted(&mut mine));
        assert_eq!(limiter.stats().cancelled, 2);
        time.advance(SECOND);
        assert_eq!(take(&limiter), 1);
    });
}

/// Each of two keys wants a token, and there is room for one.
fn only_one_of_two_keys_has_a_place(limiter: &KeyedRateLimiter) {
    let other = limiter.clone();
    let other = thread::spawn(move || u32::from(other.try_acquire(&1).is_ok()));
    let mine = u32::from(limiter.try_acquire(&2).is_ok());
    assert_eq!(other.join().unwrap() + mine, 1);
    assert_eq!(limiter.keys(), 1);
}

#[test]
fn the_last_place_is_one_keys() {
    check(|| {
        let time = ManualClock::new();
        let limiter = builder(&time).burst(1).max_keys(1).build_keyed().unwrap();
        only_one_of_two_keys_has_a_place(&limiter);
    });
}

#[test]
fn a_key_is_forgotten_while_it_comes_again() {
    check(|| {
        let time = ManualClock::new();
        let limiter = builder(&time).burst(1).max_keys(1).build_keyed().unwrap();
        limiter.try_acquire(&1).unwrap();
        // Its bucket is full: whoever comes first, the place is that one's.
        time.advance(SECOND);
        only_one_of_two_keys_has_a_place(&limiter);
    });
}
