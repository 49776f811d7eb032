//! What a rate limiter promises, each bullet of it under a manual clock.

#![expect(clippy::float_cmp, reason = "tokens are counted exactly")]

mod bucket;
mod cancellation;
mod changes;
mod joins;
mod keyed;
mod keys_and_memory;
mod ranges;
mod room;
mod statistics;
mod support;
mod waits;
mod wakers;
