//! What stands outside of code: values from the environment and from a file, by section and field.

use super::Place;
use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

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
    pub(crate) claimed: AtomicBool,
}

/// One source's values of all policies of a kind.
#[derive(Debug, Default)]
pub(crate) struct Kind {
    pub(crate) defaults: Section,
    pub(crate) instances: BTreeMap<String, Section>,
}

/// All that stands outside of code, by the kind's key (`circuit_breaker`).
#[derive(Debug, Default)]
pub(crate) struct Table {
    pub(crate) environment: BTreeMap<&'static str, Kind>,
    pub(crate) file: BTreeMap<&'static str, Kind>,
}
