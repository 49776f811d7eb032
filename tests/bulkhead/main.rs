//! What `docs/promises.md` says of the bulkhead, through its public API, under a manual clock.

mod bounds;
mod cancellation;
mod field_faults;
mod panics;
mod permits;
mod resize;
mod settings;
mod shared;
mod statistics;
mod support;
mod threads;
mod waits;
