//! Budget, waits and names.

use super::{NONE, done};
use crate::task::Task;
use resilience::{Backoff, RetryBudget, retry};
use std::cell::Cell;
use std::panic::catch_unwind;
use std::time::Duration;

#[retry(backoff = NONE)]
fn on_a_budget(calls: &Cell<u32>) -> Result<(), ()> {
    calls.set(calls.get() + 1);
    Err(())
}

#[retry(backoff = NONE, budget = none)]
fn without_a_budget(calls: &Cell<u32>) -> Result<(), ()> {
    calls.set(calls.get() + 1);
    Err(())
}

#[retry(backoff = NONE, budget = RetryBudget::new(0.0, 3))]
async fn on_a_small_budget(calls: &Cell<u32>) -> Result<(), ()> {
    calls.set(calls.get() + 1);
    Err(())
}

#[test]
fn there_is_a_retry_for_five_calls_and_ten_in_reserve_unless_another_budget_is_written() {
    let calls = Cell::new(0);
    let attempts = |call: &dyn Fn(&Cell<u32>) -> Result<(), ()>| {
        calls.set(0);
        for _ in 0..100 {
            call(&calls).unwrap_err();
        }
        calls.get()
    };
    // What the first call pays in finds the budget full.
    assert_eq!(attempts(&|calls| on_a_budget(calls)), 100 + 10 + 19);
    assert_eq!(attempts(&|calls| without_a_budget(calls)), 300);
    assert_eq!(attempts(&|calls| done(on_a_small_budget(calls))), 103);
}

#[retry(backoff = Backoff::constant(HOUR), name = "hourly", max_attempts = 2, accessor = hourly_retry)]
async fn hourly(calls: &Cell<u32>) -> Result<(), ()> {
    calls.set(calls.get() + 1);
    Err(())
}

const HOUR: Duration = Duration::from_secs(3600);

#[retry(accessor = plain_retry)]
fn plain() -> Result<(), ()> {
    Ok(())
}

#[tokio::test]
async fn it_waits_between_two_attempts_and_dropped_then_makes_no_other() {
    let calls = Cell::new(0);
    drop(hourly(&calls));
    assert_eq!(calls.get(), 0);
    let mut call = Task::started(hourly(&calls));
    assert!(!call.is_done());
    drop(call);
    assert_eq!(calls.get(), 1);
    assert_eq!((hourly_retry().name(), hourly_retry().max_attempts()), ("hourly", 2));
    plain().unwrap();
    assert_eq!(
        (plain_retry().name(), plain_retry().max_attempts()),
        ("attribute::retry::settings::plain", 3)
    );
}

#[retry(backoff = Backoff::exponential(HOUR).factor(0.5))]
fn misconfigured() -> Result<(), ()> {
    Ok(())
}

#[test]
fn settings_that_cannot_hold_panic_at_the_first_call() {
    let text = catch_unwind(misconfigured).unwrap_err().downcast::<String>().unwrap();
    assert!(
        text.contains("factor") && text.contains("attribute::retry::settings::misconfigured"),
        "{text}"
    );
}
