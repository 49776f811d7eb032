//! Settings that cannot hold.

use crate::name::Name;
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// Settings that cannot hold, every problem of them at once.
///
/// ```
/// use resilience::CircuitBreaker;
/// use std::time::Duration;
///
/// let error = CircuitBreaker::builder()
///     .name("payments")
///     .max_failures(0)
///     .reset_timeout(Duration::ZERO)
///     .build()
///     .unwrap_err();
/// assert_eq!(error.problems().len(), 2);
/// assert!(error.to_string().starts_with("circuit breaker `payments`: max_failures = 0"));
/// ```
#[derive(Clone)]
pub struct ConfigError(Arc<Contents>);

/// The kind of error that a load has: not one policy's.
pub(crate) const LOAD: &str = "configuration";

struct Contents {
    kind: &'static str,
    name: Name,
    problems: Box<[ConfigProblem]>,
}

/// One setting that cannot hold.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConfigProblem {
    /// The setting, by the name of its builder method and attribute argument, or by its key.
    pub field: Cow<'static, str>,
    /// The value it was given, as text.
    pub value: String,
    /// What would have held.
    pub expected: String,
    /// Where the value was written, as `file:line`, or the environment variable that has it.
    pub place: String,
}

impl ConfigError {
    pub(crate) fn new(kind: &'static str, name: Name, problems: Vec<ConfigProblem>) -> Self {
        Self(Arc::new(Contents { kind, name, problems: problems.into() }))
    }

    /// The error, if there is one.
    pub(crate) fn unless_empty(
        kind: &'static str,
        name: &Name,
        problems: Vec<ConfigProblem>,
    ) -> Result<(), Self> {
        if problems.is_empty() { Ok(()) } else { Err(Self::new(kind, name.clone(), problems)) }
    }

    /// Every problem, in the order of the settings in the documentation.
    #[must_use]
    pub fn problems(&self) -> &[ConfigProblem] {
        &self.0.problems
    }

    /// The kind of the policy, as in `circuit breaker`; `configuration` if a file or the environment was
    /// to be loaded, `metrics` if metrics were to be published.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        self.0.kind
    }

    /// The name of the policy, `unnamed` if it has none; or the file that was to be loaded,
    /// `environment` if there is none.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.name.as_str()
    }
}

/// Of a file each problem has a line of its own, if there are several.
impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Contents { kind, name, problems } = &*self.0;
        let (first, next) = match **problems {
            [_, _, ..] if *kind == LOAD => ("\n  ", "\n  "),
            _ => (" ", "; "),
        };
        write!(f, "{kind} `{name}`:")?;
        for (index, problem) in problems.iter().enumerate() {
            write!(f, "{}{problem}", if index == 0 { first } else { next })?;
        }
        Ok(())
    }
}

/// The same as `Display`: a `main` that returns it prints this.
impl fmt::Debug for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for ConfigError {}

impl fmt::Display for ConfigProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { field, value, expected, place } = self;
        write!(f, "{field} = {value} ({place}), expected {expected}")
    }
}
