//! Guards for calls to things that fail.

mod circuit_breaker;
mod clock;
mod error;
mod events;
mod name;
mod outcome;
mod permit;
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
pub use crate::settings::{Place, SettingValue, Settings};
