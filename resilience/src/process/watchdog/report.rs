//! The report that is left behind when there was silence.

use super::event::{Event, What};
use crate::circuit_breaker::CircuitBreaker;
use crate::process::file::{self, Disk};
use crate::registry::{Registry, registry};
use jiff::Timestamp;
use serde::Serialize;
use std::io;
use std::path::{Path, PathBuf};
use std::process;

/// What is in the file, as JSON.
#[derive(Debug, Serialize)]
struct Report {
    watchdog: String,
    message: String,
    timestamp: String,
    pid: u32,
    seconds_inactive: f64,
    #[serde(serialize_with = "crate::serialize::seconds")]
    limit: std::time::Duration,
    pings_total: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    state_file: Option<PathBuf>,
    #[serde(flatten)]
    policies: Policies,
}

/// The registered policies that turn calls away, or would: what a hang is often seen in.
#[derive(Debug, Serialize)]
struct Policies {
    open_circuit_breakers: Vec<String>,
    full_bulkheads: Vec<String>,
    empty_rate_limiters: Vec<String>,
}

/// Writes the report, in place of one that is there.
pub(super) fn write(event: &Event, path: &Path) -> io::Result<()> {
    let state_file = match &event.what {
        What::Stale { file, .. } => Some(file.to_path_buf()),
        What::NoPing | What::Gap => None,
    };
    let report = Report {
        watchdog: event.watchdog.to_string(),
        message: event.to_string(),
        timestamp: Timestamp::now().to_string(),
        pid: process::id(),
        seconds_inactive: event.length.as_secs_f64(),
        limit: event.limit,
        pings_total: event.pings_total,
        state_file,
        policies: Policies::of(registry()),
    };
    let mut text = serde_json::to_vec_pretty(&report)?;
    text.push(b'\n');
    file::replace(path, &text, Disk::Later)
}

impl Policies {
    fn of(registry: &Registry) -> Self {
        let breakers = registry.circuit_breakers().into_iter().filter(CircuitBreaker::is_open);
        let bulkheads = registry.bulkheads().into_iter().filter(|pool| pool.available() == 0);
        // It has none for a newcomer either while anybody waits.
        let limiters = registry.rate_limiters().into_iter().filter(|limit| limit.tokens() < 1.0);
        Self {
            open_circuit_breakers: breakers.map(|breaker| breaker.name().to_owned()).collect(),
            full_bulkheads: bulkheads.map(|bulkhead| bulkhead.name().to_owned()).collect(),
            empty_rate_limiters: limiters.map(|limiter| limiter.name().to_owned()).collect(),
        }
    }
}
