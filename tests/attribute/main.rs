//! What annotated functions do when they run.

mod behaviour;
mod cancellation;
mod names;
mod stacking;
