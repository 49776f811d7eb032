//! What a rate limiter promises, each bullet of it under a manual clock.

mod bucket;
mod cancellation;
mod changes;
mod keyed;
mod keys_and_memory;
mod ranges;
mod statistics;
mod support;
mod waits;
