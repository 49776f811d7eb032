//! Functions of every shape that Rust knows: the attributes accept what makes sense, and say in a
//! sentence why they refuse the rest.
//!
//! The shapes stand in `catalogue/`. Clippy checks them all in both editions; `docs/shapes.md` shows
//! them beside what `tracing::instrument` does with them, which `ci/shapes.sh` finds out.

mod instrument;
mod packages;
mod page;
mod shape;

use packages::{CIRCUIT_BREAKER, Cargo, PLAIN, Package, RATE_LIMITER, RETRY, STACKED, WAITING};
use shape::{Edition, Shape};
use std::env;
use std::fs;
use std::path::Path;

#[test]
fn every_shape_is_accepted_or_refused_as_the_catalogue_says_in_edition_2021() {
    check(Edition::E2021);
}

#[test]
fn every_shape_is_accepted_or_refused_as_the_catalogue_says_in_edition_2024() {
    check(Edition::E2024);
}

/// `ci/shapes.sh` writes the page anew, `tracing::instrument` included.
#[test]
fn the_page_of_shapes_says_what_the_catalogue_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/shapes.md");
    let shapes = shape::catalogue();
    if env::var_os("UPDATE_SHAPES").is_some() {
        let found = instrument::try_all(&shapes);
        fs::write(&path, page::write(&shapes, &found)).expect("the page can be written");
        return;
    }
    let page = fs::read_to_string(&path).expect("the page is there");
    let wanted = page::write(&shapes, &page::of_instrument(&page));
    assert!(page == wanted, "docs/shapes.md is out of date: run ci/shapes.sh");
}

fn check(edition: Edition) {
    let shapes = shape::catalogue();
    let shapes: Vec<&Shape> = shapes.iter().filter(|shape| shape.edition <= edition).collect();
    // Refused and accepted are apart: with an error in it, a package is not checked to the end.
    let mut packages = Vec::new();
    for form in [&PLAIN, &CIRCUIT_BREAKER, &RATE_LIMITER, &WAITING, &STACKED, &RETRY] {
        let shapes = shapes.iter().copied().filter(|shape| form.refusal(shape).is_none()).collect();
        packages.push(Package { name: form.name.to_owned(), form, shapes });
    }
    for form in [&CIRCUIT_BREAKER, &RATE_LIMITER] {
        let shapes = shapes.iter().copied().filter(|shape| form.refusal(shape).is_some()).collect();
        packages.push(Package { name: format!("{}_refuses", form.name), form, shapes });
    }

    let said = packages::run(Cargo::Clippy, edition, &packages);
    let mut faults = Vec::new();
    for package in &packages {
        for shape in &package.shapes {
            let said = said.of(package, shape);
            let sentence = package.form.refusal(shape);
            let others = said.iter().filter(|text| Some(text.message.as_str()) != sentence);
            faults.extend(others.map(|text| text.rendered.clone()));
            if let (Some(sentence), true) = (sentence, said.is_empty()) {
                faults.push(format!(
                    "{}/{}: accepted, not: {sentence}",
                    package.name,
                    shape.path()
                ));
            }
        }
    }
    assert!(faults.is_empty(), "{}\n{} faults", faults.join("\n"), faults.len());
}
