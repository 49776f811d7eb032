//! Events for `tracing`.
//!
//! Target `resilience`, names like `circuit_breaker.tripped`, fields in snake case, lengths of time in
//! seconds. Asked before an event is made, so that one nobody wants costs a load. Told from the queue like
//! any listener: a subscriber runs outside our locks, may call the policy, and its panic is caught.

use super::circuit::StateChange;
use super::event::{Event, RetryEnd, WaitEnd};
use super::topic::Topic;
use crate::error::Rejected;
use crate::foreign;
use std::time::Duration;
use tracing::level_filters::{LevelFilter, STATIC_MAX_LEVEL};
use tracing::{Level, event};

/// Whether anybody may want to see such an event: the least verbose of its topic. No code of others runs.
#[inline]
pub(super) fn is_wanted(topic: Topic) -> bool {
    let level = match topic {
        Topic::Process => Level::ERROR,
        Topic::Transition | Topic::Lost => Level::WARN,
        Topic::Saturated => Level::INFO,
        Topic::Rejected | Topic::Waited | Topic::Retried | Topic::TimedOut => Level::DEBUG,
    };
    // A build may leave out what is too verbose.
    level <= STATIC_MAX_LEVEL && level <= LevelFilter::current()
}

pub(super) fn tell(event: &Event) {
    foreign::run(|| show(event));
}

/// One event; its line for people is the message.
macro_rules! show {
    ($level:ident, $name:literal, $event:expr, $($fields:tt)*) => {
        event!(
            name: $name,
            target: "resilience",
            Level::$level,
            kind = $event.kind(),
            policy = $event.name(),
            $($fields)*
            "{}",
            $event
        )
    };
}

macro_rules! show_change {
    ($level:ident, $name:literal, $event:expr, $change:expr) => {{
        let StateChange { from, to, cause, failure_count, remaining, .. } = $change;
        let open_seconds = seconds(*remaining);
        show!($level, $name, $event, %from, %to, %cause, failure_count, open_seconds,);
    }};
}

fn show(event: &Event) {
    match event {
        Event::Tripped(change) => {
            show_change!(WARN, "circuit_breaker.tripped", event, change);
        }
        Event::HalfOpened(change) => {
            show_change!(INFO, "circuit_breaker.half_opened", event, change);
        }
        Event::Closed(change) => {
            show_change!(INFO, "circuit_breaker.closed", event, change);
        }
        Event::Forced(change) => {
            show_change!(WARN, "circuit_breaker.forced", event, change);
        }
        Event::Reset(change) => {
            show_change!(INFO, "circuit_breaker.reset", event, change);
        }
        Event::Rejected { rejected, untold, .. } => {
            let (reason, retry_after_seconds) =
                (reason(rejected), rejected.retry_after().and_then(seconds));
            show!(DEBUG, "rejected", event, reason, retry_after_seconds, untold,);
        }
        // With what was waited for it is a success, which is never an event in a log.
        Event::WaitFinished { end: WaitEnd::Admitted, .. } => {}
        Event::WaitFinished { waited, end, .. } => {
            let outcome = if *end == WaitEnd::Rejected { "rejected" } else { "cancelled" };
            show!(DEBUG, "wait.finished", event, outcome, waited_seconds = waited.as_secs_f64(),);
        }
        Event::RetryScheduled { attempt, wait, .. } => {
            show!(DEBUG, "retry.scheduled", event, attempt, wait_seconds = wait.as_secs_f64(),);
        }
        Event::RetryExhausted { attempts, end, .. } => {
            let cause = if *end == RetryEnd::Attempts { "attempts" } else { "budget" };
            show!(DEBUG, "retry.exhausted", event, attempts, cause,);
        }
        Event::Saturated { max_concurrent, untold, .. } => {
            show!(INFO, "bulkhead.saturated", event, max_concurrent, untold,);
        }
        Event::TimedOut { limit, .. } => {
            show!(DEBUG, "timeout.timed_out", event, limit_seconds = limit.as_secs_f64(),);
        }
        Event::CleanupDone { outcome, took, error, .. } => {
            let (took_seconds, error) = (took.as_secs_f64(), error.as_deref());
            if *outcome == "done" {
                show!(INFO, "shutdown.cleanup_done", event, outcome, took_seconds,);
            } else {
                show!(WARN, "shutdown.cleanup_done", event, outcome, took_seconds, error,);
            }
        }
        Event::BeatMissed { error, .. } => show!(WARN, "heartbeat.missed", event, error,),
        Event::WatchdogFired { inactive, limit, .. } => {
            let (inactive_seconds, limit_seconds) = (inactive.as_secs_f64(), limit.as_secs_f64());
            show!(ERROR, "watchdog.fired", event, inactive_seconds, limit_seconds,);
        }
        Event::Reloaded { .. } => show!(INFO, "config.reloaded", event,),
        Event::ReloadFailed { error, .. } => {
            show!(ERROR, "config.reload_failed", event, problems = error.problems().len(),);
        }
        Event::EventsLost { lost, .. } => show!(WARN, "events.lost", event, lost,),
    }
}

/// Nothing for never.
fn seconds(length: Duration) -> Option<f64> {
    (length != Duration::MAX).then_some(length.as_secs_f64())
}

fn reason(rejected: &Rejected) -> &'static str {
    match rejected {
        Rejected::CircuitOpen(_) => "circuit_open",
        Rejected::RateLimitExceeded(_) => "rate_limit_exceeded",
        Rejected::CapacityExceeded(_) => "capacity_exceeded",
        Rejected::BulkheadFull(_) => "bulkhead_full",
        Rejected::TimedOut(_) => "timed_out",
        Rejected::ShuttingDown(_) => "shutting_down",
        Rejected::Misconfigured(_) => "misconfigured",
    }
}
