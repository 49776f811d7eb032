//! The settings of the parts that a process has one of. They are here because those who load them and
//! those who go by them do not know each other.

use super::{AnyField, Field, Fields};
use std::time::Duration;

const SHORTEST: Duration = Duration::from_nanos(1);

/// Of the graceful shutdown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ShutdownSettings {
    pub(crate) timeout: Field<Duration>,
    pub(crate) force_exit_code: Field<i32>,
    pub(crate) exit_when_done: Field<bool>,
    pub(crate) drain: Field<bool>,
}

/// Of heartbeats.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HeartbeatSettings {
    pub(crate) interval: Field<Duration>,
}

/// Of watchdogs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WatchdogSettings {
    pub(crate) timeout: Field<Duration>,
}

impl ShutdownSettings {
    pub(crate) const UNWRITTEN: Self = Self {
        timeout: Field::new("timeout", SHORTEST),
        force_exit_code: Field::new("force_exit_code", (0, 255)),
        exit_when_done: Field::new("exit_when_done", ()),
        drain: Field::new("drain", ()),
    };
}

impl HeartbeatSettings {
    pub(crate) const UNWRITTEN: Self = Self { interval: Field::new("interval", SHORTEST) };
}

impl WatchdogSettings {
    pub(crate) const UNWRITTEN: Self = Self { timeout: Field::new("timeout", SHORTEST) };
}

impl Fields for ShutdownSettings {
    const KEY: &'static str = "shutdown";

    fn fields(&mut self) -> Vec<&mut dyn AnyField> {
        vec![
            &mut self.timeout,
            &mut self.force_exit_code,
            &mut self.exit_when_done,
            &mut self.drain,
        ]
    }
}

impl Fields for HeartbeatSettings {
    const KEY: &'static str = "heartbeat";

    fn fields(&mut self) -> Vec<&mut dyn AnyField> {
        vec![&mut self.interval]
    }
}

impl Fields for WatchdogSettings {
    const KEY: &'static str = "watchdog";

    fn fields(&mut self) -> Vec<&mut dyn AnyField> {
        vec![&mut self.timeout]
    }
}
