//! Watching for as long as a value lives, and watching a runtime.

use super::Watchdog;
use super::core::Run;
use super::error::WatchdogError;
use std::fmt;
use std::sync::Arc;
use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio::task::AbortHandle;

/// A watchdog runs for as long as this lives: see [`Watchdog::guard`] and [`Watchdog::watch_runtime`].
#[must_use = "dropped, it stops the watchdog"]
pub struct WatchdogGuard {
    watchdog: Watchdog,
    run: Run,
    /// The task that pings.
    task: Option<AbortHandle>,
}

impl WatchdogGuard {
    /// Starts the watchdog.
    pub(super) fn new(watchdog: &Watchdog) -> Result<Self, WatchdogError> {
        let run = watchdog.core().start(None)?;
        Ok(Self { watchdog: watchdog.clone(), run, task: None })
    }

    /// Starts the watchdog, and a task of the current runtime that pings whenever the watchdog asks.
    pub(super) fn of_runtime(watchdog: &Watchdog) -> Result<Self, WatchdogError> {
        let name = || String::from(watchdog.name());
        if watchdog.core().file.is_some() {
            return Err(WatchdogError::WatchesAFile { name: name() });
        }
        let Ok(runtime) = Handle::try_current() else {
            return Err(WatchdogError::NoRuntime { name: name() });
        };
        let bell = Arc::new(Notify::new());
        let run = watchdog.core().start(Some(Arc::clone(&bell)))?;
        let pinger = watchdog.clone();
        let task = runtime.spawn(async move {
            loop {
                bell.notified().await;
                pinger.ping();
            }
        });
        let task = Some(task.abort_handle());
        Ok(Self { watchdog: watchdog.clone(), run, task })
    }

    /// The watchdog that runs.
    #[must_use]
    pub fn watchdog(&self) -> &Watchdog {
        &self.watchdog
    }
}

impl Drop for WatchdogGuard {
    /// Asks the watchdog to stop and waits for nothing: no callback begins after this, one that is
    /// under way goes on. If somebody has stopped and started it again, that goes on, too.
    fn drop(&mut self) {
        self.watchdog.core().end(self.run);
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

impl fmt::Debug for WatchdogGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WatchdogGuard")
            .field("watchdog", &self.watchdog)
            .field("watches_a_runtime", &self.task.is_some())
            .finish_non_exhaustive()
    }
}
