//! Whom to tell, and in which order.

use super::event::Event;
use super::report;
use crate::events::{self, Outlet, Topic, kind};
use crate::name::Name;
use crate::process::courier::{Callback, Courier};
use std::io::{self, Write};
use std::path::PathBuf;
use std::thread::ThreadId;
use std::time::{Duration, Instant};

/// What is done when there is something to tell. None of it runs on the thread that watches, which
/// nothing may hold up; each has a courier of its own.
#[derive(Debug)]
pub(super) struct Alarm {
    /// Writes the log and the report, before anybody is called: a callback may want to read them.
    clerk: Option<Courier<Event>>,
    silence: Vec<Courier<Event>>,
    gap: Vec<Courier<Event>>,
}

/// What a builder collects.
#[derive(Default)]
pub(super) struct Orders {
    pub(super) logs: bool,
    pub(super) report: Option<PathBuf>,
    pub(super) silence: Vec<Callback<Event>>,
    pub(super) gap: Vec<Callback<Event>>,
}

/// Log and report are usually written in less; where standard error or the disk hangs, the callbacks
/// do not wait for them.
const CLERK_PATIENCE: Duration = Duration::from_millis(500);

impl Alarm {
    pub(super) fn new(watchdog: Name, orders: Orders) -> Self {
        let Orders { logs, report, mut silence, gap } = orders;
        let outlet = Outlet::new(kind::WATCHDOG, watchdog, Vec::new());
        silence.push(Callback::plain(move |event| announce(&outlet, event)));
        let callers = |callbacks: Vec<_>| {
            callbacks.into_iter().map(|call| Courier::new("watchdog-call", call)).collect()
        };
        let clerk = (logs || report.is_some()).then(|| {
            let write = move |event: &Event| write(event, logs, report.as_ref());
            Courier::new("watchdog-clerk", Callback::plain(write))
        });
        Self { clerk, silence: callers(silence), gap: callers(gap) }
    }

    fn couriers(&self) -> impl Iterator<Item = &Courier<Event>> {
        self.clerk.iter().chain(&self.silence).chain(&self.gap)
    }

    /// Has the event written down.
    pub(super) fn note(&self, event: &Event) {
        if let Some(clerk) = &self.clerk {
            clerk.send(event.clone());
        }
    }

    /// Until it is written down, or for as long as makes sense.
    pub(super) fn wait_for_clerk(&self) {
        if let Some(clerk) = &self.clerk {
            clerk.wait_idle(CLERK_PATIENCE);
        }
    }

    pub(super) fn tell_silence(&self, event: &Event) {
        for courier in &self.silence {
            courier.send(event.clone());
        }
    }

    pub(super) fn tell_gap(&self, event: &Event) {
        for courier in &self.gap {
            courier.send(event.clone());
        }
    }

    pub(super) fn open(&self) {
        self.couriers().for_each(Courier::open);
    }

    /// Nothing begins after this. Waits for nothing.
    pub(super) fn close(&self) {
        for courier in self.couriers() {
            courier.close(Duration::ZERO);
        }
    }

    /// Whether all is through, at once or within `patience`, but for what `caller` itself is at.
    pub(super) fn wait_idle_for(&self, caller: ThreadId, patience: Duration) -> bool {
        let begin = Instant::now();
        let left = || patience.saturating_sub(begin.elapsed());
        let mut idle = true;
        for courier in self.couriers() {
            idle &= courier.wait_idle_for(caller, left());
        }
        idle
    }
}

/// Tells those who listen to events.
fn announce(outlet: &Outlet, event: &Event) {
    let (inactive, limit) = (event.length, event.limit);
    let fired = |name| events::Event::WatchdogFired { name, inactive, limit };
    outlet.tell(Topic::Process, fired);
}

/// The clerk's work. Whatever fails, there is nowhere to say so but standard error.
fn write(event: &Event, logs: bool, report: Option<&PathBuf>) {
    if logs {
        print(&event.to_string());
    }
    if let Some(path) = report
        && event.is_alarm()
        && let Err(error) = report::write(event, path)
    {
        print(&format!("{event}; no report at `{}`: {error}", path.display()));
    }
}

/// A line in one piece, so that it is not mixed with those of others.
fn print(line: &str) {
    let _ = io::stderr().write_all(format!("{line}\n").as_bytes());
}
