//! What `docs/promises.md` says of the timeout, through its public API, under a manual clock.
//! `examples/paused_time` has it under tokio's paused time.

mod breakers;
mod ends;
mod settings;
mod support;
mod wall_clock;
