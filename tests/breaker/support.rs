//! Short words for what the tests do again and again.

use resilience::{CircuitBreaker, CircuitBreakerBuilder, CircuitState, Error, ManualClock};
use std::time::Duration;

pub(crate) const fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

pub(crate) const NANO: Duration = Duration::from_nanos(1);
pub(crate) const RESET: Duration = secs(30);

/// Opens at the third failure in a row, for 30 s.
pub(crate) fn builder(time: &ManualClock) -> CircuitBreakerBuilder {
    CircuitBreaker::builder().name("b").max_failures(3).reset_timeout(RESET).clock(time.clock())
}

pub(crate) fn breaker(time: &ManualClock) -> CircuitBreaker {
    builder(time).build().unwrap()
}

/// Half-open as soon as somebody calls.
pub(crate) fn due(time: &ManualClock, builder: CircuitBreakerBuilder) -> CircuitBreaker {
    let breaker = builder.build().unwrap();
    trip(&breaker);
    time.advance(RESET);
    breaker
}

pub(crate) fn trip(breaker: &CircuitBreaker) {
    while breaker.state() == CircuitState::Closed {
        fail(breaker).unwrap_err();
    }
}

pub(crate) type Reply = Result<(), Error<&'static str>>;

pub(crate) fn succeed(breaker: &CircuitBreaker) -> Reply {
    breaker.call(|| Ok(()))
}

pub(crate) fn fail(breaker: &CircuitBreaker) -> Reply {
    breaker.call(|| Err("down"))
}

pub(crate) fn is_rejected(breaker: &CircuitBreaker) -> bool {
    matches!(succeed(breaker), Err(Error::Rejected(_)))
}
