//! Counters that cost their writer a load and a store.
//!
//! Every thread leases a small number when it first counts anything. A set of counters has one slot
//! (a cache line of its own) per number, written only by the thread that holds the number, and read
//! by whoever sums up. A thread without a slot of its own (there are more threads than slots, or it
//! is ending) counts in a shared one with an atomic addition.
//!
//! A number goes back when its thread ends and may be leased again: the lock of the free list
//! orders the last write of the one before the first read of the other, so no count is lost.

use crate::sync::AtomicU64;
use std::array;
use std::cell::Cell;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fmt;
use std::num::NonZero;
use std::sync::LazyLock;
use std::sync::atomic::Ordering;
use std::thread::available_parallelism;

/// `N` counters that only grow.
pub(crate) struct Counters<const N: usize>(PerThread<Slot<N>>);

/// As many counters as fit are written together.
struct Slot<const N: usize>([AtomicU64; N]);

/// A value for each thread that has a number, and one for all the others.
pub(crate) struct PerThread<T> {
    owned: Box<[Apart<T>]>,
    shared: Apart<T>,
}

/// The value that a thread may write.
pub(crate) enum Part<'a, T> {
    /// Nobody else writes there.
    Own(&'a T),
    /// Others do.
    Shared(&'a T),
}

/// Not in one cache line with another; in two, where they prefetch in pairs.
#[derive(Default)]
#[repr(align(128))]
struct Apart<T>(T);

impl<const N: usize> Default for Slot<N> {
    fn default() -> Self {
        Self(array::from_fn(|_| AtomicU64::new(0)))
    }
}

impl<T: Default> PerThread<T> {
    pub(crate) fn new() -> Self {
        Self { owned: (0..slots()).map(|_| Apart::default()).collect(), shared: Apart::default() }
    }

    /// The part of this thread.
    #[inline]
    pub(crate) fn mine(&self) -> Part<'_, T> {
        match self.owned.get(NUMBER.get()) {
            Some(part) => Part::Own(&part.0),
            None => self.mine_slowly(),
        }
    }

    #[cold]
    fn mine_slowly(&self) -> Part<'_, T> {
        match self.owned.get(my_number()) {
            Some(part) => Part::Own(&part.0),
            None => Part::Shared(&self.shared.0),
        }
    }

    /// Those of all threads.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.owned.iter().chain([&self.shared]).map(|part| &part.0)
    }
}

impl<T: Default + fmt::Debug> fmt::Debug for PerThread<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<const N: usize> Counters<N> {
    pub(crate) fn new() -> Self {
        Self(PerThread::new())
    }

    /// Adds `more` to the counter.
    #[inline]
    pub(crate) fn add(&self, counter: usize, more: u64) {
        match self.0.owned.get(NUMBER.get()) {
            Some(slot) => add_alone(&slot.0.0[counter], more),
            None => self.add_slowly(counter, more),
        }
    }

    #[cold]
    fn add_slowly(&self, counter: usize, more: u64) {
        match self.0.mine_slowly() {
            Part::Own(slot) => add_alone(&slot.0[counter], more),
            // Relaxed: a count orders nothing.
            Part::Shared(slot) => drop(slot.0[counter].fetch_add(more, Ordering::Relaxed)),
        }
    }

    /// The sums of all counters. Each is exact once the threads that count are quiet, and none is
    /// ever seen to shrink.
    pub(crate) fn sums(&self) -> [u64; N] {
        let load = |slot: &Slot<N>, counter: usize| slot.0[counter].load(Ordering::Relaxed);
        // Relaxed: coherence alone keeps what one reader sees of one slot from going back.
        array::from_fn(|counter| self.0.iter().map(|slot| load(slot, counter)).sum())
    }
}

impl<const N: usize> fmt::Debug for Counters<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.sums()).finish()
    }
}

/// Only the holder of the slot's number writes there.
#[inline]
fn add_alone(counter: &AtomicU64, more: u64) {
    // Relaxed: a count orders nothing, and nobody else writes between the two.
    counter.store(counter.load(Ordering::Relaxed).wrapping_add(more), Ordering::Relaxed);
}

/// Slots for twice the threads that can run at once, in powers of two.
fn slots() -> usize {
    static SLOTS: LazyLock<usize> = LazyLock::new(|| {
        if cfg!(resilience_loom) {
            return 0; // loom's threads all run on one of the system's
        }
        let cores = available_parallelism().map_or(8, NonZero::get);
        (2 * cores).next_power_of_two().clamp(8, 256)
    });
    *SLOTS
}

/// No slot has this number. A thread that holds it has to ask.
const NONE: usize = usize::MAX;
/// No slot has this one either. A thread that holds it knows that it gets none: it is ending.
const NO_MORE: usize = usize::MAX - 1;

thread_local! {
    static NUMBER: Cell<usize> = const { Cell::new(NONE) };
    static LEASE: Lease = Lease(NUMBERS.lock().lease());
}

/// Gives the thread's number back when the thread ends.
struct Lease(usize);

impl Drop for Lease {
    fn drop(&mut self) {
        // What other thread-locals count while they are dropped goes to the shared slot.
        NUMBER.set(NO_MORE);
        NUMBERS.lock().give_back(self.0);
    }
}

#[cold]
fn my_number() -> usize {
    if NUMBER.get() == NONE {
        NUMBER.set(LEASE.try_with(|lease| lease.0).unwrap_or(NO_MORE));
    }
    NUMBER.get()
}

static NUMBERS: parking_lot::Mutex<Numbers> = parking_lot::Mutex::new(Numbers::NONE);

/// Leases the smallest number that is free.
struct Numbers {
    free: BinaryHeap<Reverse<usize>>,
    leased_ever: usize,
}

impl Numbers {
    const NONE: Self = Self { free: BinaryHeap::new(), leased_ever: 0 };

    fn lease(&mut self) -> usize {
        self.free.pop().map_or_else(
            || {
                self.leased_ever += 1;
                self.leased_ever - 1
            },
            |Reverse(number)| number,
        )
    }

    fn give_back(&mut self, number: usize) {
        self.free.push(Reverse(number));
    }
}

#[cfg(all(test, resilience_loom))]
mod models {
    use super::{Numbers, Slot, add_alone};
    use crate::sync::Mutex;
    use loom::sync::Arc;
    use std::sync::atomic::Ordering;

    #[test]
    fn no_count_is_lost_when_a_number_changes_hands() {
        loom::model(|| {
            let numbers = Arc::new(Mutex::new(Numbers::NONE));
            let slots: Arc<[Slot<1>; 2]> = Arc::new([Slot::default(), Slot::default()]);
            let live = |numbers: &Mutex<Numbers>, slots: &[Slot<1>; 2]| {
                let number = numbers.lock().lease();
                add_alone(&slots[number].0[0], 1);
                add_alone(&slots[number].0[0], 1);
                numbers.lock().give_back(number);
            };
            let thread = {
                let (numbers, slots) = (Arc::clone(&numbers), Arc::clone(&slots));
                loom::thread::spawn(move || live(&numbers, &slots))
            };
            live(&numbers, &slots);
            thread.join().unwrap();
            let sum: u64 = slots.iter().map(|slot| slot.0[0].load(Ordering::Relaxed)).sum();
            assert_eq!(sum, 4);
        });
    }
}
