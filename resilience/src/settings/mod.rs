//! What is common to the settings of all policies: a value, where it comes from, and their checks.

mod identity;
#[cfg(all(feature = "process", unix))]
mod length;
mod value;

pub(crate) use self::identity::{Build, Identity, name_problem};
#[cfg(all(feature = "process", unix))]
pub(crate) use self::length::parse_length;
pub(crate) use self::value::{Reals, Value};
use crate::error::ConfigProblem;
use std::fmt;
use std::panic::Location;

/// The settings of one policy, each with the place it comes from.
///
/// `Display` prints them as a table.
///
/// ```
/// # use resilience::CircuitBreaker;
/// let breaker = CircuitBreaker::builder().name("payments").max_failures(3).build()?;
/// let settings = breaker.settings();
/// assert_eq!(settings.values[0].field, "max_failures");
/// assert_eq!(settings.values[0].value, "3");
/// println!("{settings}");
/// # Ok::<(), resilience::ConfigError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Settings {
    /// The kind of the policy, as in `circuit breaker`.
    pub kind: &'static str,
    /// The name of the policy.
    pub name: String,
    /// Every setting, in the order of the documentation.
    pub values: Vec<SettingValue>,
}

/// One setting of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct SettingValue {
    /// The setting, by the name of its builder method and attribute argument.
    pub field: &'static str,
    /// The value in force, as text.
    pub value: String,
    /// Where the value comes from.
    pub place: Place,
}

/// Where a setting's value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Place {
    /// Nobody wrote it: the library's own default.
    Default,
    /// Written in code, there.
    Code(&'static Location<'static>),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.pad("default"),
            Self::Code(location) => f.pad(&at(location)),
        }
    }
}

impl fmt::Display for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = |of: fn(&SettingValue) -> usize| self.values.iter().map(of).max().unwrap_or(0);
        let (fields, values) = (width(|v| v.field.len()), width(|v| v.value.len()));
        write!(f, "{} `{}`", self.kind, self.name)?;
        for SettingValue { field, value, place } in &self.values {
            write!(f, "\n  {field:fields$}  {value:values$}  {place}")?;
        }
        Ok(())
    }
}

pub(crate) fn at(location: &Location<'_>) -> String {
    format!("{}:{}", location.file(), location.line())
}

/// A value that somebody wrote in code, and where.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Written<T> {
    pub(crate) value: T,
    pub(crate) place: &'static Location<'static>,
}

impl<T: Copy> Written<T> {
    #[track_caller]
    pub(crate) const fn here(value: T) -> Self {
        Self { value, place: Location::caller() }
    }
}

/// One setting as code may have written it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field<T: Value> {
    name: &'static str,
    range: T::Range,
    written: Option<Written<T>>,
}

impl<T: Value> Field<T> {
    pub(crate) const fn new(name: &'static str, range: T::Range) -> Self {
        Self { name, range, written: None }
    }

    /// Writes the value, at the caller's caller.
    #[track_caller]
    pub(crate) const fn write(&mut self, value: T) {
        self.written = Some(Written::here(value));
    }

    /// Puts in what was written elsewhere.
    pub(crate) fn put(&mut self, written: Written<T>) {
        self.written = Some(written);
    }

    /// The value that was written, and where.
    pub(crate) fn written(&self) -> Option<Written<T>> {
        self.written
    }

    pub(crate) fn or(&self, default: T) -> T {
        self.written.map_or(default, |written| written.value)
    }

    /// The value, which somebody has to write; reports that nobody did, or what cannot hold.
    pub(crate) fn required(
        &self,
        place: &Location<'_>,
        problems: &mut Vec<ConfigProblem>,
    ) -> Option<T> {
        self.check(problems);
        if self.written.is_none() {
            problems.push(ConfigProblem {
                field: self.name,
                value: String::from("none"),
                expected: format!("{}, and there is no default", T::expected(self.range)),
                place: at(place),
            });
        }
        self.written.map(|written| written.value)
    }

    /// Reports a value out of range.
    pub(crate) fn check(&self, problems: &mut Vec<ConfigProblem>) {
        if let Some(written) = self.written
            && !written.value.is_in(self.range)
        {
            problems.push(self.problem(written, T::expected(self.range)));
        }
    }

    /// Reports the value that was written as one that does not go with the others.
    pub(crate) fn refuse(&self, expected: impl Into<String>, problems: &mut Vec<ConfigProblem>) {
        problems.extend(self.written.map(|written| self.problem(written, expected.into())));
    }

    pub(crate) fn is_in_range(&self) -> bool {
        self.written.is_none_or(|written| written.value.is_in(self.range))
    }

    /// What both sides agree on: the value that either wrote. Reports two values that differ.
    pub(crate) fn join(&self, newcomer: &Self, problems: &mut Vec<ConfigProblem>) -> Self {
        if let (Some(ours), Some(theirs)) = (self.written, newcomer.written)
            && ours.value != theirs.value
        {
            let expected = format!("{}, as written at {}", ours.value.show(), at(ours.place));
            problems.push(self.problem(theirs, expected));
        }
        Self { written: self.written.or(newcomer.written), ..*self }
    }

    pub(crate) fn shown(&self, default: T) -> SettingValue {
        SettingValue {
            field: self.name,
            value: self.or(default).show(),
            place: self.written.map_or(Place::Default, |written| Place::Code(written.place)),
        }
    }

    fn problem(&self, written: Written<T>, expected: String) -> ConfigProblem {
        ConfigProblem {
            field: self.name,
            value: written.value.show(),
            expected,
            place: at(written.place),
        }
    }
}
