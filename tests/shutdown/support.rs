//! What the tests of graceful shutdown share.

#[path = "../support/task.rs"]
mod task;

use resilience::{
    CleanupCallback, CleanupOutcome, GracefulShutdown, GracefulShutdownBuilder, ManualClock,
    ShutdownReport,
};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;
pub(crate) use task::Task;

pub(crate) const SECOND: Duration = Duration::from_secs(1);
pub(crate) const NANO: Duration = Duration::from_nanos(1);

/// Longer than anything takes here, on a machine that is busy with other things.
const PATIENCE: Duration = Duration::from_secs(60);

/// A shutdown of five seconds that no signal starts.
pub(crate) fn builder(time: &ManualClock) -> GracefulShutdownBuilder {
    GracefulShutdown::builder().timeout(5 * SECOND).signals([]).clock(time.clock())
}

pub(crate) fn shutdown() -> GracefulShutdown {
    builder(&ManualClock::new()).build().unwrap()
}

/// One shutdown is installed at a time: those tests take turns.
pub(crate) fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Triggers it on another thread.
pub(crate) fn trigger(shutdown: &GracefulShutdown) -> JoinHandle<ShutdownReport> {
    let shutdown = shutdown.clone();
    thread::spawn(move || shutdown.trigger().unwrap())
}

/// What has happened, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    pub(crate) fn note(&self, what: &str) {
        self.0.lock().unwrap().push(String::from(what));
    }

    pub(crate) fn noted(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    /// A callback that notes its name.
    pub(crate) fn callback(&self, name: &'static str) -> CleanupCallback {
        let log = self.clone();
        CleanupCallback::new(name, move || log.note(name))
    }
}

/// Hangs from [`hang`](Self::hang) on, for as long as the other half is there.
pub(crate) struct Hang {
    began: Sender<()>,
    released: Receiver<()>,
}

pub(crate) struct Hung {
    began: Receiver<()>,
    _release: Sender<()>,
}

pub(crate) fn hang() -> (Hang, Hung) {
    let (tell, began) = channel();
    let (release, released) = channel();
    (Hang { began: tell, released }, Hung { began, _release: release })
}

impl Hang {
    pub(crate) fn hang(&self) {
        self.began.send(()).unwrap();
        assert!(self.released.recv().is_err());
    }
}

impl Hung {
    /// A callback that hangs.
    pub(crate) fn callback(name: &'static str) -> (CleanupCallback, Self) {
        let (hang, hung) = hang();
        (CleanupCallback::new(name, move || hang.hang()), hung)
    }

    /// Until it has begun to hang; its time was measured before.
    #[track_caller]
    pub(crate) fn wait(&self) {
        receive(&self.began);
    }
}

/// Until another thread has sent this.
#[track_caller]
pub(crate) fn receive<T>(from: &Receiver<T>) -> T {
    from.recv_timeout(PATIENCE).unwrap()
}

/// Until another thread has come so far.
pub(crate) fn wait_until(so_far: impl Fn() -> bool) {
    while !so_far() {
        thread::yield_now();
    }
}

pub(crate) fn failed(text: &str) -> CleanupOutcome {
    CleanupOutcome::Failed(String::from(text))
}

/// What became of each, by name.
pub(crate) fn outcomes(report: &ShutdownReport) -> Vec<(&str, CleanupOutcome)> {
    let outcome = |it: &resilience::CleanupReport| it.outcome.clone();
    report.callbacks.iter().map(|it| (it.name.as_str(), outcome(it))).collect()
}

/// Tells somebody when it is dropped.
pub(crate) struct Tell(pub(crate) Sender<()>);

impl Drop for Tell {
    fn drop(&mut self) {
        // Nobody may listen any more.
        let _ = self.0.send(());
    }
}
