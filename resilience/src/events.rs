//! Telling listeners, in order and outside every lock.

use crate::sync::Mutex;
use std::collections::VecDeque;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// A callback on events of one kind.
pub(crate) type Listener<E> = Arc<dyn Fn(&E) + Send + Sync>;

/// The listeners of one policy and the events they have not been told yet.
///
/// Whoever makes events calls [`push`](Self::push) under the lock that orders them and
/// [`deliver`](Self::deliver) after it has let go of that lock. One thread at a time delivers: the
/// first to find events and nobody at it. So a listener hears every event once and in order, may
/// call the policy (its events queue up behind), and its panic is caught.
pub(crate) struct Listeners<E> {
    state: Mutex<State<E>>,
}

struct State<E> {
    listeners: Vec<Listener<E>>,
    /// With those who listened when it happened.
    queue: VecDeque<(E, Vec<Listener<E>>)>,
    delivering: bool,
}

impl<E> Listeners<E> {
    pub(crate) fn new(listeners: Vec<Listener<E>>) -> Self {
        Self { state: Mutex::new(State { listeners, queue: VecDeque::new(), delivering: false }) }
    }

    /// Adds listeners; they hear what is pushed from now on.
    pub(crate) fn add(&self, listeners: Vec<Listener<E>>) {
        self.state.lock().listeners.extend(listeners);
    }

    /// Queues an event. It is only made if anybody listens.
    pub(crate) fn push(&self, event: impl FnOnce() -> E) {
        let mut state = self.state.lock();
        if !state.listeners.is_empty() {
            let listeners = state.listeners.clone();
            state.queue.push_back((event(), listeners));
        }
    }

    /// Tells the listeners what is in the queue, unless somebody is at it already.
    pub(crate) fn deliver(&self) {
        let mut state = self.state.lock();
        if state.delivering || state.queue.is_empty() {
            return;
        }
        state.delivering = true;
        while let Some((event, listeners)) = state.queue.pop_front() {
            drop(state);
            for listener in listeners {
                // The event is over: no caller's result may change because a listener fails. The
                // panic hook has reported it; the payload is leaked, as its drop could panic too.
                if let Err(payload) = catch_unwind(AssertUnwindSafe(|| listener(&event))) {
                    std::mem::forget(payload);
                }
            }
            state = self.state.lock();
        }
        state.delivering = false;
    }
}

impl<E> fmt::Debug for Listeners<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listeners").finish_non_exhaustive()
    }
}
