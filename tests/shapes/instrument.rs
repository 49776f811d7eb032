//! What `tracing::instrument` does with the shapes, for comparison.

use crate::packages::{self, Cargo, Form, Package};
use crate::page;
use crate::shape::{Edition, Shape};
use std::collections::BTreeMap;
use std::slice;

/// As its documentation shows it first.
const INSTRUMENT: Form = Form {
    name: "instrument",
    guard: &["::tracing::instrument(err)"],
    waits: &["::tracing::instrument"],
    ours: &[],
};

/// With none of the arguments recorded, which have to be `Debug` for that.
const WITHOUT_ARGUMENTS: Form = Form {
    name: "instrument_skip_all",
    guard: &["::tracing::instrument(err, skip_all)"],
    waits: &["::tracing::instrument(skip_all)"],
    ours: &[],
};

/// What became of a shape in a plain `cargo check`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Accepted,
    /// With this warning, the first; an error with `-D warnings`.
    Warned(String),
    /// With this error, the first; without it if no argument is recorded.
    OnlyWithoutArguments(String),
    /// With this error, the first.
    Refused(String),
}

/// By the key of the page.
pub(crate) type Verdicts = BTreeMap<String, Verdict>;

pub(crate) fn try_all(shapes: &[Shape]) -> Verdicts {
    let mut verdicts = try_form(&INSTRUMENT, shapes);
    let without_arguments = try_form(&WITHOUT_ARGUMENTS, shapes);
    for (key, verdict) in &mut verdicts {
        let refused = matches!(without_arguments[key], Verdict::Refused(_));
        if let (Verdict::Refused(error), false) = (&*verdict, refused) {
            *verdict = Verdict::OnlyWithoutArguments(error.clone());
        }
    }
    verdicts
}

fn try_form(form: &Form, shapes: &[Shape]) -> Verdicts {
    let mut verdicts = Verdicts::new();
    let mut left: Vec<&Shape> = shapes.iter().collect();
    // Without those that fail: their errors keep the compiler from looking for those of others.
    loop {
        let package = Package { name: form.name.to_owned(), form, shapes: left.clone() };
        let said = packages::run(Cargo::Check, Edition::E2024, slice::from_ref(&package));
        for shape in &package.shapes {
            let said = said.of(&package, shape);
            let error = said.iter().find(|text| text.is_error);
            let verdict = match (error, said.first()) {
                (Some(error), _) => Verdict::Refused(error.first_line().to_owned()),
                (None, Some(warning)) => Verdict::Warned(warning.message.clone()),
                (None, None) => Verdict::Accepted,
            };
            verdicts.insert(page::key(shape), verdict);
        }
        left.retain(|shape| !matches!(verdicts[&page::key(shape)], Verdict::Refused(_)));
        if left.len() == package.shapes.len() {
            return verdicts;
        }
    }
}
