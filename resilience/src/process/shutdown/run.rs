//! A program between install and uninstall.

use super::core::AtWork;
use super::signals;
use super::{GracefulShutdown, ShutdownReport};
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::pin;

impl GracefulShutdown {
    /// Installs this shutdown, runs `app`, triggers the shutdown, uninstalls it: whether `app` returns by
    /// itself, because it saw the [`token`](Self::token) or [`is_shutting_down`](Self::is_shutting_down),
    /// or panics.
    ///
    /// ```
    /// use resilience::{CleanupCallback, GracefulShutdown};
    ///
    /// let shutdown = GracefulShutdown::builder().build()?;
    /// shutdown.register(CleanupCallback::new("cache", || println!("flushed")))?;
    /// let (answer, report) = shutdown.run(|| 42);
    /// assert_eq!(answer, 42);
    /// assert_eq!(report.callbacks[0].name, "cache");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If it cannot be [installed](Self::install), before `app` runs: install it yourself to have that
    /// as an error. If one of its own callbacks calls this. If `app` panics, after the shutdown.
    pub fn run<R>(&self, app: impl FnOnce() -> R) -> (R, ShutdownReport) {
        let installed = Installed::of(self);
        let result = catch_unwind(AssertUnwindSafe(app));
        self.begin_and_wait();
        drop(installed);
        (result.unwrap_or_else(|payload| resume_unwind(payload)), self.report())
    }

    /// [`run`](Self::run) for a future.
    ///
    /// # Panics
    ///
    /// As [`run`](Self::run).
    ///
    /// # Cancel safety
    ///
    /// Dropped before it is done, it begins the shutdown and uninstalls it, and does not wait.
    pub async fn run_async<Fut: Future>(&self, app: Fut) -> (Fut::Output, ShutdownReport) {
        let installed = Installed::of(self);
        let result = {
            let mut app = pin!(app);
            // Dropped before the callbacks run: it may hold what they wait for.
            poll_fn(|cx| {
                let poll = catch_unwind(AssertUnwindSafe(|| app.as_mut().poll(cx)));
                poll.map_or_else(|payload| Err(payload).into(), |poll| poll.map(Ok))
            })
            .await
        };
        self.begin_and_wait_async().await;
        drop(installed);
        (result.unwrap_or_else(|payload| resume_unwind(payload)), self.report())
    }
}

/// While it is there, a shutdown is installed; it begins at the end, if it has not before.
struct Installed<'a>(&'a GracefulShutdown);

impl<'a> Installed<'a> {
    #[track_caller]
    fn of(shutdown: &'a GracefulShutdown) -> Self {
        assert!(!AtWork::is_for(&shutdown.0), "a cleanup callback cannot run its own shutdown");
        if let Err(error) = shutdown.install() {
            panic!("a shutdown cannot be installed: {error}");
        }
        Self(shutdown)
    }
}

impl Drop for Installed<'_> {
    fn drop(&mut self) {
        self.0.0.begin();
        signals::uninstall(&self.0.0);
    }
}
