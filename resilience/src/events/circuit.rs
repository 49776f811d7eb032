//! What circuit breakers tell.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

/// Where a circuit breaker stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CircuitState {
    /// Calls pass.
    Closed,
    /// Calls are rejected until the reset timeout is over.
    Open,
    /// A few calls pass as probes; the others are rejected.
    HalfOpen,
    /// Calls are rejected until somebody resets the breaker, or for good once its
    /// [registry drains](crate::Registry::drain).
    ForcedOpen,
    /// Calls pass and nothing is recorded until somebody resets the breaker.
    Disabled,
}

impl fmt::Display for CircuitState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Closed => "closed",
            Self::Open => "open",
            Self::HalfOpen => "half_open",
            Self::ForcedOpen => "forced_open",
            Self::Disabled => "disabled",
        })
    }
}

/// Statistics of a circuit breaker.
///
/// Each permit ends in exactly one of `successful_calls`, `failed_calls`, `ignored_calls`,
/// `abandoned_calls` and `late_results`; calls in flight are in none, and permits issued while the
/// breaker is disabled end in none. No number ever goes back, not by a reset either, and all are
/// exact once the callers are quiet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct CircuitStats {
    /// `successful_calls + failed_calls + rejected_calls`.
    pub total_calls: u64,
    /// Calls that ended in success.
    pub successful_calls: u64,
    /// Calls that ended in a counted failure, panics included.
    pub failed_calls: u64,
    /// Calls that were turned away.
    pub rejected_calls: u64,
    /// Calls whose result says nothing about the dependency.
    pub ignored_calls: u64,
    /// Calls that were given up before they ended.
    pub abandoned_calls: u64,
    /// Endings of calls admitted in an earlier state period. They change nothing else.
    pub late_results: u64,
    /// Changes of state.
    pub state_changes: u64,
}

/// One change of state, as [`on_state_change`](crate::CircuitBreakerBuilder::on_state_change) hears it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StateChange {
    /// The name of the circuit breaker.
    pub name: Cow<'static, str>,
    /// The state before.
    pub from: CircuitState,
    /// The state after.
    pub to: CircuitState,
    /// Why it changed.
    pub cause: StateChangeCause,
    /// The failures in a row, or those in the window, with which the breaker last ceased to be closed;
    /// 0 if it closes.
    pub failure_count: u32,
    /// How long it stays open from the change on: zero unless `to` is open, `Duration::MAX` if only a
    /// reset ends it.
    pub remaining: Duration,
    /// The statistics right after the change, the change and the call that made it included.
    pub stats: CircuitStats,
}

/// Why the state of a circuit breaker changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StateChangeCause {
    /// `max_failures` failures in a row.
    Failures,
    /// The failure rate or the rate of slow calls was reached.
    Rate,
    /// The reset timeout is over, and somebody asked.
    Due,
    /// A probe failed.
    ProbeFailed,
    /// Enough probes succeeded.
    ProbesSucceeded,
    /// `force_open`, `disable` or `reset` was called.
    Command,
    /// Its registry [drains](crate::Registry::drain).
    Draining,
}

impl fmt::Display for StateChangeCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Failures => "failures",
            Self::Rate => "rate",
            Self::Due => "due",
            Self::ProbeFailed => "probe_failed",
            Self::ProbesSucceeded => "probes_succeeded",
            Self::Command => "command",
            Self::Draining => "draining",
        })
    }
}
