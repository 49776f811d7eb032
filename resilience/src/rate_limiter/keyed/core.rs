//! What all handles of a keyed rate limiter share.

use super::key::{Hashes, Key};
use super::room::Room;
use super::shard::{Shard, Unseen};
use crate::clock::{Clock, Instant};
use crate::error::{ConfigProblem, Rejected};
use crate::events::{Listeners, Outlet, kind};
use crate::name::Name;
use crate::rate_limiter::gcra::Pace;
use crate::rate_limiter::queue::{Line, Refusal};
use crate::rate_limiter::settings::{RateSettings, Since};
use crate::rate_limiter::wait::{Desk, Turn};
use crate::settings::{AnyField, Field, Fields, SettingValue};
use crate::sync::{AtomicU32, Mutex};
use crate::waiting::{Patience, WaitCounters, Wakers, wake};
use std::hash::Hash;
use std::num::NonZero;
use std::panic::Location;
use std::sync::atomic::Ordering;
use std::thread::available_parallelism;

const MAX_KEYS: usize = 1_048_576;

/// How many keys a call looks at to forget them.
const PER_CALL: usize = 2;
/// After so many calls of a shard,
const VISIT_EVERY: usize = 16;
/// the next one visits another shard, which may have no calls of its own, for so many keys.
const PER_VISIT: usize = 4 * VISIT_EVERY;

/// For somebody to be in one while others are in others.
const SHARDS_PER_CORE: usize = 8;

/// See [`KeyedRateLimiter`](super::KeyedRateLimiter), the handle.
#[derive(Debug)]
pub(crate) struct KeyedCore {
    /// As many as a power of two.
    shards: Box<[Mutex<Shard>]>,
    hashes: Hashes,
    room: Room,
    pub(crate) counters: WaitCounters,
    pub(crate) name: Name,
    pub(crate) clock: Clock,
    pub(crate) outlet: Outlet,
    /// Where the limiter was built.
    pub(crate) place: &'static Location<'static>,
    settings: Mutex<KeyedSettings>,
    /// One if it gives no more tokens. Written before the shards are told: whoever has been in one
    /// since finds it so, and whoever was there before has left a waiter to be refused.
    shut: AtomicU32,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct KeyedSettings {
    pub(crate) rate: RateSettings,
    pub(crate) max_keys: Field<usize>,
}

impl KeyedSettings {
    pub(crate) const UNWRITTEN: Self =
        Self { rate: RateSettings::UNWRITTEN, max_keys: Field::new("max_keys", (1, usize::MAX)) };

    /// What both agree on, every disagreement reported.
    pub(crate) fn join(&self, newcomer: &Self, problems: &mut Vec<ConfigProblem>) -> Self {
        Self {
            rate: self.rate.join(&newcomer.rate, problems),
            max_keys: self.max_keys.join(&newcomer.max_keys, problems),
        }
    }

    pub(crate) fn shown(&self) -> Vec<SettingValue> {
        let mut shown = self.rate.shown();
        shown.push(self.max_keys.shown(MAX_KEYS));
        shown
    }
}

impl Fields for KeyedSettings {
    const KEY: &'static str = RateSettings::KEY;

    fn fields(&mut self) -> Vec<&mut dyn AnyField> {
        let mut fields = self.rate.fields();
        fields.push(&mut self.max_keys);
        fields
    }
}

impl KeyedCore {
    pub(crate) fn new(
        name: Name,
        clock: Clock,
        settings: &KeyedSettings,
        pace: Pace,
        listeners: Listeners,
        place: &'static Location<'static>,
    ) -> Self {
        let unseen = Unseen::new(&pace, settings.rate.initial(), clock.latest());
        let cores = available_parallelism().map_or(8, NonZero::get);
        let shards = (SHARDS_PER_CORE * cores).next_power_of_two().min(256);
        Self {
            shards: (0..shards).map(|_| Mutex::new(Shard::new(pace, unseen))).collect(),
            hashes: Hashes::default(),
            room: Room::new(settings.max_keys.or(MAX_KEYS)),
            counters: WaitCounters::new(),
            outlet: Outlet::new(kind::KEYED_RATE_LIMITER, name.clone(), listeners),
            name,
            clock,
            place,
            settings: Mutex::new(*settings),
            shut: AtomicU32::new(0),
        }
    }

    /// The way to the line of a key.
    pub(in crate::rate_limiter) fn desk<K: Hash + ?Sized>(&self, key: &K) -> KeyDesk<'_> {
        KeyDesk { core: self, key: self.hashes.key(key) }
    }

    /// A request for a token of a key, which is hashed here and now.
    pub(in crate::rate_limiter) fn turn<K: Hash + ?Sized>(
        &self,
        key: &K,
        patience: Patience,
    ) -> Turn<KeyDesk<'_>> {
        Turn::new(self.desk(key), 1, patience)
    }

    /// How many keys there are.
    pub(super) fn keys(&self) -> usize {
        self.room.taken()
    }

    pub(crate) fn settings(&self) -> KeyedSettings {
        *self.settings.lock()
    }

    /// Goes on with what `change` makes of the settings, at the pace that comes with it, if anything.
    pub(in crate::rate_limiter) fn change(
        &self,
        since: Since,
        change: impl FnOnce(&KeyedSettings) -> Option<(KeyedSettings, Pace)>,
        wakers: &mut Wakers,
    ) {
        let mut settings = self.settings.lock();
        let Some((changed, pace)) = change(&settings) else { return };
        let initial = changed.rate.written_initial();
        for shard in &self.shards {
            shard.lock().change(pace, since, initial, self.clock.latest(), wakers);
        }
        self.room.resize(changed.max_keys.or(MAX_KEYS));
        *settings = changed;
    }

    pub(super) fn shut(&self, wakers: &mut Wakers) {
        self.shut.store(1, Ordering::Release);
        for shard in &self.shards {
            shard.lock().shut(self.clock.latest(), wakers);
        }
    }

    fn at_line<R, A>(&self, key: Key, act: A) -> Result<R, A>
    where
        A: FnOnce(&mut Line, &Pace, Instant, &mut Wakers) -> R,
    {
        let index = key.shard(self.shards.len());
        let mut wakers = Wakers::new();
        let (answer, now, uses) = {
            let mut shard = self.shards[index].lock();
            let now = self.clock.latest();
            self.room.give_back(shard.forget_full(now, PER_CALL, PER_CALL));
            shard.uses = shard.uses.wrapping_add(1);
            (shard.at_line(key, now, act, &self.room, &mut wakers), now, shard.uses)
        };
        wake(wakers);
        if uses.is_multiple_of(VISIT_EVERY) {
            let other = &self.shards[(index + uses / VISIT_EVERY) & (self.shards.len() - 1)];
            if let Some(mut other) = other.try_lock() {
                self.room.give_back(other.forget_full(now, PER_VISIT, PER_VISIT));
            }
        }
        answer
    }

    /// Forgets some keys wherever there are any to forget. If there are none: when there will be.
    fn make_room(&self) -> Result<(), Instant> {
        let mut first_full = Instant::NEVER;
        for shard in &self.shards {
            let mut shard = shard.lock();
            let forgotten = shard.forget_full(self.clock.latest(), usize::MAX, PER_VISIT);
            if forgotten > 0 {
                self.room.give_back(forgotten);
                return Ok(());
            }
            first_full = first_full.min(shard.first_full(self.clock.latest()));
        }
        // Somebody else may have made room meanwhile.
        if self.room.is_full() { Err(first_full) } else { Ok(()) }
    }
}

/// The way to the line of one key.
#[derive(Clone, Copy, Debug)]
pub(in crate::rate_limiter) struct KeyDesk<'a> {
    core: &'a KeyedCore,
    key: Key,
}

impl KeyDesk<'_> {
    pub(super) fn tokens(&self) -> f64 {
        if self.is_shut() {
            return 0.0;
        }
        self.at_line(|line, pace, now, _| line.tokens(pace, now)).unwrap_or(0.0)
    }
}

impl Desk for KeyDesk<'_> {
    fn at_line<R>(
        &self,
        act: impl FnOnce(&mut Line, &Pace, Instant, &mut Wakers) -> R,
    ) -> Result<R, Refusal> {
        let mut act = act;
        loop {
            match self.core.at_line(self.key, act) {
                Ok(answer) => return Ok(answer),
                // Others may be quicker to take the room that is made.
                Err(again) => act = again,
            }
            self.core.make_room().map_err(Refusal::NotBefore)?;
        }
    }

    #[inline]
    fn is_shut(&self) -> bool {
        self.core.shut.load(Ordering::Acquire) != 0
    }

    fn clock(&self) -> &Clock {
        &self.core.clock
    }

    fn counters(&self) -> &WaitCounters {
        &self.core.counters
    }

    fn outlet(&self) -> &Outlet {
        &self.core.outlet
    }

    fn rejection(&self, refusal: Refusal, requested: u32) -> Rejected {
        refusal.into_rejected(&self.core.name, &self.core.clock, requested)
    }
}
