//! Who has the say: sources at random, written as files and variables, against a resolver of five lines.

use crate::alone::{alone, scratch};
use crate::fuzz::runner;
use proptest::array::uniform3;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use resilience::{CircuitBreaker, CircuitBreakerBuilder, Place, init_from, registry};
use serde_json::{Value, json};
use std::env;
use std::fs;
use std::path::Path;
use std::time::Duration;

/// A name that can be in a variable, and one that cannot.
const NAMES: [&str; 2] = ["Payments_2", "app::db::Db::get"];
const FIELDS: [&str; 3] = ["max_failures", "reset_timeout", "half_open_max_calls"];
const DEFAULTS: [u64; 3] = [5, 60, 1];

/// What each source says of a field, the first having the say.
#[derive(Clone, Debug)]
struct Layers {
    code: Option<u64>,
    variable: Option<u64>,
    file: Option<u64>,
    variable_for_all: Option<u64>,
    file_for_all: Option<u64>,
}

fn layers() -> impl Strategy<Value = Layers> {
    let one = || option::weighted(0.4, 1..1_000_u64);
    (one(), one(), one(), one(), one()).prop_map(
        |(code, variable, file, variable_for_all, file_for_all)| Layers {
            code,
            variable,
            file,
            variable_for_all,
            file_for_all,
        },
    )
}

impl Layers {
    /// The value that holds for the breaker of this name, and the first letter of where it stands.
    fn resolve(&self, name: Option<&str>, default: u64) -> (u64, char) {
        let of_it = |value: Option<u64>, from| value.filter(|_| name == Some(from));
        let held = [
            (self.code, 'c'),
            (of_it(self.variable, NAMES[0]), 'v'),
            (self.file.filter(|_| name.is_some()), 'f'),
            (self.variable_for_all, 'V'),
            (self.file_for_all, 'F'),
        ];
        let held = held.into_iter().find_map(|(value, source)| Some((value?, source)));
        held.unwrap_or((default, 'd'))
    }
}

fn section(values: [Option<u64>; 3]) -> Value {
    FIELDS.into_iter().zip(values).filter_map(|(field, value)| Some((field, value?))).collect()
}

fn file(fields: &[Layers; 3]) -> Value {
    let mut breakers = section(fields.each_ref().map(|layers| layers.file_for_all));
    let one = section(fields.each_ref().map(|layers| layers.file));
    breakers["instances"] = NAMES.into_iter().map(|name| (name, one.clone())).collect();
    json!({ "resilience": { "circuit_breaker": breakers } })
}

fn set(variable: &str, value: Option<u64>) {
    // SAFETY: nobody else in this process looks at the environment.
    #[expect(unsafe_code, reason = "the environment is what is tested")]
    unsafe {
        match value {
            Some(value) => env::set_var(variable, value.to_string()),
            None => env::remove_var(variable),
        }
    }
}

fn put_into_force(folder: &Path, language: &str, fields: &[Layers; 3]) {
    for (field, layers) in FIELDS.iter().zip(fields) {
        let field = field.to_ascii_uppercase();
        set(&format!("RESILIENCE__CIRCUIT_BREAKER__{field}"), layers.variable_for_all);
        let of_one = format!("RESILIENCE__CIRCUIT_BREAKER__INSTANCES__PAYMENTS_2__{field}");
        set(&of_one, layers.variable);
    }
    let file = file(fields);
    let text = match language {
        "toml" => toml::to_string(&file).unwrap(),
        _ => serde_json::to_string_pretty(&file).unwrap(),
    };
    let path = folder.join(format!("cascade.{language}"));
    fs::write(&path, text).unwrap();
    init_from(path).unwrap();
}

fn builder(name: Option<&'static str>, fields: &[Layers; 3]) -> CircuitBreakerBuilder {
    let mut builder = CircuitBreaker::builder();
    if let Some(name) = name {
        builder = builder.name(name);
    }
    let [failures, timeout, probes] = fields.each_ref().map(|layers| layers.code);
    let count = |value: u64| u32::try_from(value).unwrap();
    builder = failures.into_iter().fold(builder, |all, value| all.max_failures(count(value)));
    builder = timeout
        .into_iter()
        .fold(builder, |all, value| all.reset_timeout(Duration::from_secs(value)));
    probes.into_iter().fold(builder, |all, value| all.half_open_max_calls(count(value)))
}

/// The three fields of the breaker.
fn held(breaker: &CircuitBreaker) -> Vec<(u64, char)> {
    let values = breaker.settings().values;
    let held = FIELDS.iter().map(|field| {
        let value = values.iter().find(|value| value.field == *field).unwrap();
        let source = match value.place {
            Place::Default => 'd',
            Place::Code(_) => 'c',
            Place::Environment(name) => {
                if name.contains("INSTANCES") {
                    'v'
                } else {
                    'V'
                }
            }
            // Above the section of the instances, or in it.
            Place::File { path, line } => {
                if line_is_for_all(path, line) {
                    'F'
                } else {
                    'f'
                }
            }
            _ => '?',
        };
        (value.value.trim_end_matches('s').parse().unwrap(), source)
    });
    held.collect()
}

/// Whether what stands there is for all: JSON and TOML as they are written here.
fn line_is_for_all(path: &str, line: u32) -> bool {
    let text = fs::read_to_string(path).unwrap();
    let above: Vec<_> = text.lines().take(line as usize).collect();
    if path.ends_with("toml") {
        let header = above.iter().rev().find(|line| line.starts_with('[')).unwrap();
        !header.contains("instances")
    } else {
        // The file, ours, all breakers.
        above[above.len() - 1].starts_with("      \"")
    }
}

#[test]
fn code_then_instances_then_defaults_and_variables_before_files() {
    let name = "cascade::code_then_instances_then_defaults_and_variables_before_files";
    alone(
        name,
        |_| {},
        || {
            let folder = scratch("cascade");
            let cases =
                (select(vec!["toml", "yaml", "json"]), uniform3(layers()), uniform3(layers()));
            let run = runner(300).run(&cases, |(language, before, now)| {
                let now: [_; 3] = std::array::from_fn(|field| Layers {
                    // What is in code does not change.
                    code: before[field].code,
                    ..now[field].clone()
                });
                put_into_force(&folder, language, &before);
                let early: Vec<_> =
                    NAMES.map(|name| builder(Some(name), &before).register().unwrap()).into();
                let apart = builder(Some(NAMES[0]), &before).build().unwrap();
                let expected = |fields: &[Layers; 3], name: Option<&str>| -> Vec<_> {
                    fields
                        .iter()
                        .zip(DEFAULTS)
                        .map(|(layers, default)| layers.resolve(name, default))
                        .collect()
                };
                prop_assert_eq!(held(&apart), expected(&before, Some(NAMES[0])));
                let was = apart.settings();
                put_into_force(&folder, language, &now);
                // Nobody knows of it, so it follows nobody.
                prop_assert_eq!(apart.settings(), was);
                for (name, early) in NAMES.into_iter().zip(early) {
                    prop_assert_eq!(held(&early), expected(&now, Some(name)), "{}", name);
                    prop_assert!(registry().remove_circuit_breaker(name));
                    let late = builder(Some(name), &now).build().unwrap();
                    prop_assert_eq!(held(&late), expected(&now, Some(name)), "{}", name);
                }
                let unnamed = builder(None, &now).build().unwrap();
                prop_assert_eq!(held(&unnamed), expected(&now, None));
                Ok(())
            });
            run.unwrap();
        },
    );
}
