//! What all handles of a bulkhead share: the word for those who find a permit, the line behind a lock
//! for those who wait.

use super::Bulkhead;
use super::idle::Watchers;
use super::queue::{Line, Ticket};
use super::settings::BulkheadSettings;
use super::turn::Turn;
use super::word::SharedWord;
use crate::clock::Clock;
use crate::error::{BulkheadFullError, Rejected, ShuttingDownError};
use crate::events::{Listeners, Outlet, kind};
use crate::name::Name;
use crate::sync::Mutex;
use crate::waiting::{WaitCounters, Wakers, wake};
use std::panic::Location;
use std::task::Waker;

/// See [`Bulkhead`], the handle.
#[derive(Debug)]
pub(crate) struct Core {
    pub(super) word: SharedWord,
    pub(super) counters: WaitCounters,
    pub(super) name: Name,
    pub(super) clock: Clock,
    pub(super) outlet: Outlet,
    /// Where the bulkhead was built.
    pub(super) place: &'static Location<'static>,
    behind_the_lock: Mutex<Behind>,
}

#[derive(Debug)]
pub(super) struct Behind {
    pub(super) line: Line,
    watchers: Watchers,
    pub(super) settings: BulkheadSettings,
}

impl Core {
    pub(super) fn new(
        name: Name,
        clock: Clock,
        settings: &BulkheadSettings,
        listeners: Listeners,
        place: &'static Location<'static>,
    ) -> Self {
        Self {
            word: SharedWord::new(settings.limit()),
            counters: WaitCounters::new(),
            outlet: Outlet::new(kind::BULKHEAD, name.clone(), listeners),
            name,
            clock,
            place,
            behind_the_lock: Mutex::new(Behind {
                line: Line::default(),
                watchers: Watchers::default(),
                settings: *settings,
            }),
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
        Some(Turn::new(self))
    }

    /// Gives a permit back, or to the one who waits for it. Whoever waits for the last one is woken.
    #[inline]
    pub(super) fn leave(&self) {
        if self.word.leave() {
            self.locked(|_| ());
        }
    }

    /// In one piece, so that the error is made where it is returned and not moved there.
    #[cold]
    fn reject(&self) -> Rejected {
        if self.word.is_shut() {
            return self.shut_out();
        }
        self.tell_saturation();
        self.full()
    }

    #[inline]
    pub(super) fn tell_saturation(&self) {
        self.outlet.tell_saturation(&self.clock, || self.word.limit());
    }

    /// There is no permit, or none in time.
    #[inline]
    pub(super) fn full(&self) -> Rejected {
        let error = || BulkheadFullError::new(self.name.clone(), self.word.limit());
        self.counters.add_rejected();
        self.outlet.tell_rejection(&self.clock, || Rejected::BulkheadFull(error()));
        Rejected::BulkheadFull(error())
    }

    /// There will be no permit any more.
    #[cold]
    #[inline(never)]
    pub(super) fn shut_out(&self) -> Rejected {
        let error = || ShuttingDownError::new(Bulkhead::KIND, self.name.clone());
        self.counters.add_rejected();
        self.outlet.tell_rejection(&self.clock, || Rejected::ShuttingDown(error()));
        Rejected::ShuttingDown(error())
    }

    /// Whatever is behind the lock; those whose permits are there by then are called.
    #[cold]
    pub(super) fn locked<R>(&self, act: impl FnOnce(&mut Behind) -> R) -> R {
        let mut wakers = Wakers::new();
        let answer = self.locked_with(&mut wakers, act);
        wake(wakers);
        answer
    }

    /// The same, and the caller wakes them.
    fn locked_with<R>(&self, wakers: &mut Wakers, act: impl FnOnce(&mut Behind) -> R) -> R {
        let mut behind = self.behind_the_lock.lock();
        let answer = act(&mut behind);
        let Behind { line, watchers, .. } = &mut *behind;
        line.serve(&self.word, wakers);
        if !watchers.is_empty() && self.is_idle(line) {
            watchers.call(wakers);
            self.word.set_watched(false);
        }
        answer
    }

    /// Whether no permit is in use, and none is about to be taken for somebody who waits.
    fn is_idle(&self, line: &Line) -> bool {
        line.waiting() == 0 && self.word.in_use() == 0
    }

    /// Enters one to be woken when no permit is in use, unless that is so now.
    pub(super) fn watch(&self, waker: &mut Option<Waker>) -> Option<Ticket> {
        self.locked(|Behind { line, watchers, .. }| {
            // Whoever gives one back from here on sees that somebody wants to know.
            self.word.set_watched(true);
            if self.is_idle(line) {
                self.word.set_watched(!watchers.is_empty());
                return None;
            }
            waker.take().map(|waker| watchers.enter(waker))
        })
    }

    pub(super) fn forget(&self, watcher: Ticket) -> Option<Waker> {
        self.locked(|Behind { watchers, .. }| {
            let former = watchers.leave(watcher);
            self.word.set_watched(!watchers.is_empty());
            former
        })
    }

    pub(super) fn shut(&self, wakers: &mut Wakers) {
        let dismissed = self.locked_with(wakers, |Behind { line, .. }| {
            self.word.shut();
            line.dismiss(&self.word)
        });
        wakers.extend(dismissed);
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
