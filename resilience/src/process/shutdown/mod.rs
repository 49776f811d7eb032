//! Stopping in order.

mod builder;
mod callback;
mod core;
mod disposition;
mod drain;
mod driver;
mod error;
mod herald;
mod latch;
mod report;
mod returned;
mod run;
mod signals;
mod waits;

pub use self::builder::GracefulShutdownBuilder;
pub use self::callback::CleanupCallback;
use self::core::{AT_WORK, Core};
pub use self::error::ShutdownError;
pub use self::report::{CleanupOutcome, CleanupReport, ShutdownReport};
use std::fmt;
use std::panic::{Location, RefUnwindSafe, UnwindSafe};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Ends the work of a process in order, when a signal asks for it or the program does.
///
/// # Problem
///
/// Who stops a service sends `SIGTERM`, waits for a while, and kills what is left. By default the
/// process is gone at once, in the middle of everything; and one that has a handler of its own may hang
/// in the first thing that it wants to close, until it is killed with the rest still open.
///
/// # Model
///
/// [Registered](Self::register) callbacks clean up. They run once: when a signal comes to a shutdown
/// that is [installed](Self::install), or when the program calls [`trigger`](Self::trigger),
/// [`trigger_async`](Self::trigger_async), or comes to the end of [`run`](Self::run). Then, in this order
/// and all within `timeout`:
///
/// 1. [`is_shutting_down`](Self::is_shutting_down) is true and every [`token`](Self::token) cancelled.
/// 2. With `drain`, every policy refuses calls and every bulkhead is waited for.
/// 3. The callbacks run one after another, those of lower priority first, those of equal priority in the
///    order of registration. Each gets its own timeout and no more than what is left of the whole;
///    when nothing is left the others are skipped. One that fails, panics or hangs never stops the rest.
/// 4. [`wait`](Self::wait) returns, and there is a [`ShutdownReport`].
///
/// Everything runs on threads of the library. None of this needs a runtime, and a runtime that is
/// blocked does not keep it from ending.
///
/// Without a signal, the process goes on. After a signal it ends:
///
/// - when `main` returns, which should [`wait`](Self::wait) first; or with code 0 after the callbacks,
///   with `exit_when_done`;
/// - with `force_exit_code`, if it still lives half a second after `timeout`, counted from the signal,
///   whatever hangs, and also if it was uninstalled meanwhile;
/// - with 128 + the signal at once, on a second signal. The handler itself does that, so it needs no
///   thread to answer. (A signal that comes while a triggered shutdown is under way is a first one.)
///
/// | setting | default | range |
/// | --- | --- | --- |
/// | `timeout` | 30 s | > 0; `Duration::MAX` = no bound |
/// | `force_exit_code` | 1 | 0 – 255 |
/// | `signals` | `SIGTERM`, `SIGINT` | of eight, see [there](GracefulShutdownBuilder::signals) |
/// | `exit_when_done` | no | |
/// | `drain` | no | |
///
/// ```
/// use resilience::{CleanupCallback, CleanupOutcome, GracefulShutdown};
/// use std::time::Duration;
///
/// # fn close() -> Result<(), std::io::Error> { Ok(()) }
/// let shutdown = GracefulShutdown::builder().timeout(Duration::from_secs(20)).build()?;
/// shutdown.register(CleanupCallback::new("db", || close()).timeout(Duration::from_secs(5)))?;
/// shutdown.register(CleanupCallback::new_async("cache", || async {}).priority(10))?;
/// shutdown.install()?;
/// // … serve until the token is cancelled; here the program ends by itself
/// let report = shutdown.trigger()?;
/// assert_eq!(report.callbacks[0].name, "cache");
/// assert_eq!(report.callbacks[1].outcome, CleanupOutcome::Done);
/// shutdown.uninstall();
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Choosing values
///
/// `timeout`: a second or more less than whoever stops the process waits before killing it (Kubernetes
/// 30 s, systemd 90 s, Docker 10 s). Give each callback that talks to somebody else a timeout of its own:
/// the first that hangs without one takes all the time there is.
///
/// # Interplay
///
/// A server that has a graceful stop of its own takes the [`token`](Self::token) as its signal. Close what
/// others use last: give it a higher priority. Calls that are made in callbacks meet policies that
/// refuse, with `drain`.
///
/// # Pitfalls
///
/// - `wait` in `main`: when it returns, the process ends, callbacks or not.
/// - Async callbacks run in the runtime in which they were registered, if it is multi-threaded. It has to
///   be there until they are through: wait in it, with [`wait_async`](Self::wait_async). One whose only
///   worker is blocked, say by `trigger` in a task, drives no timers, and they time out.
/// - A callback that hangs on a thread is left to itself, and goes on if it ever can. What it has locked
///   stays locked.
/// - With `drain`, a call that does not end keeps its bulkhead from being empty, and takes the time of the
///   callbacks: put a [`Timeout`](crate::Timeout) around calls.
/// - One process has one installed shutdown. Other handlers of a signal, such as tokio's, are called as
///   well. Those that are put in while it is installed, for a signal that ended the process before, are
///   called after `uninstall`, too, but the process then ends.
/// - A wrapper that passes on the `SIGINT` of a Ctrl-C, which the terminal sends to all of its processes,
///   makes two of it: the second ends the process.
/// - Process 1 of a container gets no signal that it has no handler for, so install early. It has to
///   reap its children by itself, or have an init such as `docker run --init` do it. Both endings above
///   are exits, not signals, and so work there, too.
/// - A child made by `fork` without `exec` has the handlers and no threads: its first signal does
///   nothing, its second ends it with 128 + the signal, and its parent does not notice. What
///   [`std::process::Command`] starts has neither.
#[derive(Clone)]
pub struct GracefulShutdown(Arc<Core>);

impl GracefulShutdown {
    /// A builder with every setting at its default.
    pub fn builder() -> GracefulShutdownBuilder {
        GracefulShutdownBuilder::new()
    }

    fn from_core(core: Core) -> Self {
        Self(Arc::new(core))
    }

    /// Has the callback called when the process shuts down. An async one belongs to the runtime in which
    /// this is called.
    ///
    /// # Errors
    ///
    /// [`ShutdownError::Begun`] if the shutdown has begun, [`ShutdownError::NameTaken`] if there is one of
    /// that name, [`ShutdownError::Misconfigured`] if it has no name or no time.
    #[track_caller]
    pub fn register(&self, callback: CleanupCallback) -> Result<(), ShutdownError> {
        callback.check(Location::caller()).map_err(ShutdownError::Misconfigured)?;
        self.0.register(callback.at_home())
    }

    /// Forgets the callback of this name. Whether there was one, and its turn to run had not come.
    #[expect(clippy::must_use_candidate, reason = "most only want it gone")]
    pub fn unregister(&self, name: &str) -> bool {
        self.0.unregister(name).is_some()
    }

    /// Lets signals start this shutdown, until [`uninstall`](Self::uninstall), whether there are handles
    /// of it or not. Nothing happens if it is installed already. Where it has begun before, a signal only
    /// ends the process in time.
    ///
    /// # Errors
    ///
    /// [`ShutdownError::AnotherInstalled`] if this process has another one installed,
    /// [`ShutdownError::System`] if there is no thread or socket to be had. Then nothing has changed.
    pub fn install(&self) -> Result<(), ShutdownError> {
        signals::install(&self.0)
    }

    /// Gives the signals back: they do what they did before. Nothing happens if it is not installed.
    ///
    /// A shutdown that has begun goes on, and a process that got a signal ends in time all the same.
    pub fn uninstall(&self) {
        signals::uninstall(&self.0);
    }

    /// Whether the shutdown has begun. It stays so when it is over.
    #[must_use]
    pub fn is_shutting_down(&self) -> bool {
        self.0.has_begun()
    }

    /// Whether signals start this shutdown.
    #[must_use]
    pub fn is_installed(&self) -> bool {
        signals::is_installed(&self.0)
    }

    /// A token that is cancelled when the shutdown begins, for servers, loops and `select!`. Each call
    /// makes one: cancelling it concerns nobody else.
    #[must_use]
    pub fn token(&self) -> CancellationToken {
        self.0.token.child_token()
    }
}

// Nothing that can panic runs while its state is being changed.
impl UnwindSafe for GracefulShutdown {}
impl RefUnwindSafe for GracefulShutdown {}

impl fmt::Debug for GracefulShutdown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("GracefulShutdown");
        shown.field("callbacks", &self.0.names()).field("begun", &self.0.has_begun());
        shown.finish_non_exhaustive()
    }
}

/// Whether any shutdown of this process has begun, of those that have handles or are installed.
pub(super) fn is_shutting_down() -> bool {
    AT_WORK.list().iter().any(|core| core.has_begun())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_process_knows_of_every_shutdown() {
        let shutdown = GracefulShutdown::builder().signals([]).build().unwrap();
        shutdown.trigger().unwrap();
        assert!(is_shutting_down());
    }
}
