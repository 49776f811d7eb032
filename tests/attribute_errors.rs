//! What the compiler says of annotated functions: of those that are wrong, our own text at the user's
//! own tokens; of those that are right, nothing.
//!
//! The texts belong to the compiler that CI pins; `TRYBUILD=overwrite` writes those of the one that
//! is installed.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn misuse_is_told_at_the_users_own_tokens() {
    trybuild::TestCases::new().compile_fail("tests/attribute_errors/*.rs");
}

#[test]
fn every_shape_is_accepted_without_a_warning_in_edition_2021() {
    check("2021");
}

#[test]
fn every_shape_is_accepted_without_a_warning_in_edition_2024() {
    check("2024");
}

/// Lets clippy check the program in `attribute_errors/accepted` as one of this edition.
fn check(edition: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let package = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("accepted-{edition}"));
    let program = root.join("tests/attribute_errors/accepted/main.rs");
    let manifest = format!(
        "[workspace]\n\
         [package]\n\
         name = \"accepted\"\n\
         edition = \"{edition}\"\n\
         [[bin]]\n\
         name = \"accepted\"\n\
         path = '{}'\n\
         [dependencies]\n\
         anyhow = \"1.0\"\n\
         resilience = {{ path = '{}' }}\n",
        program.display(),
        root.join("resilience").display(),
    );
    fs::create_dir_all(&package).expect("a folder of our own");
    fs::write(package.join("Cargo.toml"), manifest).expect("a file of our own");
    fs::copy(root.join("Cargo.lock"), package.join("Cargo.lock")).expect("the workspace is locked");
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let checked = Command::new(cargo)
        .args(["clippy", "--offline", "--quiet", "--manifest-path"])
        .arg(package.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(package.with_file_name("accepted"))
        .output()
        .expect("cargo runs");
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
}
