//! What a watchdog has seen.

use jiff::Timestamp;
use serde::{Serialize, Serializer};
use std::time::{Duration, SystemTime};

/// What a watchdog has seen so far. Counters never go back; nothing clears them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct WatchdogStats {
    /// Pings; where a state file is watched, the beats that were seen in it.
    pub pings_total: u64,
    /// Silences that were alarms.
    pub timeouts_triggered: u64,
    /// How often its own tick came late by a tick or more: the process was suspended or starved, and
    /// those who are watched were given another window.
    pub clock_gaps: u64,
    /// When it was started last, by the machine's calendar; `None` if never.
    #[serde(serialize_with = "as_text")]
    pub started: Option<SystemTime>,
    /// The tick that saw the last ping or beat, by the machine's calendar; `None` if there was none.
    #[serde(serialize_with = "as_text")]
    pub last_ping: Option<SystemTime>,
    /// How long it had been running.
    #[serde(serialize_with = "crate::serialize::seconds")]
    pub(super) uptime: Duration,
}

impl WatchdogStats {
    /// How long it had been running since its last start; zero if it was not running.
    #[must_use]
    pub fn uptime(&self) -> Duration {
        self.uptime
    }
}

/// RFC 3339, UTC; nothing where there is nothing, or a time that calendars do not reach.
#[expect(clippy::ref_option, reason = "serde hands fields out like this")]
fn as_text<S: Serializer>(time: &Option<SystemTime>, to: S) -> Result<S::Ok, S::Error> {
    let timestamp = time.and_then(|time| Timestamp::try_from(time).ok());
    timestamp.map(|timestamp| timestamp.to_string()).serialize(to)
}
