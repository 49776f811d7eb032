//! The watchdog.

mod alarm;
mod builder;
mod core;
mod error;
mod event;
mod guard;
mod life;
mod machine;
#[cfg(all(test, resilience_loom))]
mod models;
mod report;
mod settings;
mod state_file;
mod stats;
mod watch;
mod word;

pub use self::builder::WatchdogBuilder;
use self::core::{Core, RUNNING};
pub use self::error::{WatchdogError, WatchdogTimeoutError};
pub use self::guard::WatchdogGuard;
pub use self::stats::WatchdogStats;
use crate::settings::Settings;
use std::fmt;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// Notices when something hangs, and does what it was told to.
///
/// # Problem
///
/// A worker that waits for a lock that nobody gives back, for a socket without a timeout, or in an endless
/// loop fails without an error. Everybody else in the process goes on, and says that all is well.
///
/// # Model
///
/// Whoever is watched calls [`ping`](Self::ping) as it goes along: one addition to a counter. A thread
/// of the watchdog's own looks at the counter every quarter of `timeout`, and at least once a second.
/// When it has watched for a whole `timeout` without a ping it fires, once per silence; the next ping
/// arms it again. So it fires between `timeout` and a tick more after the last ping, and never earlier.
///
/// If its own tick comes late by a tick or more, the process was suspended (a stopped job, a frozen
/// container, a virtual machine that was moved) or starved: those who are watched could not run either.
/// They get another whole `timeout`, and the gap is told to [`on_clock_gap`](WatchdogBuilder::on_clock_gap)
/// and counted. However often that happens, there is an alarm only after a whole `timeout` without a gap.
///
/// [`from_state_file`](Self::from_state_file) watches another process instead, by the state file of its
/// heartbeat. It is read every `check_interval`, first one after the start; two stale readings in a row are an alarm. A file is
/// stale if its beat is older than `max_age` or more than 5 s in the future, and if there is none or it
/// cannot be read. One that records a clean stop is not: that silence was announced. The next fresh
/// reading, or such a stop, arms the watchdog again.
///
/// | setting | default | range |
/// | --- | --- | --- |
/// | `timeout` | 30 s | ≥ 100 ms; `Duration::MAX` = never |
/// | `max_age` (state file) | 30 s | ≥ 200 ms; `Duration::MAX` = any age |
/// | `check_interval` (state file) | half of `max_age` | ≥ 100 ms |
/// | `log`, `report`, `abort` | not done | an exit code of 1 – 255 |
///
/// # When it fires
///
/// In this order: a line in the log, the report, the callbacks, the end of the process; each only if it was
/// asked for. None waits for what hangs: log and report have half a second before the callbacks are
/// called anyway, the callbacks have two before the process ends. Every callback has a thread of its own,
/// so that one that hangs keeps nobody else from being called; its panic is caught. A callback that still
/// runs when the next silence comes is called again when it is through (up to 16 times). Where the system
/// has no thread for them they are not called; the process is ended all the same.
///
/// # Choosing values
///
/// `timeout`: several times the longest that one round of work may take, and seconds rather than less: a
/// busy machine lets nobody run for a while. Ping at least three times in a `timeout`. `max_age`: three
/// beats of the heartbeat. `abort` where a supervisor starts the process again and nothing in it can
/// mend itself.
///
/// # Interplay
///
/// A watchdog watches one thing: with two that ping, either alone keeps it quiet. Give each its own.
/// [`watch_runtime`](Self::watch_runtime) sees a runtime that is blocked; a worker in it that waits for ever
/// is seen by its own pings only. A heartbeat says that the process lives, which a hung worker does not
/// change: [`check`](Self::check) is what a liveness probe should ask as well. A breaker, a timeout or a
/// bulkhead keeps a dependency from hanging the caller; a watchdog is for what they do not guard.
///
/// # Pitfalls
///
/// Ping where work is done, not from a timer beside it. It goes on watching when all handles are
/// dropped (whoever had them is gone, which is what it is there to notice): [`stop`](Self::stop) it or
/// hold a [`guard`](Self::guard). A process that is suspended again and again, each time before a `timeout`
/// is over, is never called hung. On a [`ManualClock`](crate::ManualClock) that is advanced by a whole
/// `timeout` at once, the watchdog sees a suspended process: advance it tick by tick. Its thread does not
/// follow tokio's paused time: give it a manual clock in such a test.
///
/// ```
/// use resilience::Watchdog;
/// use std::time::Duration;
///
/// let watchdog = Watchdog::builder()
///     .name("worker")
///     .timeout(Duration::from_secs(30))
///     .on_alert(|alert| println!("{alert}"))
///     .build()?;
/// let _running = watchdog.guard()?;
/// for _job in 0..3 {
///     // … work …
///     watchdog.ping();
/// }
/// assert!(watchdog.check().is_ok());
/// assert_eq!(watchdog.stats().pings_total, 3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Watchdog(Arc<Core>);

impl Watchdog {
    pub(super) const KIND: &'static str = "watchdog";

    /// A builder with every setting at its default.
    pub fn builder() -> WatchdogBuilder {
        WatchdogBuilder::new(None)
    }

    /// A builder of one that watches the state file of a heartbeat, in place of pings.
    pub fn from_state_file(path: impl Into<PathBuf>) -> WatchdogBuilder {
        WatchdogBuilder::new(Some(path.into()))
    }

    /// All watchdogs of the process that are running, in the order in which they were started.
    #[must_use]
    pub fn running() -> Vec<Self> {
        RUNNING.list().into_iter().map(Self).collect()
    }

    fn from_core(core: Core) -> Self {
        Self(Arc::new(core))
    }

    fn core(&self) -> &Arc<Core> {
        &self.0
    }

    /// Says that the caller lives. From any thread, running or not; one addition to a counter. A watchdog
    /// of a state file does not look at it.
    #[inline]
    pub fn ping(&self) {
        self.core().pings.add();
    }

    /// Begins anew, as if it were started now: what was before is no silence, and an alarm is over. The
    /// statistics stay.
    pub fn reset(&self) {
        self.core().reset();
    }

    /// Whether all is well: for whoever wants to ask and not to be called, such as a liveness probe. It
    /// says what the thread of the watchdog has found; without one all is as it was found last.
    ///
    /// # Errors
    ///
    /// A [`WatchdogTimeoutError`] if it has fired and there was no ping since.
    pub fn check(&self) -> Result<(), WatchdogTimeoutError> {
        self.core().check()
    }

    /// Whether it watches.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.core().is_running()
    }

    /// Whether it was [shut down](Self::shutdown).
    #[must_use]
    pub fn is_shutdown(&self) -> bool {
        self.core().is_shut_down()
    }

    /// Whether it has fired and there was no ping since.
    #[must_use]
    pub fn is_triggered(&self) -> bool {
        self.check().is_err()
    }

    /// How long ago the last ping (or fresh reading, start, reset) was, as far as ticks can tell: up to a tick
    /// less than it is, never more. Zero if it was never started.
    #[must_use]
    pub fn since_ping(&self) -> Duration {
        self.core().since_ping()
    }

    /// What it has seen so far.
    #[must_use]
    pub fn stats(&self) -> WatchdogStats {
        self.core().stats()
    }

    /// The name; `unnamed` if none was given.
    #[must_use]
    pub fn name(&self) -> &str {
        self.core().name.as_str()
    }

    /// Every setting in force and where it was written.
    #[must_use]
    pub fn settings(&self) -> Settings {
        let values = self.core().settings.shown(self.core().watched());
        Settings { kind: Self::KIND, name: String::from(self.name()), values }
    }
}

// Nothing of it is left half done by a panic: its callbacks run apart, and theirs are caught.
impl UnwindSafe for Watchdog {}
impl RefUnwindSafe for Watchdog {}

impl fmt::Debug for Watchdog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watchdog")
            .field("name", &self.name())
            .field("is_running", &self.is_running())
            .field("is_triggered", &self.is_triggered())
            .finish_non_exhaustive()
    }
}
