//! What `docs/promises.md` says of the heartbeat: through its public API, under a manual clock where
//! time matters, and with processes that end as no process should.

mod beats;
mod callbacks;
mod contention;
mod ends;
mod file;
mod fork;
mod kstlib;
mod missed;
mod planted;
mod processes;
mod reading;
mod settings;
mod support;
mod target;
mod tasks;
