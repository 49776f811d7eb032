//! Those who wait for a permit, first come, first served. Behind a lock.

use super::word::SharedWord;
use crate::clock::Instant;
use crate::waiting::Wakers;
use std::collections::BTreeMap;
use std::mem;
use std::task::Waker;

const TICKETS: &str = "a ticket is in the line until it is void";

/// A place in the line.
pub(super) type Ticket = u64;

#[derive(Debug)]
pub(super) struct Waiter {
    pub(super) since: Instant,
    pub(super) waker: Waker,
    /// It cannot be turned away.
    pub(super) certain: bool,
}

/// What a waiter is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Call {
    /// A permit was taken for it, which it is still to fetch.
    Permit,
    /// There will never be one.
    ShuttingDown,
}

/// Those who are asleep, and those who have been called and are still to come.
#[derive(Debug, Default)]
pub(super) struct Line {
    asleep: BTreeMap<Ticket, Waiter>,
    called: BTreeMap<Ticket, (Waiter, Call)>,
    tickets: Ticket,
}

impl Line {
    /// How many wait for a permit.
    pub(super) fn waiting(&self) -> usize {
        self.asleep.len()
    }

    pub(super) fn enter(&mut self, waiter: Waiter) -> Ticket {
        let ticket = self.tickets;
        self.tickets += 1;
        self.asleep.insert(ticket, waiter);
        ticket
    }

    /// Takes permits for those at the front, as long as there are any. To be called after everything
    /// else.
    pub(super) fn serve(&mut self, word: &SharedWord, wakers: &mut Wakers) {
        // Whoever gives one back from here on sees that somebody waits.
        word.set_queued(!self.asleep.is_empty());
        while !self.asleep.is_empty() && word.enter_from_line() {
            if let Some((ticket, mut waiter)) = self.asleep.pop_first() {
                wakers.push(waiter.take_waker());
                self.called.insert(ticket, (waiter, Call::Permit));
            }
        }
        if self.asleep.is_empty() {
            word.set_queued(false);
        }
    }

    /// Refuses all but those who cannot be turned away, and gives back what was taken for those who
    /// have not come for it. Whom to wake.
    pub(super) fn dismiss(&mut self, word: &SharedWord) -> Wakers {
        for (_, call) in self.called.values_mut().filter(|(waiter, _)| !waiter.certain) {
            if mem::replace(call, Call::ShuttingDown) == Call::Permit {
                word.leave();
            }
        }
        let mut wakers = Wakers::new();
        for (ticket, mut waiter) in self.asleep.extract_if(.., |_, waiter| !waiter.certain) {
            wakers.push(waiter.take_waker());
            self.called.insert(ticket, (waiter, Call::ShuttingDown));
        }
        wakers
    }

    /// One who was called and has come.
    pub(super) fn fetch(&mut self, ticket: Ticket) -> Option<(Waiter, Call)> {
        self.called.remove(&ticket)
    }

    /// One who sleeps on, with another waker.
    pub(super) fn exchange_waker(&mut self, ticket: Ticket, waker: &mut Waker) {
        mem::swap(&mut self.asleep.get_mut(&ticket).expect(TICKETS).waker, waker);
    }

    /// One who leaves before it was called.
    pub(super) fn leave(&mut self, ticket: Ticket) -> Waiter {
        self.asleep.remove(&ticket).expect(TICKETS)
    }
}

impl Waiter {
    /// To wake it with. It has no other.
    fn take_waker(&mut self) -> Waker {
        mem::replace(&mut self.waker, Waker::noop().clone())
    }
}
