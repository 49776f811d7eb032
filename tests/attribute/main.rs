//! What annotated functions do when they run.

mod answers;
mod async_traits;
mod behaviour;
mod breaker;
mod bulkhead;
mod callers;
mod cancellation;
mod fallback;
mod forms;
mod limiter;
mod names;
mod rates;
mod retry;
mod sizes;
mod stacking;
mod stacks;
#[path = "../support/task.rs"]
mod task;
mod timeout;
