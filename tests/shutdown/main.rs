//! What `docs/promises.md` says of graceful shutdown, through its public API, under a manual clock.
//! What takes a signal is in `shutdown_processes`.

mod draining;
mod failures;
mod order;
mod registering;
mod running;
mod runtimes;
mod settings;
mod starting;
mod support;
mod times;
mod tokens;
