//! One thing each that the page says of a policy.

use crate::page::{Kind, Page, Value, series};
use crate::task::Task;
use crate::waits::one_of_each;
use crate::world::{NAME, SECOND, STATES, World};
use metrics::{Unit, with_local_recorder};
use resilience::{CircuitBreaker, CircuitState, Registry, Retry, publish_metrics, registry};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

fn gauge(page: &Page, name: &str) -> Option<Value> {
    page.values().get(&series(name, &[("policy", NAME)])).copied()
}

#[test]
fn exactly_one_state_is_1_in_each_of_the_five() {
    type Move = fn(&World);
    let (world, page) = (World::new(), Page::default());
    let moves: [(CircuitState, Move); 5] = [
        (CircuitState::Closed, |_| ()),
        (CircuitState::Open, |world| {
            (0..2).for_each(|_| world.breaker.record_failure());
        }),
        (CircuitState::HalfOpen, |world| world.time.advance(SECOND)),
        (CircuitState::ForcedOpen, |world| world.breaker.force_open()),
        (CircuitState::Disabled, |world| world.breaker.disable()),
    ];
    for (state, take_there) in moves {
        take_there(&world);
        page.publish(&world.registry);
        let values = page.values();
        let ones: Vec<_> = STATES
            .into_iter()
            .filter(|state| {
                let labels = [("policy", NAME), ("state", &*state.to_string())];
                let value = values[&series("resilience_circuit_breaker_state", &labels)];
                assert!([Value::Gauge(0.0), Value::Gauge(1.0)].contains(&value));
                value == Value::Gauge(1.0)
            })
            .collect();
        assert_eq!(ones, [state]);
    }
}

#[test]
fn the_open_time_is_in_seconds_and_infinite_if_only_a_reset_ends_it() {
    let (world, page) = (World::new(), Page::default());
    let left = || {
        page.publish(&world.registry);
        gauge(&page, "resilience_circuit_breaker_remaining_seconds").unwrap()
    };
    assert_eq!(left(), Value::Gauge(0.0));
    (0..2).for_each(|_| world.breaker.record_failure());
    world.time.advance(SECOND / 4);
    assert_eq!(left(), Value::Gauge(0.75));
    world.breaker.force_open();
    assert_eq!(left(), Value::Gauge(f64::INFINITY));

    let never = CircuitBreaker::builder().name(NAME).max_failures(1).reset_timeout(Duration::MAX);
    let names = Registry::new();
    never.clock(world.time.clock()).register_in(&names).unwrap().record_failure();
    let left = gauge(&Page::of(&names), "resilience_circuit_breaker_remaining_seconds");
    assert_eq!(left, Some(Value::Gauge(f64::INFINITY)));
}

#[test]
fn waits_are_told_while_they_last_and_in_seconds_when_they_are_over() {
    let (world, page) = (World::new(), Page::default());
    let permits = [(); 2].map(|()| world.bulkhead.try_acquire().unwrap());
    let mut wait = Task::started(world.bulkhead.acquire_async());
    page.publish(&world.registry);
    assert_eq!(gauge(&page, "resilience_bulkhead_waiting"), Some(Value::Gauge(1.0)));
    assert_eq!(gauge(&page, "resilience_bulkhead_in_use"), Some(Value::Gauge(2.0)));
    world.time.advance(SECOND * 5 / 2);
    drop(permits);
    assert!(wait.wakes() == 1 && wait.is_done());
    page.publish(&world.registry);
    assert_eq!(gauge(&page, "resilience_bulkhead_waiting"), Some(Value::Gauge(0.0)));
    let labels = [("kind", "bulkhead"), ("policy", NAME)];
    assert_eq!(page.values()[&series("resilience_waited_seconds", &labels)], Value::Gauge(2.5));
}

#[test]
fn while_calls_go_on_no_counter_goes_back_and_in_the_end_none_is_missing() {
    const CALLS: u64 = 20_000;
    let (world, page) = (World::new(), Page::default());
    thread::scope(|scope| {
        let callers = [(); 3].map(|()| {
            scope.spawn(|| {
                for _ in 0..CALLS {
                    let _ = world.bulkhead.call(|| world.breaker.record_success());
                }
            })
        });
        while !callers.iter().all(thread::ScopedJoinHandle::is_finished) {
            page.publish(&world.registry); // the page sees to it
        }
    });
    page.publish(&world.registry);
    let values = page.values();
    assert_eq!(values, world.expected());
    let calls = |outcome| {
        let labels = [("kind", "bulkhead"), ("outcome", outcome), ("policy", NAME)];
        let Value::Counter(calls) = values[&series("resilience_calls_total", &labels)] else {
            unreachable!("a counter")
        };
        calls
    };
    assert_eq!(calls("admitted") + calls("rejected"), 3 * CALLS);
}

#[test]
fn a_retry_without_a_budget_has_nothing_to_say() {
    let names = Registry::new();
    let _retry = Retry::builder().name("plain").register_in(&names).unwrap();
    assert!(Page::of(&names).values().is_empty());
}

#[test]
fn what_is_removed_is_written_no_more() {
    let (world, page) = (World::new(), Page::default());
    page.publish(&world.registry);
    assert!(!page.take().is_empty());
    assert!(world.registry.remove_circuit_breaker(NAME));
    page.publish(&world.registry);
    let names = page.names();
    assert!(!names.is_empty());
    assert!(names.iter().all(|name| !name.starts_with("resilience_circuit_breaker")), "{names:?}");
    assert!(world.registry.remove_rate_limiter(NAME));
    assert!(world.registry.remove_keyed_rate_limiter(NAME));
    assert!(world.registry.remove_bulkhead(NAME));
    assert!(world.registry.remove_retry(NAME));
    page.take();
    page.publish(&world.registry);
    assert!(page.take().is_empty());
}

#[test]
fn the_registry_of_the_process_goes_to_the_recorder_of_the_thread() {
    let breaker = CircuitBreaker::builder().name("of the process").register().unwrap();
    breaker.record_success();
    let page = Page::default();
    with_local_recorder(&page, publish_metrics);
    let labels =
        [("kind", "circuit_breaker"), ("outcome", "successful"), ("policy", "of the process")];
    assert_eq!(page.values()[&series("resilience_calls_total", &labels)], Value::Counter(1));
    assert!(registry().remove_circuit_breaker("of the process"));
}

#[test]
fn every_metric_is_described_as_what_it_is() {
    let page = Page::of(&World::new().registry);
    let (described, mut values) = (page.described(), page.values());
    values.extend(one_of_each("waits to describe"));
    let names = values.keys().map(|(name, _)| name.clone());
    assert_eq!(described.keys().cloned().collect::<BTreeSet<_>>(), names.collect());
    for ((name, _), value) in values {
        let metric = &described[&name];
        assert_eq!(metric.kind, value.kind(), "{name}");
        // What Prometheus asks of names.
        assert_eq!(metric.kind == Kind::Counter, name.ends_with("_total"), "{name}");
        assert_eq!(metric.unit == Some(Unit::Seconds), name.ends_with("_seconds"), "{name}");
        assert!(metric.unit.is_some() && metric.help.ends_with('.'), "{name}");
    }
}

#[test]
fn the_documentation_lists_every_metric_with_its_labels() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("resilience/src/metrics/mod.rs");
    let text = fs::read_to_string(source).unwrap();
    let rows = text.lines().filter_map(|line| line.strip_prefix("/// | `resilience_"));
    let told: BTreeSet<_> = rows
        .map(|row| {
            let cells: Vec<_> = row.split('|').collect();
            let labels: BTreeSet<_> =
                cells[1].split('`').skip(1).step_by(2).map(String::from).collect();
            (format!("resilience_{}", cells[0].trim().trim_end_matches('`')), labels)
        })
        .collect();
    let mut values = Page::of(&World::new().registry).values();
    values.extend(one_of_each("waits to document"));
    let published: BTreeSet<_> = values
        .into_keys()
        .map(|(name, labels)| (name, labels.into_keys().collect::<BTreeSet<_>>()))
        .collect();
    assert_eq!(told, published);
}
