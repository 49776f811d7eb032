//! Where a policy tells what happens to it.

use super::event::{Event, WaitEnd};
use super::listener::Listeners;
use super::queue::Queue;
use super::topic::{Topic, Topics};
use super::word::{Sample, Wanted};
use super::{subscription, to_tracing};
use crate::clock::Clock;
use crate::error::Rejected;
use crate::name::Name;
use std::borrow::Cow;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::Arc;
use std::time::Duration;

/// What happens to a policy goes in here, and to whoever listens. With nobody listening no event is made:
/// that takes two or three loads, and no admitted call asks at all.
#[derive(Debug)]
pub(crate) struct Outlet {
    /// What the policy's own listeners want to hear of.
    wanted: Wanted,
    queue: Arc<Queue>,
    rejections: Sample,
    saturations: Sample,
}

// No code of others runs while it changes.
impl UnwindSafe for Outlet {}
impl RefUnwindSafe for Outlet {}

impl Outlet {
    pub(crate) fn new(kind: &'static str, name: Name, listeners: Listeners) -> Self {
        Self {
            wanted: Wanted::new(Topics::of(&listeners)),
            queue: Arc::new(Queue::new(kind, name, listeners)),
            rejections: Sample::new(),
            saturations: Sample::new(),
        }
    }

    /// Adds listeners to those of the policy.
    pub(crate) fn add(&self, listeners: Listeners) {
        if !listeners.is_empty() {
            let topics = Topics::of(&listeners);
            self.queue.add(listeners);
            self.wanted.add(topics);
        }
    }

    /// Whether anybody wants to hear of that.
    #[inline]
    pub(crate) fn wants(&self, topic: Topic) -> bool {
        self.wanted.has(topic) || subscription::is_wanted(topic) || to_tracing::is_wanted(topic)
    }

    /// Queues an event, if anybody wants to hear it. May be called under a lock of ours.
    pub(crate) fn push(&self, topic: Topic, event: impl FnOnce(Cow<'static, str>) -> Event) {
        if self.wants(topic) {
            self.queue.push(event(self.queue.name.to_cow()));
        }
    }

    /// Tells what is in the queue. Not under a lock.
    pub(crate) fn deliver(&self) {
        self.queue.deliver();
    }

    /// Tells an event, if anybody wants to hear it. Not under a lock.
    #[inline]
    pub(crate) fn tell(&self, topic: Topic, event: impl FnOnce(Cow<'static, str>) -> Event) {
        if self.wants(topic) {
            self.tell_now(event);
        }
    }

    #[cold]
    #[inline(never)]
    fn tell_now(&self, event: impl FnOnce(Cow<'static, str>) -> Event) {
        self.queue.push(event(self.queue.name.to_cow()));
        self.deliver();
    }

    /// Tells of a rejection, unless the last one was just told. Not under a lock.
    #[inline]
    pub(crate) fn tell_rejection(&self, clock: &Clock, rejected: impl FnOnce() -> Rejected) {
        if self.wants(Topic::Rejected) {
            self.sample_rejection(clock, rejected);
        }
    }

    #[cold]
    #[inline(never)]
    fn sample_rejection(&self, clock: &Clock, rejected: impl FnOnce() -> Rejected) {
        if let Some(untold) = self.rejections.take(clock.roughly().0) {
            let kind = self.queue.kind;
            self.tell_now(|name| Event::Rejected { kind, name, rejected: rejected(), untold });
        }
    }

    /// Tells that there is no permit, unless that was just told. Not under a lock.
    #[inline]
    pub(crate) fn tell_saturation(&self, clock: &Clock, limit: impl FnOnce() -> u32) {
        if self.wants(Topic::Saturated)
            && let Some(untold) = self.saturations.take(clock.roughly().0)
        {
            let max_concurrent = limit();
            self.tell_now(|name| Event::Saturated { name, max_concurrent, untold });
        }
    }

    /// Tells of a wait that is over. Not under a lock.
    #[inline]
    pub(crate) fn tell_wait(&self, waited: impl FnOnce() -> Duration, end: WaitEnd) {
        let kind = self.queue.kind;
        self.tell(Topic::Waited, |name| Event::WaitFinished { kind, name, waited: waited(), end });
    }
}
