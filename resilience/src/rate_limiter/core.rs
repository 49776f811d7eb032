//! What all handles of a rate limiter share: the word for those who find tokens or nobody waiting,
//! the line behind a lock for everybody else.

use super::gcra::{Bucket, Pace};
use super::queue::{Line, Refusal};
use super::settings::{RateSettings, Since};
use super::wait::{Desk, Turn, exceeded};
use super::word::{SharedWord, Verdict};
use crate::clock::{Clock, Instant};
use crate::error::Rejected;
use crate::events::{Listeners, Outlet, kind};
use crate::name::Name;
use crate::sync::Mutex;
use crate::waiting::{Patience, WaitCounters, Wakers, wake};
use std::panic::Location;
use std::time::Duration;

/// See [`RateLimiter`](super::RateLimiter), the handle.
#[derive(Debug)]
pub(crate) struct Core {
    word: SharedWord,
    pub(super) counters: WaitCounters,
    pub(super) name: Name,
    pub(super) clock: Clock,
    pub(super) outlet: Outlet,
    /// Where and when the limiter was built.
    pub(super) place: &'static Location<'static>,
    behind_the_lock: Mutex<Behind>,
}

#[derive(Debug)]
struct Behind {
    line: Line,
    pace: Pace,
    settings: RateSettings,
    /// Since when it has given tokens, unless it was reset.
    start: Option<Instant>,
    /// Whether it began with a number of tokens, and not with all.
    began: bool,
}

impl Core {
    pub(super) fn new(
        name: Name,
        clock: Clock,
        settings: &RateSettings,
        pace: Pace,
        listeners: Listeners,
        place: &'static Location<'static>,
    ) -> Self {
        let now = clock.latest();
        let bucket = match settings.initial() {
            Some(tokens) => Bucket::with_tokens(&pace, now, tokens),
            None => Bucket::full(&pace, now),
        };
        let word = SharedWord::new();
        word.open(bucket, &pace, now);
        Self {
            word,
            counters: WaitCounters::new(),
            outlet: Outlet::new(kind::RATE_LIMITER, name.clone(), listeners),
            name,
            clock,
            place,
            behind_the_lock: Mutex::new(Behind {
                line: Line::new(bucket),
                pace,
                settings: *settings,
                start: Some(now),
                began: settings.initial().is_some(),
            }),
        }
    }

    /// Takes tokens if they are there and nobody waits.
    #[inline]
    pub(super) fn try_acquire(&self, tokens: u32) -> Result<(), Rejected> {
        if tokens == 0 && !self.word.is_shut() {
            return Ok(());
        }
        match self.take(tokens) {
            Ok(()) => {
                self.counters.add_acquired(tokens);
                Ok(())
            }
            Err(Some(ready_at)) => {
                self.counters.add_rejected();
                self.tell_refusal(ready_at);
                Err(exceeded(&self.name, &self.clock, ready_at))
            }
            Err(None) => self.try_at_line(tokens),
        }
    }

    /// Takes tokens if they are there and nobody waits, else joins those who wait.
    #[inline]
    pub(super) fn turn(&self, tokens: u32, patience: Patience) -> Option<Turn<&Self>> {
        if tokens == 0 && !self.word.is_shut() {
            return None;
        }
        if self.take(tokens).is_ok() {
            self.counters.add_acquired(tokens);
            return None;
        }
        Some(Turn::new(self, tokens, patience))
    }

    /// By the word alone. If that says no: when there are tokens, or nothing because it is closed.
    #[inline]
    fn take(&self, tokens: u32) -> Result<(), Option<Instant>> {
        let (mut now, mut lag) = self.clock.roughly();
        loop {
            let view = self.word.view();
            match view.decide(now, lag, tokens) {
                Verdict::Admit(next) => {
                    if self.word.replace(&view, next) {
                        return Ok(());
                    }
                }
                Verdict::Refuse(ready_at) => {
                    if self.word.is_still(&view) {
                        return Err(Some(ready_at));
                    }
                }
                Verdict::AskPrecisely => (now, lag) = (self.clock.latest(), Duration::ZERO),
                Verdict::AskTheLock => return Err(None),
            }
        }
    }

    #[inline]
    fn tell_refusal(&self, ready_at: Instant) {
        self.outlet.tell_rejection(&self.clock, || exceeded(&self.name, &self.clock, ready_at));
    }

    #[cold]
    fn try_at_line(&self, tokens: u32) -> Result<(), Rejected> {
        Turn::new(self, tokens, Patience::None).at_once()
    }

    /// The line and all else behind the lock, with the word closed; it opens again if nobody is in
    /// line, unless it was shut.
    fn locked<R>(&self, act: impl FnOnce(&mut Behind, Instant, &mut Wakers) -> R) -> R {
        let mut wakers = Wakers::new();
        let answer = self.locked_with(&mut wakers, act);
        wake(wakers);
        answer
    }

    /// The same, and the caller wakes them.
    fn locked_with<R>(
        &self,
        wakers: &mut Wakers,
        act: impl FnOnce(&mut Behind, Instant, &mut Wakers) -> R,
    ) -> R {
        let mut behind = self.behind_the_lock.lock();
        if let Some(bucket) = self.word.close() {
            behind.line.set_bucket(bucket);
        }
        let now = self.clock.latest();
        let Behind { line, pace, .. } = &mut *behind;
        line.serve(pace, now, wakers);
        let answer = act(&mut behind, now, wakers);
        let Behind { line, pace, .. } = &mut *behind;
        line.serve(pace, now, wakers);
        if line.is_idle() {
            self.word.open(line.bucket(), pace, now);
        }
        answer
    }

    pub(super) fn shut(&self, wakers: &mut Wakers) {
        self.locked_with(wakers, |Behind { line, .. }, _, wakers| {
            self.word.shut();
            line.shut(wakers);
        });
    }

    /// What a newcomer could take now.
    pub(super) fn tokens(&self) -> f64 {
        if self.word.is_shut() {
            return 0.0;
        }
        self.locked(|Behind { line, pace, .. }, now, _| line.tokens(pace, now))
    }

    /// How long until a newcomer could take one token.
    pub(super) fn time_until_token(&self) -> Duration {
        if self.word.is_shut() {
            return Duration::MAX;
        }
        let ready_at = self.locked(|Behind { line, pace, .. }, now, _| line.ready_at(pace, now, 1));
        self.clock.now().until(ready_at)
    }

    pub(super) fn reset(&self) {
        self.locked(|Behind { line, pace, start, .. }, now, _| {
            *start = None;
            line.reset(pace, now);
        });
    }

    pub(super) fn settings(&self) -> RateSettings {
        self.behind_the_lock.lock().settings
    }

    /// Goes on with what `change` makes of the settings, at the pace that comes with it, if anything.
    pub(super) fn change(
        &self,
        since: Since,
        change: impl FnOnce(&RateSettings) -> Option<(RateSettings, Pace)>,
        wakers: &mut Wakers,
    ) {
        self.locked_with(wakers, |behind, now, wakers| {
            let Some((settings, pace)) = change(&behind.settings) else { return };
            let began = behind.began && behind.start.is_some();
            if pace != behind.pace {
                let keep_tokens = began || since == Since::Now;
                behind.line.change_pace(&behind.pace, &pace, now, keep_tokens, wakers);
            }
            // Who joins with fewer tokens at the start is as good as who came first.
            let initial = settings.written_initial().filter(|_| since == Since::TheStart && !began);
            if let (Some(tokens), Some(start)) = (initial, behind.start) {
                let taken = self.counters.sums().acquired;
                let idle = behind.line.bucket().idle_since(&pace, start, taken, now);
                behind.line.start_with(&pace, tokens, idle, now);
                behind.began = true;
            }
            (behind.settings, behind.pace) = (settings, pace);
        });
    }
}

impl Desk for &Core {
    fn at_line<R>(
        &self,
        act: impl FnOnce(&mut Line, &Pace, Instant, &mut Wakers) -> R,
    ) -> Result<R, Refusal> {
        Ok(self.locked(|Behind { line, pace, .. }, now, wakers| act(line, pace, now, wakers)))
    }

    #[inline]
    fn is_shut(&self) -> bool {
        self.word.is_shut()
    }

    fn clock(&self) -> &Clock {
        &self.clock
    }

    fn counters(&self) -> &WaitCounters {
        &self.counters
    }

    fn outlet(&self) -> &Outlet {
        &self.outlet
    }

    fn rejection(&self, refusal: Refusal, requested: u32) -> Rejected {
        refusal.into_rejected(&self.name, &self.clock, requested)
    }
}
