//! The rejection of a circuit breaker.

use super::brief::Brief;
use crate::clock::{Clock, Instant};
use crate::name::Name;
use std::fmt;
use std::time::Duration;

/// The circuit breaker did not admit the call.
///
/// It carries the instant at which the breaker admits a probe, on the breaker's own clock; the
/// times below are measured when they are asked for.
#[derive(Clone)]
pub struct CircuitOpenError {
    name: Name,
    clock: Clock,
    reopening: Reopening,
}

/// When a breaker that rejects will admit somebody again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reopening {
    /// A probe is admitted from then on.
    At(Instant),
    /// Half-open, all probe slots are taken: whenever one of them ends.
    WhenProbesEnd,
    /// Forced open: when somebody resets it.
    WhenReset,
}

impl CircuitOpenError {
    #[inline]
    pub(crate) fn new(name: Name, clock: Clock, reopening: Reopening) -> Self {
        Self { name, clock, reopening }
    }

    /// The name of the circuit breaker; `unnamed` if it has none.
    #[must_use]
    pub fn name(&self) -> &str {
        self.name.as_str()
    }

    /// How long the breaker stays open from now: zero once that time is over and while it is
    /// half-open, `Duration::MAX` if it only ends by a reset.
    #[must_use]
    pub fn remaining(&self) -> Duration {
        match self.reopening {
            Reopening::At(instant) => self.clock.now().until(instant),
            Reopening::WhenProbesEnd => Duration::ZERO,
            Reopening::WhenReset => Duration::MAX,
        }
    }

    /// How long from now until a call may be admitted: `Some(ZERO)` means now. `None`: not known,
    /// because it depends on the probes that are out or on somebody's reset.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self.reopening {
            Reopening::At(Instant::NEVER) | Reopening::WhenProbesEnd | Reopening::WhenReset => None,
            Reopening::At(_) => Some(self.remaining()),
        }
    }
}

impl fmt::Display for CircuitOpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "circuit breaker `{}` is ", self.name)?;
        match (self.reopening, self.retry_after()) {
            (Reopening::At(_), Some(Duration::ZERO)) => f.write_str("due for a probe, retry now"),
            (Reopening::At(_), Some(wait)) => write!(f, "open, retry in {}", Brief(wait)),
            (Reopening::At(_), None) => f.write_str("open until it is reset"),
            (Reopening::WhenProbesEnd, _) => {
                f.write_str("half-open and its probe slots are taken, retry when they have ended")
            }
            (Reopening::WhenReset, _) => f.write_str("forced open, retry when it is reset"),
        }
    }
}

impl fmt::Debug for CircuitOpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CircuitOpenError")
            .field("name", &self.name)
            .field("retry_after", &self.retry_after())
            .finish_non_exhaustive()
    }
}

impl std::error::Error for CircuitOpenError {}
