//! The dashboard beside the example: it shows what there is, by the labels that there are.

use crate::page::Page;
use crate::waits::one_of_each;
use crate::world::World;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Labels that Prometheus adds.
const ADDED: [&str; 3] = ["instance", "job", "le"];

fn dashboard() -> Json {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("examples/prometheus/dashboard.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn panels(dashboard: &Json) -> &[Json] {
    dashboard["panels"].as_array().unwrap()
}

/// All that is asked of the data source: the panels' questions, and those of the variables.
fn questions(dashboard: &Json) -> Vec<&str> {
    let panels = panels(dashboard).iter().flat_map(|panel| panel["targets"].as_array().unwrap());
    let variables = dashboard["templating"]["list"].as_array().unwrap().iter();
    let variables = variables.filter(|variable| variable["type"] == "query");
    let questions = panels.map(|target| &target["expr"]);
    let questions = questions.chain(variables.map(|variable| &variable["query"]));
    questions.map(|question| question.as_str().unwrap()).collect()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// The metrics that are named in a question.
fn metrics(question: &str) -> BTreeSet<&str> {
    words(question).filter(|word| word.starts_with("resilience_")).collect()
}

/// `label="value"` and its like, within braces.
fn matchers(question: &str) -> Vec<(&str, &str)> {
    let braces = question.split('{').skip(1).map(|rest| rest.split('}').next().unwrap());
    let matchers = braces.flat_map(|within| within.split(','));
    matchers
        .map(|matcher| {
            let (label, value) = matcher.split_once('=').unwrap();
            (label.trim(), value.trim_start_matches('~').trim().trim_matches('"'))
        })
        .collect()
}

/// The labels that are summed by.
fn kept(question: &str) -> Vec<&str> {
    let lists = question.split(" by (").skip(1).map(|rest| rest.split(')').next().unwrap());
    lists.flat_map(|list| list.split(',').map(str::trim)).collect()
}

#[test]
fn every_metric_that_is_shown_is_published_and_the_other_way_round() {
    let dashboard = dashboard();
    let shown: BTreeSet<String> =
        questions(&dashboard).into_iter().flat_map(metrics).map(String::from).collect();
    let mut published = Page::of(&World::new().registry).names();
    // An exporter makes buckets of a histogram.
    let waits = one_of_each("waits to show").into_keys();
    published.extend(waits.map(|(name, _)| format!("{name}_bucket")));
    assert_eq!(shown, published);
}

#[test]
fn every_label_and_value_that_is_asked_for_is_published() {
    let mut labels: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let values = Page::of(&World::new().registry).values();
    for (_, series) in values.into_keys().chain(one_of_each("waits with labels").into_keys()) {
        for (label, value) in series {
            labels.entry(label).or_default().insert(value);
        }
    }
    let dashboard = dashboard();
    for question in questions(&dashboard) {
        for label in kept(question) {
            assert!(ADDED.contains(&label) || labels.contains_key(label), "{label}: {question}");
        }
        for (label, values) in matchers(question) {
            if values == "$policy" || label == "__name__" {
                continue;
            }
            for value in values.split('|') {
                assert!(labels[label].contains(value), "{label}={value}: {question}");
            }
        }
    }
}

#[test]
fn the_state_is_shown_by_its_name() {
    let dashboard = dashboard();
    let panel = &panels(&dashboard)[0];
    let names = &panel["fieldConfig"]["defaults"]["mappings"][0]["options"];
    let question = panel["targets"][0]["expr"].as_str().unwrap();
    let coded = question.lines().filter_map(|line| line.split_once("state=\""));
    let coded: BTreeMap<_, _> = coded
        .map(|(_, rest)| {
            let (state, code) = rest.split_once("\"} * ").unwrap();
            (code, state)
        })
        .collect();
    let named: BTreeMap<_, _> = names.as_object().unwrap().iter().collect();
    let named: BTreeMap<_, _> =
        named.iter().map(|(code, name)| (code.as_str(), name["text"].as_str().unwrap())).collect();
    assert_eq!(coded, named);
    let states = crate::world::STATES.map(|state| state.to_string());
    let states: BTreeSet<_> = states.iter().map(String::as_str).collect();
    assert_eq!(coded.into_values().collect::<BTreeSet<_>>(), states);
}

#[test]
fn grafana_finds_a_data_source_and_a_place_for_every_panel() {
    let dashboard = dashboard();
    let variables = dashboard["templating"]["list"].as_array().unwrap();
    let types: Vec<_> =
        variables.iter().map(|variable| (&variable["name"], &variable["type"])).collect();
    assert_eq!(types[0], (&Json::from("DS_PROMETHEUS"), &Json::from("datasource")));
    assert_eq!(types[1], (&Json::from("policy"), &Json::from("query")));
    let (mut ids, mut taken) = (BTreeSet::new(), BTreeSet::new());
    for panel in panels(&dashboard) {
        assert_eq!(panel["datasource"]["uid"], "${DS_PROMETHEUS}");
        assert!(ids.insert(panel["id"].as_u64().unwrap()));
        let [x, y, w, h] =
            ["x", "y", "w", "h"].map(|side| panel["gridPos"][side].as_u64().unwrap());
        assert!(x + w <= 24, "{}", panel["title"]);
        for place in (x..x + w).flat_map(|x| (y..y + h).map(move |y| (x, y))) {
            assert!(taken.insert(place), "{} covers another", panel["title"]);
        }
    }
}
