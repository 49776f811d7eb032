//! Waiting in line: one decision, driven by a thread or by a task.

use super::RateLimiter;
use super::gcra::Pace;
use super::queue::{Line, Look, Refusal, Ticket, WAKERS, Waiter};
use crate::clock::{Clock, Instant};
use crate::error::{CapacityExceededError, RateLimitExceededError, Rejected, ShuttingDownError};
use crate::events::{Outlet, WaitEnd};
use crate::name::Name;
use crate::waiting::{Patience, Step, Wait, WaitCounters, Wakers};
use std::task::Waker;
use std::time::Duration;

const TICKETS: &str = "a line stays as long as there are tickets";

/// Where a line is.
pub(super) trait Desk {
    /// Runs `act` on the line under its lock, those served before and after it whose time has come.
    ///
    /// Refused if there is no line and no room for one; never to somebody who has a ticket.
    fn at_line<R>(
        &self,
        act: impl FnOnce(&mut Line, &Pace, Instant, &mut Wakers) -> R,
    ) -> Result<R, Refusal>;

    /// Whether it takes no more requests, for good. What is read at the line holds there.
    fn is_shut(&self) -> bool;

    fn clock(&self) -> &Clock;

    fn counters(&self) -> &WaitCounters;

    fn outlet(&self) -> &Outlet;

    fn rejection(&self, refusal: Refusal, tokens: u32) -> Rejected;
}

impl Refusal {
    pub(super) fn into_rejected(self, name: &Name, clock: &Clock, requested: u32) -> Rejected {
        match self {
            Self::NotBefore(ready_at) => exceeded(name, clock, ready_at),
            Self::MoreThan { capacity } => {
                let error = CapacityExceededError::new(name.clone(), requested, capacity);
                Rejected::CapacityExceeded(error)
            }
            Self::ShuttingDown => {
                Rejected::ShuttingDown(ShuttingDownError::new(RateLimiter::KIND, name.clone()))
            }
        }
    }
}

#[inline]
pub(super) fn exceeded(name: &Name, clock: &Clock, ready_at: Instant) -> Rejected {
    let error = RateLimitExceededError::new(name.clone(), clock.clone(), ready_at);
    Rejected::RateLimitExceeded(error)
}

/// When somebody leaves at the latest. `now` is what the line goes by, which a step back of the clock
/// does not turn back.
fn deadline(patience: Patience, now: Instant, clock: &Clock) -> Instant {
    match patience {
        Patience::None => now,
        // Read later than `now`, but no reason to wait where nobody wants to. And what never comes
        // is not waited for, however long.
        Patience::For(length) => clock.now().min(now).after(length).min(Instant::LAST),
        Patience::Endless | Patience::Certain => Instant::NEVER,
    }
}

/// One request for tokens. Dropped, it leaves the line.
#[derive(Debug)]
pub(super) struct Turn<D: Desk> {
    pub(super) desk: D,
    tokens: u32,
    patience: Patience,
    room: Room,
    ticket: Option<Ticket>,
    /// When it began to wait, if it had to.
    since: Option<Instant>,
    /// How long it waited, once that has come to something.
    waited: Duration,
}

/// What somebody does for whom there is no line, and no room for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Room {
    /// It goes.
    Taken,
    /// It waits for that, too.
    Wanted,
    /// It has waited since then.
    WantedSince(Instant),
}

impl<D: Desk> Turn<D> {
    pub(super) fn new(desk: D, tokens: u32, patience: Patience) -> Self {
        Self {
            desk,
            tokens,
            patience,
            room: Room::Taken,
            ticket: None,
            since: None,
            waited: Duration::ZERO,
        }
    }

    /// Of somebody who waits for room as well, for as long as it takes, and is not turned away.
    pub(super) fn for_room(desk: D) -> Self {
        let mut turn = Self::new(desk, 1, Patience::Certain);
        turn.room = Room::Wanted;
        turn
    }

    /// Counts the wait, for room and in line together.
    fn add_waited(&mut self, in_line: Duration) {
        let waited = match std::mem::replace(&mut self.room, Room::Taken) {
            Room::WantedSince(since) => since.until(self.desk.clock().latest()),
            Room::Taken | Room::Wanted => in_line,
        };
        self.desk.counters().add_waited(waited);
        self.waited = waited;
    }

    /// There is no line for it, and no room for one before then.
    fn without_line(&mut self, refusal: Refusal) -> Step<Result<(), Refusal>> {
        match (self.room, refusal) {
            (Room::Wanted | Room::WantedSince(_), Refusal::NotBefore(instant)) => {
                if self.room == Room::Wanted {
                    let now = self.desk.clock().latest();
                    (self.room, self.since) = (Room::WantedSince(now), Some(now));
                }
                Step::SleepUntil(instant)
            }
            _ if self.is_shut_out() => Step::Done(Err(Refusal::ShuttingDown)),
            _ => Step::Done(Err(refusal)),
        }
    }

    /// Whether it comes too late for any token.
    fn is_shut_out(&self) -> bool {
        self.patience != Patience::Certain && self.desk.is_shut()
    }

    fn ask(&mut self, waker: &mut Option<Waker>) -> Step<Result<(), Refusal>> {
        let Self { tokens, patience, .. } = *self;
        let clock = self.desk.clock();
        let asked = self.desk.at_line(|line, pace, now, _| {
            if self.is_shut_out() {
                return Err(Refusal::ShuttingDown);
            }
            let deadline = deadline(patience, now, clock);
            match line.take(pace, now, tokens) {
                Err(Refusal::NotBefore(until)) if until <= deadline => {
                    let certain = patience == Patience::Certain;
                    let waker = waker.take().expect(WAKERS);
                    let since = now;
                    let ticket =
                        line.enter(Waiter { tokens, since, deadline, certain, waker, until });
                    Ok(Some((ticket, since, until)))
                }
                taken => taken.map(|()| None),
            }
        });
        match asked {
            Ok(Ok(Some((ticket, since, until)))) => {
                (self.ticket, self.since) = (Some(ticket), self.since.or(Some(since)));
                Step::SleepUntil(until)
            }
            Ok(Ok(None)) => {
                self.add_waited(Duration::ZERO);
                Step::Done(Ok(()))
            }
            Ok(Err(refusal)) => Step::Done(Err(refusal)),
            Err(refusal) => self.without_line(refusal),
        }
    }

    /// Tells of a wait that came to nothing.
    fn tell_in_vain(&self, end: WaitEnd) {
        if let Some(since) = self.since {
            self.desk.outlet().tell_wait(|| since.until(self.desk.clock().latest()), end);
        }
    }

    /// Does not wait.
    pub(super) fn at_once(mut self) -> Result<(), Rejected> {
        debug_assert_eq!(self.patience, Patience::None);
        match self.step(Waker::noop()) {
            Step::Done(result) => self.end(result),
            Step::SleepUntil(_) => unreachable!("without patience nobody gets a ticket"),
        }
    }
}

impl<D: Desk> Wait for Turn<D> {
    type Answer = Result<(), Refusal>;
    type End = Result<(), Rejected>;

    fn step(&mut self, waker: &Waker) -> Step<Self::Answer> {
        // A waker is anybody's code: it is neither cloned nor dropped under the lock.
        let mut waker = Some(waker.clone());
        let Some(ticket) = self.ticket else { return self.ask(&mut waker) };
        let look = self
            .desk
            .at_line(|line, pace, now, wakers| line.look(pace, now, ticket, &mut waker, wakers));
        match look.expect(TICKETS) {
            Look::SleepUntil(instant) => Step::SleepUntil(instant),
            Look::Answered(answer, _former) => {
                self.ticket = None;
                Step::Done(answer.map(|waited| self.add_waited(waited)))
            }
        }
    }

    fn end(&self, result: Result<(), Refusal>) -> Result<(), Rejected> {
        match result {
            Ok(()) => {
                self.desk.counters().add_acquired(self.tokens);
                if self.since.is_some() {
                    self.desk.outlet().tell_wait(|| self.waited, WaitEnd::Admitted);
                }
                Ok(())
            }
            Err(refusal) => {
                self.desk.counters().add_rejected();
                self.tell_in_vain(WaitEnd::Rejected);
                let rejection = || self.desk.rejection(refusal, self.tokens);
                self.desk.outlet().tell_rejection(self.desk.clock(), rejection);
                Err(self.desk.rejection(refusal, self.tokens))
            }
        }
    }

    fn clock(&self) -> &Clock {
        self.desk.clock()
    }
}

impl<D: Desk> Drop for Turn<D> {
    fn drop(&mut self) {
        if let Some(ticket) = self.ticket {
            let left = self.desk.at_line(|line, _, _, _| line.leave(ticket));
            let _former = left.expect(TICKETS);
        } else if !matches!(self.room, Room::WantedSince(_)) {
            return;
        }
        self.desk.counters().add_cancelled();
        self.tell_in_vain(WaitEnd::Cancelled);
    }
}
