//! A bucket in one atomic word, and beside it what that word means.
//!
//! The word is the instant at which the bucket is full again, in half units of its pace, counted
//! from an origin of its own (`skew`) and cut to 64 bits; its lowest bit says *closed*. While it is
//! open, taking a token is one compare-exchange. While it is closed the bucket is behind a lock: so
//! it is whenever anybody waits, while the pace changes, and always for a bucket that takes longer
//! than 73 years to refill, which does not fit, and for one that is *shut*: it never opens again.
//!
//! The rest changes only while the word is closed, and a word never comes back: where a bucket is
//! reset, refunded or changes its pace, `skew` moves so that the next word is one that was never
//! there. So whoever loaded a word and finds it unchanged has read the rest that belongs to it.
//! Cut to 64 bits, words start over after 2⁶³ units: two and a half hours at the fastest paces,
//! centuries at the slow ones. `anchor` is moved before that, so that no word is ever far enough
//! from the present to be mistaken.

use super::gcra::{Bucket, Pace};
use crate::clock::Instant;
use crate::sync::{AtomicU32, AtomicU64};
use std::sync::atomic::Ordering;
use std::time::Duration;

const CLOSED: u64 = 1;

/// A bucket that takes longer than these half units to refill does not fit.
const MOST: u128 = 1 << 62;
/// The present may be these half units before the last [`SharedWord::open`],
const BEFORE: u64 = 1 << 60;
/// and as many after it.
const AFTER: u64 = 1 << 61;

/// The word and what it means, in one cache line.
#[derive(Debug)]
#[repr(align(64))]
pub(super) struct SharedWord {
    word: AtomicU64,
    interval: AtomicU64,
    capacity: AtomicU64,
    /// How many bits of half units a nanosecond has.
    shift: AtomicU64,
    skew: AtomicU64,
    /// The earliest present that words can be compared with, in nanoseconds.
    anchor: AtomicU64,
    /// One if the word stays closed.
    shut: AtomicU32,
}

/// The word and its meaning as one reader found them.
#[derive(Clone, Copy, Debug)]
pub(super) struct View {
    word: u64,
    interval: u64,
    capacity: u64,
    shift: u32,
    skew: u64,
    anchor: u64,
}

/// What a view tells about one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Admitted, if this word can be put in place of the one seen.
    Admit(u64),
    /// Not before then, if the word seen is still there.
    Refuse(Instant),
    /// It depends on the exact time.
    AskPrecisely,
    /// The lock decides.
    AskTheLock,
}

impl SharedWord {
    /// Closed.
    pub(super) fn new() -> Self {
        let zero = || AtomicU64::new(0);
        Self {
            word: AtomicU64::new(CLOSED),
            interval: zero(),
            capacity: zero(),
            shift: zero(),
            skew: zero(),
            anchor: zero(),
            shut: AtomicU32::new(0),
        }
    }

    /// Keeps the word closed for good, under the lock that [`close`](Self::close) was called under.
    pub(super) fn shut(&self) {
        self.shut.store(1, Ordering::Release);
    }

    /// Whether the word stays closed.
    #[inline]
    pub(super) fn is_shut(&self) -> bool {
        self.shut.load(Ordering::Acquire) != 0
    }

    /// What is here to see; the word is loaded first.
    #[inline]
    pub(super) fn view(&self) -> View {
        View {
            word: self.word.load(Ordering::Acquire),
            // Acquire: what was written after closing the word brings the closed word with it, so
            // that `is_still` and `replace` fail.
            interval: self.interval.load(Ordering::Acquire),
            capacity: self.capacity.load(Ordering::Acquire),
            #[expect(clippy::cast_possible_truncation, reason = "22 at most")]
            shift: self.shift.load(Ordering::Acquire) as u32,
            skew: self.skew.load(Ordering::Acquire),
            anchor: self.anchor.load(Ordering::Acquire),
        }
    }

    /// Whether the word seen is still there, and so what was seen beside it belongs to it.
    #[inline]
    pub(super) fn is_still(&self, view: &View) -> bool {
        self.word.load(Ordering::Acquire) == view.word
    }

    /// Puts `new` in place of the word seen, if that is still there.
    #[inline]
    pub(super) fn replace(&self, view: &View, new: u64) -> bool {
        self.word.compare_exchange(view.word, new, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }

    /// Closes the word, under the lock; the bucket that was in it, if it was open.
    pub(super) fn close(&self) -> Option<Bucket> {
        let word = self.word.fetch_or(CLOSED, Ordering::AcqRel);
        if word & CLOSED != 0 {
            return None;
        }
        // The rest only changes under the lock.
        let view = View { word, ..self.view() };
        let anchor = u128::from(view.anchor) << view.shift;
        // Within 2⁶³ of each other: see `open`.
        let after = view.word.wrapping_sub(view.skew).wrapping_sub(cut(anchor)).cast_signed();
        Some(Bucket::full_at_units(anchor.saturating_add_signed(after.into()) >> 1))
    }

    /// Puts the bucket into the word, under the lock that [`close`](Self::close) was called under,
    /// unless it does not fit, or was shut.
    pub(super) fn open(&self, bucket: Bucket, pace: &Pace, now: Instant) {
        if self.is_shut() {
            return;
        }
        let shift = pace.fraction() + 1;
        let now = u128::from(now.as_nanos()) << shift;
        let full_at = (bucket.units() << 1).max(now.saturating_sub(BEFORE.into()));
        let capacity = pace.capacity() << 1;
        if capacity > MOST || full_at > now + MOST {
            return;
        }
        let last = self.word.load(Ordering::Acquire) & !CLOSED;
        let mut skew = self.skew.load(Ordering::Acquire);
        let mut word = cut(full_at).wrapping_add(skew);
        let (shift, interval, capacity) = (u64::from(shift), pace.interval() << 1, cut(capacity));
        let same_pace = self.interval.load(Ordering::Acquire) == interval
            && self.capacity.load(Ordering::Acquire) == capacity
            && self.shift.load(Ordering::Acquire) == shift;
        if !same_pace || word.wrapping_sub(last).cast_signed() < 0 {
            // A word that was never there, in a place of its own.
            let next = last.wrapping_add(2);
            skew = skew.wrapping_add(next.wrapping_sub(word));
            word = next;
        }
        let anchor = now.saturating_sub(BEFORE.into()) >> shift;
        // Release: see `view`.
        self.interval.store(interval, Ordering::Release);
        self.capacity.store(capacity, Ordering::Release);
        self.shift.store(shift, Ordering::Release);
        self.skew.store(skew, Ordering::Release);
        self.anchor.store(cut(anchor), Ordering::Release);
        self.word.store(word, Ordering::Release);
    }
}

impl View {
    /// Decides about `tokens` at `now`, a reading that may lag behind the present by up to `lag`.
    ///
    /// A bucket that is surely not full grants from where it is, whatever the exact time; one that
    /// may be full would grant from a moment that has passed, which over-admits. And a refusal is
    /// only sure where the token comes later than the reading may lag.
    #[inline]
    pub(super) fn decide(&self, now: Instant, lag: Duration, tokens: u32) -> Verdict {
        let since_anchor = now.as_nanos().wrapping_sub(self.anchor);
        if self.word & CLOSED != 0 || since_anchor > (BEFORE + AFTER) >> self.shift {
            return Verdict::AskTheLock;
        }
        let Some(cost) = self.interval.checked_mul(tokens.into()).filter(|c| *c <= self.capacity)
        else {
            return Verdict::AskTheLock; // more than it holds
        };
        let now_word = (now.as_nanos() << self.shift).wrapping_add(self.skew);
        #[expect(clippy::cast_possible_truncation, reason = "milliseconds")]
        let lag = (lag.as_nanos() as u64) << self.shift;
        let missing = self.word.wrapping_sub(now_word).cast_signed();
        let full = missing <= lag.cast_signed();
        if full && lag > 0 {
            return Verdict::AskPrecisely;
        }
        let missing = missing.max(0).cast_unsigned();
        let over = (missing + cost).saturating_sub(self.capacity);
        if over == 0 {
            Verdict::Admit(now_word.wrapping_add(missing + cost))
        } else if over > lag {
            let nanos = (over + ((1 << self.shift) - 1)) >> self.shift;
            Verdict::Refuse(Instant::from_nanos(now.as_nanos().saturating_add(nanos)))
        } else {
            Verdict::AskPrecisely
        }
    }
}

/// The lower 64 bits.
#[expect(clippy::cast_possible_truncation, reason = "words are compared by their distance")]
fn cut(units: u128) -> u64 {
    units as u64
}
