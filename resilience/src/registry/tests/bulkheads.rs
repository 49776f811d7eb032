//! Bulkheads that follow.

use super::support::{follow, problems, refused, registry, shown};
use crate::bulkhead::{Bulkhead, BulkheadBuilder};
use crate::clock::ManualClock;
use crate::registry::Registry;
use crate::settings::Build;
use std::time::Duration;

fn builder(time: &ManualClock) -> BulkheadBuilder {
    Bulkhead::builder().name("pool").clock(time.clock())
}

fn bulkhead(names: &Registry, time: &ManualClock) -> Bulkhead {
    builder(time).register_in(names).unwrap()
}

#[test]
fn permits_stay_and_nobody_is_admitted_until_enough_have_come_back() {
    let (names, time) = registry("bulkhead max_concurrent = 3");
    let pool = bulkhead(&names, &time);
    let mut permits: Vec<_> = (0..3).map(|_| pool.try_acquire_owned().unwrap()).collect();
    follow(&names, "bulkhead max_concurrent = 1");
    assert_eq!((pool.in_use(), pool.max_concurrent(), pool.available()), (3, 1, 0));
    for left in [2, 1] {
        permits.pop();
        assert_eq!(pool.in_use(), left);
        pool.try_acquire().unwrap_err();
    }
    permits.pop();
    let permit = pool.try_acquire().unwrap();
    follow(&names, "bulkhead max_concurrent = 2");
    drop(pool.try_acquire().unwrap());
    drop(permit);
    assert_eq!((pool.in_use(), pool.available()), (0, 2));
}

#[test]
fn what_was_set_while_it_ran_holds_over_the_file() {
    let (names, time) = registry("bulkhead max_concurrent = 3");
    let pool = bulkhead(&names, &time);
    pool.set_max_concurrent(5).unwrap();
    follow(&names, "bulkhead max_concurrent = 1");
    assert_eq!(pool.max_concurrent(), 5);
    assert!(shown(&pool.settings(), "max_concurrent").starts_with("5 (resilience/src/registry"));
}

#[test]
fn how_many_there_are_may_be_said_anywhere_but_has_to_be() {
    let (names, time) = registry("env bulkhead.pool max_concurrent = 3");
    let pool = bulkhead(&names, &time);
    let place = "RESILIENCE__BULKHEAD__MAX_CONCURRENT";
    assert_eq!(shown(&pool.settings(), "max_concurrent"), format!("3 ({place})"));
    let errors = refused(&names, "bulkhead max_wait = 1");
    assert!(errors[0].ends_with("expected 1 to 536870912, and there is no default"), "{errors:?}");
    assert_eq!(pool.max_concurrent(), 3);
    let other = builder(&time).name("other").register_in(&names);
    assert_eq!(problems(other).len(), 1);
}

#[test]
fn whether_a_call_is_turned_away_is_for_the_next_caller() {
    let (names, time) = registry("bulkhead max_concurrent = 1");
    let pool = bulkhead(&names, &time);
    let permit = pool.try_acquire().unwrap();
    follow(
        &names,
        "bulkhead max_concurrent = 1
         bulkhead max_wait = 0",
    );
    pool.acquire().unwrap_err();
    follow(
        &names,
        "bulkhead max_concurrent = 1
         bulkhead max_waiting = 0",
    );
    pool.acquire().unwrap_err();
    drop(permit);
    follow(
        &names,
        "bulkhead max_concurrent = 1
         bulkhead max_waiting = unbounded
         bulkhead max_wait = never",
    );
    drop(pool.acquire().unwrap());
    assert_eq!(shown(&pool.settings(), "max_waiting"), "unbounded (test.toml:2)");
    assert_eq!(shown(&pool.settings(), "max_wait"), "never (test.toml:3)");
}

fn annotated(time: &ManualClock) -> BulkheadBuilder {
    let mut builder = builder(time).max_concurrent(1);
    builder.annotate();
    builder
}

const FOR_ALL: &str = "bulkhead max_wait = 0
                       bulkhead max_waiting = 0";

#[test]
fn whether_an_annotated_function_can_be_turned_away_is_no_matter_of_a_file() {
    let (names, time) = registry(FOR_ALL);
    let pool = annotated(&time).register_in(&names).unwrap();
    assert_eq!(shown(&pool.settings(), "max_wait"), "never (default)");
    assert_eq!(shown(&pool.settings(), "max_waiting"), "unbounded (default)");
    let expected = "expected none: a function with the attribute has this bulkhead, and it is written \
                    there or nowhere";
    let lines = "bulkhead.pool max_wait = 0
                 bulkhead.pool max_waiting = 3";
    let text = format!(
        "bulkhead `pool`: max_wait = 0 (test.toml:1), {expected}; max_waiting = 3 (test.toml:2), \
         {expected}"
    );
    assert_eq!(refused(&names, lines), [text]);
    let (names, time) = registry(lines);
    assert_eq!(problems(annotated(&time).register_in(&names)).len(), 2);
}

#[test]
fn a_bulkhead_that_an_annotated_function_joins_waits_as_code_says() {
    let (names, time) = registry(FOR_ALL);
    let pool = bulkhead_of_two(&names, &time);
    assert_eq!(shown(&pool.settings(), "max_wait"), "never (default)");
    follow(&names, "bulkhead max_waiting = 2");
    assert_eq!(shown(&pool.settings(), "max_waiting"), "unbounded (default)");
    assert_eq!(refused(&names, "bulkhead.pool max_wait = 1").len(), 1);
}

fn bulkhead_of_two(names: &Registry, time: &ManualClock) -> Bulkhead {
    let pool = builder(time).max_concurrent(1).register_in(names).unwrap();
    assert_eq!(shown(&pool.settings(), "max_wait"), "0ns (test.toml:1)");
    annotated(time).register_in(names).unwrap();
    // What code writes holds for it as for all.
    let written = builder(time).max_wait(Duration::from_secs(2)).name("other").max_concurrent(1);
    let other = written.register_in(names).unwrap();
    assert!(shown(&other.settings(), "max_wait").starts_with("2s (resilience"));
    pool
}
