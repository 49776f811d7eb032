//! What every policy's builder has beside its numbers: a name and a clock.

use super::{Table, at};
use crate::clock::Clock;
use crate::error::{ConfigError, ConfigProblem};
use crate::name::Name;
use std::panic::Location;
use std::task::Waker;

/// The name and the clock that code may have written.
#[derive(Clone, Debug, Default)]
pub struct Identity {
    pub(crate) name: Option<Name>,
    pub(crate) clock: Option<Clock>,
}

impl Identity {
    pub(crate) const fn new() -> Self {
        Self { name: None, clock: None }
    }

    /// The name by which the policy is looked up outside of code.
    pub(crate) fn name(&self) -> Option<&str> {
        self.name.as_ref().map(Name::as_str)
    }

    pub(crate) fn name_or_unnamed(&self) -> Name {
        self.name.clone().unwrap_or(Name::UNNAMED)
    }

    /// Reports a name that cannot be one.
    pub(crate) fn check(&self, place: &Location<'_>, problems: &mut Vec<ConfigProblem>) {
        if self.name.as_ref().is_some_and(|name| name.as_str().is_empty()) {
            problems.push(name_problem("\"\"", "at least one character", place));
        }
    }

    /// Reports a clock that is not that of the policy to join, which was made at `made`.
    pub(crate) fn join(
        &self,
        clock: &Clock,
        made: &Location<'_>,
        place: &Location<'_>,
        problems: &mut Vec<ConfigProblem>,
    ) {
        if let Some(other) = self.clock.as_ref().filter(|other| *other != clock) {
            problems.push(ConfigProblem {
                field: "clock".into(),
                value: format!("{other:?}"),
                expected: format!("the clock of the one made at {}", at(made)),
                place: at(place),
            });
        }
    }

    pub(crate) fn fail_on(
        &self,
        kind: &'static str,
        problems: Vec<ConfigProblem>,
    ) -> Result<(), ConfigError> {
        ConfigError::unless_empty(kind, &self.name_or_unnamed(), problems)
    }
}

pub(crate) fn name_problem(value: &str, expected: &str, place: &Location<'_>) -> ConfigProblem {
    ConfigProblem {
        field: "name".into(),
        value: String::from(value),
        expected: String::from(expected),
        place: at(place),
    }
}

/// A builder of policies that several places of a program can share by name.
pub trait Build: Clone {
    /// What it makes: a handle whose clones share one state.
    type Policy: Clone;

    /// The kind of the policy, for people.
    const KIND: &'static str;

    /// The name and the clock written so far.
    fn identity(&mut self) -> &mut Identity;

    /// It is that of an annotated function, which has defaults of its own and may keep some settings to
    /// code.
    fn annotate(&mut self) {}

    /// Takes what the table has for the name. What cannot hold of the settings then.
    fn resolve(&mut self, table: &Table, place: &Location<'_>) -> Vec<ConfigProblem>;

    /// Makes the policy, with what the table has for the name where code left it out.
    ///
    /// # Errors
    ///
    /// The problems.
    fn build_at(
        self,
        table: &Table,
        place: &'static Location<'static>,
    ) -> Result<Self::Policy, ConfigError>;

    /// Lets the policy follow these settings as well, and listeners hear it; all or nothing. The
    /// registry's lock keeps others from joining meanwhile; those to wake are woken after it.
    ///
    /// # Errors
    ///
    /// The problems, and every disagreement.
    fn join(
        self,
        policy: &Self::Policy,
        table: &Table,
        place: &'static Location<'static>,
        wakers: &mut Vec<Waker>,
    ) -> Result<Self::Policy, ConfigError>;
}

/// A policy that follows what stands outside of code.
pub(crate) trait Follow {
    /// Settings that were found to hold for it.
    type Settings;

    /// The settings that it has with this table. Nothing changes.
    ///
    /// # Errors
    ///
    /// The problems.
    fn consider(&self, table: &Table) -> Result<Self::Settings, ConfigError>;

    /// Goes on with settings that were found to hold, as whatever it is by now. Those to wake are woken
    /// after all locks.
    fn follow(&self, settings: Self::Settings, wakers: &mut Vec<Waker>);
}
