//! Where a setting's value comes from.

use parking_lot::Mutex;
use std::collections::BTreeSet;
use std::fmt;
use std::panic::Location;

/// Where a setting's value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Place {
    /// Nobody gave it: the library's own default.
    Default,
    /// Written in code, there.
    Code(&'static Location<'static>),
    /// In a file, on that line, from 1 on.
    File {
        /// The path by which the file was loaded.
        path: &'static str,
        /// The line in it.
        line: u32,
    },
    /// In the environment variable of this name.
    Environment(&'static str),
}

impl Place {
    pub(crate) fn file(path: &str, line: u32) -> Self {
        Self::File { path: interned(path), line }
    }

    pub(crate) fn environment(variable: &str) -> Self {
        Self::Environment(interned(variable))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.pad("default"),
            Self::Code(location) => f.pad(&at(location)),
            Self::File { path, line } => f.pad(&format!("{path}:{line}")),
            Self::Environment(variable) => f.pad(variable),
        }
    }
}

pub(crate) fn at(location: &Location<'_>) -> String {
    format!("{}:{}", location.file(), location.line())
}

/// The same text for as long as the process lives. Each is kept once: there are as many as there are
/// files and variables, however often they are read.
fn interned(text: &str) -> &'static str {
    static TEXTS: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut texts = TEXTS.lock();
    if let Some(known) = texts.get(text) {
        return known;
    }
    let text = String::from(text).leak();
    texts.insert(text);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_once() {
        assert!(std::ptr::eq(interned("resilience.toml"), interned("resilience.toml")));
    }

    #[test]
    fn a_place_is_short() {
        let file = Place::file("resilience.toml", 12);
        assert_eq!(file.to_string(), "resilience.toml:12");
        assert_eq!(format!("{file:>20}"), "  resilience.toml:12");
        let variable = "RESILIENCE__CIRCUIT_BREAKER__MAX_FAILURES";
        assert_eq!(Place::environment(variable).to_string(), variable);
    }
}
