//! What the compiler says of annotated functions: of those that are wrong, our own text at the user's
//! own tokens; of those that are right, nothing.
//!
//! The texts belong to the compiler that CI pins; `TRYBUILD=overwrite` writes those of the one that
//! is installed.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const EDITIONS: [&str; 2] = ["2021", "2024"];

#[test]
fn misuse_is_told_at_the_users_own_tokens() {
    trybuild::TestCases::new().compile_fail("tests/attribute_errors/*.rs");
}

#[test]
fn every_argument_is_accepted_without_a_warning() {
    for edition in EDITIONS {
        let program =
            Program { name: "accepted", file: "main.rs", dependency: "resilience", edition };
        program.cargo("clippy", &[]);
    }
}

#[test]
fn a_strict_library_that_renames_the_crate_has_no_warning() {
    for edition in EDITIONS {
        let library = Program { name: "renamed", file: "lib.rs", dependency: "guards", edition };
        library.cargo("clippy", &[]);
    }
}

#[test]
fn everything_is_dropped_in_the_order_of_the_plain_function() {
    for edition in EDITIONS {
        let program =
            Program { name: "dropped", file: "main.rs", dependency: "resilience", edition };
        program.cargo("run", &["--", edition]);
    }
}

/// A package made of a folder in `attribute_errors`.
struct Program {
    name: &'static str,
    file: &'static str,
    /// What it calls the crate.
    dependency: &'static str,
    edition: &'static str,
}

impl Program {
    /// Runs this command of cargo on the package.
    fn cargo(&self, command: &str, arguments: &[&str]) {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("accepted");
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let done = Command::new(cargo)
            .args([command, "--offline", "--quiet", "--manifest-path"])
            .arg(self.manifest())
            .arg("--target-dir")
            .arg(target)
            .args(arguments)
            .output()
            .expect("cargo runs");
        let Self { name, edition, .. } = self;
        let text = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{name}, edition {edition}: {text}");
    }

    /// Writes it.
    fn manifest(&self) -> PathBuf {
        let Self { name, file, dependency, edition } = self;
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let package = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{edition}"));
        let target = if *file == "lib.rs" { "[lib]" } else { "[[bin]]" };
        let manifest = format!(
            "[workspace]\n\
             [package]\n\
             name = \"{name}\"\n\
             edition = \"{edition}\"\n\
             {target}\n\
             name = \"{name}\"\n\
             path = '{}'\n\
             [dependencies]\n\
             anyhow = \"1.0\"\n\
             {dependency} = {{ package = \"resilience\", path = '{}' }}\n",
            root.join("tests/attribute_errors").join(name).join(file).display(),
            root.join("resilience").display(),
        );
        fs::create_dir_all(&package).expect("a folder of our own");
        fs::write(package.join("Cargo.toml"), manifest).expect("a file of our own");
        fs::copy(root.join("Cargo.lock"), package.join("Cargo.lock"))
            .expect("the workspace is locked");
        package.join("Cargo.toml")
    }
}
