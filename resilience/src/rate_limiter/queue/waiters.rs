//! Those who wait, in the order in which they came, and what their tokens come to.

use super::Refusal;
use crate::clock::Instant;
use std::collections::BTreeMap;
use std::mem;
use std::task::Waker;

pub(super) const TICKETS: &str = "a ticket is in the line until it is void";

/// A place in the line.
pub(in crate::rate_limiter) type Ticket = u64;

#[derive(Debug)]
pub(in crate::rate_limiter) struct Waiter {
    pub(in crate::rate_limiter) tokens: u32,
    pub(in crate::rate_limiter) since: Instant,
    pub(in crate::rate_limiter) deadline: Instant,
    /// It cannot be turned away.
    pub(in crate::rate_limiter) certain: bool,
    pub(in crate::rate_limiter) waker: Waker,
    /// It looks again by itself at that time.
    pub(in crate::rate_limiter) until: Instant,
}

/// What a waiter was told when its time had come, or never will.
#[derive(Clone, Copy, Debug)]
pub(super) enum Call {
    /// Its tokens are there to be fetched, until then.
    Reserved(Instant),
    /// They were, and are not any more.
    Late,
    Refused(Refusal),
}

/// Those who are asleep, and those who have been called and are still to come.
#[derive(Debug)]
pub(super) struct Waiters {
    asleep: BTreeMap<Ticket, Waiter>,
    called: BTreeMap<Ticket, (Waiter, Call)>,
    tickets: Ticket,
    /// What those ask for who are asleep, and what is reserved for those who were called.
    asked: u64,
    reserved: u64,
    /// No reservation ends before that.
    first_end: Instant,
}

impl Default for Waiters {
    fn default() -> Self {
        Self {
            asleep: BTreeMap::new(),
            called: BTreeMap::new(),
            tickets: 0,
            asked: 0,
            reserved: 0,
            first_end: Instant::NEVER,
        }
    }
}

impl Waiters {
    pub(super) fn is_empty(&self) -> bool {
        self.asleep.is_empty() && self.called.is_empty()
    }

    pub(super) fn anybody_sleeps(&self) -> bool {
        !self.asleep.is_empty()
    }

    pub(super) fn reserved(&self) -> u64 {
        self.reserved
    }

    /// The tokens of everybody who comes before one who is asleep, or a newcomer.
    pub(super) fn before(&self, ticket: Ticket) -> u64 {
        let in_front = match ticket {
            Ticket::MAX => self.asked,
            ticket => self.in_front_of(ticket).map(u64::from).sum(),
        };
        self.reserved + in_front
    }

    /// What those ask for who are asleep and come before this one, in order.
    pub(super) fn in_front_of(&self, ticket: Ticket) -> impl Iterator<Item = u32> {
        self.asleep.range(..ticket).map(|(_, other)| other.tokens)
    }

    pub(super) fn push(&mut self, waiter: Waiter) -> Ticket {
        let ticket = self.tickets;
        self.tickets += 1;
        self.put_to_sleep(ticket, waiter);
        ticket
    }

    fn put_to_sleep(&mut self, ticket: Ticket, waiter: Waiter) {
        self.asked += waiter.asks();
        self.asleep.insert(ticket, waiter);
    }

    /// The one at the front, if everybody has not been called.
    pub(super) fn front(&mut self) -> Option<&mut Waiter> {
        self.asleep.values_mut().next()
    }

    /// One who is asleep.
    pub(super) fn sleeper(&mut self, ticket: Ticket) -> &mut Waiter {
        self.asleep.get_mut(&ticket).expect(TICKETS)
    }

    pub(super) fn call_of(&self, ticket: Ticket) -> Option<Call> {
        self.called.get(&ticket).map(|(_, call)| *call)
    }

    /// Reserves what the one at the front asks for, until then, and calls it.
    pub(super) fn call_front(&mut self, until: Instant) -> Option<Waker> {
        let (ticket, mut waiter) = self.asleep.pop_first()?;
        self.asked -= waiter.asks();
        self.reserved += waiter.asks();
        self.first_end = self.first_end.min(until);
        let waker = waiter.take_waker();
        self.called.insert(ticket, (waiter, Call::Reserved(until)));
        Some(waker)
    }

    /// Calls all to whom `refusal` gives one, asked from the front. It is told what comes before each.
    pub(super) fn refuse(
        &mut self,
        mut refusal: impl FnMut(&Waiter, u64) -> Option<Refusal>,
        wakers: &mut Vec<Waker>,
    ) {
        let mut before = self.reserved;
        let mut refused = Vec::new();
        for (&ticket, waiter) in &self.asleep {
            match refusal(waiter, before) {
                Some(why) => refused.push((ticket, why)),
                None => before += waiter.asks(),
            }
        }
        for (ticket, why) in refused {
            let mut waiter = self.remove(ticket);
            wakers.push(waiter.take_waker());
            self.called.insert(ticket, (waiter, Call::Refused(why)));
        }
    }

    /// Refuses all but those who cannot be turned away, those who were called included.
    pub(super) fn dismiss(&mut self, wakers: &mut Vec<Waker>) {
        let called = self.called.values_mut().filter(|(waiter, _)| !waiter.certain);
        for (waiter, call) in called {
            match *call {
                Call::Reserved(_) => self.reserved -= waiter.asks(),
                Call::Late => {}
                Call::Refused(_) => continue,
            }
            *call = Call::Refused(Refusal::ShuttingDown);
        }
        self.refuse(|waiter, _| (!waiter.certain).then_some(Refusal::ShuttingDown), wakers);
    }

    /// At another pace: refuses those who were called and ask for more than there ever is, and ends
    /// no reservation later than `latest`.
    pub(super) fn review_called(&mut self, capacity: u32, latest: Instant) {
        for (waiter, call) in self.called.values_mut() {
            let reserved = matches!(call, Call::Reserved(_));
            if waiter.tokens > capacity && !matches!(call, Call::Refused(_)) {
                self.reserved -= if reserved { waiter.asks() } else { 0 };
                *call = Call::Refused(Refusal::MoreThan { capacity });
            } else if let Call::Reserved(until) = call {
                *until = latest.min(*until);
                self.first_end = self.first_end.min(*until);
            }
        }
    }

    /// Ends the reservations that end by now.
    pub(super) fn end_reservations(&mut self, now: Instant) {
        if now < self.first_end {
            return;
        }
        self.first_end = Instant::NEVER;
        for (waiter, call) in self.called.values_mut() {
            match *call {
                Call::Reserved(until) if until <= now => {
                    self.reserved -= waiter.asks();
                    *call = Call::Late;
                }
                Call::Reserved(until) => self.first_end = self.first_end.min(until),
                Call::Late | Call::Refused(_) => {}
            }
        }
    }

    /// Puts one who was late back where it stood.
    pub(super) fn sleep_again(&mut self, ticket: Ticket) {
        let (mut waiter, _) = self.called.remove(&ticket).expect(TICKETS);
        waiter.until = Instant::NEVER;
        self.put_to_sleep(ticket, waiter);
    }

    /// Takes one out, with whatever was reserved for it.
    pub(super) fn remove(&mut self, ticket: Ticket) -> Waiter {
        if let Some(waiter) = self.asleep.remove(&ticket) {
            self.asked -= waiter.asks();
            return waiter;
        }
        let (waiter, call) = self.called.remove(&ticket).expect(TICKETS);
        if let Call::Reserved(_) = call {
            self.reserved -= waiter.asks();
        }
        waiter
    }
}

impl Waiter {
    fn asks(&self) -> u64 {
        u64::from(self.tokens)
    }

    /// To wake it with. It brings another one when it looks.
    pub(super) fn take_waker(&mut self) -> Waker {
        mem::replace(&mut self.waker, Waker::noop().clone())
    }
}
