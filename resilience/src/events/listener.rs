//! Who listens.

use super::circuit::StateChange;
use super::event::Event;
use super::topic::{Topic, Topics};
use std::fmt;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::Arc;

/// A callback and what it wants to hear of.
#[derive(Clone)]
pub(crate) struct Listener {
    pub(super) topics: Topics,
    hear: Arc<dyn Fn(&Event) + Send + Sync>,
}

/// Those whom a builder collects.
pub(crate) type Listeners = Vec<Listener>;

impl Listener {
    pub(crate) fn of_all(hear: impl Fn(&Event) + Send + Sync + 'static) -> Self {
        Self::of(Topics::ALL, hear)
    }

    pub(crate) fn of(topics: Topics, hear: impl Fn(&Event) + Send + Sync + 'static) -> Self {
        Self { topics, hear: Arc::new(hear) }
    }

    pub(crate) fn of_transitions(hear: impl Fn(&StateChange) + Send + Sync + 'static) -> Self {
        Self::of(Topics::only(Topic::Transition), move |event| {
            if let Some(change) = event.state_change() {
                hear(change);
            }
        })
    }

    /// Tells it, if it wants to hear. It may panic.
    pub(super) fn tell(&self, event: &Event) {
        if self.topics.has(event.topic()) {
            (self.hear)(event);
        }
    }
}

// Its panic is caught, and it is called again.
impl UnwindSafe for Listener {}
impl RefUnwindSafe for Listener {}

impl fmt::Debug for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listener").finish_non_exhaustive()
    }
}
