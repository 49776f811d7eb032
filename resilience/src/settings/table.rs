//! What stands outside of code: values from the environment and from a file, by section and field.

use super::Place;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// A value as it stands there.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Raw {
    Integer(i128),
    Float(f64),
    Text(String),
    Flag(bool),
    /// Text that stands for whatever it reads as: environment variables have no types.
    Untyped(String),
}

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    pub(crate) raw: Raw,
    pub(crate) place: Place,
}

/// The values of one section by field.
#[derive(Debug, Default)]
pub(crate) struct Section {
    pub(crate) values: BTreeMap<&'static str, Given>,
    /// Where the section begins: for one that nobody claims.
    pub(crate) place: Option<Place>,
    /// Somebody of that name has asked for it.
    claimed: OnceLock<()>,
}

/// One source's values of all policies of a kind.
#[derive(Debug, Default)]
pub(crate) struct Kind {
    pub(crate) defaults: Section,
    /// By name; those of the environment in ASCII lower case.
    pub(crate) instances: BTreeMap<String, Section>,
}

/// All that stands outside of code, by the kind's key (`circuit_breaker`).
#[derive(Debug, Default)]
pub struct Table {
    pub(crate) environment: BTreeMap<&'static str, Kind>,
    pub(crate) file: BTreeMap<&'static str, Kind>,
}

/// The sections that are about one policy, the one that holds over the others first.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lookup<'a> {
    instance: [Option<&'a Section>; 2],
    defaults: [Option<&'a Section>; 2],
}

impl Section {
    pub(crate) fn new(place: Place) -> Self {
        Self { place: Some(place), ..Self::default() }
    }

    fn is_claimed(&self) -> bool {
        self.claimed.get().is_some()
    }

    fn begins(&self) -> Place {
        let first = || self.values.values().next().map(|given| given.place);
        self.place.or_else(first).unwrap_or(Place::Default)
    }

    fn claim(&self) {
        // Whether it was claimed before is all the same.
        let _first = self.claimed.set(());
    }
}

impl Table {
    /// What stands there for the policy of this name and kind, whose sections are claimed by that.
    pub(crate) fn lookup(&self, kind: &str, name: Option<&str>) -> Lookup<'_> {
        let [environment, file] = [&self.environment, &self.file].map(|kinds| kinds.get(kind));
        let in_lower_case = name.map(str::to_ascii_lowercase);
        let instance = [instance(environment, in_lower_case.as_deref()), instance(file, name)];
        for section in instance.into_iter().flatten() {
            section.claim();
        }
        Lookup { instance, defaults: [environment, file].map(|kind| Some(&kind?.defaults)) }
    }

    /// What was claimed in the one before stays so: there are policies that made no name known.
    pub(crate) fn keep_claims(&self, before: &Self) {
        for (ours, theirs) in [(&self.environment, &before.environment), (&self.file, &before.file)]
        {
            for (kind, theirs) in theirs {
                let Some(ours) = ours.get(kind) else { continue };
                let claimed = theirs.instances.iter().filter(|(_, section)| section.is_claimed());
                for section in claimed.filter_map(|(name, _)| ours.instances.get(name)) {
                    section.claim();
                }
            }
        }
    }

    /// The sections of instances that nobody has claimed: kind, name, where they begin.
    pub(crate) fn unclaimed(&self) -> Vec<(&'static str, &str, Place)> {
        let kinds = self.file.iter().chain(&self.environment);
        kinds
            .flat_map(|(kind, sections)| sections.instances.iter().map(move |at| (*kind, at)))
            .filter(|(_, (_, section))| !section.is_claimed())
            .map(|(kind, (name, section))| (kind, name.as_str(), section.begins()))
            .collect()
    }
}

fn instance<'a>(kind: Option<&'a Kind>, name: Option<&str>) -> Option<&'a Section> {
    kind?.instances.get(name?)
}

impl<'a> Lookup<'a> {
    /// The value of this field that is there for all policies of the kind, if there is one.
    pub(crate) fn of_all(&self, field: &str) -> Option<&'a Given> {
        first(&self.defaults, field)
    }

    /// The same for this very policy. It holds over that for all.
    pub(crate) fn of_instance(&self, field: &str) -> Option<&'a Given> {
        first(&self.instance, field)
    }
}

fn first<'a>(sections: &[Option<&'a Section>], field: &str) -> Option<&'a Given> {
    sections.iter().flatten().find_map(|section| section.values.get(field))
}
