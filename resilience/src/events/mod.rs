//! Telling what happens.
//!
//! A policy asks its [`Outlet`] whether anybody wants to hear (`word`), and only then makes an event
//! (`event`), which goes through the policy's queue (`queue`) to its own listeners, to those of the process
//! (`subscription`) and to `tracing`.

mod circuit;
mod display;
mod event;
mod listener;
#[cfg(all(test, resilience_loom))]
mod models;
#[cfg(not(feature = "tracing"))]
mod no_tracing;
mod outlet;
mod queue;
mod subscription;
#[cfg(feature = "tracing")]
mod to_tracing;
mod topic;
mod word;

pub use self::circuit::{CircuitState, CircuitStats, StateChange, StateChangeCause};
pub(crate) use self::event::kind;
pub use self::event::{Event, RetryEnd, WaitEnd};
pub(crate) use self::listener::{Listener, Listeners};
#[cfg(not(feature = "tracing"))]
use self::no_tracing as to_tracing;
pub(crate) use self::outlet::Outlet;
#[cfg(feature = "metrics")]
pub(crate) use self::subscription::subscribe;
pub use self::subscription::{Subscription, on_event};
pub(crate) use self::topic::Topic;
#[cfg(feature = "metrics")]
pub(crate) use self::topic::Topics;
