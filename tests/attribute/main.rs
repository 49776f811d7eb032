//! What annotated functions do when they run.

mod behaviour;
mod breaker;
mod callers;
mod cancellation;
mod limiter;
mod names;
mod others;
mod sizes;
mod stacking;
