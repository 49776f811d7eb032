//! A file and the environment, to a table.

use super::check::check;
use super::environment;
use super::problems::{Problems, problem, shortened};
use super::read::{Document, Language, SyntaxError};
use super::source::Source;
use crate::error::{ConfigError, ConfigProblem, LOAD};
use crate::name::Name;
use crate::registry::{Registry, schema};
use crate::settings::Table;
use crate::waiting::Wakers;
use std::collections::BTreeMap;
use std::env;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

/// Where settings were loaded from. `Display` prints it as one line for a log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Loaded {
    /// The file, as it was named; `None`: there is none.
    pub file: Option<PathBuf>,
    /// The environment variables, in the order of their names.
    pub variables: Vec<String>,
}

impl fmt::Display for Loaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.file {
            Some(file) => write!(f, "{}", file.display())?,
            None => f.write_str("no file")?,
        }
        match self.variables.len() {
            1 => f.write_str(", 1 environment variable"),
            number => write!(f, ", {number} environment variables"),
        }
    }
}

/// What was read of the file, if there is one.
pub(super) type Contents = Option<Result<Vec<u8>, ConfigProblem>>;

/// Lets the policies of the registry follow the file and the environment: all or nothing.
pub(super) fn load(
    source: Option<&Source>,
    contents: &Contents,
    registry: &Registry,
    wakers: &mut Wakers,
) -> Result<Loaded, ConfigError> {
    let schema = schema();
    let mut problems = Problems::default();
    let (environment, variables) = environment::check(env::vars_os(), &schema, &mut problems);
    let path = match (source, contents) {
        (Some(source), _) => source.to_string(),
        (None, Some(_)) => String::from("file"),
        (None, None) => String::from("environment"),
    };
    let mut file = BTreeMap::new();
    match (source, contents) {
        (Some(source), Some(Ok(contents))) => match read(source.language, contents) {
            Ok(document) => file = check(&document, &schema, &path, &mut problems),
            Err(error) => problems.add(error.line, told(&error, contents, source)),
        },
        (_, Some(Err(problem))) => problems.add(0, problem.clone()),
        (_, None) | (None, _) => {}
    }
    let problems = problems.into_list(&path);
    if !problems.is_empty() {
        return Err(failure(path, problems));
    }
    follow(Table { environment, file }, registry, wakers)
        .map_err(|problems| failure(path, problems))?;
    Ok(Loaded { file: source.map(|source| source.path.clone()), variables })
}

fn read(language: Language, contents: &[u8]) -> Result<Document<'_>, SyntaxError> {
    match str::from_utf8(contents) {
        Ok(text) => language.read(text),
        Err(error) => {
            let newlines = contents[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n');
            let line = u32::try_from(newlines.count() + 1).unwrap_or(u32::MAX);
            Err(SyntaxError { line, why: String::from("text in UTF-8") })
        }
    }
}

/// The problem, with the line itself.
fn told(error: &SyntaxError, contents: &[u8], source: &Source) -> ConfigProblem {
    let SyntaxError { line, why } = error;
    let mut lines = contents.split(|byte| *byte == b'\n');
    let text = lines.nth((*line as usize).saturating_sub(1)).unwrap_or_default();
    let text = shortened(String::from_utf8_lossy(text).trim());
    let expected = format!("{}: {why}", source.language.name());
    problem(format!("line {line}"), format!("`{text}`"), expected, format!("{source}:{line}"))
}

fn follow(
    table: Table,
    registry: &Registry,
    wakers: &mut Wakers,
) -> Result<(), Vec<ConfigProblem>> {
    registry.reconsider_and_call(Arc::new(table), wakers).map_err(|errors| {
        errors
            .iter()
            .flat_map(|error| error.problems().iter().map(|one| whose(error, one)))
            .collect()
    })
}

/// The problem among those of others.
fn whose(error: &ConfigError, problem: &ConfigProblem) -> ConfigProblem {
    let field = format!("{} `{}`: {}", error.kind(), error.name(), problem.field).into();
    ConfigProblem { field, ..problem.clone() }
}

/// What is wrong with the file of that name, or with the environment.
pub(super) fn failure(name: String, problems: Vec<ConfigProblem>) -> ConfigError {
    ConfigError::new(LOAD, Name::from_owned(name), problems)
}
