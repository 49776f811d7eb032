//! What all handles of a bulkhead share: the word for those who find a permit, the line behind a lock
//! for those who wait.

use super::queue::{Line, Ticket, Waiter};
use super::settings::BulkheadSettings;
use super::word::SharedWord;
use crate::clock::{Clock, Instant};
use crate::error::{BulkheadFullError, Rejected};
use crate::name::Name;
use crate::sync::Mutex;
use crate::waiting::{Step, Wait, WaitCounters, Wakers, wake};
use std::panic::Location;
use std::task::Waker;
use std::time::Duration;

/// See [`Bulkhead`](super::Bulkhead), the handle.
#[derive(Debug)]
pub(crate) struct Core {
    pub(super) word: SharedWord,
    pub(super) counters: WaitCounters,
    pub(super) name: Name,
    pub(super) clock: Clock,
    /// Where the bulkhead was built.
    pub(super) place: &'static Location<'static>,
    behind_the_lock: Mutex<Behind>,
}

#[derive(Debug)]
struct Behind {
    line: Line,
    settings: BulkheadSettings,
}

impl Core {
    pub(super) fn new(
        name: Name,
        clock: Clock,
        settings: &BulkheadSettings,
        place: &'static Location<'static>,
    ) -> Self {
        Self {
            word: SharedWord::new(settings.limit()),
            counters: WaitCounters::new(),
            name,
            clock,
            place,
            behind_the_lock: Mutex::new(Behind { line: Line::default(), settings: *settings }),
        }
    }

    /// Takes a permit, if there is one and nobody waits for it.
    #[inline]
    pub(super) fn enter(&self) -> Result<(), Rejected> {
        if self.word.enter() {
            self.counters.add_acquired(1);
            return Ok(());
        }
        Err(self.reject())
    }

    /// Takes a permit, or joins those who wait.
    #[inline]
    pub(super) fn turn(&self) -> Option<Turn<'_>> {
        if self.word.enter() {
            self.counters.add_acquired(1);
            return None;
        }
        Some(Turn { core: self, endless: false, place: None })
    }

    /// Gives a permit back, or to the one who waits for it.
    #[inline]
    pub(super) fn leave(&self) {
        if self.word.leave() {
            self.locked(|_| ());
        }
    }

    #[cold]
    fn reject(&self) -> Rejected {
        self.counters.add_rejected();
        let (_, limit) = self.word.in_use();
        Rejected::BulkheadFull(BulkheadFullError::new(self.name.clone(), limit))
    }

    /// Whatever is behind the lock; those whose permits are there by then are called.
    #[cold]
    fn locked<R>(&self, act: impl FnOnce(&mut Behind) -> R) -> R {
        let mut wakers = Wakers::new();
        let answer = self.locked_with(&mut wakers, act);
        wake(wakers);
        answer
    }

    /// The same, and the caller wakes them.
    fn locked_with<R>(&self, wakers: &mut Wakers, act: impl FnOnce(&mut Behind) -> R) -> R {
        let mut behind = self.behind_the_lock.lock();
        let answer = act(&mut behind);
        behind.line.serve(&self.word, wakers);
        answer
    }

    pub(super) fn waiting(&self) -> usize {
        self.behind_the_lock.lock().line.waiting()
    }

    pub(super) fn settings(&self) -> BulkheadSettings {
        self.behind_the_lock.lock().settings
    }

    /// Goes on with what `change` makes of the settings, if anything.
    pub(super) fn change(
        &self,
        change: impl FnOnce(&BulkheadSettings) -> Option<BulkheadSettings>,
        wakers: &mut Wakers,
    ) {
        self.locked_with(wakers, |behind| {
            let Some(settings) = change(&behind.settings) else { return };
            self.word.set_limit(settings.limit());
            behind.settings = settings;
        });
    }
}

/// One request for a permit. Dropped, it leaves the line.
#[derive(Debug)]
pub(super) struct Turn<'a> {
    core: &'a Core,
    /// It waits for as long as it takes.
    endless: bool,
    place: Option<PlaceInLine>,
}

#[derive(Clone, Copy, Debug)]
struct PlaceInLine {
    ticket: Ticket,
    deadline: Instant,
}

/// Whether there is a permit.
type Granted = bool;

impl Turn<'_> {
    /// The same for as long as it takes.
    pub(super) fn endless(mut self) -> Self {
        self.endless = true;
        self
    }

    fn ask(&self, waker: &mut Waker) -> Result<PlaceInLine, Granted> {
        let core = self.core;
        core.locked(|Behind { line, settings }| {
            // Somebody may have left meanwhile.
            if core.word.enter() {
                return Err(true);
            }
            let max_wait = if self.endless { Duration::MAX } else { settings.max_wait() };
            let crowded = line.waiting() >= settings.max_waiting() && !self.endless;
            if max_wait.is_zero() || crowded {
                return Err(false);
            }
            let since = core.clock.now();
            let waker = std::mem::replace(waker, Waker::noop().clone());
            let ticket = line.enter(Waiter { since, waker });
            Ok(PlaceInLine { ticket, deadline: since.after(max_wait) })
        })
    }

    /// Whether the permit is there, `None` while it is not and there is time.
    fn look(&self, place: PlaceInLine, waker: &mut Waker) -> Option<Granted> {
        let core = self.core;
        let since = core.locked(|Behind { line, .. }| {
            if let Some(waiter) = line.fetch(place.ticket) {
                return Some(Ok(waiter.since));
            }
            if !core.clock.is_before(place.deadline) {
                return Some(Err(line.leave(place.ticket)));
            }
            line.exchange_waker(place.ticket, waker);
            None
        })?;
        if let Ok(since) = since {
            core.counters.add_waited(since.until(core.clock.now()));
        }
        Some(since.is_ok())
    }
}

impl Wait for Turn<'_> {
    type Answer = Granted;

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
                Step::SleepUntil(place.deadline)
            }
            Err(granted) => Step::Done(granted),
        }
    }

    fn end(&self, granted: Granted) -> Result<(), Rejected> {
        if granted {
            self.core.counters.add_acquired(1);
            return Ok(());
        }
        Err(self.core.reject())
    }

    fn clock(&self) -> &Clock {
        &self.core.clock
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let Some(PlaceInLine { ticket, .. }) = self.place else { return };
        let _waiter = self.core.locked(|Behind { line, .. }| match line.fetch(ticket) {
            Some(called) => {
                // Its permit goes to the next one.
                self.core.word.leave();
                called
            }
            None => line.leave(ticket),
        });
        self.core.counters.add_cancelled();
    }
}
