//! One bucket and those who wait for it, first come, first served. Behind a lock.
//!
//! Tokens leave the bucket when a caller gets them. When a waiter's time has come, its tokens are
//! *reserved*, by whoever takes the lock next, and it is woken to fetch them; others find as many
//! fewer. So the guarantee holds as the callers see it, and those behind do not depend on the one in
//! front being polled: a reservation that is not fetched while a whole bucket refills is void, until
//! its waiter looks again and gets the next tokens.
//!
//! Each waiter sleeps until the time that was its own when it last looked; where that has become
//! earlier, it is woken when it gets to the front.

mod waiters;

use self::waiters::{Call, TICKETS, Waiter, Waiters};
use super::gcra::{Bucket, Pace};
use crate::clock::Instant;
use crate::waiting::Wakers;
use std::mem;
use std::task::Waker;
use std::time::Duration;

pub(super) use self::waiters::Ticket;

const WAKERS: &str = "whoever may wait brings a waker";

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
    /// Nothing while nobody waits: a limiter with keys has many lines.
    waiters: Option<Box<Waiters>>,
}

/// What a waiter finds when it looks.
#[derive(Debug)]
pub(super) enum Look {
    /// With the time it took, if it was granted, and the waker that is not needed any more.
    Answered(Result<Duration, Refusal>, Waker),
    SleepUntil(Instant),
}

impl Line {
    pub(super) fn new(bucket: Bucket) -> Self {
        Self { bucket, waiters: None }
    }

    pub(super) fn bucket(&self) -> Bucket {
        self.bucket
    }

    /// The bucket as it was found elsewhere.
    pub(super) fn set_bucket(&mut self, bucket: Bucket) {
        self.bucket = bucket;
    }

    /// Whether this is no more than a bucket.
    pub(super) fn is_idle(&self) -> bool {
        self.waiters.is_none()
    }

    fn anybody_sleeps(&self) -> bool {
        self.waiters.as_ref().is_some_and(|waiters| waiters.anybody_sleeps())
    }

    /// The tokens of everybody who comes before a newcomer.
    fn before_a_newcomer(&self) -> u64 {
        self.waiters.as_ref().map_or(0, |waiters| waiters.before(Ticket::MAX))
    }

    /// When `tokens` are there for the one with this ticket, those in front served.
    fn due(&self, pace: &Pace, now: Instant, ticket: Ticket, tokens: u32) -> Instant {
        let Some(waiters) = self.waiters.as_ref().filter(|waiters| waiters.anybody_sleeps()) else {
            return self.bucket.ready_at(pace, now, self.before_a_newcomer() + u64::from(tokens));
        };
        if !pace.rounds() {
            return self.bucket.ready_at(pace, now, waiters.before(ticket) + u64::from(tokens));
        }
        // Who takes a whole bucket takes it at a nanosecond, and it was full a part of one before.
        let (mut bucket, mut at) = (self.bucket, now);
        bucket.take(pace, at, waiters.reserved());
        for tokens in waiters.in_front_of(ticket) {
            at = bucket.ready_at(pace, at, tokens.into()).max(at);
            bucket.take(pace, at, tokens.into());
        }
        bucket.ready_at(pace, at, tokens.into()).max(at)
    }

    /// What a newcomer could take now.
    pub(super) fn tokens(&self, pace: &Pace, now: Instant) -> f64 {
        if self.anybody_sleeps() {
            return 0.0;
        }
        self.bucket.tokens(pace, now, self.before_a_newcomer())
    }

    /// When a newcomer could take `tokens`: after everybody in the line.
    pub(super) fn ready_at(&self, pace: &Pace, now: Instant, tokens: u32) -> Instant {
        self.due(pace, now, Ticket::MAX, tokens)
    }

    /// When the bucket is full, everybody in the line served.
    pub(super) fn full_at(&self, pace: &Pace, now: Instant) -> Instant {
        if self.is_idle() {
            return self.bucket.full_at(pace);
        }
        self.ready_at(pace, now, pace.burst())
    }

    /// Reserves what is due to those at the front, and sees to it that the next one wakes in time. To
    /// be called before and after everything else.
    pub(super) fn serve(&mut self, pace: &Pace, now: Instant, wakers: &mut Wakers) {
        let Some(waiters) = &mut self.waiters else { return };
        waiters.end_reservations(now);
        loop {
            let reserved = waiters.reserved();
            let Some(front) = waiters.front() else { return };
            let due = self.bucket.ready_at(pace, now, reserved + u64::from(front.tokens));
            if due > now {
                if front.until > due {
                    front.until = due;
                    wakers.push(front.take_waker());
                }
                return;
            }
            wakers.extend(waiters.call_front(now.after(pace.refill_time())));
        }
    }

    /// Takes tokens if they are there and nobody waits for any.
    pub(super) fn take(&mut self, pace: &Pace, now: Instant, tokens: u32) -> Result<(), Refusal> {
        if tokens > pace.burst() {
            return Err(Refusal::MoreThan { capacity: pace.burst() });
        }
        let ready_at = self.ready_at(pace, now, tokens);
        if ready_at > now || self.anybody_sleeps() {
            return Err(Refusal::NotBefore(ready_at));
        }
        self.bucket.take(pace, now, tokens.into());
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
        let until = self.ready_at(pace, now, tokens);
        let waker = waker.take().expect(WAKERS);
        let waiter = Waiter { tokens, since: now, deadline, waker, until };
        (self.waiters.get_or_insert_default().push(waiter), until)
    }

    /// What has become of a waiter. After an answer its ticket is void. If it waits on, its former
    /// waker is exchanged for the new one. (Wakers are dropped outside the lock.)
    pub(super) fn look(
        &mut self,
        pace: &Pace,
        now: Instant,
        ticket: Ticket,
        waker: &mut Option<Waker>,
        wakers: &mut Wakers,
    ) -> Look {
        let mut call = self.waiters().call_of(ticket);
        if let Some(Call::Late) = call {
            self.waiters().sleep_again(ticket);
            self.serve(pace, now, wakers);
            call = self.waiters().call_of(ticket);
        }
        let answer = match call {
            Some(Call::Refused(refusal)) => Err(refusal),
            Some(Call::Reserved(_) | Call::Late) => Ok(()),
            None => {
                let tokens = self.waiters().sleeper(ticket).tokens;
                let due = self.due(pace, now, ticket, tokens);
                let waiter = self.waiters().sleeper(ticket);
                if due <= waiter.deadline {
                    waiter.until = due;
                    mem::swap(waker.as_mut().expect(WAKERS), &mut waiter.waker);
                    return Look::SleepUntil(due);
                }
                // Those in front were late, so it has become hopeless.
                Err(Refusal::NotBefore(due))
            }
        };
        let waiter = self.remove(ticket);
        let waited = answer.map(|()| {
            self.bucket.take(pace, now, waiter.tokens.into());
            waiter.since.until(now)
        });
        Look::Answered(waited, waiter.waker)
    }

    /// Leaves the line, with whatever was reserved. The waker comes back, to be dropped outside the
    /// lock.
    pub(super) fn leave(&mut self, ticket: Ticket) -> Waker {
        self.remove(ticket).waker
    }

    fn remove(&mut self, ticket: Ticket) -> Waiter {
        let waiter = self.waiters().remove(ticket);
        self.waiters.take_if(|waiters| waiters.is_empty());
        waiter
    }

    fn waiters(&mut self) -> &mut Waiters {
        self.waiters.as_mut().expect(TICKETS)
    }

    /// Fills the bucket. What is reserved stays so.
    pub(super) fn reset(&mut self, pace: &Pace, now: Instant) {
        self.bucket = Bucket::full(pace, now);
    }

    /// As if the bucket had begun with so many tokens: see [`Bucket::start_with`].
    pub(super) fn start_with(&mut self, pace: &Pace, tokens: f64, idle: Duration, now: Instant) {
        self.bucket.start_with(pace, tokens, idle, now);
    }

    /// Goes on at another pace: see [`Bucket::change_pace`]. Refuses those for whom it is too slow or too
    /// small.
    pub(super) fn change_pace(
        &mut self,
        from: &Pace,
        to: &Pace,
        now: Instant,
        keep_tokens: bool,
        wakers: &mut Wakers,
    ) {
        self.bucket.change_pace(from, to, now, keep_tokens);
        let Some(waiters) = &mut self.waiters else { return };
        waiters.review_called(to.burst(), now.after(to.refill_time()));
        let bucket = &self.bucket;
        let hopeless = |waiter: &Waiter, before| {
            if waiter.tokens > to.burst() {
                return Some(Refusal::MoreThan { capacity: to.burst() });
            }
            let due = bucket.ready_at(to, now, before + u64::from(waiter.tokens));
            (due > waiter.deadline).then_some(Refusal::NotBefore(due))
        };
        waiters.refuse(hopeless, wakers);
    }
}
