//! The course of a shutdown, on a thread of its own.

use super::callback::{CleanupCallback, panicked};
use super::core::{AtWork, Core};
use super::drain::drain;
use super::herald::Herald;
use super::latch::Latch;
use super::report::{CleanupOutcome, CleanupReport, ShutdownReport};
use crate::clock::Instant;
use crate::foreign;
use crate::waiting::on_thread;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Runs the shutdown to its end and publishes the report. Whatever users do, it ends in time.
pub(super) fn run(core: &Arc<Core>) {
    let _at_work = AtWork::on(core);
    let clock = &core.plan.clock;
    let began = clock.now();
    let deadline = began.after(core.plan.timeout);
    // It wakes tasks, and a waker is anybody's code.
    foreign::run(|| core.token.cancel());
    drain_policies(core, deadline);
    let herald = Herald::new();
    let mut callbacks = Vec::new();
    let mut skipped = Vec::new();
    for callback in core.take() {
        let name = String::from(callback.name());
        let now = clock.now();
        let (outcome, took) = if let Some(until) = allowed(now, callback.limit(), deadline) {
            (call(core, callback, until), now.until(clock.now()))
        } else {
            skipped.push(callback);
            (CleanupOutcome::Skipped, Duration::ZERO)
        };
        let report = CleanupReport { name, outcome, took };
        herald.tell(&report);
        callbacks.push(report);
    }
    let elapsed = began.until(clock.now());
    herald.wait(clock.now().until(deadline));
    core.report.set(Arc::new(ShutdownReport { callbacks, elapsed }));
    // What came of the end of the time is told after that.
    herald.wait(Duration::MAX);
    core.told.set(());
    // Not before: nobody shall wait for what users do when they are dropped.
    for callback in skipped {
        foreign::run(|| drop(callback));
    }
}

/// Until when a callback may run that begins now; `None` if there is no time left.
fn allowed(now: Instant, limit: Duration, deadline: Instant) -> Option<Instant> {
    (now < deadline).then(|| now.after(limit).min(deadline))
}

fn drain_policies(core: &Arc<Core>, deadline: Instant) {
    if core.plan.drained.is_empty() {
        return;
    }
    let left = core.plan.clock.now().until(deadline);
    let drain = {
        let core = Arc::clone(core);
        move || foreign::run(|| drain(&core.plan.drained, left))
    };
    // Without a thread, whoever listens to a policy is trusted to return.
    if aside(core, "drain", deadline, drain.clone()).is_err() {
        drain();
    }
}

fn call(core: &Arc<Core>, callback: CleanupCallback, until: Instant) -> CleanupOutcome {
    let stop = CancellationToken::new();
    let run = {
        let stop = stop.clone();
        move || callback.run(stop)
    };
    // What cannot be started is dropped there, and may panic.
    match catch_unwind(AssertUnwindSafe(|| aside(core, "cleanup", until, run))) {
        Ok(Ok(Some(outcome))) => outcome,
        Ok(Ok(None)) => {
            stop.cancel();
            CleanupOutcome::TimedOut
        }
        Ok(Err(error)) => CleanupOutcome::Failed(format!("no thread for it: {error}")),
        Err(payload) => panicked(payload),
    }
}

/// Runs users' code on a thread of its own, and does not wait for it longer than that.
fn aside<T: Clone + Send + 'static>(
    core: &Arc<Core>,
    thread: &str,
    until: Instant,
    work: impl FnOnce() -> T + Send + 'static,
) -> io::Result<Option<T>> {
    let ended = Arc::new(Latch::new());
    let work = {
        let (core, ended) = (Arc::clone(core), Arc::clone(&ended));
        move || {
            let _at_work = AtWork::on(&core);
            ended.set(work());
        }
    };
    thread::Builder::new().name(String::from(thread)).spawn(work)?;
    Ok(on_thread(ended.wait(&core.plan.clock, until)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_callback_gets_its_own_time_and_no_more_than_there_is() {
        let at = Instant::from_nanos;
        let nanos = Duration::from_nanos;
        assert_eq!(allowed(at(100), nanos(10), at(150)), Some(at(110)));
        assert_eq!(allowed(at(145), nanos(10), at(150)), Some(at(150)));
        assert_eq!(allowed(at(149), Duration::MAX, at(150)), Some(at(150)));
        assert_eq!(allowed(at(150), nanos(10), at(150)), None);
        let never = Instant::NEVER;
        assert_eq!(allowed(at(100), Duration::MAX, never), Some(never));
        assert_eq!(allowed(at(100), nanos(10), never), Some(at(110)));
    }
}
