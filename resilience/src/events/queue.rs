//! Telling listeners, in order and outside every lock.

use super::event::Event;
use super::listener::Listeners;
use super::topic::Topic;
use super::{subscription, to_tracing};
use crate::foreign;
use crate::name::Name;
use crate::sync::Mutex;
use std::collections::VecDeque;
use std::sync::Arc;
use std::{mem, thread};

/// How many events wait at most, changes of state apart.
const ROOM: usize = 1024;

/// How many events a caller tells at most before a thread of our own goes on: a caller is not to be kept
/// by what others have to tell.
const PER_CALLER: usize = 64;

/// What a policy has to tell, and its own listeners.
///
/// Whoever makes events calls [`push`](Self::push), where need be under the lock that orders them, and
/// [`deliver`](Self::deliver) after it has let go of that lock. One thread at a time delivers: the
/// first to find events and nobody at it. So a listener hears every event once and in order, may
/// call the policy (its events queue up behind), and its panic is caught.
#[derive(Debug)]
pub(super) struct Queue {
    pub(super) kind: &'static str,
    pub(super) name: Name,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// Exchanged as a whole, so that those who hear an event are those who listened when it happened.
    listeners: Arc<Listeners>,
    events: VecDeque<(Event, Arc<Listeners>)>,
    /// Events for which there was no room since the last one that had some.
    lost: u64,
    delivering: bool,
}

impl Queue {
    pub(super) fn new(kind: &'static str, name: Name, listeners: Listeners) -> Self {
        let state = State {
            listeners: Arc::new(listeners),
            events: VecDeque::new(),
            lost: 0,
            delivering: false,
        };
        Self { kind, name, state: Mutex::new(state) }
    }

    /// Adds listeners; they hear what is pushed from now on.
    pub(super) fn add(&self, listeners: Listeners) {
        let former = {
            let mut state = self.state.lock();
            let all = state.listeners.iter().cloned().chain(listeners).collect();
            mem::replace(&mut state.listeners, Arc::new(all))
        };
        drop(former);
    }

    /// Queues an event, if there is room for it.
    pub(super) fn push(&self, event: Event) {
        let mut state = self.state.lock();
        // A change of state always has room: there is one and no more for each.
        if event.topic() != Topic::Transition && state.events.len() >= ROOM {
            state.lost += 1;
            return;
        }
        let listeners = Arc::clone(&state.listeners);
        if let Some(loss) = self.loss(&mut state) {
            state.events.push_back((loss, Arc::clone(&listeners)));
        }
        state.events.push_back((event, listeners));
    }

    /// What there is to tell of events that were lost.
    fn loss(&self, state: &mut State) -> Option<Event> {
        let lost = mem::take(&mut state.lost);
        (lost > 0).then(|| Event::EventsLost { kind: self.kind, name: self.name.to_cow(), lost })
    }

    /// Tells the listeners what is in the queue, unless somebody is at it already.
    pub(super) fn deliver(self: &Arc<Self>) {
        if !self.begin() {
            return;
        }
        for _ in 0..PER_CALLER {
            if !self.deliver_one() {
                return;
            }
        }
        let queue = Arc::clone(self);
        let thread = thread::Builder::new().name(String::from("resilience-events"));
        if thread.spawn(move || while queue.deliver_one() {}).is_err() {
            // Late is better than never.
            while self.deliver_one() {}
        }
    }

    /// Whether there is something to tell and nobody at it: then that is the caller's to do.
    fn begin(&self) -> bool {
        let mut state = self.state.lock();
        let begins = !state.delivering && !state.events.is_empty();
        state.delivering |= begins;
        begins
    }

    /// Tells the first event. If there is none it is over.
    fn deliver_one(&self) -> bool {
        let (event, listeners) = {
            let mut state = self.state.lock();
            let first = state
                .events
                .pop_front()
                .or_else(|| self.loss(&mut state).map(|loss| (loss, Arc::clone(&state.listeners))));
            state.delivering = first.is_some();
            let Some(first) = first else { return false };
            first
        };
        for listener in listeners.iter() {
            foreign::run(|| listener.tell(&event));
        }
        subscription::tell(&event);
        to_tracing::tell(&event);
        // The last one to know a listener may drop it, and what it holds.
        foreign::run(|| drop(listeners));
        true
    }
}
