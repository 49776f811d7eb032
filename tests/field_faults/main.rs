//! What goes wrong elsewhere, each fault with a test of its name that shows it does not happen here.
//! `docs/promises.md` lists them.

mod attributes;
mod breaker;
mod limiter;
mod names;
