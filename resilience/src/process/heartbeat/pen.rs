//! What writes the states of one heartbeat.

use super::error::HeartbeatError;
use super::facts::Facts;
use super::record::Record;
use crate::process::file::{self, Disk};
use serde_json::{Map, Value};
use std::path::PathBuf;
use std::process;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// What is written, and where.
#[derive(Debug)]
pub(super) struct StateFile {
    pub(super) path: PathBuf,
    pub(super) metadata: Map<String, Value>,
    pub(super) interval: Duration,
    pub(super) disk: Disk,
}

/// One at a time has it, so that what is written last is what holds.
#[derive(Debug)]
pub(super) struct Pen {
    file: Option<StateFile>,
    facts: Option<Facts>,
    /// The process that has written a beat, and no stop since.
    open_in: Option<u32>,
}

impl Pen {
    pub(super) fn new(file: Option<StateFile>) -> Self {
        Self { file, facts: None, open_in: None }
    }

    /// Removes what killed processes have left.
    pub(super) fn sweep(&self) {
        if let Some(file) = &self.file {
            file::sweep(&file.path);
        }
    }

    pub(super) fn write_beat(&mut self, now: SystemTime) -> Result<(), HeartbeatError> {
        self.write(now, false)?;
        self.open_in = Some(process::id());
        Ok(())
    }

    /// Writes that the beats are over, if this process has written any since the last time: what a
    /// parent process has written is not for its fork to end.
    pub(super) fn write_stop(&mut self, now: SystemTime) -> Result<(), HeartbeatError> {
        match self.open_in.take() {
            Some(pid) if pid == process::id() => self.write(now, true),
            _ => Ok(()),
        }
    }

    fn write(&mut self, timestamp: SystemTime, stopped: bool) -> Result<(), HeartbeatError> {
        let Some(StateFile { path, metadata, interval, disk }) = &self.file else { return Ok(()) };
        let facts = self.facts.take().filter(|facts| facts.pid == process::id());
        let facts = &*self.facts.insert(facts.unwrap_or_else(Facts::gather));
        let record = Record { timestamp, facts, metadata, interval: *interval, stopped };
        let written = record.to_json().and_then(|json| file::replace(path, &json, *disk));
        written.map_err(|cause| HeartbeatError::NotWritten {
            path: path.clone(),
            cause: Arc::new(cause),
        })
    }
}
