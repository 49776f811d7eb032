//! How the process is, in one place.

use super::heartbeat::{self, Heartbeat};
use super::shutdown;
use super::watchdog::Watchdog;
use crate::circuit_breaker::CircuitBreaker;
use crate::registry::registry;
use std::time::{Duration, SystemTime};

/// How the process is: what its probes, its operators and its neighbours want to know.
///
/// It is read from the [`registry()`](crate::registry()) and from the heartbeats, watchdogs and shutdowns
/// that are at work, each by itself, while calls go on; nothing is counted or changed by it. It can be
/// serialised: a time is a number of seconds.
///
/// ```
/// let health = resilience::health();
/// assert!(health.is_alive() && health.is_ready());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Health {
    /// Whether a shutdown has begun, or the registered policies drain.
    pub shutting_down: bool,
    /// The names of the registered breakers that turn calls away: open or forced open.
    pub open_circuits: Vec<String>,
    /// The names of the registered bulkheads that have no permit left.
    pub saturated_bulkheads: Vec<String>,
    /// The heartbeats at work, in the order in which they were started.
    pub heartbeats: Vec<HeartbeatHealth>,
    /// The watchdogs at work, in the order in which they were started.
    pub watchdogs: Vec<WatchdogHealth>,
}

/// How a heartbeat is.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct HeartbeatHealth {
    /// Its state file, or `unnamed`.
    pub name: String,
    /// How long ago its last beat was; `None` if there was none.
    #[serde(serialize_with = "seconds_if_any")]
    pub since_beat: Option<Duration>,
    /// How long it is from one beat to the next.
    #[serde(serialize_with = "crate::serialize::seconds")]
    pub interval: Duration,
    /// Whether the last beat is older than two intervals and a second: one was missed, and was not late.
    pub missed: bool,
}

/// How a watchdog is.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct WatchdogHealth {
    /// Its name.
    pub name: String,
    /// Whether it has fired and there was no ping since.
    pub triggered: bool,
    /// How long ago the last sign of life was.
    #[serde(serialize_with = "crate::serialize::seconds")]
    pub since_ping: Duration,
}

/// How the process is.
#[must_use]
pub fn health() -> Health {
    let (now, registry) = (SystemTime::now(), registry());
    let open = registry.circuit_breakers().into_iter().filter(CircuitBreaker::is_open);
    let full = registry.bulkheads().into_iter().filter(|bulkhead| bulkhead.available() == 0);
    Health {
        shutting_down: shutdown::is_shutting_down() || registry.is_draining(),
        open_circuits: open.map(|breaker| String::from(breaker.name())).collect(),
        saturated_bulkheads: full.map(|bulkhead| String::from(bulkhead.name())).collect(),
        heartbeats: heartbeat::at_work().iter().map(|it| HeartbeatHealth::new(it, now)).collect(),
        watchdogs: Watchdog::running().iter().map(WatchdogHealth::new).collect(),
    }
}

impl Health {
    /// For a liveness probe: whether no watchdog has fired and no heartbeat has fallen silent. A process
    /// for which it is false is to be started anew.
    ///
    /// What its dependencies do plays no part: starting anew does not mend them.
    #[must_use]
    pub fn is_alive(&self) -> bool {
        !self.watchdogs.iter().any(|watchdog| watchdog.triggered)
            && !self.heartbeats.iter().any(|heartbeat| heartbeat.missed)
    }

    /// For a readiness probe: whether it is alive and is not shutting down. A process for which it is
    /// false is to get no new requests.
    ///
    /// Open circuits and saturated bulkheads play no part: a dependency that is down is so for all
    /// replicas, and taking all of them away leaves nobody to answer. Those who want that look at
    /// [`open_circuits`](Self::open_circuits).
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.is_alive() && !self.shutting_down
    }
}

impl HeartbeatHealth {
    fn new(heartbeat: &Heartbeat, now: SystemTime) -> Self {
        let interval = heartbeat.interval();
        let since_beat = heartbeat.last_beat().map(|at| now.duration_since(at).unwrap_or_default());
        let late = interval.saturating_mul(2).saturating_add(Duration::from_secs(1));
        Self {
            name: String::from(heartbeat.name()),
            since_beat,
            interval,
            missed: since_beat.is_none_or(|since| since > late),
        }
    }
}

impl WatchdogHealth {
    fn new(watchdog: &Watchdog) -> Self {
        Self {
            name: String::from(watchdog.name()),
            triggered: watchdog.is_triggered(),
            since_ping: watchdog.since_ping(),
        }
    }
}

#[expect(clippy::ref_option, reason = "serde calls it so")]
fn seconds_if_any<S: serde::Serializer>(
    length: &Option<Duration>,
    to: S,
) -> Result<S::Ok, S::Error> {
    serde::Serialize::serialize(&length.map(|length| length.as_secs_f64()), to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_beat_may_be_late_by_an_interval_and_a_second_and_no_more() {
        let heartbeat = Heartbeat::builder().on_beat(|| {}).build().unwrap();
        let never = HeartbeatHealth::new(&heartbeat, SystemTime::now());
        assert!(never.missed && never.since_beat.is_none());
        heartbeat.beat().unwrap();
        let last = heartbeat.last_beat().unwrap();
        let late = Duration::from_secs(21);
        for (since, missed) in [(late, false), (late + Duration::from_nanos(1), true)] {
            let at = HeartbeatHealth::new(&heartbeat, last + since);
            assert_eq!((at.since_beat, at.missed), (Some(since), missed));
            let health = Health {
                shutting_down: false,
                open_circuits: Vec::new(),
                saturated_bulkheads: Vec::new(),
                heartbeats: vec![at],
                watchdogs: Vec::new(),
            };
            assert_eq!((health.is_alive(), health.is_ready()), (!missed, !missed));
        }
    }
}
