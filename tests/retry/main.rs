//! What `docs/promises.md` says of the retry, through its public API, under a manual clock.

mod attempts;
mod budget;
mod field_faults;
mod jitter;
mod rejections;
mod settings;
mod support;
mod waits;
