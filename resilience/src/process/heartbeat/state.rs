//! What a state file says, and what that means.

use super::error::NotAlive;
use crate::error::Brief;
use serde_json::{Map, Value};
use std::time::{Duration, SystemTime};

/// What a heartbeat has written into its state file.
///
/// Files of other writers of the same format (`timestamp`, `pid`, `hostname` and `metadata` in a JSON
/// object) are read as well; what only this crate writes is `None` then.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct HeartbeatState {
    /// When it was written, by the wall clock of the machine it was written on.
    pub timestamp: SystemTime,
    /// The process that wrote it. Numbers are used again: `boot_id`, `pid` and `start_time` together
    /// name a process for good.
    pub pid: u32,
    /// The machine that wrote it, or the container.
    pub hostname: String,
    /// What the builder's `metadata` said.
    pub metadata: Map<String, Value>,
    /// Whether it records a clean stop, at `timestamp`.
    pub stopped: bool,
    /// How often beats were to come; `None` if it is not known, or there were to be none.
    pub interval: Option<Duration>,
    /// When the process started, in clock ticks since the machine did: field 22 of `/proc/PID/stat`.
    /// Linux only.
    pub start_time: Option<u64>,
    /// What the kernel calls the time since the machine started:
    /// `/proc/sys/kernel/random/boot_id`. Linux only.
    pub boot_id: Option<String>,
}

/// How far ahead of the reader's clock a beat may be: those of two machines differ a little.
const MOST_AHEAD: Duration = Duration::from_secs(5);

impl HeartbeatState {
    /// How long ago this was written, by the wall clock of this machine; zero if that is still to come.
    #[must_use]
    pub fn age(&self) -> Duration {
        self.age_at(SystemTime::now())
    }

    fn age_at(&self, now: SystemTime) -> Duration {
        now.duration_since(self.timestamp).unwrap_or_default()
    }

    /// Why this is no sign of life at `now`, if it is none. A stop is one, whatever its clock showed.
    pub(in crate::process) fn judge(
        &self,
        now: SystemTime,
        max_age: Duration,
    ) -> Result<(), NotAlive> {
        let age = self.age_at(now);
        if self.stopped {
            return Err(NotAlive::Stopped(Brief(age)));
        }
        if let Ok(ahead) = self.timestamp.duration_since(now)
            && ahead > MOST_AHEAD
        {
            return Err(NotAlive::Ahead(Brief(ahead)));
        }
        if age > max_age {
            return Err(NotAlive::Old(Brief(age), Brief(max_age)));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);
    const NANO: Duration = Duration::from_nanos(1);

    fn written_at(timestamp: SystemTime, stopped: bool) -> HeartbeatState {
        let (hostname, metadata) = (String::from("here"), Map::new());
        let (interval, start_time, boot_id) = (None, None, None);
        HeartbeatState {
            timestamp,
            pid: 1,
            hostname,
            metadata,
            stopped,
            interval,
            start_time,
            boot_id,
        }
    }

    fn is_alive(timestamp: SystemTime, max_age: Duration) -> bool {
        let now = SystemTime::UNIX_EPOCH + 1_000 * SECOND;
        written_at(timestamp, false).judge(now, max_age).is_ok()
    }

    #[test]
    fn a_beat_is_a_sign_of_life_up_to_its_age_and_five_seconds_ahead() {
        let now = SystemTime::UNIX_EPOCH + 1_000 * SECOND;
        assert!(is_alive(now - 30 * SECOND, 30 * SECOND));
        assert!(!is_alive(now - 30 * SECOND - NANO, 30 * SECOND));
        assert!(is_alive(now, Duration::ZERO));
        assert!(!is_alive(now - NANO, Duration::ZERO));
        assert!(is_alive(now + 5 * SECOND, Duration::ZERO));
        assert!(!is_alive(now + 5 * SECOND + NANO, Duration::MAX));
        assert!(is_alive(SystemTime::UNIX_EPOCH, Duration::MAX));
        for at in [now - 30 * SECOND, now, now + 30 * SECOND] {
            let why = written_at(at, true).judge(now, Duration::MAX);
            assert!(matches!(why, Err(NotAlive::Stopped(_))), "{why:?}");
        }
    }
}
