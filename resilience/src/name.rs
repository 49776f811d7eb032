//! The name of a policy, cheap to carry in an error.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// A literal costs nothing to clone, an owned name a reference count.
#[derive(Clone)]
pub(crate) enum Name {
    Literal(&'static str),
    Shared(Arc<str>),
}

impl Name {
    /// What a policy without a name is called.
    pub(crate) const UNNAMED: Self = Self::Literal("unnamed");

    pub(crate) fn from_owned(name: String) -> Self {
        Self::Shared(name.into())
    }

    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Literal(name) => name,
            Self::Shared(name) => name,
        }
    }

    /// The name as a value without a private type; an owned name is copied.
    pub(crate) fn to_cow(&self) -> Cow<'static, str> {
        match self {
            Self::Literal(name) => Cow::Borrowed(name),
            Self::Shared(name) => Cow::Owned(String::from(&**name)),
        }
    }
}

impl From<Cow<'static, str>> for Name {
    fn from(name: Cow<'static, str>) -> Self {
        match name {
            Cow::Borrowed(name) => Self::Literal(name),
            Cow::Owned(name) => Self::from_owned(name),
        }
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
