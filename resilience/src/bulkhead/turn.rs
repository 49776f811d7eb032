//! One request for a permit: asking, waiting in line, leaving it.

use super::core::{Behind, Core};
use super::queue::{Call, Ticket, Waiter};
use crate::clock::{Clock, Instant};
use crate::error::Rejected;
use crate::events::WaitEnd;
use crate::waiting::{Step, Wait};
use std::task::Waker;
use std::time::Duration;

/// One request for a permit. Dropped, it leaves the line.
#[derive(Debug)]
pub(super) struct Turn<'a> {
    core: &'a Core,
    /// It waits for as long as it takes, and cannot be turned away.
    endless: bool,
    place: Option<PlaceInLine>,
    /// For how long it has waited, once that is over.
    waited: Option<Duration>,
}

#[derive(Clone, Copy, Debug)]
struct PlaceInLine {
    ticket: Ticket,
    deadline: Instant,
}

/// Why there is no permit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// There was none, or none in time.
    Full,
    ShuttingDown,
}

/// Whether there is a permit.
type Granted = Result<(), Refusal>;

impl<'a> Turn<'a> {
    pub(super) fn new(core: &'a Core) -> Self {
        Self { core, endless: false, place: None, waited: None }
    }

    /// The same for as long as it takes.
    pub(super) fn endless(mut self) -> Self {
        self.endless = true;
        self
    }

    fn enter(&self) -> bool {
        let word = &self.core.word;
        if self.endless { word.enter_though_shut() } else { word.enter() }
    }

    fn ask(&self, waker: &mut Waker) -> Result<PlaceInLine, Granted> {
        let core = self.core;
        core.locked(|Behind { line, settings, .. }| {
            // Somebody may have left meanwhile.
            if self.enter() {
                return Err(Ok(()));
            }
            let max_wait = if self.endless { Duration::MAX } else { settings.max_wait() };
            if !self.endless {
                let crowded = line.waiting() >= settings.max_waiting();
                if core.word.is_shut() {
                    return Err(Err(Refusal::ShuttingDown));
                } else if crowded || max_wait.is_zero() {
                    return Err(Err(Refusal::Full));
                }
            }
            let since = core.clock.now();
            let waker = std::mem::replace(waker, Waker::noop().clone());
            let ticket = line.enter(Waiter { since, waker, certain: self.endless });
            Ok(PlaceInLine { ticket, deadline: since.after(max_wait) })
        })
    }

    /// Whether the permit is there, `None` while it is not and there is time.
    fn look(&mut self, place: PlaceInLine, waker: &mut Waker) -> Option<Granted> {
        let core = self.core;
        // (A waker is dropped outside the lock.)
        let (waiter, granted) =
            core.locked(|Behind { line, .. }| match line.fetch(place.ticket) {
                Some((waiter, Call::Permit)) => Some((waiter, Ok(()))),
                Some((waiter, Call::ShuttingDown)) => Some((waiter, Err(Refusal::ShuttingDown))),
                None if core.clock.is_before(place.deadline) => {
                    line.exchange_waker(place.ticket, waker);
                    None
                }
                None => Some((line.leave(place.ticket), Err(Refusal::Full))),
            })?;
        let waited = waiter.since.until(core.clock.now());
        if granted.is_ok() {
            core.counters.add_waited(waited);
        }
        self.waited = Some(waited);
        Some(granted)
    }
}

impl Wait for Turn<'_> {
    type Answer = Granted;
    type End = Result<(), Rejected>;

    fn step(&mut self, waker: &Waker) -> Step<Granted> {
        // A waker is anybody's code: it is neither cloned nor dropped under the lock.
        let mut waker = waker.clone();
        if let Some(place) = self.place {
            return match self.look(place, &mut waker) {
                Some(granted) => {
                    self.place = None;
                    Step::Done(granted)
                }
                None => Step::SleepUntil(place.deadline),
            };
        }
        match self.ask(&mut waker) {
            Ok(place) => {
                self.place = Some(place);
                self.core.tell_saturation();
                Step::SleepUntil(place.deadline)
            }
            Err(granted) => {
                if granted == Err(Refusal::Full) {
                    self.core.tell_saturation();
                }
                Step::Done(granted)
            }
        }
    }

    fn end(&self, granted: Granted) -> Result<(), Rejected> {
        if granted.is_ok() {
            self.core.counters.add_acquired(1);
        }
        if let Some(waited) = self.waited {
            let end = if granted.is_ok() { WaitEnd::Admitted } else { WaitEnd::Rejected };
            self.core.outlet.tell_wait(|| waited, end);
        }
        granted.map_err(|refusal| match refusal {
            Refusal::Full => self.core.full(),
            Refusal::ShuttingDown => self.core.shut_out(),
        })
    }

    fn clock(&self) -> &Clock {
        &self.core.clock
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let Some(PlaceInLine { ticket, .. }) = self.place else { return };
        let core = self.core;
        let waiter = core.locked(|Behind { line, .. }| match line.fetch(ticket) {
            Some((called, call)) => {
                if call == Call::Permit {
                    // It goes to the next one.
                    core.word.leave();
                }
                called
            }
            None => line.leave(ticket),
        });
        core.counters.add_cancelled();
        core.outlet.tell_wait(|| waiter.since.until(core.clock.now()), WaitEnd::Cancelled);
    }
}
