//! Telling those who listen to events, without waiting for them.

use super::report::{CleanupOutcome, CleanupReport};
use crate::events::{Event, Outlet, Topic, kind};
use crate::name::Name;
use crate::process::courier::{Callback, Courier};
use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

/// How long the end of a shutdown waits for listeners that are busy. Less than the grace after a signal.
const PATIENCE: Duration = Duration::from_millis(100);

/// Tells what becomes of each callback, on a thread of its own.
pub(super) struct Herald {
    courier: Courier<CleanupReport>,
    outlet: Arc<Outlet>,
}

impl Herald {
    pub(super) fn new() -> Self {
        let outlet = Arc::new(Outlet::new(kind::SHUTDOWN, Name::Literal("cleanup"), Vec::new()));
        let announce = {
            let outlet = Arc::clone(&outlet);
            move |report: &CleanupReport| announce(&outlet, report)
        };
        Self { courier: Courier::new("shutdown-event", Callback::plain(announce)), outlet }
    }

    pub(super) fn tell(&self, report: &CleanupReport) {
        if self.outlet.wants(Topic::Process) {
            self.courier.send_always(report.clone());
        }
    }

    /// Lets listeners hear what they have not yet, for as long as makes sense and `left`.
    pub(super) fn wait(&self, left: Duration) {
        self.courier.wait_idle(PATIENCE.min(left));
    }
}

fn announce(outlet: &Outlet, report: &CleanupReport) {
    outlet.tell(Topic::Process, |_| {
        let (outcome, error) = match &report.outcome {
            CleanupOutcome::Done => ("done", None),
            CleanupOutcome::Failed(error) => ("failed", Some(error.clone())),
            CleanupOutcome::TimedOut => ("timed_out", None),
            CleanupOutcome::Skipped => ("skipped", None),
        };
        let name = Cow::Owned(report.name.clone());
        Event::CleanupDone { name, outcome, took: report.took, error }
    });
}
