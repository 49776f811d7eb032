//! The variables of the environment against what there is to set.

use super::check::{INSTANCES, OURS, fields_of};
use super::problems::{Problems, below, did_you_mean, nearest, problem, shortened};
use crate::error::ConfigProblem;
use crate::registry::KindSchema;
use crate::settings::{Given, Kind, Place, Raw, Section};
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fmt;

/// Variables that begin so, in any case, are ours.
const PREFIX: &str = "RESILIENCE__";
const BETWEEN: &str = "__";

/// The values of the variables, by the kind's key, and the variables.
pub(super) fn check(
    variables: impl Iterator<Item = (OsString, OsString)>,
    schema: &[KindSchema],
    problems: &mut Problems,
) -> (BTreeMap<&'static str, Kind>, Vec<String>) {
    let mut variables: Vec<_> =
        variables.filter(|(name, _)| is_ours(&name.to_string_lossy())).collect();
    variables.sort();
    let mut kinds = BTreeMap::new();
    let mut names = Vec::new();
    for (name, value) in variables {
        match (name.to_str(), value.to_str()) {
            (Some(name), Some(text)) => {
                if let Err(expected) = put(&mut kinds, schema, name, text) {
                    problems.add(0, told(name, &value, expected));
                }
                names.push(String::from(name));
            }
            _ => problems.add(0, told(&name.to_string_lossy(), &value, "Unicode text")),
        }
    }
    (kinds, names)
}

fn told(variable: &str, value: &OsStr, expected: impl Into<String>) -> ConfigProblem {
    let value = shortened(&format!("{:?}", value.to_string_lossy()));
    problem(Key::of(variable).to_string(), value, expected, variable)
}

fn is_ours(name: &str) -> bool {
    without_prefix(name, PREFIX).is_some()
}

fn without_prefix<'n>(name: &'n str, prefix: &str) -> Option<&'n str> {
    let (front, rest) = name.split_at_checked(prefix.len())?;
    front.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// The parts of a variable's name.
struct Key<'v> {
    kind: &'v str,
    instance: Option<&'v str>,
    field: &'v str,
}

impl<'v> Key<'v> {
    fn of(variable: &'v str) -> Self {
        let rest = without_prefix(variable, PREFIX).unwrap_or_default();
        let (kind, rest) = rest.split_once(BETWEEN).unwrap_or((rest, ""));
        match without_prefix(rest, "INSTANCES__") {
            None => Self { kind, instance: None, field: rest },
            Some(rest) => {
                // No field has two underscores in a row, so names may.
                let (name, field) = rest.rsplit_once(BETWEEN).unwrap_or((rest, ""));
                Self { kind, instance: Some(name), field }
            }
        }
    }

    /// What stands before the field.
    fn front(&self) -> String {
        let instance = self.instance.map_or(String::new(), |name| format!("INSTANCES__{name}__"));
        format!("{PREFIX}{}__{instance}", self.kind).to_ascii_uppercase()
    }
}

/// The same key as it would be written in a file.
impl fmt::Display for Key<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lower = str::to_ascii_lowercase;
        let mut key = below(OURS, &lower(self.kind));
        if let Some(name) = self.instance {
            key = below(&below(&key, INSTANCES), &lower(name));
        }
        match self.field {
            "" => f.write_str(&key),
            field => f.write_str(&below(&key, &lower(field))),
        }
    }
}

/// Puts the value where it belongs.
fn put(
    kinds: &mut BTreeMap<&'static str, Kind>,
    schema: &[KindSchema],
    variable: &str,
    value: &str,
) -> Result<(), String> {
    let key = Key::of(variable);
    let known = schema.iter().find(|schema| schema.key.eq_ignore_ascii_case(key.kind));
    let Some(schema) = known else {
        let known: Vec<_> = schema.iter().map(|kind| kind.key).collect();
        let behind = &variable[PREFIX.len() + key.kind.len()..];
        return Err(known_parts(PREFIX, key.kind, &known, behind));
    };
    if key.instance.is_some() && !schema.has_instances {
        return Err(format!("a setting: there is one {} only", schema.key));
    }
    let known = schema.fields.iter().find(|known| known.name().eq_ignore_ascii_case(key.field));
    let Some(known) = known else {
        return Err(known_parts(&key.front(), key.field, &fields_of(schema), ""));
    };
    let raw = Raw::Untyped(String::from(value));
    known.accepts(&raw)?;
    let place = Place::environment(variable);
    let kind = kinds.entry(schema.key).or_default();
    let section = match key.instance {
        None => &mut kind.defaults,
        Some("") => return Err(String::from("a name of at least one character")),
        Some(name) => {
            let name = name.to_ascii_lowercase();
            kind.instances.entry(name).or_insert_with(|| Section::new(place))
        }
    };
    match section.values.insert(known.name(), Given { raw, place }) {
        None => Ok(()),
        Some(first) => Err(format!("one only: {} is the same key", first.place)),
    }
}

/// What is expected in place of a part that nobody knows.
fn known_parts(front: &str, unknown: &str, known: &[&str], behind: &str) -> String {
    match nearest(unknown, known) {
        Some(near) => did_you_mean(&format!("{front}{}{behind}", near.to_ascii_uppercase())),
        None => format!("`{front}` and one of {}", known.join(", ").to_ascii_uppercase()),
    }
}
