//! The same settings in three languages: the same is said about them.

use crate::alone::{alone, scratch};
use crate::fuzz::{load, runner};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use resilience::{ConfigError, ConfigProblem, Loaded};
use serde_json::{Value, json};

fn section() -> impl Strategy<Value = Value> {
    let keys = vec![
        "max_failures",
        "reset_timeout",
        "window",
        "failure_rate",
        "burst",
        "limit",
        "no_key",
        "ü \"'",
        "",
    ];
    let value = prop_oneof![
        any::<i32>().prop_map(Value::from),
        (0..20_u32).prop_map(Value::from),
        any::<f32>().prop_map(Value::from),
        (0.0..2.0).prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        "(1s|2m 3s|never|[a-z \"'\\\\ü\n#:-]{0,9})".prop_map(Value::from),
        Just(json!({})),
        Just(json!([1, "a"])),
    ];
    let value = value.prop_filter("TOML has no null", |value| !value.is_null());
    vec((select(keys), value), 0..5).prop_map(|pairs| pairs.into_iter().collect::<Value>())
}

fn settings() -> impl Strategy<Value = Value> {
    let kinds = vec!["circuit_breaker", "rate_limiter", "timeout", "watchdog", "no_section"];
    let names = vec!["payments", "app::db::get", "münchen.api", "a b"];
    let instances = vec((select(names), section()), 0..3)
        .prop_map(|pairs| pairs.into_iter().collect::<Value>());
    let kind = (section(), instances).prop_map(|(mut kind, instances)| {
        kind["instances"] = instances;
        kind
    });
    vec((select(kinds), kind), 0..4)
        .prop_map(|pairs| json!({ "resilience": pairs.into_iter().collect::<Value>() }))
}

/// Without their places, and in some order.
fn problems(result: &Result<Loaded, ConfigError>) -> Vec<(String, String, String)> {
    let problems = result.as_ref().err().map(ConfigError::problems).unwrap_or_default();
    let plain = |text: &str| text.to_owned();
    let problem = |problem: &ConfigProblem| {
        (plain(&problem.field), plain(&problem.value), plain(&problem.expected))
    };
    let mut problems: Vec<_> = problems.iter().map(problem).collect();
    problems.sort();
    problems
}

#[test]
fn the_same_settings_are_judged_alike_in_every_language() {
    let name = "languages::the_same_settings_are_judged_alike_in_every_language";
    alone(
        name,
        |_| {},
        || {
            let folder = scratch("alike");
            let run = runner(1_000).run(&settings(), |settings| {
                let json = serde_json::to_string_pretty(&settings).unwrap();
                let toml = toml::to_string(&settings).unwrap();
                let as_json = load(&folder, "json", json.as_bytes());
                let as_toml = load(&folder, "toml", toml.as_bytes());
                // All JSON is YAML.
                let as_yaml = load(&folder, "yaml", json.as_bytes());
                prop_assert_eq!(problems(&as_json), problems(&as_toml), "{}", toml);
                prop_assert_eq!(problems(&as_json), problems(&as_yaml), "{}", json);
                // What is said of one line names that line.
                let Err(error) = as_yaml else { return Ok(()) };
                let lines: Vec<_> = json.lines().collect();
                for problem in error.problems() {
                    let (_, line) = problem.place.rsplit_once(':').unwrap();
                    let line = lines[line.parse::<usize>().unwrap() - 1];
                    let key = problem.field.rsplit('.').next().unwrap().trim_matches('"');
                    prop_assert!(
                        line.contains(key) || key.contains('\\'),
                        "{} in {}",
                        problem,
                        line
                    );
                }
                Ok(())
            });
            run.unwrap();
        },
    );
}
