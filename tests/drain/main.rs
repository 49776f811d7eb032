//! What becomes of policies, of those who wait for them and of calls in flight when the process ends.

mod breakers;
mod bulkheads;
mod composition;
mod idle;
mod keyed;
mod limiters;
mod names;
mod support;
