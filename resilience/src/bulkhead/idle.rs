//! Those who wait until no permit is in use.

use super::Bulkhead;
use super::queue::Ticket;
use crate::waiting::Wakers;
use std::collections::BTreeMap;
use std::mem;
use std::task::Waker;

/// They, behind the lock. Each is called once.
#[derive(Debug, Default)]
pub(super) struct Watchers {
    wakers: BTreeMap<Ticket, Waker>,
    tickets: Ticket,
}

impl Watchers {
    pub(super) fn is_empty(&self) -> bool {
        self.wakers.is_empty()
    }

    pub(super) fn enter(&mut self, waker: Waker) -> Ticket {
        let ticket = self.tickets;
        self.tickets += 1;
        self.wakers.insert(ticket, waker);
        ticket
    }

    /// One who does not want to know any more, unless it was called.
    pub(super) fn leave(&mut self, ticket: Ticket) -> Option<Waker> {
        self.wakers.remove(&ticket)
    }

    pub(super) fn call(&mut self, wakers: &mut Wakers) {
        wakers.extend(mem::take(&mut self.wakers).into_values());
    }
}

/// Somebody who is woken when no permit of a bulkhead is in use. Dropped, it is forgotten.
#[derive(Debug)]
pub(crate) struct Watch {
    bulkhead: Bulkhead,
    ticket: Ticket,
}

impl Bulkhead {
    /// Has `waker` woken as soon as no permit is in use and nobody waits for one. Nothing if it is so
    /// now.
    pub(crate) fn watch(&self, waker: &Waker) -> Option<Watch> {
        // A waker is anybody's code: it is neither cloned nor dropped under the lock.
        let mut waker = Some(waker.clone());
        let ticket = self.core().watch(&mut waker)?;
        Some(Watch { bulkhead: self.clone(), ticket })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _former = self.bulkhead.core().forget(self.ticket);
    }
}
