//! Some of the keys behind one lock, and the forgetting of those whose buckets are full.

use super::key::{Key, KeyMap};
use super::room::Room;
use crate::clock::Instant;
use crate::rate_limiter::gcra::{Bucket, Pace};
use crate::rate_limiter::queue::Line;
use crate::rate_limiter::settings::Since;
use crate::waiting::Wakers;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::time::Duration;

/// The lines of some keys. A key that is not there has a bucket that nobody has taken from since it
/// was last full.
#[derive(Debug)]
pub(super) struct Shard {
    lines: KeyMap<Line>,
    /// Each key once, by an instant before which its bucket is not full.
    full_from: BinaryHeap<Reverse<(Instant, Key)>>,
    pace: Pace,
    unseen: Unseen,
    /// How often it was used.
    pub(super) uses: usize,
}

/// What the bucket of a key that is not there is like: as it would be had it been there when the limiter
/// was made, and nobody had taken from it. (What was full and is forgotten is no fuller.)
#[derive(Clone, Copy, Debug)]
pub(super) struct Unseen {
    pub(super) bucket: Bucket,
    pub(super) since: Instant,
    /// Whether it began with a number of tokens, and not with all.
    pub(super) began: bool,
}

impl Unseen {
    pub(super) fn new(pace: &Pace, initial: Option<f64>, now: Instant) -> Self {
        let bucket = match initial {
            Some(tokens) => Bucket::with_tokens(pace, now, tokens),
            None => Bucket::full(pace, now),
        };
        Self { bucket, since: now, began: initial.is_some() }
    }
}

/// Below this many entries nothing is given back to the allocator.
const FEW: usize = 64;

impl Shard {
    pub(super) fn new(pace: Pace, unseen: Unseen) -> Self {
        let (lines, full_from) = (KeyMap::default(), BinaryHeap::new());
        Self { lines, full_from, pace, unseen, uses: 0 }
    }

    /// Runs `act` on the line of the key, those served before and after it whose time has come. A key
    /// that is not there is kept if its line is not what it was, which takes `room`. If there is
    /// none, `act` comes back.
    pub(super) fn at_line<R, A>(
        &mut self,
        key: Key,
        now: Instant,
        act: A,
        room: &Room,
        wakers: &mut Wakers,
    ) -> Result<R, A>
    where
        A: FnOnce(&mut Line, &Pace, Instant, &mut Wakers) -> R,
    {
        if let Some(line) = self.lines.get_mut(&key) {
            line.serve(&self.pace, now, wakers);
            let answer = act(line, &self.pace, now, wakers);
            line.serve(&self.pace, now, wakers);
            return Ok(answer);
        }
        if !room.take() {
            return Err(act);
        }
        let unseen = self.unseen.bucket;
        let mut line = Line::new(unseen);
        let answer = act(&mut line, &self.pace, now, wakers);
        if line.is_idle() && line.bucket() == unseen {
            room.give_back(1);
        } else {
            self.full_from.push(Reverse((line.bucket().full_at(&self.pace), key)));
            self.lines.insert(key, line);
        }
        Ok(answer)
    }

    /// Looks at up to `looks` keys whose buckets may be full, and forgets those that are, up to
    /// `enough`. How many.
    pub(super) fn forget_full(&mut self, now: Instant, looks: usize, enough: usize) -> usize {
        let mut forgotten = 0;
        let mut not_yet = Vec::new();
        for _ in 0..looks {
            let top = self.full_from.peek_mut().filter(|top| top.0.0 <= now);
            let Some(top) = top.filter(|_| forgotten < enough) else { break };
            let Reverse((_, key)) = PeekMut::pop(top);
            let line = &self.lines[&key];
            let full_at = line.bucket().full_at(&self.pace);
            if full_at <= now && line.is_idle() {
                self.lines.remove(&key);
                forgotten += 1;
            } else {
                not_yet.push(Reverse((full_at, key)));
            }
        }
        self.full_from.extend(not_yet);
        if forgotten > 0 && self.lines.len() * 4 + FEW < self.lines.capacity() {
            self.lines.shrink_to(self.lines.len() * 2);
            self.full_from.shrink_to(self.lines.len() * 2);
        }
        forgotten
    }

    /// When the first bucket is full, those who wait served, if nobody else takes from it.
    pub(super) fn first_full(&mut self, now: Instant) -> Instant {
        while let Some(mut top) = self.full_from.peek_mut() {
            let Reverse((at, key)) = *top;
            let full_at = self.lines[&key].full_at(&self.pace, now);
            if full_at <= at {
                return at;
            }
            // It was taken from since: it moves back in the heap.
            *top = Reverse((full_at, key));
        }
        Instant::NEVER
    }

    /// Goes on at another pace. If that is as if it always had been, and with `initial` tokens, each key
    /// has as many fewer; else it keeps those that are there.
    pub(super) fn change(
        &mut self,
        pace: Pace,
        since: Since,
        initial: Option<f64>,
        now: Instant,
        wakers: &mut Wakers,
    ) {
        let former = std::mem::replace(&mut self.pace, pace);
        let Unseen { bucket, since: made, began } = &mut self.unseen;
        let keep_tokens = *began || since == Since::Now;
        let start_with = initial.filter(|_| since == Since::TheStart && !*began);
        bucket.change_pace(&former, &pace, now, keep_tokens);
        if let Some(tokens) = start_with {
            bucket.start_with(&pace, tokens, made.until(now), now);
            *began = true;
        }
        for line in self.lines.values_mut() {
            line.serve(&former, now, wakers);
            line.change_pace(&former, &pace, now, keep_tokens, wakers);
            if let Some(tokens) = start_with {
                // Nobody knows for how long it was full: at the worst it was not.
                line.start_with(&pace, tokens, Duration::ZERO, now);
            }
            line.serve(&pace, now, wakers);
        }
        let full_at = |(key, line): (&Key, &Line)| Reverse((line.bucket().full_at(&pace), *key));
        self.full_from = self.lines.iter().map(full_at).collect();
    }
}
