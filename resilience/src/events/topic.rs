//! What listeners may want to hear.

use super::event::Event;
use super::listener::Listener;

/// What an event is about: asked before there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Topic {
    /// A circuit breaker changes its state.
    Transition,
    Rejected,
    Waited,
    Retried,
    Saturated,
    TimedOut,
    /// Shutdown, heartbeat, watchdog, configuration.
    Process,
    Lost,
}

/// A set of topics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Topics(pub(super) u32);

impl Topics {
    pub(super) const NONE: Self = Self(0);
    pub(super) const ALL: Self = Self(u32::MAX);

    pub(crate) const fn only(topic: Topic) -> Self {
        Self(1 << topic as u32)
    }

    #[inline]
    pub(super) const fn has(self, topic: Topic) -> bool {
        self.0 & Self::only(topic).0 != 0
    }

    /// What any of these wants.
    pub(super) fn of<'a>(listeners: impl IntoIterator<Item = &'a Listener>) -> Self {
        Self(listeners.into_iter().fold(0, |all, one| all | one.topics.0))
    }
}

impl Event {
    pub(super) fn topic(&self) -> Topic {
        match self {
            Self::Tripped(_)
            | Self::HalfOpened(_)
            | Self::Closed(_)
            | Self::Forced(_)
            | Self::Reset(_) => Topic::Transition,
            Self::Rejected { .. } => Topic::Rejected,
            Self::WaitFinished { .. } => Topic::Waited,
            Self::RetryScheduled { .. } | Self::RetryExhausted { .. } => Topic::Retried,
            Self::Saturated { .. } => Topic::Saturated,
            Self::TimedOut { .. } => Topic::TimedOut,
            Self::CleanupDone { .. }
            | Self::BeatMissed { .. }
            | Self::WatchdogFired { .. }
            | Self::Reloaded { .. }
            | Self::ReloadFailed { .. } => Topic::Process,
            Self::EventsLost { .. } => Topic::Lost,
        }
    }
}
