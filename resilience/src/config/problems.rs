//! What is wrong with what stands outside of code: everything at once, but no more than anybody reads.

use super::read::Node;
use crate::error::ConfigProblem;
use std::borrow::Cow;

/// So many are kept: a file of other contents would have one on every line.
const MOST: usize = 100;

/// The problems found so far.
#[derive(Debug, Default)]
pub(super) struct Problems {
    found: Vec<(u32, ConfigProblem)>,
    more: usize,
}

impl Problems {
    /// A problem on that line of a file, or with one of the variables if that is 0.
    pub(super) fn add(&mut self, line: u32, problem: ConfigProblem) {
        if self.found.len() < MOST {
            self.found.push((line, problem));
        } else {
            self.more += 1;
        }
    }

    pub(super) fn are_too_many(&self) -> bool {
        self.more > 0
    }

    /// All of them, those of a file by its lines.
    pub(super) fn into_list(mut self, place: &str) -> Vec<ConfigProblem> {
        self.found.sort_by_key(|(line, _)| *line);
        let mut list: Vec<_> = self.found.into_iter().map(|(_, problem)| problem).collect();
        if self.more > 0 {
            list.push(problem("…", "more problems", "none", place));
        }
        list
    }
}

pub(super) fn problem(
    key: impl Into<Cow<'static, str>>,
    value: impl Into<String>,
    expected: impl Into<String>,
    place: impl Into<String>,
) -> ConfigProblem {
    ConfigProblem {
        field: key.into(),
        value: value.into(),
        expected: expected.into(),
        place: place.into(),
    }
}

/// A key below another, as it would be written in TOML.
pub(super) fn below(above: &str, key: &str) -> String {
    format!("{above}.{}", quoted(key))
}

/// The key, in quotes if it needs them.
pub(super) fn quoted(key: &str) -> String {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let is_plain = !key.is_empty() && key.chars().all(is_bare);
    let key = if is_plain { String::from(key) } else { format!("{key:?}") };
    within(LONGEST_KEY, &key)
}

/// What stands there, for people.
pub(super) fn shown(node: &Node<'_>) -> String {
    String::from(match node {
        Node::Null => "nothing",
        Node::Value(raw) => return shortened(&raw.to_string()),
        Node::Map(_) => "a section",
        Node::List => "a list",
        Node::Tables(_) => "a list of sections",
        Node::Alias(_) => "an alias",
        Node::Other(what) => what,
    })
}

const LONGEST_VALUE: usize = 60;
const LONGEST_KEY: usize = 200;

pub(super) fn shortened(text: &str) -> String {
    within(LONGEST_VALUE, text)
}

fn within(characters: usize, text: &str) -> String {
    match text.char_indices().nth(characters) {
        None => String::from(text),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

/// What is expected in place of a key that nobody knows.
pub(super) fn known_keys(unknown: &str, known: &[&str]) -> String {
    match nearest(unknown, known) {
        Some(near) => did_you_mean(near),
        None => format!("one of {}", known.join(", ")),
    }
}

pub(super) fn did_you_mean(near: &str) -> String {
    format!("a known key; did you mean `{near}`?")
}

/// The key that it was probably meant to be.
pub(super) fn nearest<'k>(unknown: &str, known: &[&'k str]) -> Option<&'k str> {
    let likeness = known.iter().map(|key| (likeness(unknown, key), *key));
    let near = likeness.filter(|(likeness, _)| *likeness >= 0.55);
    near.max_by(|(a, _), (b, _)| a.total_cmp(b)).map(|(_, key)| key)
}

/// How alike the keys are, from 0 to 1; `maxFailures` and `max-failures` are much like `max_failures`.
pub(super) fn likeness(unknown: &str, known: &str) -> f64 {
    const LONGEST: usize = 100;
    if unknown.len() > LONGEST {
        return 0.0;
    }
    let unknown = unknown.to_lowercase().replace('-', "_");
    strsim::normalized_damerau_levenshtein(&unknown, known)
}
