//! What `docs/promises.md` says of the circuit breaker, through its public API, under a manual clock.

mod callbacks;
mod closed;
mod forced;
mod growing;
mod half_open;
mod late;
mod nested;
mod open;
mod panics;
mod permits;
mod rates;
mod record;
mod settings;
mod slow_calls;
mod statistics;
mod support;
mod windows;
