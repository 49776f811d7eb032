//! What `docs/promises.md` says of graceful shutdown when signals come. Each test is two processes: it
//! starts itself again as a child, in which it takes the other half of the same function.

mod child;
mod dispositions;
mod endings;
mod instants;
mod runtimes;
#[cfg(target_os = "linux")]
mod shortages;
