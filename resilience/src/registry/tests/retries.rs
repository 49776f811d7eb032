//! Retries that follow, and what their budgets are.

use super::support::{SECOND, follow, problems, refused, registry, shown};
use crate::clock::ManualClock;
use crate::registry::Registry;
use crate::retry::{Backoff, Jitter, Retry, RetryBudget, RetryBuilder};
use crate::settings::Build;
use std::time::Duration;

fn builder(time: &ManualClock) -> RetryBuilder {
    Retry::builder().name("r").clock(time.clock())
}

fn annotated(names: &Registry, time: &ManualClock) -> Retry {
    let mut builder = builder(time);
    builder.annotate();
    builder.register_in(names).unwrap()
}

/// How many attempts a call that always fails has. Nothing is waited for.
fn attempts(retry: &Retry) -> u32 {
    let mut attempts = 0;
    let result: Result<(), &str> = retry.call_if(
        |_| true,
        || {
            attempts += 1;
            Err("down")
        },
    );
    result.unwrap_err();
    attempts
}

const NO_WAITS: &str = "retry backoff = 0
                        retry jitter = none
                        ";

#[test]
fn the_next_decision_goes_by_what_is_there_now() {
    let (names, time) = registry(NO_WAITS);
    let retry = annotated(&names, &time);
    assert_eq!(attempts(&retry), 3);
    let clone = retry.clone();
    follow(&names, &format!("{NO_WAITS}retry max_attempts = 5"));
    assert_eq!((retry.max_attempts(), attempts(&clone)), (5, 5));
    let mut made = 0;
    let result: Result<(), &str> = retry.call_if(
        |_| true,
        || {
            made += 1;
            follow(&names, &format!("{NO_WAITS}retry max_attempts = 2"));
            Err("down")
        },
    );
    assert_eq!((result, made), (Err("down"), 2));
}

#[test]
fn waits_are_those_that_are_there() {
    let (names, time) = registry(
        "retry.r backoff = 3
         retry.r backoff_factor = 2
         retry.r backoff_max = 5
         retry.r jitter = none
         retry.r max_attempts = 4",
    );
    let retry = annotated(&names, &time);
    let mut schedule = retry.start();
    for wait in [3, 5, 5] {
        let until = schedule.next(None).unwrap();
        assert_eq!(schedule.clock().now().until(until), SECOND * wait);
    }
    assert!(schedule.next(None).is_none());
}

#[test]
fn a_backoff_in_code_holds_whole() {
    let (names, time) = registry("retry backoff_factor = 7");
    let backoff = Backoff::exponential(SECOND).jitter(Jitter::Equal);
    let retry = builder(&time).backoff(backoff).register_in(&names).unwrap();
    follow(
        &names,
        "retry backoff = 30
         retry backoff_max = 1ms
         retry jitter = none",
    );
    for (field, value) in
        [("backoff", "1s"), ("backoff_factor", "2"), ("backoff_max", "10s"), ("jitter", "equal")]
    {
        let shown = shown(&retry.settings(), field);
        assert!(shown.starts_with(&format!("{value} (resilience/src/registry/")), "{shown}");
    }
}

#[test]
fn the_longest_wait_is_no_shorter_than_the_first() {
    let (names, time) = registry("");
    annotated(&names, &time);
    let text =
        "retry `r`: backoff_max = 99ms (test.toml:1), expected at least the backoff of 100ms";
    assert_eq!(refused(&names, "retry backoff_max = 99ms"), [text]);
    follow(&names, "retry backoff_max = 100ms");
}

#[test]
fn an_annotated_function_has_a_budget_and_others_if_anybody_says_so() {
    let (names, time) = registry("");
    assert_eq!(annotated(&names, &time).retries_left(), Some(10));
    let other = builder(&time).name("other").register_in(&names).unwrap();
    let none = builder(&time).name("none").no_budget().register_in(&names).unwrap();
    assert_eq!((other.retries_left(), none.retries_left()), (None, None));
    follow(&names, "retry budget_reserve = 3");
    assert_eq!((other.retries_left(), none.retries_left()), (Some(3), None));
    assert_eq!(shown(&other.settings(), "budget_reserve"), "3 (test.toml:1)");
    assert_eq!(shown(&other.settings(), "budget_ratio"), "0.2 (default)");
    assert!(none.settings().values.iter().all(|value| !value.field.starts_with("budget")));
    follow(&names, "");
    assert_eq!((other.retries_left(), none.retries_left()), (None, None));
}

#[test]
fn a_budget_keeps_what_it_has_and_gets_nothing_by_a_change() {
    let (names, time) = registry(NO_WAITS);
    let retry = annotated(&names, &time);
    // Each call pays a fifth of a retry, which a full budget does not keep.
    let spent: u32 = (0..4).map(|_| attempts(&retry) - 1).sum();
    assert_eq!((spent, retry.retries_left()), (8, Some(2)));
    follow(&names, &format!("{NO_WAITS}retry budget_reserve = 100"));
    assert_eq!(retry.retries_left(), Some(2));
    follow(&names, &format!("{NO_WAITS}retry budget_reserve = 1"));
    assert_eq!(retry.retries_left(), Some(1));
    follow(&names, &format!("{NO_WAITS}retry budget_ratio = 0"));
    assert_eq!((attempts(&retry), attempts(&retry)), (2, 1));
}

#[test]
fn a_budget_in_code_holds_whole_and_is_the_one_that_was_given() {
    let (names, time) = registry(&format!("{NO_WAITS}retry budget_reserve = 50"));
    let budget = RetryBudget::new(0.0, 1);
    let retry = builder(&time).budget(budget.clone()).register_in(&names).unwrap();
    assert_eq!((retry.retries_left(), attempts(&retry), budget.available()), (Some(1), 2, 0));
    assert!(shown(&retry.settings(), "budget_reserve").starts_with("1 (resilience/src/"));
    follow(&names, NO_WAITS);
    assert_eq!((retry.retries_left(), attempts(&retry)), (Some(0), 1));
}

#[test]
fn those_who_share_a_name_share_the_budget_and_agree_on_what_both_wrote() {
    let (names, time) = registry(NO_WAITS);
    let first = builder(&time).max_attempts(2).register_in(&names).unwrap();
    let budget = RetryBudget::new(0.0, 1);
    let second = builder(&time).budget(budget.clone()).register_in(&names).unwrap();
    assert_eq!((second.max_attempts(), first.retries_left()), (2, Some(1)));
    assert_eq!((attempts(&first), attempts(&second), budget.available()), (2, 1, 0));
    // The same numbers agree, and the first budget holds.
    let third = builder(&time).budget(RetryBudget::new(0.0, 1)).register_in(&names).unwrap();
    assert_eq!(attempts(&third), 1);

    builder(&time).backoff(Backoff::none()).register_in(&names).unwrap();
    let other = builder(&time)
        .max_attempts(3)
        .backoff(Backoff::constant(Duration::from_millis(5)))
        .no_budget();
    let problems = problems(other.register_in(&names));
    let values: Vec<_> =
        problems.iter().map(|problem| problem.split(" (").next().unwrap()).collect();
    let backoff = "backoff = 5ms by a factor of 1 to 10s, jitter none";
    assert_eq!(values, ["max_attempts = 3", backoff, "budget = none"]);
    assert!(
        problems[1].contains("expected 0ns by a factor of 1 to 10s, jitter none, as written at")
    );
    assert!(problems[2].contains("expected 0 and a reserve of 1, as written at"), "{problems:?}");
    assert_eq!(names.retries().len(), 1);
}

#[test]
fn a_name_that_is_removed_is_free() {
    let (names, time) = registry("");
    let retry = annotated(&names, &time);
    assert_eq!(names.retry("r").unwrap().name(), "r");
    assert!(names.remove_retry("r") && !names.remove_retry("r"));
    follow(&names, "retry max_attempts = 9");
    assert_eq!((retry.max_attempts(), annotated(&names, &time).max_attempts()), (3, 9));
}
