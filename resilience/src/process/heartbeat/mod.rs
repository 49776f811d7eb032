//! The heartbeat.

mod builder;
mod command;
mod core;
mod drive;
mod error;
mod facts;
mod guard;
mod pen;
mod record;
mod reports;
mod state;
mod target;

pub use self::builder::HeartbeatBuilder;
pub use self::command::heartbeat_check;
use self::core::Core;
pub(super) use self::core::at_work;
pub(super) use self::error::NotAlive;
pub use self::error::{HeartbeatError, NotAliveError};
pub use self::guard::HeartbeatGuard;
use self::record::MOST_BYTES;
pub use self::state::HeartbeatState;
pub use self::target::HeartbeatTarget;
use super::file;
use std::fmt;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tokio::runtime::Handle;

/// Says again and again that this process lives, in a file that others read.
///
/// # Problem
///
/// From outside a process that hangs looks like one that works: it is there. Probes, supervisors and
/// people need a sign that only a living process gives, and one that cannot be half written, forged by
/// a link that somebody has planted, or left behind by a process that is long gone.
///
/// # Model
///
/// Every `interval` a small JSON file is written beside the state file and renamed over it. Whoever
/// reads sees one beat or the next, never a part. A file that is old, ahead of the reader's clock by
/// more than 5 s, not readable, or that records a stop, is no sign of life.
///
/// ```json
/// {"timestamp": "2026-01-12T10:00:00.000000+00:00", "pid": 42, "hostname": "web-1",
///  "metadata": {"version": "1.0", "_resilience": {"state": "running", "interval": 10.0,
///               "start_time": 98765, "boot_id": "6fe1…"}}}
/// ```
///
/// These four keys are all there are at the top; Python's `kstlib` reads and writes the same. The
/// first beat is written before [`start`](Self::start) returns, [`stop`](Self::stop) records that it
/// was meant, and a beat that cannot be written is reported, and the next one tried when it is due.
///
/// | setting | default | range |
/// | --- | --- | --- |
/// | `interval` | 10 s | ≥ 1 ms; `Duration::MAX` is only once |
/// | `state_file` | none: `on_beat` or `target` alone | a path that names a file |
/// | `metadata` | none | 1 MiB in all |
/// | `repeat_every` | never: a trouble is reported once | ≥ 0; 0 is at every beat |
/// | `fsync` | no | |
///
/// Beside the file a heartbeat looks after a [`target`](HeartbeatBuilder::target), and calls back for
/// beats, missed beats, a dead target and [`Alert`](crate::Alert)s.
///
/// # Threads or tasks
///
/// [`start`](Self::start) beats on a thread: it tells that the process is there and gets time to run.
/// [`start_async`](Self::start_async) beats in a task: it also tells that the runtime gets to its
/// tasks, and falls silent if that is blocked. Else they are alike.
///
/// # Choosing values
///
/// Let readers allow three intervals: one beat may be missed and one be late. A shorter interval than a
/// few seconds tells little more. The file belongs into a folder that only this service writes, on a
/// local file system: `/run/name`, a volume in memory that containers share. It is made readable for
/// everybody, less what the umask takes, because probes often run as somebody else.
///
/// # Interplay
///
/// A heartbeat tells others; a watchdog in the process notices that a worker hangs, which a heartbeat
/// of its own thread does not: call [`beat`](Self::beat) from that worker if its work is what counts.
/// The program `heartbeat-check FILE --max-age 30s` is a probe for containers.
///
/// # Pitfalls
///
/// - Ages are differences of wall clocks. A clock that is set back makes a dead process look younger,
///   one that is set ahead makes a living one look old until its next beat.
/// - Age is all that [`is_alive`](Self::is_alive) goes by. `pid` may be another process by now;
///   [`HeartbeatState`] has what tells them apart.
/// - A link at the state file's path is replaced, not followed; folders on the way may be links.
///   Readers follow links: who can plant one there could plant a file. What is neither a file nor a
///   link (a device, a pipe, a folder) is left alone, and the beat is missed.
/// - Other readers of the format do not know a recorded stop, and see a beat of that time.
/// - A process that was killed while it wrote leaves a hidden temporary file; the next start with
///   the same path removes it.
/// - A fork has no beat: [`is_running`](Self::is_running) is `false` in it, and its stop leaves the
///   parent's file alone. Build another one there, or, better, execute another program.
/// - Beats go on when all handles are dropped, until [`stop`](Self::stop), or the process, or the
///   runtime of a task ends. For a scope there is [`guard`](Self::guard).
/// - A file system that hangs, hangs `start`, `beat` and `stop` with it.
///
/// ```
/// use resilience::Heartbeat;
/// use std::time::Duration;
///
/// # let folder = std::env::temp_dir().join(format!("heartbeat-doc-{}", std::process::id()));
/// let path = folder.join("app.heartbeat");
/// let heartbeat = Heartbeat::builder().state_file(&path).metadata("version", "1.0").build()?;
/// heartbeat.start()?;
/// assert!(Heartbeat::is_alive(&path, Duration::from_secs(30)));
/// heartbeat.stop();
/// assert!(!Heartbeat::is_alive(&path, Duration::from_secs(30)));
/// # std::fs::remove_dir_all(folder)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Heartbeat {
    core: Arc<Core>,
}

// Nothing is broken whenever a callback or a target, the only code of others, runs.
impl UnwindSafe for Heartbeat {}
impl RefUnwindSafe for Heartbeat {}

impl Heartbeat {
    /// A builder with default settings.
    pub fn builder() -> HeartbeatBuilder {
        HeartbeatBuilder::new()
    }

    fn from_core(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// Beats on a thread of its own until it is stopped. The first beat is written before this returns.
    ///
    /// # Errors
    ///
    /// If that beat could not be written (it is not running then), it is running already, it was shut
    /// down, or there is no thread to be had.
    pub fn start(&self) -> Result<(), HeartbeatError> {
        drive::on_a_thread(&self.core).map(|_| ())
    }

    /// Beats in a task of the current tokio runtime until it is stopped. The first beat is written
    /// before this returns, by the caller; later ones where tokio has blocking work done.
    ///
    /// When the runtime shuts down the heartbeat ends, and records no stop.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start), or if there is no runtime.
    ///
    /// # Panics
    ///
    /// On the system clock, if the runtime has no timer.
    pub fn start_async(&self) -> Result<(), HeartbeatError> {
        drive::in_a_task(&self.core)
    }

    /// Starts it as [`start`](Self::start) does, and asks it to stop when the guard is dropped.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start).
    pub fn guard(&self) -> Result<HeartbeatGuard, HeartbeatError> {
        let number = drive::on_a_thread(&self.core)?;
        Ok(HeartbeatGuard::new(Arc::clone(&self.core), number))
    }

    /// Stops, and records that in the state file. It can be started again.
    ///
    /// Waits for a beat that is being written, and up to a second for callbacks, unless it is called
    /// in one. Does nothing if there was no beat since the last stop.
    pub fn stop(&self) {
        self.core.end(None);
        self.core.finish();
    }

    /// The same without blocking the runtime.
    ///
    /// # Cancel safety
    ///
    /// Once polled it stops, whether the future is dropped or not.
    pub async fn stop_async(&self) {
        self.core.end(None);
        let core = Arc::clone(&self.core);
        match Handle::try_current() {
            // It fails only where the runtime is at its end.
            Ok(runtime) => _ = runtime.spawn_blocking(move || core.finish()).await,
            Err(_) => core.finish(),
        }
    }

    /// Stops as [`stop`](Self::stop) does, for good: from now on every start and every beat by hand is
    /// a [`HeartbeatError::ShutDown`], so that nothing can bring the file back to life while the
    /// process goes down.
    pub fn shutdown(&self) {
        self.core.shut_down();
        self.core.finish();
    }

    /// Beats now, on this thread, whether it is running or not. The others come when they are due.
    ///
    /// # Errors
    ///
    /// If the beat could not be written, which goes to no callback then, or it was shut down.
    pub fn beat(&self) -> Result<(), HeartbeatError> {
        self.core.beat()
    }

    /// Whether it beats: it was started, and neither stopped nor left by its runtime since.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.core.is_running()
    }

    /// Whether it was shut down.
    #[must_use]
    pub fn is_shutdown(&self) -> bool {
        self.core.is_shut_down()
    }

    /// What errors and alerts call it: the path of its state file as it was written; `unnamed` if it
    /// has none.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.core.name
    }

    /// How often it beats.
    #[must_use]
    pub fn interval(&self) -> Duration {
        self.core.interval
    }

    /// When the last beat was written, by the wall clock; `None` before the first.
    #[must_use]
    pub fn last_beat(&self) -> Option<SystemTime> {
        self.core.last_beat()
    }

    /// What a state file says; `None` if there is none, it is longer than 1 MiB, or it is no
    /// heartbeat: no JSON object with a `timestamp` that tells its offset from UTC, a `pid` and a
    /// `hostname`. (A time without an offset is no time: `kstlib` calls such a process dead, too.)
    ///
    /// Reads the file, at once: it blocks as long as the file system does.
    pub fn read_state(path: impl AsRef<Path>) -> Option<HeartbeatState> {
        record::parse(&file::read(path.as_ref(), MOST_BYTES).ok()?).ok()
    }

    /// Whether a state file tells of a beat at most `max_age` ago, and of no stop.
    pub fn is_alive(path: impl AsRef<Path>, max_age: Duration) -> bool {
        Self::check(path, max_age).is_ok()
    }

    /// The same with what the file says, or with the reason why it is no sign of life.
    ///
    /// # Errors
    ///
    /// A [`NotAliveError`] if the file cannot be read, is no heartbeat, records a stop, or its
    /// timestamp is older than `max_age` or more than 5 s in the future.
    pub fn check(
        path: impl AsRef<Path>,
        max_age: Duration,
    ) -> Result<HeartbeatState, NotAliveError> {
        let path = path.as_ref();
        let read = || {
            let state = record::parse(&file::read(path, MOST_BYTES)?)?;
            state.judge(SystemTime::now(), max_age)?;
            Ok(state)
        };
        read().map_err(|why| NotAliveError::new(path, why))
    }
}

impl fmt::Debug for Heartbeat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Heartbeat")
            .field("name", &self.name())
            .field("is_running", &self.is_running())
            .field("last_beat", &self.last_beat())
            .finish_non_exhaustive()
    }
}
