//! Listening to everything in the process.

use super::event::Event;
use super::listener::Listener;
use super::topic::{Topic, Topics};
use super::word::Wanted;
use crate::foreign;
use parking_lot::Mutex;
use std::mem;
use std::sync::Arc;

/// What the subscribers want to hear of.
static WANTED: Wanted = Wanted::new(Topics::NONE);

static SUBSCRIBERS: Mutex<Subscribers> = Mutex::new(Subscribers { list: None, next: 0 });

struct Subscribers {
    list: Option<List>,
    next: u64,
}

/// Exchanged as a whole, so that nobody is told under the lock.
type List = Arc<Vec<(u64, Listener)>>;

impl Subscribers {
    /// Goes on with this list; the former one is dropped by the caller, outside the lock.
    fn exchange(&mut self, list: Vec<(u64, Listener)>) -> Option<List> {
        WANTED.set(Topics::of(list.iter().map(|(_, listener)| listener)));
        self.list.replace(Arc::new(list))
    }

    fn listed(&self) -> Vec<(u64, Listener)> {
        self.list.as_ref().map(|list| list.to_vec()).unwrap_or_default()
    }
}

/// Calls `listener` for every [`Event`] of every policy and process part, those of other crates
/// included, until the [`Subscription`] is dropped.
///
/// The events of one policy come one after another in their order, those of different policies may come
/// at once. A listener runs outside all locks, on the thread of some caller: it should be quick and not
/// block, as that thread may be an executor's. It may use the policy. Its panic is caught and changes
/// nothing.
///
/// ```
/// let _subscription = resilience::on_event(|event| println!("{event}"));
/// let breaker = resilience::CircuitBreaker::builder().name("payments").build()?;
/// breaker.force_open(); // prints: circuit breaker `payments` closed -> forced_open: by command
/// # Ok::<(), resilience::ConfigError>(())
/// ```
///
/// Events of a policy that its listeners have not heard yet wait in a queue of 1,024; what comes then is
/// lost, and told as [`Event::EventsLost`]. (Changes of state are never lost.) With no listener at all
/// no event is made.
pub fn on_event(listener: impl Fn(&Event) + Send + Sync + 'static) -> Subscription {
    subscribe(Listener::of_all(listener))
}

pub(crate) fn subscribe(listener: Listener) -> Subscription {
    let (id, former) = {
        let mut subscribers = SUBSCRIBERS.lock();
        let id = subscribers.next;
        subscribers.next += 1;
        let mut list = subscribers.listed();
        list.push((id, listener));
        (id, subscribers.exchange(list))
    };
    // It may be the last to know one that was dropped meanwhile.
    foreign::run(|| drop(former));
    Subscription { id }
}

/// Keeps a listener of [`on_event`] listening. Dropped, it hears of nothing that happens from then on; an
/// event that is just being told may still reach it, and is not waited for.
#[derive(Debug)]
#[must_use = "the listener hears nothing any more when this is dropped; `forget` lets it listen for good"]
pub struct Subscription {
    id: u64,
}

impl Subscription {
    /// Lets the listener listen for as long as the process lives.
    pub fn forget(self) {
        mem::forget(self);
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let former = {
            let mut subscribers = SUBSCRIBERS.lock();
            let mut list = subscribers.listed();
            list.retain(|(id, _)| *id != self.id);
            subscribers.exchange(list)
        };
        // The listener may hold anything.
        foreign::run(|| drop(former));
    }
}

#[inline]
pub(super) fn is_wanted(topic: Topic) -> bool {
    WANTED.has(topic)
}

/// Tells whoever listens now.
pub(super) fn tell(event: &Event) {
    if !is_wanted(event.topic()) {
        return;
    }
    let Some(list) = SUBSCRIBERS.lock().list.clone() else { return };
    for (_, listener) in list.iter() {
        foreign::run(|| listener.tell(event));
    }
    foreign::run(|| drop(list));
}

#[cfg(all(test, not(resilience_loom)))]
mod tests {
    use super::*;

    #[test]
    fn nobody_wants_what_only_those_wanted_who_are_gone() {
        let wants = |topic| subscribe(Listener::of(Topics::only(topic), |_| ()));
        let (one, other) = (wants(Topic::Lost), wants(Topic::Lost));
        drop(one);
        assert!(is_wanted(Topic::Lost));
        let third = wants(Topic::TimedOut);
        drop(other);
        assert!(!is_wanted(Topic::Lost) && is_wanted(Topic::TimedOut));
        drop(third);
        assert!(!is_wanted(Topic::TimedOut));
    }
}
