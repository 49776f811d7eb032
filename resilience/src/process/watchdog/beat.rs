//! Reading a heartbeat's state file.

use jiff::Timestamp;
use serde::Deserialize;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// What a state file says, as far as a watchdog asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Beat {
    pub(super) at: Timestamp,
    /// The heartbeat has ended as it should.
    pub(super) stopped: bool,
}

/// No state file is larger: what is cut off there is none.
const MOST_BYTES: u64 = 1 << 20;

/// What a state file says; `None` if it cannot be read or is none.
pub(super) fn read(path: &Path) -> Option<Beat> {
    #[derive(Deserialize)]
    struct Written {
        timestamp: String,
        #[serde(default)]
        metadata: serde_json::Value,
    }

    let mut text = Vec::new();
    File::open(path).ok()?.take(MOST_BYTES).read_to_end(&mut text).ok()?;
    let Written { timestamp, metadata } = serde_json::from_slice(&text).ok()?;
    let at = timestamp.parse().ok()?;
    Some(Beat { at, stopped: metadata["_resilience"]["state"] == "stopped" })
}
