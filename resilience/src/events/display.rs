//! Events as lines for people.

use super::circuit::{StateChange, StateChangeCause};
use super::event::{Event, RetryEnd, WaitEnd};
use crate::error::Brief;
use std::fmt;
use std::time::Duration;

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tripped(change)
            | Self::HalfOpened(change)
            | Self::Closed(change)
            | Self::Forced(change)
            | Self::Reset(change) => change.fmt(f),
            // The rejection tells the policy's name.
            Self::Rejected { rejected, untold, .. } => {
                write!(f, "{rejected}")?;
                and_more(f, *untold)
            }
            Self::WaitFinished { kind, name, waited, end } => {
                let (kind, waited) = (spoken(kind), Brief(*waited));
                let ended = match end {
                    WaitEnd::Admitted => "was admitted",
                    WaitEnd::Rejected => "was rejected",
                    WaitEnd::Cancelled => "gave up",
                };
                write!(f, "{kind} `{name}`: a caller {ended} after {waited}")
            }
            Self::RetryScheduled { name, attempt, wait } => {
                write!(f, "retry `{name}` makes attempt {attempt} ")?;
                match *wait {
                    Duration::ZERO => f.write_str("at once"),
                    wait => write!(f, "in {}", Brief(wait)),
                }
            }
            Self::RetryExhausted { name, attempts, end } => {
                let attempts = Count(u64::from(*attempts), "attempt");
                match end {
                    RetryEnd::Attempts => write!(f, "retry `{name}` gives up after {attempts}"),
                    RetryEnd::Budget => {
                        write!(f, "retry `{name}` gives up after {attempts}, its budget is spent")
                    }
                }
            }
            Self::Saturated { name, max_concurrent, untold } => {
                let permits = Count(u64::from(*max_concurrent), "permit");
                write!(f, "bulkhead `{name}` has none of its {permits} free")?;
                and_more(f, *untold)
            }
            Self::TimedOut { name, limit } => {
                write!(f, "timeout `{name}` ended a call after {}", Brief(*limit))
            }
            Self::CleanupDone { name, outcome, took, error } => {
                let took = Brief(*took);
                match *outcome {
                    "done" => write!(f, "cleanup `{name}` done in {took}"),
                    "skipped" => write!(f, "cleanup `{name}` was skipped"),
                    _ => write!(f, "cleanup `{name}` {} after {took}", outcome.replace('_', " ")),
                }?;
                error.as_ref().map_or(Ok(()), |error| write!(f, ": {error}"))
            }
            // Both errors tell who.
            Self::BeatMissed { error, .. } => f.write_str(error),
            Self::ReloadFailed { error, .. } => write!(f, "{error}"),
            Self::WatchdogFired { name, inactive, limit } => write!(
                f,
                "watchdog `{name}` has seen no life for {}, its limit is {}",
                Brief(*inactive),
                Brief(*limit)
            ),
            Self::Reloaded { name } => write!(f, "settings loaded from `{name}`"),
            Self::EventsLost { kind, name, lost } => {
                let lost = Count(*lost, "event");
                write!(f, "{} `{name}` lost {lost}: its listeners are too slow", spoken(kind))
            }
        }
    }
}

impl fmt::Display for StateChange {
    /// One line, like ``circuit breaker `payments` closed -> open: 5 failures in a row, for 30s``.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, from, to, cause, failure_count, remaining, .. } = self;
        write!(f, "circuit breaker `{name}` {from} -> {to}: ")?;
        let failures = Count(u64::from(*failure_count), "failure");
        match cause {
            StateChangeCause::Failures => write!(f, "{failures} in a row")?,
            StateChangeCause::Rate => write!(f, "its rate is reached, with {failures}")?,
            StateChangeCause::Due => f.write_str("the open time is over")?,
            StateChangeCause::ProbeFailed => f.write_str("a probe failed")?,
            StateChangeCause::ProbesSucceeded => f.write_str("its probes succeeded")?,
            StateChangeCause::Command => f.write_str("by command")?,
            StateChangeCause::Draining => f.write_str("its registry drains")?,
        }
        match *remaining {
            Duration::ZERO | Duration::MAX => Ok(()),
            remaining => write!(f, ", for {}", Brief(remaining)),
        }
    }
}

/// A number of things.
struct Count(u64, &'static str);

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(number, thing) = self;
        write!(f, "{number} {thing}{}", if *number == 1 { "" } else { "s" })
    }
}

/// What was not told since the last time.
fn and_more(f: &mut fmt::Formatter<'_>, untold: u64) -> fmt::Result {
    match untold {
        0 => Ok(()),
        _ => write!(f, " ({untold} more since the last one told)"),
    }
}

/// `rate_limiter` as it is said.
fn spoken(kind: &str) -> String {
    kind.replace('_', " ")
}
