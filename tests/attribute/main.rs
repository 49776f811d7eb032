//! What annotated functions do when they run.

mod behaviour;
mod cancellation;
mod limiter;
mod names;
mod stacking;
