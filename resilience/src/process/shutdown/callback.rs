//! What users give to be called.

use super::report::CleanupOutcome;
use super::returned::CleanupResult;
use crate::error::{ConfigError, ConfigProblem};
use crate::name::Name;
use crate::process::home::Home;
use crate::settings::{Field, name_problem};
use parking_lot::Mutex;
use std::any::Any;
use std::borrow::Cow;
use std::fmt;
use std::future::Future;
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Runs to its end on this thread, at home if it is async, or until it is told to stop.
type Job = Box<dyn FnOnce(&Home, CancellationToken) -> CleanupOutcome + Send>;

/// Something to do before the process ends, for [`GracefulShutdown::register`].
///
/// It returns `()` or a `Result`, and is called once at most.
///
/// [`GracefulShutdown::register`]: crate::GracefulShutdown::register
///
/// ```
/// use resilience::CleanupCallback;
/// use std::time::Duration;
///
/// # async fn leave() -> Result<(), std::io::Error> { Ok(()) }
/// let remove = CleanupCallback::new("socket", || std::fs::remove_file("/run/app.sock"));
/// let leave = CleanupCallback::new_async("cluster", || leave())
///     .priority(10)
///     .timeout(Duration::from_secs(5));
/// ```
#[must_use = "a callback does nothing until it is registered"]
pub struct CleanupCallback {
    name: Name,
    priority: i32,
    timeout: Field<Duration>,
    job: Mutex<Job>,
    home: Home,
}

impl CleanupCallback {
    const KIND: &'static str = "cleanup callback";

    /// Calls `cleanup`, on a thread of its own. Whatever it hangs in, that thread is left to itself when
    /// its time is over.
    ///
    /// The name is that in the report: not empty, and no other callback of the shutdown has it.
    pub fn new<R: CleanupResult>(
        name: impl Into<Cow<'static, str>>,
        cleanup: impl FnOnce() -> R + Send + 'static,
    ) -> Self {
        Self::with_job(name.into(), Box::new(move |_, _| outcome(cleanup())))
    }

    /// Calls `cleanup` and runs the future that it makes: in the runtime in which it is registered, if
    /// that is multi-threaded, else in a small one of the library's own. The future is dropped when its
    /// time is over, or, if it blocks its thread, when it lets go of that.
    pub fn new_async<Fut: Future<Output: CleanupResult>>(
        name: impl Into<Cow<'static, str>>,
        cleanup: impl FnOnce() -> Fut + Send + 'static,
    ) -> Self {
        let job: Job = Box::new(move |home, stop| {
            // In the runtime already when it is called.
            let cleanup = async move { cleanup().await };
            match home.block_on(stop.run_until_cancelled_owned(cleanup)) {
                Ok(Some(result)) => outcome(result),
                Ok(None) => CleanupOutcome::TimedOut,
                Err(error) => CleanupOutcome::Failed(format!("no runtime for it: {error}")),
            }
        });
        Self::with_job(name.into(), job)
    }

    fn with_job(name: Cow<'static, str>, job: Job) -> Self {
        let timeout = Field::new("timeout", Duration::from_nanos(1));
        let (job, home) = (Mutex::new(job), Home::here());
        Self { name: name.into(), priority: 100, timeout, job, home }
    }

    /// Lower ones run first, equal ones in the order of registration. Default 100.
    pub fn priority(mut self, priority: i32) -> Self {
        self.priority = priority;
        self
    }

    /// How long it may run: more than zero. It never gets more than what is left of the time of the
    /// whole shutdown. Default: all that is left.
    #[track_caller]
    pub fn timeout(mut self, length: Duration) -> Self {
        self.timeout.write(length);
        self
    }

    pub(super) fn name(&self) -> &str {
        self.name.as_str()
    }

    /// For `sort_by_key`.
    pub(super) fn rank(&self) -> i32 {
        self.priority
    }

    /// How long it may run at most.
    pub(super) fn limit(&self) -> Duration {
        self.timeout.or(Duration::MAX)
    }

    /// The same with the caller's runtime as its home.
    pub(super) fn at_home(mut self) -> Self {
        self.home = Home::here();
        self
    }

    /// Reports what cannot hold.
    pub(super) fn check(&self, place: &Location<'_>) -> Result<(), ConfigError> {
        let mut problems: Vec<ConfigProblem> = Vec::new();
        if self.name().is_empty() {
            problems.push(name_problem("\"\"", "at least one character", place));
        }
        self.timeout.check(&mut problems);
        if problems.is_empty() {
            return Ok(());
        }
        Err(ConfigError::new(Self::KIND, self.name.clone(), problems))
    }

    /// Runs it on this thread, until it is told to stop if it is async.
    pub(super) fn run(self, stop: CancellationToken) -> CleanupOutcome {
        let (job, home) = (self.job.into_inner(), self.home);
        catch_unwind(AssertUnwindSafe(|| job(&home, stop))).unwrap_or_else(panicked)
    }
}

/// What the panic hook has reported already. The payload is leaked, as its drop could panic too.
pub(super) fn panicked(payload: Box<dyn Any + Send>) -> CleanupOutcome {
    let text = payload.downcast_ref::<&str>().map(|text| String::from(*text));
    let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
    std::mem::forget(payload);
    CleanupOutcome::Failed(
        text.map_or_else(|| String::from("panicked"), |text| format!("panicked: {text}")),
    )
}

fn outcome(result: impl CleanupResult) -> CleanupOutcome {
    result.into_failure().map_or(CleanupOutcome::Done, CleanupOutcome::Failed)
}

impl fmt::Debug for CleanupCallback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("CleanupCallback");
        shown.field("name", &self.name).field("priority", &self.priority);
        shown.finish_non_exhaustive()
    }
}
