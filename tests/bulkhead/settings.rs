//! What may be written, and how it is shown.

use crate::support::{SECOND, builder};
use resilience::{Bulkhead, BulkheadBuilder, ManualClock, Place};
use std::time::Duration;

fn fields(builder: BulkheadBuilder) -> Vec<String> {
    let error = builder.build().unwrap_err();
    error.problems().iter().map(|problem| problem.field.to_string()).collect()
}

#[test]
fn how_many_there_are_has_to_be_written() {
    let error = Bulkhead::builder().name("pool").build().unwrap_err();
    let problem = &error.problems()[0];
    assert_eq!((&*problem.field, &*problem.value), ("max_concurrent", "none"));
    assert_eq!(problem.expected, "1 to 536870912, and there is no default");
    assert!(problem.place.contains("settings.rs:"), "{}", problem.place);
    assert!(error.to_string().starts_with("bulkhead `pool`: max_concurrent = none ("), "{error}");
}

#[test]
fn everything_out_of_range_is_reported_at_once() {
    assert_eq!(fields(Bulkhead::builder().name("").max_concurrent(0)), ["name", "max_concurrent"]);
    assert_eq!(fields(Bulkhead::builder().name("")), ["name", "max_concurrent"]);
    for wrong in [0, (1 << 29) + 1, u32::MAX] {
        assert_eq!(fields(Bulkhead::builder().max_concurrent(wrong)), ["max_concurrent"]);
    }
}

#[test]
fn the_ends_of_every_range_hold() {
    for (permits, wait, waiting) in [(1, Duration::ZERO, 0), (1 << 29, Duration::MAX, usize::MAX)] {
        let builder = Bulkhead::builder().max_concurrent(permits).max_wait(wait);
        let bulkhead = builder.max_waiting(waiting).build().unwrap();
        assert_eq!((bulkhead.available(), bulkhead.max_concurrent()), (permits, permits));
        assert!(bulkhead.try_acquire().is_ok());
    }
}

#[test]
fn names_are_literal_owned_or_missing() {
    let builder = || Bulkhead::builder().max_concurrent(1);
    assert_eq!(builder().build().unwrap().name(), "unnamed");
    let owned = builder().name(String::from("tenant 7")).build().unwrap();
    assert_eq!(owned.name(), "tenant 7");
    let _permit = owned.try_acquire().unwrap();
    assert_eq!(owned.try_acquire().unwrap_err().name(), "tenant 7");
}

#[test]
fn settings_say_where_each_value_comes_from() {
    let time = ManualClock::new();
    let settings = builder(&time, 10).build().unwrap().settings();
    assert_eq!((&*settings.name, settings.kind), ("pool", "bulkhead"));
    let values: Vec<_> = settings.values.iter().map(|it| (it.field, &*it.value)).collect();
    let expected = [("max_concurrent", "10"), ("max_wait", "never"), ("max_waiting", "unbounded")];
    assert_eq!(values, expected);
    assert!(
        matches!(settings.values[0].place, Place::Code(at) if at.file().ends_with("support.rs"))
    );
    assert_eq!(settings.values[1].place, Place::Default);

    let written = builder(&time, 10).max_wait(SECOND).max_waiting(3).build().unwrap().settings();
    let values: Vec<_> = written.values.iter().map(|it| &*it.value).collect();
    assert_eq!(values, ["10", "1s", "3"]);
    assert!(written.values.iter().all(|it| it.place != Place::Default));
    let table = written.to_string();
    assert!(table.starts_with("bulkhead `pool`\n") && table.lines().count() == 4, "{table}");
}

#[test]
fn a_builder_makes_as_many_as_one_likes() {
    let builder = builder(&ManualClock::new(), 1);
    let (one, other) = (builder.clone().build().unwrap(), builder.build().unwrap());
    let _permit = one.try_acquire().unwrap();
    assert!(other.try_acquire().is_ok());
}
