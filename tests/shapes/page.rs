//! The page that shows the shapes.

use crate::instrument::{Verdict, Verdicts};
use crate::packages::{CIRCUIT_BREAKER, Form, RATE_LIMITER};
use crate::shape::{Edition, Shape};

const ACCEPTED: &str = "accepted";
const WARNED: &str = "accepted, and warns: ";
const ONLY: &str = "with `skip_all` only: ";

const HEAD: &str = "\
# Function shapes

What the attributes do with functions of every shape, beside what `tracing::instrument` (0.1) does with
the same. The shapes are the modules in `tests/shapes/catalogue`, in that order.

`circuit_breaker` and `rate_limiter` were checked in both editions, if both know the shape, with
`clippy::all` and `clippy::pedantic`, warnings as errors (the exceptions are in
`tests/shapes/packages.rs`, each with its reason): *accepted* is without a word from the compiler. A
refusal is the whole message, at the user's own tokens. The limiter is
`#[rate_limiter(blocking = false)]` where a `Result` is returned, which turns calls away, and else
`#[rate_limiter]`, which waits. A function that returns no `Result` takes a circuit breaker, too, if
`failure_if = …` and `fallback = …` say what to make of it. `retry` accepts what returns a `Result` and can
run twice: all but those marked in the catalogue.

`instrument` was tried with a plain `cargo check` in edition 2024, as `#[instrument(err)]` where a
`Result` is returned, and else as `#[instrument]`. What it refuses is shown with the compiler's first
error. It records the arguments, which have to be `Debug` for that: *with `skip_all` only* is what it
accepts if it is told not to.

`ci/shapes.sh` writes this page; `tests/shapes` checks all but the last column with every run.
";

/// The whole page.
pub(crate) fn write(shapes: &[Shape], of_instrument: &Verdicts) -> String {
    let mut lines = vec![HEAD.to_owned()];
    lines.extend(counts(shapes, of_instrument));
    let mut file = "";
    for shape in shapes {
        if shape.file != file {
            file = shape.file;
            lines.extend([
                format!("\n## {}\n", shape.heading),
                format!("In [`{file}.rs`](../tests/shapes/catalogue/{file}.rs).\n"),
                row(["shape", "`circuit_breaker`", "`rate_limiter`", "`tracing::instrument`"]),
                row(["---"; 4]),
            ]);
        }
        let ours = |form: Form| form.refusal(shape).unwrap_or(ACCEPTED);
        let (breaker, limiter) = (ours(CIRCUIT_BREAKER), ours(RATE_LIMITER));
        let theirs = match of_instrument.get(&key(shape)) {
            Some(Verdict::Accepted) => String::from(ACCEPTED),
            Some(Verdict::Warned(warning)) => format!("{WARNED}{warning}"),
            Some(Verdict::OnlyWithoutArguments(error)) => format!("{ONLY}{error}"),
            Some(Verdict::Refused(error)) => error.clone(),
            None => String::from("not tried"),
        };
        lines.push(row([&title(shape), breaker, limiter, &theirs]));
    }
    lines.join("\n") + "\n"
}

fn row<const N: usize>(cells: [&str; N]) -> String {
    let cells = cells.map(|cell| cell.replace('|', "\\|"));
    format!("| {} |", cells.join(" | "))
}

/// Reads from the page what became of the shapes with `instrument`.
pub(crate) fn of_instrument(page: &str) -> Verdicts {
    let mut verdicts = Verdicts::new();
    let mut file = "";
    for line in page.lines() {
        if let Some((name, _)) =
            line.strip_prefix("In [`").and_then(|rest| rest.split_once(".rs`]"))
        {
            file = name;
        }
        let row = line.strip_prefix("| ").and_then(|rest| rest.strip_suffix(" |"));
        let cells: Vec<&str> = row.map_or(Vec::new(), |row| row.split(" | ").collect());
        let [title, _, _, theirs] = cells[..] else { continue };
        let (title, theirs) = (title.replace("\\|", "|"), theirs.replace("\\|", "|"));
        let verdict = if theirs == ACCEPTED {
            Verdict::Accepted
        } else if let Some(warning) = theirs.strip_prefix(WARNED) {
            Verdict::Warned(warning.to_owned())
        } else if let Some(error) = theirs.strip_prefix(ONLY) {
            Verdict::OnlyWithoutArguments(error.to_owned())
        } else {
            Verdict::Refused(theirs)
        };
        verdicts.insert(format!("{file}: {title}"), verdict);
    }
    verdicts
}

/// A shape as the page knows it.
pub(crate) fn key(shape: &Shape) -> String {
    format!("{}: {}", shape.file, title(shape))
}

fn title(shape: &Shape) -> String {
    match shape.edition {
        Edition::E2021 => shape.title.clone(),
        Edition::E2024 => format!("{} (edition 2024)", shape.title),
    }
}

/// How many shapes each attribute accepts, and how many of those `instrument` does.
fn counts(shapes: &[Shape], of_instrument: &Verdicts) -> Vec<String> {
    let theirs = |accepted: &[&Shape]| {
        let verdicts = accepted.iter().filter_map(|shape| of_instrument.get(&key(shape)));
        let count =
            |accepts: fn(&Verdict) -> bool| verdicts.clone().filter(|it| accepts(it)).count();
        let plain = count(|it| matches!(it, Verdict::Accepted | Verdict::Warned(_)));
        let at_all = count(|it| !matches!(it, Verdict::Refused(_)));
        format!("{plain}, with `skip_all` {at_all}")
    };
    let shapes: Vec<&Shape> = shapes.iter().collect();
    let all = format!("of {} shapes", shapes.len());
    let mut lines =
        vec![row([&all, "accepted", "of these by `tracing::instrument`"]), row(["---"; 3])];
    for form in [CIRCUIT_BREAKER, RATE_LIMITER] {
        let accepts = |shape: &&Shape| form.refusal(shape).is_none();
        let accepted: Vec<&Shape> = shapes.iter().copied().filter(accepts).collect();
        let (name, count) = (format!("`{}`", form.name), accepted.len().to_string());
        lines.push(row([&name, &count, &theirs(&accepted)]));
    }
    lines.push(row(["`tracing::instrument`", &theirs(&shapes), ""]));
    lines
}
