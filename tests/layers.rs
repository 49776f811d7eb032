//! Who may import whom, as CONTRIBUTING draws it: the `use` lines of the runtime
//! crate are read and checked.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The layer of every module. Policies (layer 2) do not import each other.
const LAYERS: &[(&str, u32)] = &[
    ("sync", 0),
    ("foreign", 0),
    ("name", 0),
    ("stats", 0),
    ("serialize", 0),
    ("clock", 0),
    ("outcome", 0),
    ("periodic", 0),
    ("error", 0),
    ("permit", 1),
    ("events", 1),
    ("settings", 1),
    ("waiting", 1),
    ("bulkhead", 2),
    ("timeout", 2),
    ("retry", 2),
    ("circuit_breaker", 2),
    ("rate_limiter", 2),
    ("pipeline", 3),
    ("registry", 3),
    ("config", 4),
    ("metrics", 4),
    ("process", 4),
    ("tower", 4),
    ("macros_support", 5),
];

const POLICIES: u32 = 2;

/// Where an ordering may be named: files of these names.
const ORDERINGS: &[&str] =
    &["word", "gcra", "window", "queue", "stats", "budget", "keyed", "clock", "process"];

/// Every source file of the runtime crate with its text, by its path within `src`.
fn files() -> BTreeMap<String, String> {
    files_of("resilience")
}

fn files_of(package: &str) -> BTreeMap<String, String> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join(package).join("src");
    let (mut files, mut folders) = (BTreeMap::new(), vec![source.clone()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(&source).unwrap().to_str().unwrap().replace('\\', "/");
                files.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    assert!(files.len() > 5, "{package}: {:?}", files.keys());
    files
}

fn module(file: &str) -> &str {
    file.split(['/', '.']).next().unwrap()
}

fn layer(module: &str) -> u32 {
    let known = LAYERS.iter().find(|(name, _)| *name == module);
    known.unwrap_or_else(|| panic!("{module} has no layer: give it one in tests/layers.rs")).1
}

/// The modules that a file names with `crate::`, its comments apart: in `use` lines and paths, and in
/// the texts that serde's attributes want.
fn imports(text: &str) -> Vec<String> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(|line| {
        line.split("crate::").skip(1).map(|after| {
            after.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap().to_owned()
        })
    })
    .collect()
}

#[test]
fn every_import_goes_down() {
    let mut seen = 0;
    for (file, text) in files() {
        let from = module(&file);
        if from == "lib" {
            continue;
        }
        for to in imports(&text).into_iter().filter(|to| to != from) {
            seen += 1;
            let (above, below) = (layer(from), layer(&to));
            // Words may use each other; above them, every step is down.
            assert!(
                below < above || below == 0,
                "{file} (layer {above}) uses {to} (layer {below})"
            );
            assert!(!(above == POLICIES && below == POLICIES), "{file} uses the policy {to}");
        }
    }
    assert!(seen > 30, "only {seen} imports found: does the test still read them?");
}

#[test]
fn orderings_are_named_where_the_protocols_are() {
    for (file, text) in files() {
        let at_home = file.split(['/', '.']).any(|part| ORDERINGS.contains(&part));
        assert!(at_home || !text.contains("Ordering::"), "{file} names an ordering");
    }
}

#[test]
fn time_is_read_in_the_clock_alone() {
    for (file, text) in files() {
        let at_home = matches!(module(&file), "clock" | "process");
        let reads = ["std::time::Instant", "SystemTime", "thread::sleep", "time::sleep"];
        assert!(at_home || !reads.iter().any(|read| text.contains(read)), "{file} reads the time");
    }
}

#[test]
fn no_source_file_has_more_than_300_lines() {
    for package in ["resilience", "resilience-macros"] {
        for (file, text) in files_of(package) {
            let lines = text.lines().count();
            assert!(lines <= 300, "{package}/src/{file}: {lines} lines");
        }
    }
}
