//! Guards for calls to things that fail.

#![cfg_attr(not(test), warn(clippy::unwrap_used))]

#[path = "macros_support/mod.rs"]
#[doc(hidden)]
pub mod __private;
mod circuit_breaker;
mod clock;
mod error;
mod events;
mod name;
mod outcome;
mod permit;
mod registry;
mod settings;
mod stats;
mod sync;

pub use crate::circuit_breaker::{
    CircuitBreaker, CircuitBreakerBuilder, CircuitState, CircuitStats, StateChange,
};
pub use crate::clock::{Clock, ManualClock};
pub use crate::error::{CircuitOpenError, ConfigError, ConfigProblem, Error, Rejected};
pub use crate::outcome::Outcome;
pub use crate::permit::Permit;
pub use crate::registry::{Registry, registry};
pub use crate::settings::{Place, SettingValue, Settings};
pub use resilience_macros::circuit_breaker;
