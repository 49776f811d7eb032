//! What goes to whoever is on duty.

use std::collections::BTreeMap;
use std::fmt;

/// Something that people should hear of, made for a channel of theirs (a chat, a pager, a log).
///
/// `Display` prints it as one line.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Alert {
    /// Who reports: `heartbeat` or `watchdog`.
    pub channel: &'static str,
    /// What happened, in a sentence.
    pub message: String,
    /// The facts, by name.
    pub context: BTreeMap<&'static str, String>,
}

impl Alert {
    pub(super) fn new(
        channel: &'static str,
        message: String,
        context: impl IntoIterator<Item = (&'static str, String)>,
    ) -> Self {
        Self { channel, message, context: context.into_iter().collect() }
    }
}

impl fmt::Display for Alert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.channel, self.message)?;
        for (fact, value) in &self.context {
            write!(f, " {fact}={value}")?;
        }
        Ok(())
    }
}
