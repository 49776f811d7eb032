//! One setting: what code wrote, what was found outside, and what holds.

use super::table::{Lookup, Raw, Table};
use super::{Place, SettingValue, Value, at};
use crate::error::ConfigProblem;
use std::fmt;
use std::panic::Location;

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

/// A value that holds, and where it comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Held<T> {
    pub(crate) value: T,
    pub(crate) place: Place,
}

/// One setting: what code wrote holds, else what was found outside, else the default.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field<T: Value> {
    name: &'static str,
    range: T::Range,
    written: Option<Written<T>>,
    found: Option<Held<T>>,
    /// It was found where it stands for all policies of the kind.
    for_all: bool,
    closed: Option<&'static str>,
}

/// A setting of whatever type.
pub(crate) trait AnyField: fmt::Debug {
    /// The key it has outside of code, which is the name of its builder method where there is one.
    fn name(&self) -> &'static str;

    /// What may stand there for it, for people.
    fn expected(&self) -> String;

    /// Whether the value is of its type and in its range.
    ///
    /// # Errors
    ///
    /// What is [`expected`](Self::expected).
    fn accepts(&self, raw: &Raw) -> Result<(), String>;

    /// Takes the value that is there for it now, in place of the one found before.
    fn find(&mut self, lookup: &Lookup<'_>, problems: &mut Vec<ConfigProblem>);

    /// The same in a box.
    fn boxed(&self) -> Box<dyn AnyField>;
}

impl<T: Value> Field<T> {
    pub(crate) const fn new(name: &'static str, range: T::Range) -> Self {
        Self { name, range, written: None, found: None, for_all: false, closed: None }
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

    /// Keeps it to code: what is there for all policies passes it by, what is there for this very one is
    /// a problem, whose expectation this is.
    pub(crate) fn close(&mut self, expected: &'static str) {
        self.closed = Some(expected);
    }

    /// Does without what was found for all policies of the kind, where it is of no use to this one.
    pub(crate) fn pass_by(&mut self) {
        self.found.take_if(|_| self.for_all);
    }

    /// The value that code wrote, and where.
    pub(crate) fn written(&self) -> Option<Written<T>> {
        self.written
    }

    /// The value that anybody gave, in code or outside.
    pub(crate) fn held(&self) -> Option<Held<T>> {
        let written = |Written { value, place }| Held { value, place: Place::Code(place) };
        self.written.map(written).or(self.found)
    }

    /// The same without its place.
    pub(crate) fn value(&self) -> Option<T> {
        self.held().map(|held| held.value)
    }

    pub(crate) fn or(&self, default: T) -> T {
        self.value().unwrap_or(default)
    }

    /// The value, which somebody has to give; reports that nobody did, or what cannot hold.
    pub(crate) fn required(
        &self,
        place: &Location<'_>,
        problems: &mut Vec<ConfigProblem>,
    ) -> Option<T> {
        self.check(problems);
        let value = self.value();
        if value.is_none() {
            problems.push(ConfigProblem {
                field: self.name.into(),
                value: String::from("none"),
                expected: format!("{}, and there is no default", T::expected(self.range)),
                place: at(place),
            });
        }
        value
    }

    /// Reports a value out of range. (One that was found has been checked then.)
    pub(crate) fn check(&self, problems: &mut Vec<ConfigProblem>) {
        if !self.is_in_range() {
            self.refuse(T::expected(self.range), problems);
        }
    }

    /// Reports the value that was given as one that does not go with the others.
    pub(crate) fn refuse(&self, expected: impl Into<String>, problems: &mut Vec<ConfigProblem>) {
        problems.extend(self.held().map(|held| self.problem(held, expected.into())));
    }

    pub(crate) fn is_in_range(&self) -> bool {
        self.value().is_none_or(|value| value.is_in(self.range))
    }

    /// What both sides agree on: the value that either wrote. Reports two values that differ. What was
    /// found outside is as it was.
    pub(crate) fn join(&self, newcomer: &Self, problems: &mut Vec<ConfigProblem>) -> Self {
        if let (Some(ours), Some(theirs)) = (self.written, newcomer.written)
            && ours.value != theirs.value
        {
            let expected = format!("{}, as written at {}", ours.value.show(), at(ours.place));
            newcomer.refuse(expected, problems);
        }
        Self {
            written: self.written.or(newcomer.written),
            closed: self.closed.or(newcomer.closed),
            ..*self
        }
    }

    pub(crate) fn shown(&self, default: T) -> SettingValue {
        let held = self.held().unwrap_or(Held { value: default, place: Place::Default });
        SettingValue { field: self.name, value: held.value.show(), place: held.place }
    }

    fn problem(&self, held: Held<T>, expected: String) -> ConfigProblem {
        ConfigProblem {
            field: self.name.into(),
            value: held.value.show(),
            expected,
            place: held.place.to_string(),
        }
    }

    fn read(&self, raw: &Raw) -> Option<T> {
        T::read(raw).filter(|value| value.is_in(self.range))
    }
}

impl<T: Value> AnyField for Field<T> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn expected(&self) -> String {
        T::spelled(self.range)
    }

    fn accepts(&self, raw: &Raw) -> Result<(), String> {
        self.read(raw).map(|_| ()).ok_or_else(|| self.expected())
    }

    fn find(&mut self, lookup: &Lookup<'_>, problems: &mut Vec<ConfigProblem>) {
        let of_instance = lookup.of_instance(self.name);
        let for_all = || lookup.of_all(self.name).filter(|_| self.closed.is_none());
        let given = of_instance.or_else(for_all);
        (self.found, self.for_all) = (None, of_instance.is_none());
        let Some(given) = given else { return };
        match (self.closed, self.read(&given.raw)) {
            (None, Some(value)) => self.found = Some(Held { value, place: given.place }),
            (closed, _) => problems.push(ConfigProblem {
                field: self.name.into(),
                value: given.raw.to_string(),
                expected: closed.map_or_else(|| self.expected(), String::from),
                place: given.place.to_string(),
            }),
        }
    }

    fn boxed(&self) -> Box<dyn AnyField> {
        Box::new(*self)
    }
}

/// Settings that stand in one section outside of code.
pub(crate) trait Fields {
    /// The key of their sections.
    const KEY: &'static str;

    /// All that may stand outside of code, in the order of the documentation.
    fn fields(&mut self) -> Vec<&mut dyn AnyField>;

    /// [Passes by](Field::pass_by) what is there for all and needs something beside it that this one does
    /// not have.
    fn pass_by(&mut self) {}

    /// Takes what is there for a policy of this name, in place of what was found before.
    fn resolve(&mut self, table: &Table, name: Option<&str>, problems: &mut Vec<ConfigProblem>) {
        let lookup = table.lookup(Self::KEY, name);
        for field in self.fields() {
            field.find(&lookup, problems);
        }
        self.pass_by();
    }
}
