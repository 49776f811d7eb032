//! Time: the system's, tokio's paused time (feature `test-util`), or a test's own.

#[cfg(feature = "tokio")]
mod alarm;
mod instant;
mod manual;
mod park;
#[cfg(feature = "tokio")]
mod sleep;
mod system;

use std::fmt;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::Arc;
use std::time::Duration;

#[cfg(feature = "tokio")]
pub(crate) use self::alarm::Alarm;
pub(crate) use self::instant::Instant;
pub use self::manual::ManualClock;
pub(crate) use self::park::thread_waker;
#[cfg(feature = "tokio")]
pub(crate) use self::sleep::Pause;

/// Where a policy reads the time and waits.
///
/// Every builder takes one with `.clock(…)`; without it a policy uses [`Clock::system`]. A clone
/// is the same clock.
///
/// With feature `test-util` the system clock follows tokio's paused time, so that
/// `#[tokio::test(start_paused = true)]` controls policies that live in statics.
///
/// ```
/// use resilience::{CircuitBreaker, ManualClock};
/// use std::time::Duration;
///
/// let time = ManualClock::new();
/// let breaker = CircuitBreaker::builder()
///     .max_failures(1)
///     .reset_timeout(Duration::from_secs(30))
///     .clock(time.clock())
///     .build()?;
/// breaker.record_failure();
/// assert!(breaker.is_open());
/// time.advance(Duration::from_secs(30));
/// assert!(!breaker.is_open()); // due: the next call is a probe
/// # Ok::<(), resilience::ConfigError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Clock(Source);

#[derive(Clone)]
enum Source {
    System,
    Manual(Arc<manual::Shared>),
}

impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::System, Self::System) => true,
            (Self::Manual(a), Self::Manual(b)) => Arc::ptr_eq(a, b),
            _ => false,
        }
    }
}

impl Eq for Source {}

// The list of waits is whole whenever a waker, the only code of others, runs.
impl UnwindSafe for Clock {}
impl RefUnwindSafe for Clock {}

impl Clock {
    /// The monotonic clock of the machine.
    ///
    /// On Linux this is `CLOCK_MONOTONIC`, which does not run while the machine is suspended.
    #[must_use]
    pub const fn system() -> Self {
        Self(Source::System)
    }

    /// Blocks this thread for `length` of this clock's time.
    ///
    /// On a manual clock the thread sleeps until another one has advanced the clock that far. On
    /// the system clock it is [`std::thread::sleep`], also under tokio's paused time: a thread
    /// cannot wait for time that only an idle runtime moves on.
    pub fn sleep(&self, length: Duration) {
        match &self.0 {
            Source::System => std::thread::sleep(length),
            Source::Manual(time) => time.block_until(time.now().after(length)),
        }
    }

    pub(crate) fn now(&self) -> Instant {
        match &self.0 {
            Source::System => system::now(),
            Source::Manual(time) => time.now(),
        }
    }

    /// The latest time this clock has ever shown: later than [`now`](Self::now) where a manual one was
    /// turned back. What goes by this stands still then.
    pub(crate) fn latest(&self) -> Instant {
        match &self.0 {
            Source::System => system::now(),
            Source::Manual(time) => time.latest(),
        }
    }

    /// A reading that is cheap, and by how much it may lag behind [`latest`](Self::latest): by nothing
    /// where there is none that is cheaper.
    #[inline]
    pub(crate) fn roughly(&self) -> (Instant, Duration) {
        match &self.0 {
            Source::System => system::roughly(),
            Source::Manual(time) => (time.latest(), Duration::ZERO),
        }
    }

    /// Whether `deadline` is still to come. Cheaper than [`now`](Self::now) while it is far off, and
    /// as exact, as long as the machine's coarse clock lags by no more than a few of its ticks
    /// (Linux; see `system/linux.rs`). [`Instant::NEVER`] is always to come.
    #[inline]
    pub(crate) fn is_before(&self, deadline: Instant) -> bool {
        deadline == Instant::NEVER
            || match &self.0 {
                Source::System => system::is_before(deadline),
                Source::Manual(time) => time.now() < deadline,
            }
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Source::System => f.write_str("Clock::system()"),
            Source::Manual(time) => write!(f, "ManualClock({:?})", time.elapsed()),
        }
    }
}
