//! Watching another process by its heartbeat's state file.

use crate::support::{Calls, NANO, PATIENCE, SECOND, pass_in, settle};
use jiff::{SignedDuration, Timestamp};
use resilience::{Alert, ManualClock, Watchdog, WatchdogBuilder};
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;
use std::sync::mpsc;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Between two readings.
const INTERVAL: Duration = Duration::from_secs(15);

struct Watched {
    _folder: TempDir,
    path: PathBuf,
    time: ManualClock,
    watchdog: Watchdog,
}

impl Watched {
    fn new() -> Self {
        Self::with(|builder| builder)
    }

    fn with(build: impl FnOnce(WatchdogBuilder) -> WatchdogBuilder) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("worker.state");
        let time = ManualClock::new();
        let builder = Watchdog::from_state_file(&path).name("worker").clock(time.clock());
        let watchdog = build(builder).build().unwrap();
        watchdog.start().unwrap();
        settle(&time);
        Self { _folder: folder, path, time, watchdog }
    }

    /// A beat of that age in seconds; of a negative one, if it is still to come.
    fn beat(&self, age: f64) {
        self.write(state(age, &json!({})).to_string());
    }

    fn write(&self, text: impl AsRef<[u8]>) {
        fs::write(&self.path, text).unwrap();
    }

    fn read(&self) {
        pass_in(&self.time, INTERVAL, INTERVAL);
    }

    /// Whether two readings of what is there are an alarm, for one that was well before.
    fn is_stale(&self) -> bool {
        self.watchdog.reset();
        self.read();
        self.read();
        self.watchdog.is_triggered()
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.watchdog.stop();
    }
}

fn state(age: f64, metadata: &Value) -> Value {
    let at = Timestamp::now() - SignedDuration::from_secs_f64(age);
    json!({ "timestamp": at.to_string(), "pid": 1, "hostname": "a", "metadata": metadata })
}

#[test]
fn two_stale_readings_in_a_row_are_an_alarm_and_one_is_not() {
    let watched = Watched::new();
    for _ in 0..5 {
        watched.beat(31.0);
        watched.read();
        watched.beat(1.0);
        watched.read();
    }
    watched.beat(31.0);
    pass_in(&watched.time, INTERVAL * 2 - NANO, INTERVAL);
    assert!(!watched.watchdog.is_triggered());
    pass_in(&watched.time, NANO, INTERVAL);
    assert!(watched.watchdog.is_triggered());
    assert_eq!(watched.watchdog.stats().timeouts_triggered, 1);
}

#[test]
fn it_fires_once_and_a_fresh_beat_arms_it_again() {
    let calls = Calls::default();
    let watched = Watched::with(|builder| builder.on_timeout(calls.count()));
    for silences in 1..=3 {
        (0..6).for_each(|_| watched.read()); // the same file, or none
        calls.wait_for(silences);
        assert!(watched.watchdog.is_triggered());
        watched.beat(1.0);
        watched.read();
        assert!(!watched.watchdog.is_triggered());
        assert_eq!(watched.watchdog.since_ping(), Duration::ZERO);
        watched.beat(100.0);
    }
    watched.watchdog.stop();
    assert_eq!(calls.so_far(), 3);
}

#[test]
fn max_age_and_check_interval_are_what_is_written() {
    let watched = Watched::with(|builder| builder.max_age(SECOND * 3600).check_interval(INTERVAL));
    watched.beat(3500.0);
    assert!(!watched.is_stale());
    watched.beat(3700.0);
    assert!(watched.is_stale());
}

#[test]
fn what_cannot_be_read_is_stale() {
    let watched = Watched::new();
    assert!(watched.is_stale(), "there is none");
    let naive = r#"{"timestamp": "2026-01-01T00:00:00", "metadata": {}}"#;
    let no_text = r#"{"timestamp": 17, "metadata": {}}"#;
    let cut_off = r#"{"timestamp": "2026-01"#;
    for text in ["", "null", "[]", "{}", "7", naive, no_text, cut_off] {
        watched.write(text);
        assert!(watched.is_stale(), "{text}");
    }
    watched.write(b"\xff\xfe{}");
    assert!(watched.is_stale(), "no text at all");
    let padded = |bytes| state(0.0, &json!({ "padding": " ".repeat(bytes) })).to_string();
    watched.write(padded(1 << 20));
    assert!(watched.is_stale(), "more than a state file ever has");
    watched.write(padded(1 << 19));
    assert!(!watched.is_stale());
    fs::remove_file(&watched.path).unwrap();
    fs::create_dir(&watched.path).unwrap();
    assert!(watched.is_stale(), "a folder");
}

#[test]
fn a_beat_in_the_future_is_stale_but_for_clocks_that_go_a_little_ahead() {
    let watched = Watched::new();
    watched.beat(-3.0);
    assert!(!watched.is_stale());
    watched.beat(-60.0);
    assert!(watched.is_stale());
    watched.write(r#"{"timestamp": "2999-01-01T00:00:00Z", "metadata": {}}"#);
    assert!(watched.is_stale());
}

#[test]
fn timestamps_of_other_writers_are_read() {
    let watched = Watched::new();
    let now = Timestamp::now().to_string();
    let with_offset = now.replace('Z', "+00:00");
    watched.write(json!({ "timestamp": with_offset, "pid": 7, "hostname": "b" }).to_string());
    assert!(!watched.is_stale());
}

#[test]
fn one_that_was_stopped_in_order_is_no_alarm() {
    let watched = Watched::new();
    let stopped = json!({ "_resilience": { "state": "stopped" } });
    watched.write(state(1000.0, &stopped).to_string());
    assert!(!watched.is_stale());
    let running = json!({ "_resilience": { "state": "running" } });
    watched.write(state(1000.0, &running).to_string());
    assert!(watched.is_stale());
    watched.write(state(1000.0, &stopped).to_string());
    watched.read();
    assert!(!watched.watchdog.is_triggered(), "that ends an alarm");
    assert_eq!(watched.watchdog.stats().pings_total, 0, "it is no beat");
}

#[test]
fn beats_are_counted_each_once_and_pings_are_none() {
    let watched = Watched::new();
    watched.beat(20.0);
    (0..3).for_each(|_| watched.read());
    assert_eq!(watched.watchdog.stats().pings_total, 1);
    assert!(watched.watchdog.stats().last_ping.is_some());
    watched.beat(0.0);
    (0..3).for_each(|_| watched.read());
    assert_eq!(watched.watchdog.stats().pings_total, 2);
    watched.beat(100.0);
    for _ in 0..2 {
        watched.watchdog.ping();
        watched.read();
    }
    assert!(watched.watchdog.is_triggered());
    assert_eq!(watched.watchdog.stats().pings_total, 2);
}

#[test]
fn after_a_suspension_two_more_readings_have_to_be_stale() {
    let watched = Watched::new();
    watched.beat(1000.0);
    for gaps in 1..=20 {
        watched.read();
        watched.time.advance(SECOND * 3600);
        settle(&watched.time);
        let stats = watched.watchdog.stats();
        assert_eq!((stats.timeouts_triggered, stats.clock_gaps), (0, gaps));
    }
    watched.read();
    assert!(!watched.watchdog.is_triggered());
    watched.read();
    assert!(watched.watchdog.is_triggered());
}

#[test]
fn an_alert_says_which_file_and_what_is_wrong_with_it() {
    let (sender, alerts) = mpsc::channel::<Alert>();
    let watched =
        Watched::with(|builder| builder.on_alert(move |alert| sender.send(alert.clone()).unwrap()));
    let path = watched.path.display().to_string();
    let told = || alerts.recv_timeout(PATIENCE).unwrap();
    watched.read();
    watched.read();
    let alert = told();
    let expected = format!(
        "watchdog `worker` has seen no life in `{path}` for 30s: it cannot be read, 30s are allowed"
    );
    assert_eq!((alert.message, &alert.context["state_file"]), (expected, &path));
    watched.beat(3600.5);
    assert!(watched.is_stale());
    let alert = told();
    assert!(alert.message.contains("its last beat is 3600."), "{alert}");
    watched.beat(-3600.0);
    assert!(watched.is_stale());
    let alert = told();
    assert!(alert.message.contains("its last beat is in the future"), "{alert}");
}

#[test]
fn a_file_whose_reading_hangs_is_stale_and_keeps_nobody_from_stopping() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("worker.state");
    // Nobody ever writes into that pipe, and whoever opens it waits for that.
    let made = std::process::Command::new("mkfifo").arg(&path).status().unwrap();
    assert!(made.success());
    let time = ManualClock::new();
    let watchdog = Watchdog::from_state_file(&path).clock(time.clock()).build().unwrap();
    watchdog.start().unwrap();
    settle(&time);
    pass_in(&time, INTERVAL * 2, INTERVAL);
    assert!(watchdog.is_triggered());
    let begin = Instant::now();
    watchdog.stop();
    assert!(begin.elapsed() < SECOND * 5, "{:?}", begin.elapsed());
    // Let it go.
    drop(fs::OpenOptions::new().read(true).write(true).open(&path));
}

#[tokio::test]
async fn it_cannot_watch_a_runtime_as_well() {
    let watched = Watched::new();
    watched.watchdog.stop();
    let error = watched.watchdog.watch_runtime().unwrap_err();
    let text = "watchdog `worker` watches a state file, build another one for the runtime";
    assert_eq!(error.to_string(), text);
}
