//! A bulkhead's permits in one atomic word.
//!
//! How many are in use, how many there are, and whether anybody waits change together: so nobody is
//! admitted by a limit that does not hold any more, and nobody overtakes. Admission is one
//! compare-exchange, a release one subtraction. All else happens under a lock, and whoever takes it
//! there says so in the word first: a release before that is seen by it, one after it sees the flag.

use crate::sync::{AtomicU32, AtomicU64};
use std::sync::atomic::Ordering;

/// The most permits there can be: 2²⁹.
pub(super) const MOST: u32 = 1 << 29;

/// In use: 30 bits, for they may be as many as there ever were.
const ONE: u64 = 1;
const NUMBER: u64 = (1 << 30) - 1;
/// The limit: the next 30 bits.
const LIMIT: u32 = 30;
/// Whether anybody waits.
const QUEUED: u64 = 1 << 60;
/// Whether nobody is admitted any more who can be turned away. Never taken back.
const SHUT: u64 = 1 << 61;
/// Whether somebody waits until no permit is in use.
const WATCHED: u64 = 1 << 62;

/// The word, and the most that were ever in use beside it.
#[derive(Debug)]
#[repr(align(64))]
pub(super) struct SharedWord {
    word: AtomicU64,
    peak: AtomicU32,
}

impl SharedWord {
    pub(super) fn new(limit: u32) -> Self {
        Self { word: AtomicU64::new(u64::from(limit) << LIMIT), peak: AtomicU32::new(0) }
    }

    /// Takes a permit, if there is one and nobody waits for it.
    #[inline]
    pub(super) fn enter(&self) -> bool {
        self.enter_unless(QUEUED | SHUT)
    }

    /// The same for one who cannot be turned away.
    pub(super) fn enter_though_shut(&self) -> bool {
        self.enter_unless(QUEUED)
    }

    /// Takes a permit for the one who waits at the front, if there is one. Under the lock.
    pub(super) fn enter_from_line(&self) -> bool {
        self.enter_unless(0)
    }

    #[inline]
    fn enter_unless(&self, bits: u64) -> bool {
        let mut word = self.word.load(Ordering::Acquire);
        loop {
            if word & bits != 0 || in_use(word) >= limit(word) {
                return false;
            }
            // Acquire: what the former holder of the permit did comes before what the next one does.
            let swap = self.word.compare_exchange_weak(
                word,
                word + ONE,
                Ordering::AcqRel,
                Ordering::Acquire,
            );
            match swap {
                Ok(_) => {
                    self.note(in_use(word) + 1);
                    return true;
                }
                Err(now) => word = now,
            }
        }
    }

    #[inline]
    fn note(&self, in_use: u32) {
        // Relaxed: a statistic, and it only grows.
        if in_use > self.peak.load(Ordering::Relaxed) {
            self.peak.fetch_max(in_use, Ordering::Relaxed);
        }
    }

    /// Gives a permit back. Whether somebody waits for it, or for the last one.
    #[inline]
    pub(super) fn leave(&self) -> bool {
        self.word.fetch_sub(ONE, Ordering::AcqRel) & (QUEUED | WATCHED) != 0
    }

    /// Says whether anybody waits. Under the lock.
    pub(super) fn set_queued(&self, anybody: bool) {
        self.set(QUEUED, anybody);
    }

    /// Says whether anybody waits until no permit is in use. Under the lock.
    pub(super) fn set_watched(&self, anybody: bool) {
        self.set(WATCHED, anybody);
    }

    /// Admits nobody any more who can be turned away. Under the lock.
    pub(super) fn shut(&self) {
        self.set(SHUT, true);
    }

    #[inline]
    fn set(&self, flag: u64, to: bool) {
        if to {
            self.word.fetch_or(flag, Ordering::AcqRel);
        } else {
            self.word.fetch_and(!flag, Ordering::AcqRel);
        }
    }

    #[inline]
    pub(super) fn is_shut(&self) -> bool {
        self.word.load(Ordering::Acquire) & SHUT != 0
    }

    /// Changes the limit. Under the lock.
    pub(super) fn set_limit(&self, to: u32) {
        let changed = |word: u64| Some(word & !(NUMBER << LIMIT) | u64::from(to) << LIMIT);
        let _always = self.word.fetch_update(Ordering::AcqRel, Ordering::Acquire, changed);
    }

    pub(super) fn limit(&self) -> u32 {
        limit(self.word.load(Ordering::Acquire))
    }

    pub(super) fn in_use(&self) -> u32 {
        in_use(self.word.load(Ordering::Acquire))
    }

    /// How many a newcomer would find.
    pub(super) fn available(&self) -> u32 {
        let word = self.word.load(Ordering::Acquire);
        if word & SHUT != 0 { 0 } else { limit(word).saturating_sub(in_use(word)) }
    }

    /// The most that were ever in use at once.
    pub(super) fn peak(&self) -> u32 {
        self.peak.load(Ordering::Relaxed)
    }
}

fn in_use(word: u64) -> u32 {
    (word & NUMBER) as u32
}

fn limit(word: u64) -> u32 {
    (word >> LIMIT & NUMBER) as u32
}
