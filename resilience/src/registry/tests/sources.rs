//! Who holds over whom, at random: against a resolver that is as simple as it can be.

use super::samples::{Sample, Write, samples};
use super::support::put;
use crate::bulkhead::Bulkhead;
use crate::circuit_breaker::CircuitBreaker;
use crate::error::ConfigError;
use crate::rate_limiter::RateLimiter;
use crate::registry::Registry;
use crate::retry::Retry;
use crate::settings::{Given, Place, Raw, Settings, Table, Value};
use crate::timeout::Timeout;
use fastrand::Rng;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::Location;
use std::sync::Arc;

/// The name as code writes it. The environment has it in lower case.
const NAME: &str = "Pay_1";

/// Where a value can come from outside of code: whether from the environment, and for whom.
const OUTSIDE: [(bool, Option<&str>); 4] =
    [(true, Some("pay_1")), (false, Some(NAME)), (true, None), (false, None)];

/// Values by kind and field, of each source from the one that holds over all others on: code, instance in
/// the environment, instance in the file, defaults in the environment, defaults in the file.
type Layers = [BTreeMap<(&'static str, &'static str), Raw>; 5];

/// Writes some down, more or fewer.
fn draw(layer: &mut BTreeMap<(&'static str, &'static str), Raw>, all: &[Sample], rng: &mut Rng) {
    layer.clear();
    let one_in = rng.u8(2..12);
    for sample in all {
        if rng.u8(..one_in) == 0 {
            layer.insert((sample.kind, sample.field), sample.draw(rng));
        }
    }
}

/// Code writes a backoff and a budget whole, which is not for here.
fn code_can_write((kind, field): (&str, &str)) -> bool {
    kind != "retry" || field == "max_attempts"
}

fn table(layers: &Layers) -> Arc<Table> {
    let mut table = Table::default();
    for ((in_environment, name), (layer, line)) in
        OUTSIDE.into_iter().zip(layers[1..].iter().zip(1..))
    {
        let kinds = if in_environment { &mut table.environment } else { &mut table.file };
        for ((kind, field), raw) in layer {
            // What is text in the environment means the same.
            let raw = match raw {
                Raw::Text(text) if in_environment => Raw::Untyped(text.clone()),
                Raw::Integer(number) if in_environment => Raw::Untyped(number.to_string()),
                Raw::Float(number) if in_environment => Raw::Untyped(number.to_string()),
                other => other.clone(),
            };
            let given = Given { raw, place: Place::file("layer", line) };
            put(kinds.entry(kind).or_default(), name, field, given);
        }
    }
    Arc::new(table)
}

/// The layer that has a value, and that.
fn first<'a>(
    layers: &'a Layers,
    kind: &'static str,
    field: &'static str,
) -> Option<(u32, &'a Raw)> {
    layers.iter().zip(0..).find_map(|(layer, rank)| Some((rank, layer.get(&(kind, field))?)))
}

/// What has to be there beside a value of this kind and field, any of them, for it to be of use.
fn needs(kind: &str, field: &str) -> &'static [&'static str] {
    match (kind, field) {
        ("circuit_breaker", "slow_call") => &["slow_call_rate"],
        ("circuit_breaker", "slow_call_rate") => &["slow_call"],
        ("circuit_breaker", "window" | "minimum_calls") => &["failure_rate", "slow_call_rate"],
        ("circuit_breaker", "max_reset_timeout") => &["reset_timeout_factor"],
        _ => &[],
    }
}

/// Whether a value of this field has beside it what it needs.
fn is_of_use(layers: &Layers, kind: &'static str, field: &'static str) -> bool {
    let needed = needs(kind, field);
    // A rate of slow calls is of no use itself without their length.
    let there = |needed: &&'static str| {
        let alone = *needed == "slow_call_rate" && field != "slow_call";
        first(layers, kind, needed).is_some()
            && (!alone || first(layers, kind, "slow_call").is_some())
    };
    needed.is_empty() || needed.iter().any(there)
}

/// The layer that holds, and its value. What is there for all and of no use is not there.
fn holds<'a>(
    layers: &'a Layers,
    kind: &'static str,
    field: &'static str,
) -> Option<(u32, &'a Raw)> {
    let usable = is_of_use(layers, kind, field);
    first(layers, kind, field).filter(|(rank, _)| usable || *rank < 3)
}

/// Whether the values that hold of a policy go together.
fn fits(layers: &Layers, kind: &'static str) -> bool {
    let given = |field| first(layers, kind, field).is_some();
    let all = layers.iter().flat_map(|layer| layer.keys()).filter(|(of, _)| *of == kind);
    let mut held = all.filter(|(_, field)| holds(layers, kind, field).is_some());
    match kind {
        "circuit_breaker" => held.all(|(_, field)| is_of_use(layers, kind, field)),
        "bulkhead" => given("max_concurrent"),
        "timeout" => given("limit"),
        _ => true,
    }
}

/// A value as settings show it, by its field: all fields of one name are of one type.
fn as_shown(field: &str, raw: &Raw) -> String {
    fn show<T: Value>(raw: &Raw) -> String {
        T::read(raw).unwrap().show()
    }
    match field {
        "window" => show::<crate::circuit_breaker::Window>(raw),
        "jitter" => show::<crate::retry::Jitter>(raw),
        "rate"
        | "initial"
        | "failure_rate"
        | "slow_call_rate"
        | "reset_timeout_factor"
        | "backoff_factor"
        | "budget_ratio" => show::<f64>(raw),
        "reset_timeout" | "probe_timeout" | "slow_call" | "max_reset_timeout" | "per"
        | "max_wait" | "limit" | "backoff" | "backoff_max" => show::<std::time::Duration>(raw),
        _ => show::<u32>(raw),
    }
}

/// Who was seen to hold: kind, field, and layer; 5 for the default.
type Seen = BTreeSet<(&'static str, &'static str, u32)>;

/// The settings are those that hold.
fn check(settings: &Settings, layers: &Layers, kind: &'static str, seen: &mut Seen) {
    for value in &settings.values {
        let Some((rank, raw)) = holds(layers, kind, value.field) else {
            assert_eq!(value.place, Place::Default, "{settings}");
            seen.insert((kind, value.field, 5));
            continue;
        };
        match rank {
            0 => assert!(matches!(value.place, Place::Code(_)), "{settings}"),
            _ => assert_eq!(value.place, Place::file("layer", rank), "{settings}"),
        }
        assert_eq!(value.value, as_shown(value.field, raw), "{settings}");
        seen.insert((kind, value.field, rank));
    }
}

/// The settings of a policy of each kind that can be made with what code writes.
fn make(
    names: &Registry,
    layers: &Layers,
    table: &Table,
) -> Vec<(&'static str, Result<Settings, ConfigError>)> {
    let written = |kind| -> Vec<_> {
        let of_it = layers[0].iter().filter(|((of, _), _)| *of == kind);
        of_it.map(|((_, field), raw)| (*field, raw.clone())).collect()
    };
    let mut without_keys = written("rate_limiter");
    without_keys.retain(|(field, _)| *field != "max_keys");
    let breaker = CircuitBreaker::builder().write_all(&written("circuit_breaker")).name(NAME);
    let limiter = RateLimiter::builder().write_all(&without_keys).name(NAME);
    let keyed = RateLimiter::builder().write_all(&written("rate_limiter")).name(NAME).keyed();
    let bulkhead = Bulkhead::builder().write_all(&written("bulkhead")).name(NAME);
    let timeout = Timeout::builder().write_all(&written("timeout")).name(NAME);
    let retry = Retry::builder().write_all(&written("retry")).name(NAME);
    vec![
        ("circuit_breaker", breaker.register_in(names).map(|made| made.settings())),
        ("rate_limiter", keyed.register_in(names).map(|made| made.settings())),
        ("rate_limiter", limiter.register_in(names).map(|made| made.settings())),
        ("bulkhead", bulkhead.register_in(names).map(|made| made.settings())),
        ("timeout", timeout.build_at(table, Location::caller()).map(|made| made.settings())),
        ("retry", retry.register_in(names).map(|made| made.settings())),
    ]
}

/// What is there for a limiter by its name and is only for one with keys.
fn is_for_keys(layers: &Layers) -> bool {
    layers[1..3].iter().any(|layer| layer.contains_key(&("rate_limiter", "max_keys")))
}

#[test]
fn code_holds_over_the_environment_over_the_file_and_an_instance_over_all() {
    let (all, mut rng, mut seen) = (samples(), Rng::with_seed(11), Seen::new());
    let (mut followed, mut refused) = (0, 0);
    for _ in 0..400 {
        let (names, mut layers) = (Registry::new(), Layers::default());
        for layer in &mut layers {
            draw(layer, &all, &mut rng);
        }
        layers[0].retain(|setting, _| code_can_write(*setting));
        names.reconsider(table(&layers)).unwrap();
        let mut made = BTreeSet::new();
        for (kind, settings) in make(&names, &layers, &table(&layers)) {
            match settings {
                Ok(settings) => {
                    assert!(fits(&layers, kind), "{settings}");
                    check(&settings, &layers, kind, &mut seen);
                    made.insert((settings.kind, kind));
                }
                Err(error) => {
                    let without_keys = error.to_string().starts_with("rate limiter");
                    assert!(
                        !fits(&layers, kind) || without_keys && is_for_keys(&layers),
                        "{error}"
                    );
                }
            }
        }
        for _ in 0..3 {
            for layer in &mut layers[1..] {
                draw(layer, &all, &mut rng);
            }
            let before = names.settings();
            let cannot = |(policy, kind): &(&str, &'static str)| match *policy {
                "timeout" => false, // follows nobody
                "rate limiter" => is_for_keys(&layers),
                _ => !fits(&layers, kind),
            };
            let expected = made.iter().filter(|made| cannot(made)).count();
            match names.reconsider(table(&layers)) {
                Ok(()) => {
                    assert_eq!(expected, 0);
                    followed += 1;
                    for settings in names.settings().policies {
                        let kind = settings.kind.trim_start_matches("keyed ").replace(' ', "_");
                        let kind = all.iter().find(|sample| sample.kind == kind).unwrap().kind;
                        check(&settings, &layers, kind, &mut seen);
                    }
                }
                Err(errors) => {
                    assert_eq!(errors.len(), expected, "{errors:?}");
                    assert_eq!(names.settings(), before);
                    refused += 1;
                }
            }
        }
    }
    assert!(followed > 100 && refused > 100, "{followed} and {refused}");
    for Sample { kind, field, .. } in &all {
        let optional = [
            "failure_rate",
            "slow_call",
            "slow_call_rate",
            "reset_timeout_factor",
            "max_concurrent",
            "limit",
        ];
        for rank in 0..=5 {
            let never = rank == 0 && !code_can_write((kind, field))
                || rank == 5 && optional.contains(field);
            assert_ne!(seen.contains(&(*kind, *field, rank)), never, "{kind} {field} {rank}");
        }
    }
}
