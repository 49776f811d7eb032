//! The text of a file to a tree with lines.

mod json;
#[cfg(test)]
mod tests;
mod toml;
mod tree;
mod yaml;

pub(super) use self::tree::{Document, Entry, Map, Node, SyntaxError};

/// The languages that files are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    Toml,
    Yaml,
    Json,
}

impl Language {
    /// That of files with the extension, whatever its case.
    pub(super) fn of_extension(extension: &str) -> Option<Self> {
        Some(match extension.to_ascii_lowercase().as_str() {
            "toml" => Self::Toml,
            "yaml" | "yml" => Self::Yaml,
            "json" => Self::Json,
            _ => return None,
        })
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Toml => "TOML",
            Self::Yaml => "YAML",
            Self::Json => "JSON",
        }
    }

    /// Reads the text, behind a mark of the byte order if there is one.
    pub(super) fn read(self, text: &str) -> Result<Document<'_>, SyntaxError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        match self {
            Self::Toml => toml::read(text),
            Self::Yaml => yaml::read(text),
            Self::Json => json::read(text),
        }
    }
}
