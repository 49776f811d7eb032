//! What there is to tell.

use super::circuit::{CircuitState, StateChange, StateChangeCause};
use crate::error::{ConfigError, Rejected};
use std::borrow::Cow;
use std::time::Duration;

/// Something that happened to a policy or to a part of the process.
///
/// `Display` is a line for people (and a line more for each problem of settings that cannot be loaded).
/// More kinds and more fields may come: match with `..` and `_`.
///
/// A success is no event. Rejections, and bulkheads without a free permit, come at call rates: the first
/// is told at once, then at most one a second and policy, with the number of those that were not told.
/// The statistics have them all.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event {
    /// A circuit breaker opened.
    Tripped(StateChange),
    /// A circuit breaker lets probes pass.
    HalfOpened(StateChange),
    /// A circuit breaker closed because its probes succeeded.
    Closed(StateChange),
    /// A circuit breaker was forced open, disabled, or shut because its registry drains.
    Forced(StateChange),
    /// A circuit breaker was closed by [`reset`](crate::CircuitBreaker::reset).
    Reset(StateChange),
    /// A call was turned away. (One that took too long is [`TimedOut`](Self::TimedOut).)
    #[non_exhaustive]
    Rejected {
        /// The kind of the policy: `circuit_breaker`, `rate_limiter`, `keyed_rate_limiter`, `bulkhead`.
        kind: &'static str,
        /// The name of the policy.
        name: Cow<'static, str>,
        /// What the caller got.
        rejected: Rejected,
        /// How many rejections there were since the last one that was told.
        untold: u64,
    },
    /// Somebody waited for a token or a permit, and that is over.
    #[non_exhaustive]
    WaitFinished {
        /// The kind of the policy: `rate_limiter`, `keyed_rate_limiter`, `bulkhead`.
        kind: &'static str,
        /// The name of the policy.
        name: Cow<'static, str>,
        /// For how long.
        waited: Duration,
        /// How it ended.
        end: WaitEnd,
    },
    /// A call failed and another attempt will be made.
    #[non_exhaustive]
    RetryScheduled {
        /// The name of the retry.
        name: Cow<'static, str>,
        /// The number of the attempt that will be made; the first retry is attempt 2.
        attempt: u32,
        /// How long until then.
        wait: Duration,
    },
    /// A call failed and would have been worth another attempt, but there is none left.
    #[non_exhaustive]
    RetryExhausted {
        /// The name of the retry.
        name: Cow<'static, str>,
        /// How many attempts were made.
        attempts: u32,
        /// What there is no more of.
        end: RetryEnd,
    },
    /// A caller found no free permit in a bulkhead.
    #[non_exhaustive]
    Saturated {
        /// The name of the bulkhead.
        name: Cow<'static, str>,
        /// How many permits there are.
        max_concurrent: u32,
        /// How many callers found none since the last time that this was told.
        untold: u64,
    },
    /// A timeout ended a call.
    #[non_exhaustive]
    TimedOut {
        /// The name of the timeout.
        name: Cow<'static, str>,
        /// How long the call was allowed to take.
        limit: Duration,
    },
    /// A cleanup callback of the shutdown is through.
    #[non_exhaustive]
    CleanupDone {
        /// The name of the callback.
        name: Cow<'static, str>,
        /// `done`, `failed`, `timed_out` or `skipped`.
        outcome: &'static str,
        /// How long it took.
        took: Duration,
        /// What it failed with.
        error: Option<String>,
    },
    /// A heartbeat could not be written.
    #[non_exhaustive]
    BeatMissed {
        /// The file of the heartbeat.
        name: Cow<'static, str>,
        /// Why.
        error: String,
    },
    /// A watchdog has seen no life for too long.
    #[non_exhaustive]
    WatchdogFired {
        /// The name of the watchdog.
        name: Cow<'static, str>,
        /// For how long there was none.
        inactive: Duration,
        /// How long there may be none.
        limit: Duration,
    },
    /// Settings were loaded.
    #[non_exhaustive]
    Reloaded {
        /// The file that they were loaded from, `environment` if there is none.
        name: Cow<'static, str>,
    },
    /// Settings could not be loaded, and all stays as it was.
    #[non_exhaustive]
    ReloadFailed {
        /// The file that they should have come from, `environment` if there is none.
        name: Cow<'static, str>,
        /// All that is wrong.
        error: ConfigError,
    },
    /// Listeners were so slow that events of this policy were lost. (Changes of state never are.)
    #[non_exhaustive]
    EventsLost {
        /// The kind of the policy.
        kind: &'static str,
        /// The name of the policy.
        name: Cow<'static, str>,
        /// How many.
        lost: u64,
    },
}

/// How a wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WaitEnd {
    /// With what was waited for.
    Admitted,
    /// With a rejection.
    Rejected,
    /// It was given up.
    Cancelled,
}

/// Why no other attempt was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RetryEnd {
    /// `max_attempts` were made.
    Attempts,
    /// The [`RetryBudget`](crate::RetryBudget) is spent.
    Budget,
}

impl Event {
    pub(crate) fn of(change: StateChange) -> Self {
        match change.to {
            CircuitState::Open => Self::Tripped(change),
            CircuitState::HalfOpen => Self::HalfOpened(change),
            CircuitState::Closed if change.cause == StateChangeCause::Command => {
                Self::Reset(change)
            }
            CircuitState::Closed => Self::Closed(change),
            CircuitState::ForcedOpen | CircuitState::Disabled => Self::Forced(change),
        }
    }

    /// The kind of what it happened to, as sections of the configuration are called: `circuit_breaker`,
    /// `rate_limiter`, `keyed_rate_limiter`, `bulkhead`, `retry`, `timeout`, `shutdown`, `heartbeat`,
    /// `watchdog`, `config`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Tripped(_)
            | Self::HalfOpened(_)
            | Self::Closed(_)
            | Self::Forced(_)
            | Self::Reset(_) => kind::CIRCUIT_BREAKER,
            Self::Rejected { kind, .. }
            | Self::WaitFinished { kind, .. }
            | Self::EventsLost { kind, .. } => kind,
            Self::RetryScheduled { .. } | Self::RetryExhausted { .. } => kind::RETRY,
            Self::Saturated { .. } => kind::BULKHEAD,
            Self::TimedOut { .. } => kind::TIMEOUT,
            Self::CleanupDone { .. } => kind::SHUTDOWN,
            Self::BeatMissed { .. } => kind::HEARTBEAT,
            Self::WatchdogFired { .. } => kind::WATCHDOG,
            Self::Reloaded { .. } | Self::ReloadFailed { .. } => kind::CONFIG,
        }
    }

    /// The name of what it happened to.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Tripped(change)
            | Self::HalfOpened(change)
            | Self::Closed(change)
            | Self::Forced(change)
            | Self::Reset(change) => &change.name,
            Self::Rejected { name, .. }
            | Self::WaitFinished { name, .. }
            | Self::RetryScheduled { name, .. }
            | Self::RetryExhausted { name, .. }
            | Self::Saturated { name, .. }
            | Self::TimedOut { name, .. }
            | Self::CleanupDone { name, .. }
            | Self::BeatMissed { name, .. }
            | Self::WatchdogFired { name, .. }
            | Self::Reloaded { name, .. }
            | Self::ReloadFailed { name, .. }
            | Self::EventsLost { name, .. } => name,
        }
    }

    /// The change of state that it is, if it is one.
    #[must_use]
    pub fn state_change(&self) -> Option<&StateChange> {
        match self {
            Self::Tripped(change)
            | Self::HalfOpened(change)
            | Self::Closed(change)
            | Self::Forced(change)
            | Self::Reset(change) => Some(change),
            _ => None,
        }
    }
}

/// The kinds, as sections of the configuration are called.
pub(crate) mod kind {
    pub(crate) const CIRCUIT_BREAKER: &str = "circuit_breaker";
    pub(crate) const RATE_LIMITER: &str = "rate_limiter";
    pub(crate) const KEYED_RATE_LIMITER: &str = "keyed_rate_limiter";
    pub(crate) const BULKHEAD: &str = "bulkhead";
    pub(crate) const RETRY: &str = "retry";
    pub(crate) const TIMEOUT: &str = "timeout";
    pub(crate) const SHUTDOWN: &str = "shutdown";
    pub(crate) const HEARTBEAT: &str = "heartbeat";
    pub(crate) const WATCHDOG: &str = "watchdog";
    pub(crate) const CONFIG: &str = "config";
}
