//! Other numbers of permits while it runs.

use crate::support::{Task, assert_full, bulkhead, fill, numbers};
use resilience::Place;

#[test]
fn growing_admits_those_who_wait_in_their_order() {
    let bulkhead = bulkhead(1);
    let _permit = bulkhead.try_acquire().unwrap();
    let mut tasks: Vec<_> = (0..4).map(|_| Task::started(bulkhead.acquire_async())).collect();
    bulkhead.set_max_concurrent(3).unwrap();
    assert_eq!(tasks.iter().map(Task::wakes).collect::<Vec<_>>(), [1, 1, 0, 0]);
    assert_eq!(numbers(&bulkhead), (3, 0, 2));
    let mut permits = Vec::new();
    for task in &mut tasks {
        if let std::task::Poll::Ready(permit) = task.poll() {
            permits.push(permit.unwrap());
        }
    }
    assert_eq!(permits.len(), 2);
    assert_full(bulkhead.try_acquire());
    bulkhead.set_max_concurrent(6).unwrap();
    assert_eq!(numbers(&bulkhead), (5, 1, 0));
    assert!(bulkhead.try_acquire().is_ok());
}

#[test]
fn shrinking_revokes_nothing_and_nobody_is_admitted_meanwhile() {
    let bulkhead = bulkhead(4);
    let mut permits = fill(&bulkhead);
    bulkhead.set_max_concurrent(2).unwrap();
    assert_eq!((bulkhead.in_use(), bulkhead.available(), bulkhead.max_concurrent()), (4, 0, 2));
    let mut task = Task::started(bulkhead.acquire_async());
    for in_use in [3, 2] {
        drop(permits.pop());
        assert_eq!(bulkhead.in_use(), in_use);
        assert_full(bulkhead.try_acquire());
        assert_eq!(task.wakes(), 0);
    }
    drop(permits.pop());
    assert_eq!((task.wakes(), bulkhead.in_use()), (1, 2));
    assert!(task.is_done());
    drop(permits);
    assert_eq!(numbers(&bulkhead), (0, 2, 0));
}

#[test]
fn shrinking_without_anybody_waiting_lets_nobody_in_either() {
    let bulkhead = bulkhead(3);
    let mut permits = fill(&bulkhead);
    bulkhead.set_max_concurrent(1).unwrap();
    for _ in 0..2 {
        drop(permits.pop());
        assert_full(bulkhead.try_acquire());
    }
    drop(permits);
    assert_eq!(fill(&bulkhead).len(), 1);
}

#[test]
fn one_who_was_called_keeps_its_permit_when_there_become_fewer() {
    let bulkhead = bulkhead(2);
    let mut permits = fill(&bulkhead);
    let mut called = Task::started(bulkhead.acquire_async());
    drop(permits.pop());
    bulkhead.set_max_concurrent(1).unwrap();
    assert_eq!(bulkhead.in_use(), 2);
    assert!(called.is_done());
    assert_eq!(numbers(&bulkhead), (1, 0, 0));
}

#[test]
fn one_who_was_called_and_gives_up_passes_nothing_on_where_there_are_too_many() {
    let bulkhead = bulkhead(2);
    let mut permits = fill(&bulkhead);
    let called = Task::started(bulkhead.acquire_async());
    let mut next = Task::started(bulkhead.acquire_async());
    drop(permits.pop());
    bulkhead.set_max_concurrent(1).unwrap();
    drop(called);
    assert_eq!((bulkhead.in_use(), next.wakes()), (1, 0));
    drop(permits);
    assert!(next.is_done());
}

#[test]
fn fewer_and_more_again_are_as_if_nothing_had_been() {
    let bulkhead = bulkhead(2);
    let permits = fill(&bulkhead);
    for max_concurrent in [1, 1 << 29, 1, 2] {
        bulkhead.set_max_concurrent(max_concurrent).unwrap();
        assert_eq!(bulkhead.max_concurrent(), max_concurrent);
        assert_eq!(bulkhead.in_use(), 2);
    }
    drop(permits);
    assert_eq!(fill(&bulkhead).len(), 2);
}

#[test]
fn a_number_out_of_range_changes_nothing_and_says_what_is_wrong() {
    let bulkhead = bulkhead(2);
    for wrong in [0, (1 << 29) + 1, u32::MAX] {
        let error = bulkhead.set_max_concurrent(wrong).unwrap_err();
        assert_eq!((error.name(), error.problems().len()), ("pool", 1));
        let problem = &error.problems()[0];
        assert_eq!((&*problem.field, &*problem.value), ("max_concurrent", &*wrong.to_string()));
        assert_eq!(problem.expected, "1 to 536870912");
        assert!(problem.place.contains("resize.rs:"), "{}", problem.place);
    }
    assert_eq!(bulkhead.max_concurrent(), 2);
}

#[test]
fn settings_say_where_it_was_set() {
    let bulkhead = bulkhead(2);
    let before = &bulkhead.settings().values[0];
    bulkhead.set_max_concurrent(3).unwrap();
    let after = &bulkhead.settings().values[0];
    assert_eq!((&*before.value, &*after.value), ("2", "3"));
    let (Place::Code(before), Place::Code(after)) = (before.place, after.place) else {
        panic!("{before:?}, {after:?}")
    };
    assert!(before.file().ends_with("support.rs") && after.file().ends_with("resize.rs"));
}
