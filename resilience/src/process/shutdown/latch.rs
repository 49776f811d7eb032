//! A value that comes once, and those who wait for it.

use crate::clock::{Clock, Instant};
use crate::waiting::{Step, Wait, wake};
use parking_lot::Mutex;
use std::collections::BTreeMap;
use std::task::Waker;

/// A value that comes once.
pub(super) struct Latch<T>(Mutex<State<T>>);

struct State<T> {
    value: Option<T>,
    waiting: BTreeMap<u64, Waker>,
    arrived: u64,
}

impl<T: Clone> Latch<T> {
    pub(super) fn new() -> Self {
        Self(Mutex::new(State { value: None, waiting: BTreeMap::new(), arrived: 0 }))
    }

    /// The first value stays.
    pub(super) fn set(&self, value: T) {
        let mut state = self.0.lock();
        state.value.get_or_insert(value);
        let waiting = std::mem::take(&mut state.waiting);
        drop(state);
        wake(waiting.into_values().collect());
    }

    pub(super) fn get(&self) -> Option<T> {
        self.0.lock().value.clone()
    }

    /// Waits for the value, on a thread or in a task: `None` if it has not come by `deadline`.
    pub(super) fn wait<'a>(&'a self, clock: &'a Clock, deadline: Instant) -> Waiting<'a, T> {
        Waiting { latch: self, clock, deadline, place: None }
    }
}

/// One wait. Dropped, it leaves the list.
pub(super) struct Waiting<'a, T> {
    latch: &'a Latch<T>,
    clock: &'a Clock,
    deadline: Instant,
    place: Option<u64>,
}

impl<T: Clone> Wait for Waiting<'_, T> {
    type Answer = Option<T>;
    type End = Option<T>;

    fn step(&mut self, waker: &Waker) -> Step<Option<T>> {
        let waker = waker.clone(); // not under the lock
        let mut state = self.latch.0.lock();
        if state.value.is_some() {
            return Step::Done(state.value.clone());
        }
        if self.deadline != Instant::NEVER && self.clock.now() >= self.deadline {
            return Step::Done(None);
        }
        let place = *self.place.get_or_insert_with(|| {
            state.arrived += 1;
            state.arrived
        });
        let former = state.waiting.insert(place, waker);
        drop(state);
        drop(former);
        Step::SleepUntil(self.deadline)
    }

    fn end(&self, answer: Option<T>) -> Option<T> {
        answer
    }

    fn clock(&self) -> &Clock {
        self.clock
    }
}

impl<T> Drop for Waiting<'_, T> {
    fn drop(&mut self) {
        if let Some(place) = self.place {
            let former = self.latch.0.lock().waiting.remove(&place);
            drop(former); // not under the lock
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_that_is_dropped_is_forgotten_and_one_that_is_asked_again_has_one_place() {
        let (latch, clock) = (Latch::new(), Clock::system());
        let mut waits = [(); 2].map(|()| latch.wait(&clock, Instant::NEVER));
        for _ in 0..2 {
            for wait in &mut waits {
                assert!(matches!(wait.step(Waker::noop()), Step::SleepUntil(Instant::NEVER)));
            }
        }
        assert_eq!(latch.0.lock().waiting.len(), 2);
        let [first, last] = waits;
        drop(first);
        assert_eq!(latch.0.lock().waiting.len(), 1);
        drop(last);
        assert!(latch.0.lock().waiting.is_empty());
        latch.set(1);
        latch.set(2);
        assert_eq!(latch.get(), Some(1));
    }
}
