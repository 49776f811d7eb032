//! What `contract.md` promises of the circuit breaker, through its public API, under a manual clock.

mod callbacks;
mod closed;
mod forced;
mod half_open;
mod late;
mod nested;
mod open;
mod panics;
mod permits;
mod record;
mod settings;
mod statistics;
mod support;
