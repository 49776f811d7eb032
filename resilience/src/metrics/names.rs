//! What is published, as Prometheus would name it, with help for who reads the page.

use ::metrics::Unit;

/// A number that never goes back.
pub(super) struct Counter {
    pub(super) name: &'static str,
    pub(super) help: &'static str,
}

/// A number that comes and goes.
pub(super) struct Gauge {
    pub(super) name: &'static str,
    pub(super) unit: Unit,
    pub(super) help: &'static str,
}

/// Numbers one by one.
pub(super) struct Histogram {
    pub(super) name: &'static str,
    pub(super) unit: Unit,
    pub(super) help: &'static str,
}

pub(super) static COUNTERS: [&Counter; 3] = [&CALLS, &GRANTED_TOKENS, &TRANSITIONS];

pub(super) static CALLS: Counter =
    Counter { name: "resilience_calls_total", help: "Calls by how they ended." };

pub(super) static GRANTED_TOKENS: Counter = Counter {
    name: "resilience_rate_limiter_granted_tokens_total",
    help: "Tokens that were granted; a call may take several.",
};

pub(super) static TRANSITIONS: Counter = Counter {
    name: "resilience_circuit_breaker_transitions_total",
    help: "Changes of the state of a circuit breaker.",
};

pub(super) static GAUGES: [&Gauge; 11] = [
    &WAITED,
    &STATE,
    &FAILURES,
    &REMAINING,
    &IN_USE,
    &MAX_IN_USE,
    &MAX_CONCURRENT,
    &WAITING,
    &TOKENS,
    &KEYS,
    &BUDGET_LEFT,
];

pub(super) static WAITED: Gauge = Gauge {
    name: "resilience_waited_seconds",
    unit: Unit::Seconds,
    help: "How long all those waited that were admitted in the end. Never goes back.",
};

pub(super) static STATE: Gauge = Gauge {
    name: "resilience_circuit_breaker_state",
    unit: Unit::Count,
    help: "1 for the state that the next caller would meet, 0 for the others.",
};

pub(super) static FAILURES: Gauge = Gauge {
    name: "resilience_circuit_breaker_failures",
    unit: Unit::Count,
    help: "Failures in a row or in the window; while not closed, those that tripped it.",
};

pub(super) static REMAINING: Gauge = Gauge {
    name: "resilience_circuit_breaker_remaining_seconds",
    unit: Unit::Seconds,
    help: "How long a circuit breaker stays open; infinite if only a reset ends it.",
};

pub(super) static IN_USE: Gauge = Gauge {
    name: "resilience_bulkhead_in_use",
    unit: Unit::Count,
    help: "Permits of a bulkhead that are in use.",
};

pub(super) static MAX_IN_USE: Gauge = Gauge {
    name: "resilience_bulkhead_max_in_use",
    unit: Unit::Count,
    help: "The most permits of a bulkhead that were ever in use at once.",
};

pub(super) static MAX_CONCURRENT: Gauge = Gauge {
    name: "resilience_bulkhead_max_concurrent",
    unit: Unit::Count,
    help: "Permits that a bulkhead has.",
};

pub(super) static WAITING: Gauge = Gauge {
    name: "resilience_bulkhead_waiting",
    unit: Unit::Count,
    help: "Callers that wait for a permit of a bulkhead.",
};

pub(super) static TOKENS: Gauge = Gauge {
    name: "resilience_rate_limiter_tokens",
    unit: Unit::Count,
    help: "Tokens that a newcomer could take: 0 while anybody waits.",
};

pub(super) static KEYS: Gauge = Gauge {
    name: "resilience_rate_limiter_keys",
    unit: Unit::Count,
    help: "Keys that a keyed rate limiter remembers.",
};

pub(super) static BUDGET_LEFT: Gauge = Gauge {
    name: "resilience_retry_budget_left",
    unit: Unit::Count,
    help: "Retries that the budget would pay for.",
};

pub(super) static HISTOGRAMS: [&Histogram; 1] = [&WAIT];

pub(super) static WAIT: Histogram = Histogram {
    name: "resilience_wait_seconds",
    unit: Unit::Seconds,
    help: "Waits for a token or a permit, by how they ended.",
};
