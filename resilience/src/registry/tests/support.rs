//! What these tests share.

use crate::clock::ManualClock;
use crate::error::ConfigError;
use crate::registry::Registry;
use crate::registry::schema::schema;
use crate::settings::{Given, Kind, Place, Raw, Section, SettingValue, Settings, Table};
use crate::waiting::{Wakers, wake};
use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

pub(super) const SECOND: Duration = Duration::from_secs(1);
pub(super) const NANO: Duration = Duration::from_nanos(1);

/// A registry with this table in force, and a clock.
pub(super) fn registry(lines: &str) -> (Registry, ManualClock) {
    let names = Registry::new();
    names.reconsider(table(lines)).unwrap();
    (names, ManualClock::new())
}

/// A table of lines like `circuit_breaker max_failures = 3` for defaults, `circuit_breaker.name …` for an
/// instance, each in the file on its line; with `env` in front it is in the environment.
pub(super) fn table(lines: &str) -> Arc<Table> {
    let mut table = Table::default();
    for (line, number) in lines.lines().map(str::trim).zip(1..) {
        if line.is_empty() {
            continue;
        }
        let (key, value) = line.split_once(" = ").unwrap();
        let (section, field) = key.rsplit_once(' ').unwrap();
        let of_environment = section.strip_prefix("env ");
        let (kind, name) = parts(of_environment.unwrap_or(section));
        let (kind, field) = known(kind, field);
        let (kinds, raw, place) = if of_environment.is_some() {
            let variable = format!("RESILIENCE__{kind}__{field}").to_uppercase();
            let raw = Raw::Untyped(value.to_owned());
            (&mut table.environment, raw, Place::environment(&variable))
        } else {
            (&mut table.file, raw(value), Place::file("test.toml", number))
        };
        put(kinds.entry(kind).or_default(), name, field, Given { raw, place });
    }
    Arc::new(table)
}

fn parts(section: &str) -> (&str, Option<&str>) {
    section.split_once('.').map_or((section, None), |(kind, name)| (kind, Some(name)))
}

/// The same texts as the schema has them.
pub(super) fn known(kind: &str, field: &str) -> (&'static str, &'static str) {
    let kinds = schema();
    let kind = kinds.iter().find(|known| known.key == kind).unwrap();
    let field = kind.fields.iter().find(|known| known.name() == field).unwrap();
    (kind.key, field.name())
}

fn raw(value: &str) -> Raw {
    if let Ok(number) = value.parse() {
        return Raw::Integer(number);
    }
    match value {
        "true" => Raw::Flag(true),
        "false" => Raw::Flag(false),
        text => text.parse().map_or_else(|_| Raw::Text(text.to_owned()), Raw::Float),
    }
}

pub(super) fn put(kind: &mut Kind, name: Option<&str>, field: &'static str, given: Given) {
    let section = match name {
        None => &mut kind.defaults,
        Some(name) => {
            let place = given.place;
            kind.instances.entry(name.to_owned()).or_insert_with(|| Section::new(place))
        }
    };
    section.values.insert(field, given);
}

/// One value in force.
pub(super) fn value<'a>(settings: &'a Settings, field: &str) -> &'a SettingValue {
    settings.values.iter().find(|value| value.field == field).unwrap()
}

/// One value in force and where it comes from, as `3 (test.toml:1)`.
pub(super) fn shown(settings: &Settings, field: &str) -> String {
    let SettingValue { value, place, .. } = value(settings, field);
    format!("{value} ({place})")
}

/// The problems, as text.
pub(super) fn problems<T: Debug>(refused: Result<T, ConfigError>) -> Vec<String> {
    refused.unwrap_err().problems().iter().map(ToString::to_string).collect()
}

/// The errors of policies that cannot follow, as text.
pub(super) fn refused(names: &Registry, lines: &str) -> Vec<String> {
    let errors = names.reconsider(table(lines)).unwrap_err();
    errors.iter().map(ToString::to_string).collect()
}

/// Lets all follow.
pub(super) fn follow(names: &Registry, lines: &str) {
    names.reconsider(table(lines)).unwrap();
}

impl Registry {
    /// The same for one who holds no lock.
    pub(super) fn reconsider(&self, table: Arc<Table>) -> Result<(), Vec<ConfigError>> {
        let mut wakers = Wakers::new();
        let result = self.reconsider_and_call(table, &mut wakers);
        wake(wakers);
        result
    }
}
