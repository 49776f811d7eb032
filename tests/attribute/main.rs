//! What annotated functions do when they run.

mod behaviour;
mod cancellation;
mod given_breaker;
mod limiter;
mod names;
mod rates;
mod stacking;
