//! One name, one bulkhead.

use crate::support::{SECOND, Task, assert_full, builder};
use resilience::{Bulkhead, ManualClock, Registry, registry};
use std::time::Duration;

fn named() -> resilience::BulkheadBuilder {
    Bulkhead::builder().name("api_pool")
}

#[test]
fn two_who_write_one_name_share_the_permits() {
    let names = Registry::new();
    let here = named().max_concurrent(1).register_in(&names).unwrap();
    let there = named().max_concurrent(1).register_in(&names).unwrap();
    let permit = here.try_acquire().unwrap();
    assert_full(there.try_acquire());
    let mut waits = Task::started(there.acquire_async());
    drop(permit);
    assert!(waits.is_done());
    assert_eq!(names.bulkhead("api_pool").unwrap().stats(), here.stats());
}

#[test]
fn sizes_that_differ_are_an_error_that_names_both_places() {
    let names = Registry::new();
    let first = named().max_concurrent(10).register_in(&names).unwrap();
    let error = named().max_concurrent(20).register_in(&names).unwrap_err();
    let problem = &error.problems()[0];
    assert_eq!((&*problem.field, &*problem.value), ("max_concurrent", "20"));
    assert!(problem.expected.starts_with("10, as written at "), "{error}");
    for place in [&problem.place, &problem.expected] {
        assert!(place.contains("shared.rs:"), "{error}");
    }
    assert_eq!(first.max_concurrent(), 10);
}

#[test]
fn everything_that_differs_is_reported_at_once_and_nothing_changes() {
    let names = Registry::new();
    let full = || named().max_concurrent(1).max_wait(SECOND).max_waiting(1);
    let first = full().register_in(&names).unwrap();
    let other = named().max_concurrent(2).max_wait(Duration::ZERO).max_waiting(2);
    let error = other.clock(ManualClock::new().clock()).register_in(&names).unwrap_err();
    let fields: Vec<_> = error.problems().iter().map(|problem| &*problem.field).collect();
    assert_eq!(fields, ["clock", "max_concurrent", "max_wait", "max_waiting"]);
    assert_eq!(first.settings().values, full().register_in(&names).unwrap().settings().values);
}

#[test]
fn whoever_does_not_write_the_size_joins() {
    let names = Registry::new();
    let error = named().register_in(&names).unwrap_err();
    assert_eq!(error.problems()[0].field, "max_concurrent", "the first has to");
    assert!(names.bulkhead("api_pool").is_none());
    let first = named().max_concurrent(2).register_in(&names).unwrap();
    let second = named().register_in(&names).unwrap();
    assert_eq!(second.max_concurrent(), 2);
    let _permits = [first.try_acquire().unwrap(), second.try_acquire().unwrap()];
    assert_full(first.try_acquire());
}

#[test]
fn what_only_one_of_both_wrote_holds_for_both() {
    let names = Registry::new();
    let first = named().max_concurrent(1).register_in(&names).unwrap();
    let _permit = first.try_acquire().unwrap();
    named().max_wait(Duration::ZERO).register_in(&names).unwrap();
    assert_full(first.acquire());
    named().max_waiting(7).register_in(&names).unwrap();
    let values: Vec<_> = first.settings().values.into_iter().map(|it| it.value).collect();
    assert_eq!(values, ["1", "0ns", "7"]);
}

#[test]
fn a_size_that_was_set_is_no_part_of_what_others_agree_with() {
    let names = Registry::new();
    let first = named().max_concurrent(1).register_in(&names).unwrap();
    first.set_max_concurrent(5).unwrap();
    let second = named().max_concurrent(1).register_in(&names).unwrap();
    assert_eq!((first.max_concurrent(), second.max_concurrent()), (5, 5));
    named().max_concurrent(5).register_in(&names).unwrap_err();
}

#[test]
fn settings_out_of_range_do_not_join() {
    let names = Registry::new();
    named().max_concurrent(1).register_in(&names).unwrap();
    let error = named().max_concurrent(0).register_in(&names).unwrap_err();
    assert_eq!(error.problems()[0].expected, "1 to 536870912");
    let error = Bulkhead::builder().max_concurrent(0).register_in(&names).unwrap_err();
    let fields: Vec<_> = error.problems().iter().map(|problem| &*problem.field).collect();
    assert_eq!(fields, ["name", "max_concurrent"]);
}

#[test]
fn bulkheads_are_listed_by_name_and_can_be_forgotten() {
    let names = Registry::new();
    for name in ["c", "a", "b"] {
        builder(&ManualClock::new(), 1).name(name).register_in(&names).unwrap();
    }
    let list = names.bulkheads();
    assert_eq!(list.iter().map(Bulkhead::name).collect::<Vec<_>>(), ["a", "b", "c"]);
    assert!(names.circuit_breaker("a").is_none(), "a name belongs to its kind");
    assert!(names.remove_bulkhead("b"));
    assert!(!names.remove_bulkhead("b"));
    let _permit = list[1].try_acquire().unwrap(); // a handle keeps working
    let fresh = named().name("b").max_concurrent(9).register_in(&names).unwrap();
    assert_eq!((list[1].available(), fresh.available()), (0, 9));
}

#[test]
fn the_registry_of_the_process_knows_it() {
    let bulkhead = Bulkhead::builder().name("tests/shared").max_concurrent(3).register().unwrap();
    let _permit = registry().bulkhead("tests/shared").unwrap().try_acquire_owned().unwrap();
    assert_eq!(bulkhead.in_use(), 1);
}

#[test]
fn a_snapshot_has_its_numbers() {
    let names = Registry::new();
    let bulkhead = builder(&ManualClock::new(), 2).register_in(&names).unwrap();
    let _permits = [bulkhead.try_acquire().unwrap(), bulkhead.try_acquire().unwrap()];
    let _waits = Task::started(bulkhead.acquire_async());
    let snapshot = names.snapshot();
    let shown = &snapshot.bulkheads[0];
    assert_eq!((&*shown.name, shown.in_use, shown.max_concurrent), ("pool", 2, 2));
    assert_eq!((shown.waiting, shown.stats), (1, bulkhead.stats()));
    assert_eq!(shown.settings, bulkhead.settings());
    let json = serde_json::to_value(&snapshot).unwrap();
    let json = &json["bulkheads"][0];
    assert_eq!((&json["in_use"], &json["stats"]["max_in_use"]), (&2.into(), &2.into()));
    assert_eq!(json["stats"]["total_waited"], 0.0);
}
