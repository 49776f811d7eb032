//! A clock that only moves when told to.

use super::{Clock, Instant, Source, thread_waker};
use parking_lot::Mutex;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Poll, Waker};
use std::time::Duration;

/// Where a manual clock starts: far from both ends, so that it can be turned back, too.
const START: Instant = Instant::from_nanos(1 << 62);

/// A clock for tests: it stands still until [`advance`](Self::advance) moves it.
///
/// One manual clock drives states, refills and waits, on threads and in tasks alike. A clone is the
/// same clock; hand it to a policy with [`clock`](Self::clock).
///
/// ```
/// use resilience::ManualClock;
/// use std::time::Duration;
///
/// let time = ManualClock::new();
/// let clock = time.clock();
/// let sleeper = std::thread::spawn(move || clock.sleep(Duration::from_secs(3600)));
/// while time.waiting() == 0 {
///     std::thread::yield_now();
/// }
/// time.advance(Duration::from_secs(3600)); // an hour passes at once
/// sleeper.join().unwrap();
/// ```
#[derive(Clone, Default)]
pub struct ManualClock(Arc<Shared>);

pub(super) struct Shared {
    now: AtomicU64,
    latest: AtomicU64,
    waiters: Mutex<Waiters>,
}

#[derive(Default)]
struct Waiters {
    /// By deadline, then by order of arrival.
    by_deadline: BTreeMap<(Instant, u64), Waker>,
    arrived: u64,
}

impl Waiters {
    fn pop_due(&mut self, now: Instant) -> Option<Waker> {
        let first = self.by_deadline.first_entry()?;
        (first.key().0 <= now).then(|| first.remove())
    }
}

impl Default for Shared {
    fn default() -> Self {
        let start = || AtomicU64::new(START.as_nanos());
        Self { now: start(), latest: start(), waiters: Mutex::default() }
    }
}

impl ManualClock {
    /// A new clock, independent of every other.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The face of this clock that policies read.
    #[must_use]
    pub fn clock(&self) -> Clock {
        Clock(Source::Manual(Arc::clone(&self.0)))
    }

    /// Moves the clock on and releases every wait that is then over, earliest deadline first.
    ///
    /// The clock stops for good about 438 years after its start.
    pub fn advance(&self, length: Duration) {
        let now = {
            let _waiters = self.0.waiters.lock();
            let now = self.0.now().after(length).min(Instant::LAST);
            self.0.now.store(now.as_nanos(), Ordering::Release);
            self.0.latest.fetch_max(now.as_nanos(), Ordering::AcqRel);
            now
        };
        // One at a time and outside the lock: a waker is anybody's code.
        while let Some(waker) = self.0.waiters.lock().pop_due(now) {
            waker.wake();
        }
    }

    /// Turns the clock back, as no monotonic clock should: to test what a policy makes of it. Waits
    /// keep their deadlines. The earliest time is about 146 years before the start.
    pub fn rewind(&self, length: Duration) {
        let _waiters = self.0.waiters.lock();
        self.0.now.store(self.0.now().before(length).as_nanos(), Ordering::Release);
    }

    /// The time that has passed on this clock since it was made; zero after a rewind beyond that.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    /// How many threads and tasks wait for this clock right now.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.0.waiters.lock().by_deadline.len()
    }
}

impl fmt::Debug for ManualClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ManualClock({:?})", self.elapsed())
    }
}

impl Shared {
    pub(super) fn now(&self) -> Instant {
        Instant::from_nanos(self.now.load(Ordering::Acquire))
    }

    pub(super) fn latest(&self) -> Instant {
        Instant::from_nanos(self.latest.load(Ordering::Acquire))
    }

    pub(super) fn elapsed(&self) -> Duration {
        Duration::from_nanos(self.now().as_nanos().saturating_sub(START.as_nanos()))
    }

    /// Blocks this thread until the clock has reached `deadline`.
    pub(super) fn block_until(self: &Arc<Self>, deadline: Instant) {
        let waker = thread_waker();
        let mut wait = Wait::new(Arc::clone(self), deadline);
        while wait.poll(&waker).is_pending() {
            std::thread::park();
        }
    }
}

/// One wait for a manual clock. Dropped, it leaves the clock's list.
#[derive(Debug)]
pub(super) struct Wait {
    clock: Arc<Shared>,
    deadline: Instant,
    ticket: Option<u64>,
}

impl Wait {
    pub(super) fn new(clock: Arc<Shared>, deadline: Instant) -> Self {
        Self { clock, deadline, ticket: None }
    }

    pub(super) fn poll(&mut self, waker: &Waker) -> Poll<()> {
        let waker = waker.clone(); // not under the lock
        let mut waiters = self.clock.waiters.lock();
        // Under the lock that `advance` moves the clock with: no wake-up is missed in between.
        if self.deadline != Instant::NEVER && self.clock.now() >= self.deadline {
            return Poll::Ready(());
        }
        let ticket = *self.ticket.get_or_insert_with(|| {
            waiters.arrived += 1;
            waiters.arrived
        });
        let former = waiters.by_deadline.insert((self.deadline, ticket), waker);
        drop(waiters);
        // Only now: the last waker of a task may drop the task, and with it waits of this clock.
        drop(former);
        Poll::Pending
    }
}

impl Drop for Wait {
    fn drop(&mut self) {
        if let Some(ticket) = self.ticket {
            let former = self.clock.waiters.lock().by_deadline.remove(&(self.deadline, ticket));
            drop(former); // outside the lock, see `poll`
        }
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ManualClock({:?})", self.elapsed())
    }
}
