//! The format of state files.

use super::error::NotAlive;
use super::facts::Facts;
use super::state::HeartbeatState;
use jiff::Timestamp;
use jiff::fmt::temporal::DateTimePrinter;
use jiff::tz::Offset;
use serde::Serialize;
use serde_json::{Map, Value};
use std::io;
use std::time::{Duration, SystemTime};

/// Where in the metadata what is ours stands.
pub(super) const OURS: &str = "_resilience";
/// Longer files are not read, and not written.
pub(super) const MOST_BYTES: usize = 1 << 20;

/// One state of a heartbeat, as it is written.
pub(super) struct Record<'a> {
    pub(super) timestamp: SystemTime,
    pub(super) facts: &'a Facts,
    pub(super) metadata: &'a Map<String, Value>,
    pub(super) interval: Duration,
    pub(super) stopped: bool,
}

#[derive(Serialize)]
struct Contents<'a> {
    timestamp: String,
    pid: u32,
    hostname: &'a str,
    metadata: Metadata<'a>,
}

#[derive(Serialize)]
struct Metadata<'a> {
    #[serde(flatten)]
    theirs: &'a Map<String, Value>,
    #[serde(rename = "_resilience")]
    ours: Ours<'a>,
}

#[derive(Serialize)]
struct Ours<'a> {
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    interval: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_time: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    boot_id: Option<&'a str>,
}

impl Record<'_> {
    /// The file's contents.
    ///
    /// # Errors
    ///
    /// If the wall clock shows a year that has more than four digits.
    pub(super) fn to_json(&self) -> io::Result<Vec<u8>> {
        let ours = Ours {
            state: if self.stopped { "stopped" } else { "running" },
            interval: (self.interval != Duration::MAX).then_some(self.interval.as_secs_f64()),
            start_time: self.facts.start_time,
            boot_id: self.facts.boot_id.as_deref(),
        };
        let contents = Contents {
            timestamp: written(self.timestamp)?,
            pid: self.facts.pid,
            hostname: &self.facts.hostname,
            metadata: Metadata { theirs: self.metadata, ours },
        };
        let mut json = serde_json::to_vec(&contents)?;
        json.push(b'\n');
        Ok(json)
    }
}

/// RFC 3339 in the one form that all readers take: Python's before 3.11 want three or six decimals
/// and no `Z`.
fn written(timestamp: SystemTime) -> io::Result<String> {
    const PRINTER: DateTimePrinter = DateTimePrinter::new().precision(Some(6));
    let timestamp = Timestamp::try_from(timestamp).map_err(io::Error::other)?;
    Ok(PRINTER.timestamp_with_offset_to_string(&timestamp, Offset::UTC))
}

/// What the contents say. Keys that nobody knows are passed over.
pub(super) fn parse(json: &[u8]) -> Result<HeartbeatState, NotAlive> {
    if json.len() > MOST_BYTES {
        return Err(NotAlive::Foreign("it is longer than 1 MiB"));
    }
    let contents = serde_json::from_slice::<Map<String, Value>>(json);
    let mut contents = contents.map_err(|_| NotAlive::Foreign("it is no JSON object"))?;
    let timestamp = contents.get("timestamp").and_then(Value::as_str).and_then(read);
    let pid = contents.get("pid").and_then(Value::as_u64).and_then(|pid| u32::try_from(pid).ok());
    let mut metadata = match contents.remove("metadata") {
        None => Map::new(),
        Some(Value::Object(metadata)) => metadata,
        Some(_) => return Err(NotAlive::Foreign("its metadata is no object")),
    };
    let Some(Value::String(hostname)) = contents.remove("hostname") else {
        return Err(NotAlive::Foreign("it has no hostname"));
    };
    let ours = metadata.remove(OURS).unwrap_or_default();
    let interval = ours.get("interval").and_then(Value::as_f64);
    Ok(HeartbeatState {
        timestamp: timestamp
            .ok_or(NotAlive::Foreign("it has no timestamp with an offset from UTC"))?,
        pid: pid.ok_or(NotAlive::Foreign("it has no pid"))?,
        hostname,
        metadata,
        stopped: ours.get("state").and_then(Value::as_str) == Some("stopped"),
        interval: interval.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()),
        start_time: ours.get("start_time").and_then(Value::as_u64),
        boot_id: ours.get("boot_id").and_then(Value::as_str).map(String::from),
    })
}

/// The time of a timestamp that says how far from UTC it is: without that it is no time.
fn read(timestamp: &str) -> Option<SystemTime> {
    Some(timestamp.parse::<Timestamp>().ok()?.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> Facts {
        let boot_id = Some(String::from("b"));
        Facts { pid: 7, hostname: String::from("here"), start_time: Some(5), boot_id }
    }

    #[test]
    fn a_record_has_these_keys_and_no_others() {
        let (facts, metadata) = (facts(), Map::from_iter([(String::from("version"), 2.into())]));
        let timestamp = SystemTime::UNIX_EPOCH + Duration::new(86_400, 1_002_003);
        let interval = Duration::from_millis(2_500);
        let record =
            Record { timestamp, facts: &facts, metadata: &metadata, interval, stopped: false };
        let json = record.to_json().unwrap();
        let expected = r#"{"timestamp":"1970-01-02T00:00:00.001002+00:00","pid":7,"hostname":"here","metadata":{"version":2,"_resilience":{"state":"running","interval":2.5,"start_time":5,"boot_id":"b"}}}"#;
        assert_eq!(str::from_utf8(&json).unwrap(), format!("{expected}\n"));
        let read = parse(&json).unwrap();
        assert_eq!((read.metadata, read.interval), (metadata, Some(interval)));
        assert_eq!((read.start_time, read.boot_id.as_deref()), (Some(5), Some("b")));
        assert_eq!(timestamp.duration_since(read.timestamp).unwrap(), Duration::from_nanos(3));
    }

    #[test]
    fn no_interval_is_written_for_beats_by_hand() {
        let (facts, metadata, interval) = (facts(), Map::new(), Duration::MAX);
        let timestamp = SystemTime::UNIX_EPOCH;
        let record =
            Record { timestamp, facts: &facts, metadata: &metadata, interval, stopped: true };
        let json = record.to_json().unwrap();
        assert!(!str::from_utf8(&json).unwrap().contains("interval"));
        let read = parse(&json).unwrap();
        assert!(read.stopped && read.interval.is_none());
    }

    #[test]
    fn a_year_of_five_digits_cannot_be_written() {
        written(SystemTime::UNIX_EPOCH + Duration::from_hours(24 * 366 * 9_000)).unwrap_err();
    }
}
