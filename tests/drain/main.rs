//! What becomes of policies, of those who wait for them and of calls in flight when the process ends.

#![expect(clippy::float_cmp, reason = "tokens are counted exactly")]

mod breakers;
mod bulkheads;
mod composition;
mod idle;
mod keyed;
mod limiters;
mod names;
mod support;
