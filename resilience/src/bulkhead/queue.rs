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
}

/// Those who are asleep, and those for whom a permit was taken and who are still to fetch it.
#[derive(Debug, Default)]
pub(super) struct Line {
    asleep: BTreeMap<Ticket, Waiter>,
    called: BTreeMap<Ticket, Waiter>,
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
                wakers.push(mem::replace(&mut waiter.waker, Waker::noop().clone()));
                self.called.insert(ticket, waiter);
            }
        }
        if self.asleep.is_empty() {
            word.set_queued(false);
        }
    }

    /// One who was called and has come.
    pub(super) fn fetch(&mut self, ticket: Ticket) -> Option<Waiter> {
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
