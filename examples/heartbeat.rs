//! A heartbeat that others read, a target that dies, a folder that is lost, and a clean stop.
//!
//! `cargo run --example heartbeat` takes no time: its clock is a manual one.

use anyhow::{Context as _, ensure};
use resilience::{Alert, Heartbeat, HeartbeatError, ManualClock};
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::time::Duration;

const INTERVAL: Duration = Duration::from_secs(10);
/// Three intervals: one beat may be missed and one be late.
const MAX_AGE: Duration = Duration::from_secs(30);

fn main() -> anyhow::Result<()> {
    let folder = std::env::temp_dir().join(format!("heartbeat-example-{}", std::process::id()));
    let path = folder.join("app.heartbeat");
    let ((beat, beats), (alert, alerts), (missed, misses)) = (channel(), channel(), channel());
    let time = ManualClock::new();
    let connection = Arc::new(AtomicBool::new(true));
    let target = Arc::clone(&connection);

    let heartbeat = Heartbeat::builder()
        .state_file(&path)
        .interval(INTERVAL)
        .clock(time.clock())
        .metadata("version", "1.0")
        .target(move || !target.load(Ordering::Relaxed))
        .on_beat(move || _ = beat.send(()))
        .on_missed_beat(move |error: &HeartbeatError| _ = missed.send(error.to_string()))
        .on_alert(move |given: &Alert| _ = alert.send(given.to_string()))
        .build()?;

    // The first beat is there when `start` returns.
    heartbeat.start()?;
    let state = Heartbeat::read_state(&path).context("a beat")?;
    println!("a beat of process {}, version {}", state.pid, state.metadata["version"]);
    println!("{}", fs::read_to_string(&path)?.trim_end());
    ensure!(Heartbeat::is_alive(&path, MAX_AGE));

    // Something that the heartbeat looks after dies. That is told once.
    connection.store(false, Ordering::Relaxed);
    time.advance(INTERVAL);
    println!("alert:   {}", alerts.recv()?);

    // The folder is lost. Beats are missed, the process goes on, and so do the beats after it.
    beats.recv()?;
    beats.recv()?;
    fs::remove_dir_all(&folder)?;
    fs::write(&folder, "in the way")?;
    time.advance(INTERVAL);
    println!("missed:  {}", misses.recv()?);
    fs::remove_file(&folder)?;
    time.advance(INTERVAL);
    beats.recv()?;
    ensure!(Heartbeat::is_alive(&path, MAX_AGE));

    // Who reads after the stop learns that it was meant.
    heartbeat.stop();
    let why = Heartbeat::check(&path, MAX_AGE).err().context("a stop")?;
    println!("stopped: {why}");
    fs::remove_dir_all(folder)?;
    Ok(())
}
