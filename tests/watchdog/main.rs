//! What `docs/promises.md` says of the watchdog, through its public API, under a manual clock; and in
//! processes of their own, where that is what it takes.
#![cfg(unix)]

mod callbacks;
mod field_faults;
mod gaps;
mod life;
mod processes;
mod report;
mod runtimes;
mod settings;
mod silence;
mod state_file;
mod statistics;
mod support;
mod types;
