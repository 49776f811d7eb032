//! Policies of every kind, and what their own statistics say should stand on the page.

use crate::page::{Series, Value, series};
use resilience::{
    Backoff, Bulkhead, CircuitBreaker, CircuitState, KeyedRateLimiter, ManualClock, RateLimiter,
    RateLimiterStats, Registry, Retry, RetryBudget,
};
use std::collections::BTreeMap;
use std::time::Duration;

/// A name belongs to its kind: all of them have this one.
pub(crate) const NAME: &str = "orders \"eu\"\\\n";

pub(crate) const SECOND: Duration = Duration::from_secs(1);

pub(crate) const STATES: [CircuitState; 5] = [
    CircuitState::Closed,
    CircuitState::Open,
    CircuitState::HalfOpen,
    CircuitState::ForcedOpen,
    CircuitState::Disabled,
];

/// One of each kind, under one manual clock.
pub(crate) struct World {
    pub(crate) registry: Registry,
    pub(crate) time: ManualClock,
    pub(crate) breaker: CircuitBreaker,
    pub(crate) limiter: RateLimiter,
    pub(crate) keyed: KeyedRateLimiter,
    pub(crate) bulkhead: Bulkhead,
    pub(crate) retry: Retry,
}

impl World {
    pub(crate) fn new() -> Self {
        let (registry, time) = (Registry::new(), ManualClock::new());
        let breaker = CircuitBreaker::builder().name(NAME).max_failures(2).reset_timeout(SECOND);
        let limiter = RateLimiter::builder().name(NAME).rate(10.0).burst(3).clock(time.clock());
        let bulkhead = Bulkhead::builder().name(NAME).max_concurrent(2).max_waiting(2);
        let retry = Retry::builder().name(NAME).max_attempts(3).backoff(Backoff::none());
        Self {
            breaker: breaker.clock(time.clock()).register_in(&registry).unwrap(),
            keyed: limiter.clone().keyed().register_in(&registry).unwrap(),
            limiter: limiter.register_in(&registry).unwrap(),
            bulkhead: bulkhead.clock(time.clock()).register_in(&registry).unwrap(),
            retry: retry.budget(RetryBudget::new(0.2, 5)).register_in(&registry).unwrap(),
            registry,
            time,
        }
    }

    /// The whole page, from what the policies say.
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    pub(crate) fn expected(&self) -> BTreeMap<Series, Value> {
        let mut page = Expected::default();
        page.breaker(&self.breaker);
        page.limiter("rate_limiter", self.limiter.stats());
        page.gauge("resilience_rate_limiter_tokens", &[], self.limiter.tokens());
        page.limiter("keyed_rate_limiter", self.keyed.stats());
        page.gauge("resilience_rate_limiter_keys", &[], self.keyed.keys() as f64);
        page.bulkhead(&self.bulkhead);
        let left = self.retry.retries_left().unwrap();
        page.gauge("resilience_retry_budget_left", &[], left as f64);
        page.0
    }
}

#[derive(Default)]
struct Expected(BTreeMap<Series, Value>);

impl Expected {
    fn add(&mut self, name: &str, labels: &[(&str, &str)], value: Value) {
        let labels = [labels, &[("policy", NAME)]].concat();
        assert_eq!(self.0.insert(series(name, &labels), value), None);
    }

    fn counter(&mut self, name: &str, labels: &[(&str, &str)], value: u64) {
        self.add(name, labels, Value::Counter(value));
    }

    fn gauge(&mut self, name: &str, labels: &[(&str, &str)], value: f64) {
        self.add(name, labels, Value::Gauge(value));
    }

    fn calls(&mut self, kind: &str, outcome: &str, calls: u64) {
        self.counter("resilience_calls_total", &[("kind", kind), ("outcome", outcome)], calls);
    }

    fn breaker(&mut self, breaker: &CircuitBreaker) {
        let stats = breaker.stats();
        let kind = "circuit_breaker";
        self.calls(kind, "successful", stats.successful_calls);
        self.calls(kind, "failed", stats.failed_calls);
        self.calls(kind, "rejected", stats.rejected_calls);
        self.calls(kind, "ignored", stats.ignored_calls);
        self.calls(kind, "abandoned", stats.abandoned_calls);
        self.calls(kind, "late", stats.late_results);
        let transitions = "resilience_circuit_breaker_transitions_total";
        self.counter(transitions, &[], stats.state_changes);
        for state in STATES {
            let value = if breaker.state() == state { 1.0 } else { 0.0 };
            let state = state.to_string();
            self.gauge("resilience_circuit_breaker_state", &[("state", &state)], value);
        }
        let failures = breaker.failure_count().into();
        self.gauge("resilience_circuit_breaker_failures", &[], failures);
        let for_ever = breaker.state() == CircuitState::ForcedOpen;
        let left = if for_ever { f64::INFINITY } else { breaker.remaining().as_secs_f64() };
        self.gauge("resilience_circuit_breaker_remaining_seconds", &[], left);
    }

    fn limiter(&mut self, kind: &str, stats: RateLimiterStats) {
        let tokens = "resilience_rate_limiter_granted_tokens_total";
        self.counter(tokens, &[("kind", kind)], stats.total_acquired);
        self.calls(kind, "rejected", stats.total_rejected);
        self.calls(kind, "cancelled", stats.cancelled);
        let waited = stats.total_waited.as_secs_f64();
        self.gauge("resilience_waited_seconds", &[("kind", kind)], waited);
    }

    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    fn bulkhead(&mut self, bulkhead: &Bulkhead) {
        let stats = bulkhead.stats();
        let kind = "bulkhead";
        self.calls(kind, "admitted", stats.total_acquired);
        self.calls(kind, "rejected", stats.total_rejected);
        self.calls(kind, "cancelled", stats.cancelled);
        let waited = stats.total_waited.as_secs_f64();
        self.gauge("resilience_waited_seconds", &[("kind", kind)], waited);
        self.gauge("resilience_bulkhead_in_use", &[], bulkhead.in_use().into());
        self.gauge("resilience_bulkhead_max_in_use", &[], stats.max_in_use.into());
        self.gauge("resilience_bulkhead_max_concurrent", &[], bulkhead.max_concurrent().into());
        self.gauge("resilience_bulkhead_waiting", &[], bulkhead.waiting() as f64);
    }
}
