//! The shapes, as the files in `catalogue/` have them.
//!
//! A shape is a module there, its title the documentation. `#[guard]` in it stands for the attribute,
//! `#[guard(waits)]` for it on a function that returns no `Result`. Below the title may stand
//! `edition: 2024`, for a shape that the edition before does not know, and
//! `circuit_breaker: …`, `rate_limiter: …`: the sentence that the attribute refuses it with.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The order of the files on the page.
const FILES: &[&str] = &[
    "functions",
    "places",
    "arguments",
    "ownership",
    "generics",
    "receivers",
    "async_receivers",
    "traits",
    "implementations",
    "results",
    "errors",
    "bodies",
    "async_functions",
    "returned_futures",
    "made_by_macros",
    "any_value",
    "any_value_more",
    "refused",
];

/// What may be said of a shape: the edition that knows it, and the sentences that it is refused with. (Of
/// `retry` only that it is: what cannot run twice has its sentences in `tests/attribute_errors`.)
const NOTES: [&str; 4] = ["edition", "circuit_breaker", "rate_limiter", "retry"];

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Edition {
    E2021,
    E2024,
}

#[derive(Debug)]
pub(crate) struct Shape {
    /// The file that it stands in, and the title of that.
    pub(crate) file: &'static str,
    pub(crate) heading: String,
    /// The module, and the title of that.
    pub(crate) name: String,
    pub(crate) title: String,
    /// The first edition that knows it.
    pub(crate) edition: Edition,
    /// The attributes that refuse it, with the sentence.
    pub(crate) refusals: BTreeMap<String, String>,
    code: String,
}

impl Shape {
    /// Its module in a package.
    pub(crate) fn path(&self) -> String {
        format!("{}/{}", self.file, self.name)
    }

    /// The content of its module, with these attributes.
    pub(crate) fn code(&self, guard: &[&str], waits: &[&str]) -> String {
        let code = self.code.replace("#[guard]", &format!("#[{}]", guard.join("] #[")));
        let code = code.replace(" guard)]", &format!(" {})]", guard.join(", ")));
        code.replace("#[guard(waits)]", &format!("#[{}]", waits.join("] #[")))
    }
}

/// All of them.
pub(crate) fn catalogue() -> Vec<Shape> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/shapes/catalogue");
    let listed = FILES.len() + 1;
    assert_eq!(fs::read_dir(&folder).expect("it is there").count(), listed, "list a new file");
    FILES.iter().flat_map(|file| of_file(file, &folder.join(format!("{file}.rs")))).collect()
}

fn of_file(file: &'static str, path: &Path) -> Vec<Shape> {
    let text = fs::read_to_string(path).expect("a file of the catalogue");
    let (heading, rest) = text.split_once("\n\n").expect("a heading, and shapes");
    let heading = heading.strip_prefix("//! ").expect("a heading");
    rest.trim_end().split("\n}\n\n").map(|shape| of_text(file, heading, shape)).collect()
}

fn of_text(file: &'static str, heading: &str, text: &str) -> Shape {
    let (documentation, module) = text.split_once("\nmod ").expect("a module");
    let (name, code) = module.split_once(" {\n").expect("its content");
    let code = code.strip_suffix("\n}").unwrap_or(code);
    let code: Vec<&str> =
        code.lines().map(|line| line.strip_prefix("    ").unwrap_or(line)).collect();
    let mut lines = documentation.lines().map(|line| line.trim_start_matches("///").trim());
    let title = lines.next().expect("a title").to_owned();
    let mut notes: Vec<(String, String)> = Vec::new();
    for line in lines.filter(|line| !line.is_empty()) {
        let key = line.split_once(": ").filter(|(key, _)| NOTES.contains(key));
        if let Some((key, value)) = key {
            notes.push((key.to_owned(), value.to_owned()));
        } else {
            let (_, value) = notes.last_mut().expect("a note");
            *value = format!("{value} {line}");
        }
    }
    let mut refusals: BTreeMap<String, String> = notes.into_iter().collect();
    let edition = match refusals.remove("edition").as_deref() {
        Some("2024") => Edition::E2024,
        None => Edition::E2021,
        Some(other) => panic!("{file}, {name}: there is no edition {other}"),
    };
    Shape {
        file,
        heading: heading.to_owned(),
        name: name.to_owned(),
        title,
        edition,
        refusals,
        code: code.join("\n") + "\n",
    }
}
