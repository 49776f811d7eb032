//! Reading a heartbeat's state file.

use crate::process::Heartbeat;
use jiff::Timestamp;
use std::path::Path;

/// What a state file says, as far as a watchdog asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Beat {
    pub(super) at: Timestamp,
    /// The heartbeat has ended as it should.
    pub(super) stopped: bool,
}

/// What a state file says; `None` if it cannot be read or is none.
pub(super) fn read(path: &Path) -> Option<Beat> {
    let state = Heartbeat::read_state(path)?;
    Some(Beat { at: state.timestamp.try_into().ok()?, stopped: state.stopped })
}
