//! One bucket and those who wait for it, first come, first served. Behind a lock.
//!
//! Whoever takes the lock first serves those whose time has come, at the front of the queue: so a
//! waiter is granted its tokens by whoever comes by, and nobody behind it depends on its being
//! polled. Each waiter sleeps until the time that was its own when it last looked; where that has
//! become earlier, it is woken when it gets to the front.

use super::gcra::{Bucket, Pace};
use crate::clock::Instant;
use std::collections::BTreeMap;
use std::task::Waker;
use std::time::Duration;

const TICKETS: &str = "a ticket waits or has an answer, until it is void";
const WAKERS: &str = "whoever may wait brings a waker";

/// A place in the queue.
pub(super) type Ticket = u64;

/// Those to wake once the lock is free: a waker is anybody's code.
pub(super) type Wakers = Vec<Waker>;

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The tokens will be there then, after those of everybody in front.
    NotBefore(Instant),
    /// There will never be so many at once.
    MoreThan { capacity: u32 },
}

#[derive(Debug)]
pub(super) struct Line {
    bucket: Bucket,
    queue: Option<Box<Queue>>,
    /// The bucket changed other than by taking: what was seen of it before does not count.
    changed: bool,
    /// How often the bucket was reset. What was granted before is not put back.
    resets: u32,
}

#[derive(Debug, Default)]
struct Queue {
    waiting: BTreeMap<Ticket, Waiter>,
    /// The answers that nobody has come for yet.
    answered: BTreeMap<Ticket, Answer>,
    /// What all who wait want together.
    tokens: u64,
    tickets: Ticket,
}

#[derive(Debug)]
struct Waiter {
    tokens: u32,
    since: Instant,
    deadline: Instant,
    waker: Waker,
    /// When it looks again by itself.
    sleeps_until: Instant,
}

#[derive(Debug)]
enum Answer {
    Granted { tokens: u32, waited: Duration, resets: u32 },
    Refused(Refusal),
}

/// What a waiter finds when it looks.
#[derive(Debug)]
pub(super) enum Look {
    /// With the time it took, if it was granted.
    Answered(Result<Duration, Refusal>),
    SleepUntil(Instant),
}

impl Line {
    pub(super) fn new(bucket: Bucket) -> Self {
        Self { bucket, queue: None, changed: false, resets: 0 }
    }

    pub(super) fn bucket(&self) -> Bucket {
        self.bucket
    }

    /// The bucket as it was found elsewhere.
    pub(super) fn set_bucket(&mut self, bucket: Bucket) {
        self.bucket = bucket;
    }

    /// Whether the bucket changed other than by taking, since this was last asked.
    pub(super) fn has_changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }

    /// How many wait.
    pub(super) fn waiting(&self) -> usize {
        self.queue.as_ref().map_or(0, |queue| queue.waiting.len())
    }

    /// Whether this is no more than a bucket.
    pub(super) fn is_idle(&self) -> bool {
        self.queue.is_none()
    }

    /// What a newcomer could take now.
    pub(super) fn tokens(&self, pace: &Pace, now: Instant) -> f64 {
        if self.waiting() > 0 { 0.0 } else { self.bucket.tokens(pace, now) }
    }

    /// When a newcomer could take `tokens`: after everybody who waits.
    pub(super) fn ready_at(&self, pace: &Pace, tokens: u32) -> Instant {
        let before = self.queue.as_ref().map_or(0, |queue| queue.tokens);
        self.bucket.ready_at(pace, before + u64::from(tokens))
    }

    /// Grants what is due to those at the front, and sees to it that the next one wakes in time. To be
    /// called before and after everything else.
    pub(super) fn serve(&mut self, pace: &Pace, now: Instant, wakers: &mut Wakers) {
        let Some(queue) = &mut self.queue else { return };
        while let Some(mut first) = queue.waiting.first_entry() {
            let tokens = first.get().tokens;
            let due = self.bucket.ready_at(pace, tokens.into());
            if due > now {
                let first = first.get_mut();
                if first.sleeps_until > due {
                    first.sleeps_until = due;
                    // It brings a waker again when it looks.
                    wakers.push(std::mem::replace(&mut first.waker, Waker::noop().clone()));
                }
                break;
            }
            self.bucket.take(pace, now, tokens);
            let (ticket, waiter) = first.remove_entry();
            let waited = waiter.since.until(now);
            let answer = Answer::Granted { tokens, waited, resets: self.resets };
            queue.answer(ticket, waiter, answer, wakers);
        }
        self.drop_empty_queue();
    }

    /// Takes tokens if they are there and nobody waits for any.
    pub(super) fn take(&mut self, pace: &Pace, now: Instant, tokens: u32) -> Result<(), Refusal> {
        if tokens > pace.burst() {
            return Err(Refusal::MoreThan { capacity: pace.burst() });
        }
        let ready_at = self.ready_at(pace, tokens);
        if ready_at > now || self.waiting() > 0 {
            return Err(Refusal::NotBefore(ready_at));
        }
        self.bucket.take(pace, now, tokens);
        Ok(())
    }

    /// Stands in line, until `deadline` at most.
    pub(super) fn enter(
        &mut self,
        pace: &Pace,
        now: Instant,
        tokens: u32,
        deadline: Instant,
        waker: &mut Option<Waker>,
    ) -> (Ticket, Instant) {
        let waker = waker.take().expect(WAKERS);
        let sleeps_until = self.ready_at(pace, tokens);
        let queue = self.queue.get_or_insert_default();
        let ticket = queue.tickets;
        queue.tickets += 1;
        queue.tokens += u64::from(tokens);
        let waiter = Waiter { tokens, since: now, deadline, waker, sleeps_until };
        queue.waiting.insert(ticket, waiter);
        (ticket, sleeps_until)
    }

    /// What has become of a waiter. After an answer its ticket is void. If it waits on, its former
    /// waker is exchanged for the new one.
    pub(super) fn look(&mut self, pace: &Pace, ticket: Ticket, waker: &mut Option<Waker>) -> Look {
        let queue = self.queue.as_mut().expect(TICKETS);
        let answer = match queue.answered.remove(&ticket) {
            Some(Answer::Granted { waited, .. }) => Ok(waited),
            Some(Answer::Refused(refusal)) => Err(refusal),
            None => {
                let up_to = queue.waiting.range(..=ticket);
                let tokens = up_to.map(|(_, waiter)| u64::from(waiter.tokens)).sum();
                let due = self.bucket.ready_at(pace, tokens);
                let waiter = queue.waiting.get_mut(&ticket).expect(TICKETS);
                if due <= waiter.deadline {
                    waiter.sleeps_until = due;
                    std::mem::swap(waker.as_mut().expect(WAKERS), &mut waiter.waker);
                    return Look::SleepUntil(due);
                }
                // Those in front were served late, so it has become hopeless.
                *waker = Some(queue.remove(ticket).waker);
                Err(Refusal::NotBefore(due))
            }
        };
        self.drop_empty_queue();
        Look::Answered(answer)
    }

    /// Gives up: leaves the line, or gives back what was granted and nobody has come for.
    pub(super) fn leave(&mut self, pace: &Pace, ticket: Ticket) -> Option<Waker> {
        let queue = self.queue.as_mut().expect(TICKETS);
        let former = match queue.answered.remove(&ticket) {
            Some(Answer::Granted { tokens, resets, .. }) => {
                if resets == self.resets {
                    self.bucket.put_back(pace, tokens);
                    self.changed = true;
                }
                None
            }
            Some(Answer::Refused(_)) => None,
            None => Some(queue.remove(ticket).waker),
        };
        self.drop_empty_queue();
        former
    }

    /// Fills the bucket.
    pub(super) fn reset(&mut self, pace: &Pace, now: Instant) {
        self.bucket = Bucket::full(pace, now);
        self.changed = true;
        self.resets = self.resets.wrapping_add(1);
    }

    /// Misses what a bucket would that began at `start` with so many tokens.
    pub(super) fn start_over_with(
        &mut self,
        pace: &Pace,
        start: Instant,
        tokens: f64,
        now: Instant,
    ) {
        self.bucket.start_over_with(pace, start, tokens, now);
    }

    /// Goes on at another pace, with as many tokens missing. Refuses those for whom it is too slow
    /// or too small.
    pub(super) fn change_pace(
        &mut self,
        from: &Pace,
        to: &Pace,
        now: Instant,
        wakers: &mut Wakers,
    ) {
        self.bucket.change_pace(from, to, now);
        self.changed = true;
        let Some(queue) = &mut self.queue else { return };
        let mut tokens = 0;
        let mut refused = Vec::new();
        for (ticket, waiter) in &queue.waiting {
            let due = self.bucket.ready_at(to, tokens + u64::from(waiter.tokens));
            if waiter.tokens > to.burst() {
                refused.push((*ticket, Refusal::MoreThan { capacity: to.burst() }));
            } else if due > waiter.deadline {
                refused.push((*ticket, Refusal::NotBefore(due)));
            } else {
                tokens += u64::from(waiter.tokens);
            }
        }
        for (ticket, refusal) in refused {
            let waiter = queue.waiting.remove(&ticket).expect("it was just there");
            queue.answer(ticket, waiter, Answer::Refused(refusal), wakers);
        }
    }

    fn drop_empty_queue(&mut self) {
        self.queue.take_if(|queue| queue.waiting.is_empty() && queue.answered.is_empty());
    }
}

impl Queue {
    /// `waiter` is out of the line already.
    fn answer(&mut self, ticket: Ticket, waiter: Waiter, answer: Answer, wakers: &mut Wakers) {
        self.tokens -= u64::from(waiter.tokens);
        self.answered.insert(ticket, answer);
        wakers.push(waiter.waker);
    }

    fn remove(&mut self, ticket: Ticket) -> Waiter {
        let waiter = self.waiting.remove(&ticket).expect(TICKETS);
        self.tokens -= u64::from(waiter.tokens);
        waiter
    }
}
