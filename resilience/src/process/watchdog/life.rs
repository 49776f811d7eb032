//! Starting and stopping.

use super::{Watchdog, WatchdogError, WatchdogGuard};
use std::sync::Arc;
use std::thread;
use tokio::sync::oneshot;

impl Watchdog {
    /// Begins to watch, on a thread of its own. The beginning counts as a ping.
    ///
    /// # Errors
    ///
    /// A [`WatchdogError`] if it is running, was shut down, or the system has no thread for it.
    pub fn start(&self) -> Result<(), WatchdogError> {
        self.core().start(None).map(drop)
    }

    /// The same as [`start`](Self::start), which waits for nothing, either: it watches on a thread in both
    /// cases, because a task could not see that its own runtime is blocked.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start).
    pub fn start_async(&self) -> Result<(), WatchdogError> {
        self.start()
    }

    /// Watches no longer. No callback and no action begins after this. What is under way has a second to
    /// end, all of it together; a callback may stop its own watchdog, and is not waited for. One that
    /// is stopped can be started again. Does nothing if it is not running.
    pub fn stop(&self) {
        self.core().end_any();
        self.core().wait_for_end(thread::current().id());
    }

    /// [`stop`](Self::stop) in a task, of any runtime.
    ///
    /// # Cancel safety
    ///
    /// It is stopped at the first poll; dropped after that, nobody waits for what is under way.
    pub async fn stop_async(&self) {
        self.core().end_any();
        let (caller, core) = (thread::current().id(), Arc::clone(self.core()));
        let (done, is_done) = oneshot::channel();
        let wait = move || {
            core.wait_for_end(caller);
            let _ = done.send(());
        };
        // Without a thread to wait on there is no waiting.
        if thread::Builder::new().name(String::from("watchdog-stop")).spawn(wait).is_ok() {
            let _ = is_done.await;
        }
    }

    /// [`stop`](Self::stop) for good: it cannot be started again.
    pub fn shutdown(&self) {
        self.core().shut_down();
        self.core().wait_for_end(thread::current().id());
    }

    /// Starts it, and stops it when the guard is dropped, without waiting for what is under way.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start).
    pub fn guard(&self) -> Result<WatchdogGuard, WatchdogError> {
        WatchdogGuard::new(self)
    }

    /// Starts it to watch the tokio runtime that this is called in, until the guard is dropped: at every
    /// tick it wakes a tiny task there, which pings. It needs no timer of the runtime.
    ///
    /// It sees that no task gets its turn: in a current-thread runtime as soon as one task blocks the thread (or
    /// nobody drives the runtime), in a multi-threaded one when all workers are blocked. It does not
    /// see one blocked worker among several, nor a task that waits for ever.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let watchdog = resilience::Watchdog::builder().name("runtime").log().build()?;
    /// let _watched = watchdog.watch_runtime()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start), and if there is no runtime here, or the watchdog is one of a state file.
    pub fn watch_runtime(&self) -> Result<WatchdogGuard, WatchdogError> {
        WatchdogGuard::of_runtime(self)
    }
}
