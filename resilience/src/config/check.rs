//! The tree of a file against what there is to set.

use super::problems::{
    Problems, below, did_you_mean, known_keys, likeness, problem, quoted, shown,
};
use super::read::{Document, Entry, Map, Node};
use crate::registry::KindSchema;
use crate::settings::{Given, Kind, Place, Section};
use std::collections::BTreeMap;
use std::path::Path;

/// The only section that is ours.
pub(super) const OURS: &str = "resilience";
pub(super) const INSTANCES: &str = "instances";

/// The values of a file, by the kind's key.
pub(super) fn check(
    document: &Document<'_>,
    schema: &[KindSchema],
    path: &str,
    problems: &mut Problems,
) -> BTreeMap<&'static str, Kind> {
    Check { document, schema, path, problems }.file()
}

/// So alike are a word and its misspelling.
const ALMOST: f64 = 0.8;

/// What may stand beside the values of a section.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Beside {
    Instances,
    Nothing,
}

pub(super) fn fields_of(schema: &KindSchema) -> Vec<&'static str> {
    schema.fields.iter().map(|field| field.name()).collect()
}

struct Check<'a, 't> {
    document: &'a Document<'t>,
    schema: &'a [KindSchema],
    path: &'a str,
    problems: &'a mut Problems,
}

impl<'a, 't> Check<'a, 't> {
    fn file(mut self) -> BTreeMap<&'static str, Kind> {
        let mut kinds = BTreeMap::new();
        let document = self.document;
        let top = match document.resolve(&document.root) {
            Node::Map(map) => map,
            Node::Null => return kinds,
            other => {
                self.add(1, "the file", shown(other), "sections, `resilience` among them");
                return kinds;
            }
        };
        self.look_for_ours(top);
        let Some(ours) = top.entries.get(OURS) else { return kinds };
        for (key, entry) in self.section(OURS, ours).into_iter().flat_map(|map| &map.entries) {
            let above = below(OURS, key);
            if let Some(schema) = self.schema.iter().find(|kind| kind.key == key) {
                kinds.insert(schema.key, self.kind(&above, entry, schema));
            } else {
                let known: Vec<_> = self.schema.iter().map(|kind| kind.key).collect();
                self.unknown(&above, entry, &known_keys(key, &known));
            }
        }
        kinds
    }

    /// Other sections belong to others; but not one that was meant to be ours. In a file with our name
    /// nothing of ours is a mistake.
    fn look_for_ours(&mut self, top: &'a Map<'t>) {
        let (mut is_missing, mut is_almost_there) = (!top.entries.contains_key(OURS), false);
        for (key, entry) in top.entries.iter().filter(|(key, _)| *key != OURS) {
            if likeness(key, OURS) >= ALMOST {
                self.unknown(&quoted(key), entry, &format!("`{OURS}`"));
            } else if is_missing && self.is_like_ours(key, entry) {
                let expected = format!(
                    "`{OURS}.{key}`; if it is not for us, put an empty section `{OURS}` beside it"
                );
                self.unknown(key, entry, &expected);
            } else {
                continue;
            }
            is_almost_there = true;
        }
        is_missing &= !is_almost_there && !top.entries.is_empty();
        let has_our_name = Path::new(self.path).file_stem().is_some_and(|stem| stem == OURS);
        if is_missing && has_our_name {
            let value = format!("no section `{OURS}`");
            self.add(1, "the file", value, "one; an empty one will do");
        }
    }

    /// Whether it is one of our sections but for `resilience` in front.
    fn is_like_ours(&self, key: &str, entry: &'a Entry<'t>) -> bool {
        let schema = self.schema.iter().find(|schema| schema.key == key);
        let Node::Map(map) = self.document.resolve(&entry.node) else { return false };
        let is_known = |key| map.entries.contains_key(key);
        schema.is_some_and(|schema| {
            is_known(INSTANCES) || fields_of(schema).iter().any(|field| is_known(field))
        })
    }

    fn kind(&mut self, above: &str, entry: &'a Entry<'t>, schema: &KindSchema) -> Kind {
        let mut kind = Kind::default();
        let Some(map) = self.section(above, entry) else { return kind };
        let instances = map.entries.get(INSTANCES).filter(|_| schema.has_instances);
        let beside = if schema.has_instances { Beside::Instances } else { Beside::Nothing };
        kind.defaults = self.fields(above, entry, map, schema, beside);
        let above = below(above, INSTANCES);
        for (name, entry) in instances
            .and_then(|entry| self.section(&above, entry))
            .into_iter()
            .flat_map(|map| &map.entries)
        {
            let above = below(&above, name);
            if name.is_empty() {
                self.add(
                    entry.line,
                    &above,
                    shown(&entry.node),
                    "a name of at least one character",
                );
            }
            if let Some(map) = self.section(&above, entry) {
                let section = self.fields(&above, entry, map, schema, Beside::Nothing);
                kind.instances.insert(name.to_string(), section);
            }
            if self.problems.are_too_many() {
                break;
            }
        }
        kind
    }

    /// The values of a section.
    fn fields(
        &mut self,
        above: &str,
        entry: &'a Entry<'t>,
        map: &'a Map<'t>,
        schema: &KindSchema,
        beside: Beside,
    ) -> Section {
        let mut section = Section::new(Place::file(self.path, entry.line));
        for (key, entry) in &map.entries {
            if self.problems.are_too_many() {
                break;
            }
            if beside == Beside::Instances && key == INSTANCES {
                continue;
            }
            let path = below(above, key);
            let node = self.document.resolve(&entry.node);
            let Some(field) = schema.fields.iter().find(|field| field.name() == key) else {
                let expected = match node {
                    Node::Map(_) if beside == Beside::Instances => not_an_instance(above, key),
                    _ if key == "<<" => String::from("settings: YAML 1.2 has no merge keys"),
                    _ => known_keys(key, &fields_of(schema)),
                };
                self.unknown(&path, entry, &expected);
                continue;
            };
            self.once(&path, entry);
            match node {
                Node::Value(raw) => match field.accepts(raw) {
                    Ok(()) => {
                        let place = Place::file(self.path, entry.line);
                        section.values.insert(field.name(), Given { raw: raw.clone(), place });
                    }
                    Err(expected) => self.add(entry.line, &path, shown(node), &expected),
                },
                other => self.add(entry.line, &path, shown(other), &field.expected()),
            }
        }
        section
    }

    /// The map that has to be there, which may be empty.
    fn section(&mut self, path: &str, entry: &'a Entry<'t>) -> Option<&'a Map<'t>> {
        const EMPTY: &Map<'static> = &Map::EMPTY;
        self.once(path, entry);
        match self.document.resolve(&entry.node) {
            Node::Map(map) => Some(map),
            Node::Null => Some(EMPTY),
            other => {
                self.add(entry.line, path, shown(other), "a section");
                None
            }
        }
    }

    /// Reports every place but the first where the key stands.
    fn once(&mut self, path: &str, entry: &Entry<'_>) {
        for again in &entry.again {
            let expected = format!("one only: the first is on line {}", entry.line);
            self.add(*again, path, String::from("a second value"), &expected);
        }
    }

    fn unknown(&mut self, path: &str, entry: &Entry<'_>, expected: &str) {
        let value = shown(self.document.resolve(&entry.node));
        self.add(entry.line, path, value, expected);
    }

    fn add(&mut self, line: u32, path: &str, value: String, expected: &str) {
        let place = format!("{}:{line}", self.path);
        self.problems.add(line, problem(String::from(path), value, expected, place));
    }
}

/// What is expected in place of a section where only instances have sections.
fn not_an_instance(above: &str, key: &str) -> String {
    if likeness(key, INSTANCES) >= ALMOST {
        return did_you_mean(INSTANCES);
    }
    format!("a known key; if it is a name: `{}`", below(&below(above, INSTANCES), key))
}
