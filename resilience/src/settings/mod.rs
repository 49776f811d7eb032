//! What is common to the settings of all policies: a value, where it comes from, and their checks.

mod field;
mod identity;
mod length;
mod place;
mod process;
pub(crate) mod source;
mod table;
mod value;

pub(crate) use self::field::{AnyField, Field, Fields, Written};
pub(crate) use self::identity::{Build, Follow, Identity, name_problem};
#[cfg(all(feature = "process", unix))]
pub(crate) use self::length::parse_length;
pub use self::place::Place;
pub(crate) use self::place::at;
pub(crate) use self::process::{HeartbeatSettings, ShutdownSettings, WatchdogSettings};
#[cfg(any(feature = "config", all(test, not(resilience_loom))))]
pub(crate) use self::table::{Given, Kind, Section};
pub(crate) use self::table::{Raw, Table};
pub(crate) use self::value::{Reals, Value, integer};
use std::fmt;

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

impl Settings {
    /// How wide a table of these is: the settings and their values.
    pub(crate) fn widths(&self) -> (usize, usize) {
        let widest = |of: fn(&SettingValue) -> usize| self.values.iter().map(of).max().unwrap_or(0);
        (widest(|v| v.field.chars().count()), widest(|v| v.value.chars().count()))
    }

    /// Prints a table at least so wide.
    pub(crate) fn print(
        &self,
        f: &mut fmt::Formatter<'_>,
        (fields, values): (usize, usize),
    ) -> fmt::Result {
        write!(f, "{} `{}`", self.kind, self.name)?;
        for SettingValue { field, value, place } in &self.values {
            write!(f, "\n  {field:fields$}  {value:values$}  {place}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.print(f, self.widths())
    }
}
