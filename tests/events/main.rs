//! Events: what is told, to whom, in which order, and what it costs the policies, which is nothing.

mod delivery;
mod lines;
mod process;
mod reentrance;
mod rejections;
mod retries;
mod subscriptions;
mod support;
mod transitions;
mod waits;
