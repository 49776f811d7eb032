//! Packages of shapes, and what the compiler says of them.

use crate::shape::{Edition, Shape};
use serde_json::Value;
use std::collections::BTreeMap;
use std::env;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What takes the place of `#[guard]`.
#[derive(Debug)]
pub(crate) struct Form {
    pub(crate) name: &'static str,
    /// Attributes, the upper one first.
    pub(crate) guard: &'static [&'static str],
    /// The same on a function that returns no `Result`.
    pub(crate) waits: &'static [&'static str],
    /// Those of our attributes that are among them.
    pub(crate) ours: &'static [&'static str],
}

/// Nothing at all.
pub(crate) const PLAIN: Form =
    Form { name: "plain", guard: &["cfg(true)"], waits: &["cfg(true)"], ours: &[] };

pub(crate) const CIRCUIT_BREAKER: Form = Form {
    name: "circuit_breaker",
    guard: &["::resilience::circuit_breaker"],
    waits: &["::resilience::circuit_breaker"],
    ours: &["circuit_breaker"],
};

pub(crate) const RATE_LIMITER: Form = Form {
    name: "rate_limiter",
    guard: &["::resilience::rate_limiter(blocking = false)"],
    waits: &["::resilience::rate_limiter"],
    ours: &["rate_limiter"],
};

/// A `Result` is no reason to turn a call away.
pub(crate) const WAITING: Form = Form {
    name: "rate_limiter_waiting",
    guard: &["::resilience::rate_limiter"],
    waits: &["::resilience::rate_limiter"],
    ours: &["rate_limiter"],
};

pub(crate) const STACKED: Form = Form {
    name: "stacked",
    guard: &["::resilience::circuit_breaker", "::resilience::rate_limiter(timeout = 1)"],
    waits: &["::resilience::circuit_breaker", "::resilience::rate_limiter"],
    ours: &["circuit_breaker", "rate_limiter"],
};

/// Where there is a `Result`.
pub(crate) const RETRY: Form = Form {
    name: "retry",
    guard: &["::resilience::retry"],
    waits: &["cfg(true)"],
    ours: &["retry", "circuit_breaker"],
};

impl Form {
    /// The sentence that the shape is refused with.
    pub(crate) fn refusal<'a>(&self, shape: &'a Shape) -> Option<&'a str> {
        self.ours.iter().find_map(|attribute| shape.refusals.get(*attribute)).map(String::as_str)
    }
}

pub(crate) struct Package<'a> {
    pub(crate) name: String,
    pub(crate) form: &'a Form,
    pub(crate) shapes: Vec<&'a Shape>,
}

pub(crate) enum Cargo {
    Check,
    Clippy,
}

#[derive(Debug)]
pub(crate) struct Text {
    pub(crate) is_error: bool,
    pub(crate) message: String,
    pub(crate) rendered: String,
}

impl Text {
    /// Its level, its code and its message.
    pub(crate) fn first_line(&self) -> &str {
        self.rendered.lines().next().unwrap_or_default()
    }
}

/// What the compiler said, by the file.
#[derive(Default)]
pub(crate) struct Said(BTreeMap<PathBuf, Vec<Text>>);

impl Said {
    pub(crate) fn of(&self, package: &Package<'_>, shape: &Shape) -> &[Text] {
        self.0.get(&file(package, shape)).map_or(&[], Vec::as_slice)
    }
}

const DEPENDENCIES: &str = "\
[dependencies]
anyhow = \"1.0\"
async-trait = \"0.1\"
futures-util = { version = \"0.3\", default-features = false, features = [\"alloc\"] }
tokio = { version = \"1.54\", default-features = false, features = [\"macros\", \"rt\"] }
tracing = { version = \"0.1\", default-features = false, features = [\"attributes\"] }
";

const LINTS: &str = "\
[workspace.lints.rust]
future_incompatible = { level = \"warn\", priority = -1 }
rust_2018_idioms = { level = \"warn\", priority = -1 }
unused = { level = \"warn\", priority = -1 }
unreachable_pub = \"warn\"
unused_qualifications = \"warn\"
[workspace.lints.clippy]
all = { level = \"warn\", priority = -1 }
pedantic = { level = \"warn\", priority = -1 }
# Each shape would need the same words.
missing_errors_doc = \"allow\"
missing_panics_doc = \"allow\"
must_use_candidate = \"allow\"
# They have a shape, and nothing to do.
needless_pass_by_value = \"allow\"
unnecessary_wraps = \"allow\"
unused_async = \"allow\"
";

/// Writes the packages as a workspace of this edition, and runs cargo there.
pub(crate) fn run(cargo: Cargo, edition: Edition, packages: &[Package<'_>]) -> Said {
    let (edition, command) = match (edition, cargo) {
        (Edition::E2021, Cargo::Clippy) => ("2021", "clippy"),
        (Edition::E2024, Cargo::Clippy) => ("2024", "clippy"),
        (Edition::E2021, Cargo::Check) => ("2021", "check"),
        (Edition::E2024, Cargo::Check) => ("2024", "check"),
    };
    let ours = Path::new(env!("CARGO_TARGET_TMPDIR")).join("shapes");
    let folder = ours.join(format!("{command}-{edition}"));
    write(&folder, edition, packages);
    let mut run = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // The tests among the shapes are there in tests alone.
    run.args([command, "--offline", "--tests", "--keep-going", "--message-format=json"])
        .arg("--target-dir")
        .arg(ours.join("target"))
        .current_dir(&folder);
    if command == "clippy" {
        run.args(["--", "-D", "warnings"]);
    }
    let output = run.output().expect("cargo runs");
    let stdout = String::from_utf8_lossy(&output.stdout);
    let finished = stdout.contains("\"build-finished\"");
    assert!(finished, "{}", String::from_utf8_lossy(&output.stderr));
    read(&stdout)
}

fn write(folder: &Path, edition: &str, packages: &[Package<'_>]) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    // What is the same already stays as it is: cargo goes by the time it was written.
    let store = |path: PathBuf, text: &str| {
        if fs::read_to_string(&path).is_ok_and(|stored| stored == text) {
            return;
        }
        fs::create_dir_all(path.parent().expect("a file in a folder"))
            .expect("a folder of our own");
        fs::write(path, text).expect("a file of our own");
    };
    let members: Vec<&str> = packages.iter().map(|package| package.name.as_str()).collect();
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n{LINTS}");
    store(folder.join("Cargo.toml"), &manifest);
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).expect("the workspace is locked");
    let common = root.join("tests/shapes/catalogue/root.rs");
    let common = fs::read_to_string(common).expect("the root of a package");
    for package in packages {
        let manifest = format!(
            "[package]\nname = \"{}\"\nedition = \"{edition}\"\n{DEPENDENCIES}\
             resilience = {{ path = '{}' }}\n[lints]\nworkspace = true\n",
            package.name,
            root.join("resilience").display(),
        );
        store(folder.join(&package.name).join("Cargo.toml"), &manifest);
        let mut modules: BTreeMap<&str, String> = BTreeMap::new();
        for shape in &package.shapes {
            let Form { guard, waits, .. } = package.form;
            store(folder.join(file(package, shape)), &shape.code(guard, waits));
            let module = modules.entry(shape.file).or_default();
            writeln!(module, "    pub mod {};", shape.name).expect("a text");
        }
        let mut lib = common.clone();
        for (file, modules) in modules {
            write!(lib, "\npub mod {file} {{\n{modules}}}\n").expect("a text");
        }
        store(folder.join(&package.name).join("src/lib.rs"), &lib);
    }
}

/// Where a shape is written to.
fn file(package: &Package<'_>, shape: &Shape) -> PathBuf {
    Path::new(&package.name).join("src").join(shape.file).join(format!("{}.rs", shape.name))
}

fn read(stdout: &str) -> Said {
    let mut said = Said::default();
    for line in stdout.lines() {
        let line: Value = serde_json::from_str(line).expect("cargo says JSON");
        let message = &line["message"];
        let text = |key: &str| message[key].as_str().unwrap_or_default().to_owned();
        let level = text("level");
        // Without a place: how many errors there were.
        let Some(spans) = message["spans"].as_array().filter(|spans| !spans.is_empty()) else {
            continue;
        };
        let text = Text {
            is_error: level == "error",
            message: text("message"),
            rendered: text("rendered"),
        };
        let file = spans.iter().find_map(of_shape);
        let file = file.unwrap_or_else(|| panic!("in none of the shapes: {}", text.rendered));
        said.0.entry(file).or_default().push(text);
    }
    said
}

/// The file of a shape that a place is in, or that the macro was called in which it is in.
fn of_shape(span: &Value) -> Option<PathBuf> {
    let file = Path::new(span["file_name"].as_str()?);
    if file.is_relative() && file.components().count() == 4 {
        return Some(file.to_owned());
    }
    of_shape(span.get("expansion")?.get("span")?)
}
