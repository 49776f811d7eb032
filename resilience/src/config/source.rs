//! Which file there is to read, and its text.

use super::problems::problem;
use super::read::Language;
use crate::error::ConfigProblem;
use std::env;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{self, Path, PathBuf};

/// The variable that names the file.
const VARIABLE: &str = "RESILIENCE_CONFIG";
/// The names that are looked for in the working directory.
const NAMES: [&str; 4] =
    ["resilience.toml", "resilience.yaml", "resilience.yml", "resilience.json"];
/// Files are for people: a larger one is no configuration.
const LARGEST: u64 = 1 << 20;

/// A file that was found or named.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Source {
    /// As it was named.
    pub(super) path: PathBuf,
    /// The same from the root, for the working directory may change.
    absolute: PathBuf,
    pub(super) language: Language,
    /// Who named it.
    named_by: String,
}

impl Source {
    /// The file that the environment names, else the one in the working directory, if there is one.
    pub(super) fn find() -> Result<Option<Self>, ConfigProblem> {
        if let Some(path) = env::var_os(VARIABLE) {
            return Self::named(Path::new(&path), VARIABLE).map(Some);
        }
        let here: Vec<_> = NAMES.into_iter().filter(|name| Path::new(name).exists()).collect();
        match here[..] {
            [] => Ok(None),
            [name] => Self::named(Path::new(name), "working directory").map(Some),
            _ => {
                let expected = format!("one of them only, or {VARIABLE} to name one");
                Err(problem("files", here.join(", "), expected, "working directory"))
            }
        }
    }

    /// The file at `path`, which `place` names.
    pub(super) fn named(path: &Path, place: &str) -> Result<Self, ConfigProblem> {
        let refuse =
            |expected: String| problem("file", format!("{:?}", path.display()), expected, place);
        let language =
            path.extension().and_then(|extension| Language::of_extension(extension.to_str()?));
        let language = language.ok_or_else(|| {
            refuse(String::from("a path that ends in .toml, .yaml, .yml or .json"))
        })?;
        let absolute = path::absolute(path).map_err(|error| refuse(format!("a path: {error}")))?;
        let named_by = String::from(place);
        Ok(Self { path: path.to_path_buf(), absolute, language, named_by })
    }

    /// What is in the file now.
    pub(super) fn contents(&self) -> Result<Vec<u8>, ConfigProblem> {
        read(&self.absolute).map_err(|why| {
            let expected = format!("a file that can be read: {why}");
            problem("file", format!("{:?}", self.path.display()), expected, &*self.named_by)
        })
    }
}

/// The path as it was named.
impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.path.display().fmt(f)
    }
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    let told = |error: io::Error| error.to_string();
    // To open a pipe would wait for somebody to write into it.
    if !fs::metadata(path).map_err(told)?.is_file() {
        return Err(String::from("that is none"));
    }
    let mut contents = Vec::new();
    let file = File::open(path).map_err(told)?;
    file.take(LARGEST + 1).read_to_end(&mut contents).map_err(told)?;
    if contents.len() as u64 > LARGEST {
        return Err(String::from("it is larger than 1 MiB"));
    }
    Ok(contents)
}
