//! How many keys there may be.

use crate::sync::AtomicUsize;
use std::sync::atomic::Ordering;

/// Places for keys, taken before a key is entered and given back after it is forgotten. So there
/// are never more keys than places, whichever shards they are in.
#[derive(Debug)]
pub(super) struct Room {
    taken: AtomicUsize,
    most: AtomicUsize,
}

impl Room {
    pub(super) fn new(most: usize) -> Self {
        Self { taken: AtomicUsize::new(0), most: AtomicUsize::new(most) }
    }

    /// Takes a place, if there is one.
    pub(super) fn take(&self) -> bool {
        let most = self.most.load(Ordering::Acquire);
        let one_more = |taken| (taken < most).then_some(taken + 1);
        self.taken.fetch_update(Ordering::AcqRel, Ordering::Acquire, one_more).is_ok()
    }

    pub(super) fn give_back(&self, places: usize) {
        if places > 0 {
            self.taken.fetch_sub(places, Ordering::AcqRel);
        }
    }

    pub(super) fn is_full(&self) -> bool {
        self.taken() >= self.most.load(Ordering::Acquire)
    }

    pub(super) fn taken(&self) -> usize {
        self.taken.load(Ordering::Acquire)
    }

    pub(super) fn resize(&self, most: usize) {
        self.most.store(most, Ordering::Release);
    }
}
