//! The counter of pings: the only thing that those who are watched ever touch.

use crate::sync::AtomicU64;
use std::mem;
use std::sync::atomic::Ordering;

/// How many pings there were.
#[derive(Debug)]
pub(super) struct Pings(AtomicU64);

/// How many of them somebody has seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Seen(u64);

impl Pings {
    pub(super) fn new() -> Self {
        Self(AtomicU64::new(0))
    }

    /// Relaxed: a ping says that somebody lives, and nothing of what that one did before. Each is
    /// counted, and the watcher comes again and again, so that a ping it misses now it sees next time.
    #[inline]
    pub(super) fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn total(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Seen {
    /// Whether there were any since; there are none after that.
    pub(super) fn look(&mut self, pings: &Pings) -> bool {
        let total = pings.total();
        mem::replace(&mut self.0, total) != total
    }

    /// Whether there were any since.
    pub(super) fn is_behind(self, pings: &Pings) -> bool {
        self.0 != pings.total()
    }
}
