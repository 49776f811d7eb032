//! What the tests of the watchdog share.

use resilience::{ManualClock, Watchdog, WatchdogBuilder};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

pub(crate) const SECOND: Duration = Duration::from_secs(1);
pub(crate) const NANO: Duration = Duration::from_nanos(1);
/// What the watchdogs of these tests allow; a tick is a second.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(8);
/// By then it has failed.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) fn builder(time: &ManualClock) -> WatchdogBuilder {
    Watchdog::builder().name("worker").timeout(TIMEOUT).clock(time.clock())
}

/// Started, and waiting for its first tick.
pub(crate) fn started(time: &ManualClock, builder: WatchdogBuilder) -> Watchdog {
    let watchdog = builder.build().unwrap();
    watchdog.start().unwrap();
    settle(time);
    watchdog
}

/// Until the thread that watches waits for its next tick, and has done all of the last one.
pub(crate) fn settle(time: &ManualClock) {
    wait_until(|| time.waiting() == 1);
}

/// Time goes by as it does for a thread that is never held up.
pub(crate) fn pass(time: &ManualClock, length: Duration) {
    pass_in(time, length, SECOND);
}

/// The same where a tick is another one.
pub(crate) fn pass_in(time: &ManualClock, length: Duration, tick: Duration) {
    let mut left = length;
    while !left.is_zero() {
        let step = left.min(tick);
        time.advance(step);
        settle(time);
        left -= step;
    }
}

/// Until another thread has come so far.
#[track_caller]
pub(crate) fn wait_until(so_far: impl Fn() -> bool) {
    let begin = Instant::now();
    while !so_far() {
        assert!(begin.elapsed() < PATIENCE, "that will not come");
        std::thread::yield_now();
    }
}

/// Counts calls from anywhere.
#[derive(Clone, Default)]
pub(crate) struct Calls(Arc<AtomicUsize>);

impl Calls {
    pub(crate) fn count(&self) -> impl Fn() + Send + Sync + 'static {
        let calls = self.clone();
        move || {
            calls.0.fetch_add(1, Ordering::SeqCst);
        }
    }

    pub(crate) fn so_far(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }

    #[track_caller]
    pub(crate) fn wait_for(&self, calls: usize) {
        wait_until(|| self.so_far() >= calls);
        assert_eq!(self.so_far(), calls);
    }
}
