//! What is common to the settings of all policies: a value, where it comes from, and their checks.

mod identity;

pub(crate) use self::identity::{Build, Identity, name_problem};
use crate::error::ConfigProblem;
use std::fmt;
use std::panic::Location;
use std::time::Duration;

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

/// A kind of value that settings have: how it is written and which values hold.
pub(crate) trait Value: Copy + PartialEq {
    /// The values that hold.
    type Range: Copy;

    fn show(self) -> String;
    fn is_in(self, range: Self::Range) -> bool;
    fn expected(range: Self::Range) -> String;
}

impl Value for u32 {
    type Range = (u32, u32);

    fn show(self) -> String {
        self.to_string()
    }

    fn is_in(self, (least, most): (u32, u32)) -> bool {
        (least..=most).contains(&self)
    }

    fn expected((least, most): (u32, u32)) -> String {
        format!("{least} to {most}")
    }
}

impl Value for Duration {
    /// The shortest that holds; there is no longest.
    type Range = Duration;

    fn show(self) -> String {
        if self == Self::MAX { String::from("never") } else { format!("{self:?}") }
    }

    fn is_in(self, least: Self) -> bool {
        self >= least
    }

    fn expected(least: Self) -> String {
        format!("at least {least:?}; Duration::MAX means never")
    }
}

/// The numbers that a setting of type `f64` may have.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Reals {
    /// Finite and more than nought.
    Positive,
    /// Finite and not less than nought.
    NotNegative,
    /// Finite and not less than one.
    AtLeastOne,
    /// From nought to one.
    Share,
}

impl Value for f64 {
    type Range = Reals;

    fn show(self) -> String {
        self.to_string()
    }

    fn is_in(self, range: Reals) -> bool {
        self.is_finite()
            && match range {
                Reals::Positive => self > 0.0,
                Reals::NotNegative => self >= 0.0,
                Reals::AtLeastOne => self >= 1.0,
                Reals::Share => (0.0..=1.0).contains(&self),
            }
    }

    fn expected(range: Reals) -> String {
        String::from(match range {
            Reals::Positive => "a finite number above 0",
            Reals::NotNegative => "a finite number of 0 or more",
            Reals::AtLeastOne => "a finite number of 1 or more",
            Reals::Share => "a number from 0 to 1",
        })
    }
}

impl Value for usize {
    type Range = (usize, usize);

    fn show(self) -> String {
        self.to_string()
    }

    fn is_in(self, (least, most): (usize, usize)) -> bool {
        (least..=most).contains(&self)
    }

    fn expected((least, most): (usize, usize)) -> String {
        match most {
            Self::MAX => format!("at least {least}"),
            _ => format!("{least} to {most}"),
        }
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
