//! What each kind of policy has to say.

use super::names::{
    BUDGET_LEFT, CALLS, FAILURES, GRANTED_TOKENS, IN_USE, KEYS, MAX_CONCURRENT, MAX_IN_USE,
    REMAINING, STATE, TOKENS, TRANSITIONS, WAITED, WAITING,
};
use super::sheet::PolicySheet;
use crate::bulkhead::Bulkhead;
use crate::circuit_breaker::CircuitBreaker;
use crate::events::{CircuitState, CircuitStats, kind};
use crate::rate_limiter::{KeyedRateLimiter, RateLimiter, RateLimiterStats};
use crate::retry::Retry;
use std::time::Duration;

/// A policy that has numbers to publish.
pub(super) trait Readings {
    /// Its kind, as the label has it.
    const KIND: &'static str;

    /// Its name.
    fn policy(&self) -> &str;

    /// Reads its statistics once and writes all it has.
    fn write(&self, sheet: &PolicySheet<'_>);
}

impl Readings for CircuitBreaker {
    const KIND: &'static str = kind::CIRCUIT_BREAKER;

    fn policy(&self) -> &str {
        self.name()
    }

    fn write(&self, sheet: &PolicySheet<'_>) {
        let CircuitStats {
            total_calls: _, // their sum, but for those that say nothing
            successful_calls,
            failed_calls,
            rejected_calls,
            ignored_calls,
            abandoned_calls,
            late_results,
            state_changes,
        } = self.stats();
        for (outcome, calls) in [
            ("successful", successful_calls),
            ("failed", failed_calls),
            ("rejected", rejected_calls),
            ("ignored", ignored_calls),
            ("abandoned", abandoned_calls),
            ("late", late_results),
        ] {
            sheet.count(&CALLS, sheet.of_kind().with("outcome", outcome), calls);
        }
        sheet.count(&TRANSITIONS, sheet.alone(), state_changes);
        let now = self.state();
        for (name, state) in [
            ("closed", CircuitState::Closed),
            ("open", CircuitState::Open),
            ("half_open", CircuitState::HalfOpen),
            ("forced_open", CircuitState::ForcedOpen),
            ("disabled", CircuitState::Disabled),
        ] {
            sheet.set(&STATE, sheet.alone().with("state", name), u32::from(state == now).into());
        }
        sheet.set(&FAILURES, sheet.alone(), self.failure_count().into());
        sheet.set(&REMAINING, sheet.alone(), seconds(self.remaining()));
    }
}

impl Readings for RateLimiter {
    const KIND: &'static str = kind::RATE_LIMITER;

    fn policy(&self) -> &str {
        self.name()
    }

    fn write(&self, sheet: &PolicySheet<'_>) {
        limiter(self.stats(), sheet);
        sheet.set(&TOKENS, sheet.alone(), self.tokens());
    }
}

impl Readings for KeyedRateLimiter {
    const KIND: &'static str = kind::KEYED_RATE_LIMITER;

    fn policy(&self) -> &str {
        self.name()
    }

    fn write(&self, sheet: &PolicySheet<'_>) {
        limiter(self.stats(), sheet);
        sheet.set(&KEYS, sheet.alone(), real(self.keys() as u64));
    }
}

fn limiter(stats: RateLimiterStats, sheet: &PolicySheet<'_>) {
    let RateLimiterStats { total_acquired, total_rejected, cancelled, total_waited } = stats;
    sheet.count(&GRANTED_TOKENS, sheet.of_kind(), total_acquired);
    sheet.count(&CALLS, sheet.of_kind().with("outcome", "rejected"), total_rejected);
    sheet.count(&CALLS, sheet.of_kind().with("outcome", "cancelled"), cancelled);
    sheet.set(&WAITED, sheet.of_kind(), seconds(total_waited));
}

impl Readings for Bulkhead {
    const KIND: &'static str = kind::BULKHEAD;

    fn policy(&self) -> &str {
        self.name()
    }

    fn write(&self, sheet: &PolicySheet<'_>) {
        let stats = self.stats();
        for (outcome, calls) in [
            ("admitted", stats.total_acquired),
            ("rejected", stats.total_rejected),
            ("cancelled", stats.cancelled),
        ] {
            sheet.count(&CALLS, sheet.of_kind().with("outcome", outcome), calls);
        }
        sheet.set(&WAITED, sheet.of_kind(), seconds(stats.total_waited));
        sheet.set(&IN_USE, sheet.alone(), self.in_use().into());
        sheet.set(&MAX_IN_USE, sheet.alone(), stats.max_in_use.into());
        sheet.set(&MAX_CONCURRENT, sheet.alone(), self.max_concurrent().into());
        sheet.set(&WAITING, sheet.alone(), real(self.waiting() as u64));
    }
}

impl Readings for Retry {
    const KIND: &'static str = kind::RETRY;

    fn policy(&self) -> &str {
        self.name()
    }

    fn write(&self, sheet: &PolicySheet<'_>) {
        if let Some(left) = self.retries_left() {
            sheet.set(&BUDGET_LEFT, sheet.alone(), real(left));
        }
    }
}

/// As Prometheus has them; `Duration::MAX` is for ever.
fn seconds(length: Duration) -> f64 {
    if length == Duration::MAX { f64::INFINITY } else { length.as_secs_f64() }
}

#[expect(clippy::cast_precision_loss, reason = "gauges are floating point")]
fn real(count: u64) -> f64 {
    count as f64
}
