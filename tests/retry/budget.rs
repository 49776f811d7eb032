//! How many retries there are beside the calls.

use crate::support::{Own, TENTH, at_once, failing, tenths};
use resilience::{CircuitBreaker, ManualClock, Retry, RetryBudget};
use std::cell::Cell;
use std::sync::atomic::{AtomicU32, Ordering};

fn with(budget: &RetryBudget, max_attempts: u32) -> Retry {
    at_once(max_attempts).budget(budget.clone()).build().unwrap()
}

/// How many retries there were in so many failing calls.
fn retries(retry: &Retry, calls: u32) -> u32 {
    let attempts = Cell::new(0);
    (0..calls).for_each(|_| retry.call(failing(&attempts)).unwrap_err().ignore());
    attempts.get() - calls
}

trait Ignore: Sized {
    fn ignore(self) {}
}

impl Ignore for Own {}

#[test]
fn the_reserve_is_there_from_the_start_and_is_used_up() {
    let budget = RetryBudget::new(0.0, 3);
    let retry = with(&budget, 3);
    assert_eq!(budget.available(), 3);
    assert_eq!((retries(&retry, 1), budget.available()), (2, 1));
    assert_eq!((retries(&retry, 1), budget.available()), (1, 0));
    assert_eq!((retries(&retry, 100), budget.available()), (0, 0));
}

#[test]
fn an_empty_budget_brings_the_error_back_at_once() {
    let time = ManualClock::new();
    let backoff = resilience::Backoff::constant(TENTH);
    let retry = at_once(3).backoff(backoff).clock(time.clock()).budget(RetryBudget::new(0.0, 0));
    let attempts = Cell::new(0);
    let error = retry.build().unwrap().call(failing(&attempts)).unwrap_err();
    assert!(matches!(error, Own::Down(1)));
    assert_eq!(time.waiting(), 0);
}

#[test]
fn so_many_retries_as_the_ratio_says_are_there_for_the_calls() {
    for (ratio, calls, expected) in [
        (1.0, 10, 10),
        (0.5, 10, 5),
        (0.2, 5, 1),
        (0.2, 100, 20),
        (0.1, 10, 1),
        (0.1, 1000, 100),
        (0.01, 100, 1),
        (1.0 / 3.0, 3000, 1000),
        (0.0, 1000, 0),
    ] {
        assert_eq!(retries(&with(&RetryBudget::new(ratio, 0), 2), calls), expected, "{ratio}");
        // With a reserve as many more, but for what calls pay while that is full.
        let with_reserve = retries(&with(&RetryBudget::new(ratio, 2), 2), calls);
        let most = (expected + 2).min(calls);
        assert!((most - 1..=most).contains(&with_reserve), "{ratio}: {with_reserve} of {most}");
    }
}

#[test]
fn what_is_saved_in_good_times_is_no_more_than_the_reserve() {
    for (reserve, kept) in [(10, 10), (1, 1), (0, 1)] {
        let budget = RetryBudget::new(1.0, reserve);
        let retry = with(&budget, 100);
        (0..1000).for_each(|_| retry.call(|| Ok::<_, Own>(())).unwrap());
        assert_eq!(budget.available(), kept);
        assert_eq!(retries(&retry, 1), u32::try_from(kept).unwrap());
    }
}

#[test]
fn a_call_pays_once_however_many_attempts_it_makes() {
    let budget = RetryBudget::new(0.5, 4);
    let retry = with(&budget, 4);
    assert_eq!(retries(&retry, 1), 3);
    assert_eq!(budget.available(), 1);
    retry.call(|| Ok::<_, Own>(())).unwrap();
    retry.call(|| Ok::<_, Own>(())).unwrap();
    assert_eq!(budget.available(), 2);
}

#[test]
fn only_a_retry_takes_anything_out() {
    let budget = RetryBudget::new(0.0, 5);
    let retry = with(&budget, 5);
    retry.call_if(|_| false, || Err::<(), _>("down")).unwrap_err();
    let breaker = CircuitBreaker::builder().build().unwrap();
    breaker.force_open();
    retry.call(|| breaker.try_acquire().map(drop)).unwrap_err();
    assert_eq!(retries(&with(&budget, 1), 10), 0, "there was to be no other attempt");
    assert_eq!(budget.available(), 5);
}

#[test]
fn clones_share_one_balance() {
    let budget = RetryBudget::new(0.0, 4);
    let (one, other) = (with(&budget, 3), with(&budget, 3));
    assert_eq!(retries(&one, 1), 2);
    assert_eq!(retries(&other, 1), 2);
    assert_eq!((retries(&one.clone(), 1), budget.available()), (0, 0));
    let apart = RetryBudget::new(0.0, 4);
    assert_eq!(retries(&with(&apart, 3), 1), 2);
}

#[test]
fn without_a_budget_there_are_as_many_as_the_attempts_allow() {
    assert_eq!(retries(&at_once(10).build().unwrap(), 100), 900);
}

#[test]
fn many_threads_take_no_more_than_there_is() {
    let (budget, attempts) = (RetryBudget::new(0.25, 10), AtomicU32::new(0));
    let retry = with(&budget, 5);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..500 {
                    let op = || Err::<(), _>(Own::Down(attempts.fetch_add(1, Ordering::Relaxed)));
                    retry.call(op).unwrap_err();
                }
            });
        }
    });
    let retries = attempts.load(Ordering::Relaxed) - 4000;
    // What calls pay while the reserve is full is lost.
    let all = u64::from(retries) + budget.available();
    assert!((1000..=1010).contains(&all), "{all}");
}

#[test]
fn a_task_that_is_dropped_while_it_waits_has_paid_for_its_retry() {
    let time = ManualClock::new();
    let budget = RetryBudget::new(0.0, 2);
    let backoff = resilience::Backoff::constant(TENTH);
    let retry = at_once(3).backoff(backoff).budget(budget.clone()).clock(time.clock());
    let retry = retry.build().unwrap();
    let attempts = Cell::new(0);
    let mut op = failing(&attempts);
    drop(crate::support::Task::started(retry.call_async(|| std::future::ready(op()))));
    assert_eq!((budget.available(), attempts.get()), (1, 1));
    assert!(tenths(&time, 1).call(failing(&attempts)).is_err());
}

#[test]
fn a_budget_shows_its_numbers() {
    let budget = RetryBudget::new(0.5, 10);
    let text = "RetryBudget { ratio: 0.5, reserve: 10, available: 10 }";
    assert_eq!(format!("{budget:?}"), text);
    assert_eq!(RetryBudget::new(1.0, u32::MAX).available(), u64::from(u32::MAX));
}
