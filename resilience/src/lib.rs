//! Guards for calls to things that fail.
//!
//! A policy admits a call by handing out a [`Permit`], which is settled exactly once: success,
//! failure, ignored, or, when it is merely dropped, abandoned. Attributes, guarded calls and permits
//! held by hand all sit on that, so a cancelled future, an early return, a panic or a late result
//! cannot corrupt a policy.
//!
//! # Two lines to guard a function
//!
//! ```
//! use resilience::{CircuitState, Rejected, circuit_breaker};
//!
//! #[derive(Debug, thiserror::Error)]
//! enum ApiError {
//!     #[error("not found")]
//!     NotFound,
//!     #[error("status {0}")]
//!     Status(u16),
//!     #[error(transparent)]
//!     Rejected(#[from] Rejected),
//! }
//!
//! #[circuit_breaker(max_failures = 2, excluded(ApiError::NotFound), accessor = fetch_breaker)]
//! fn fetch(id: u32) -> Result<u32, ApiError> {
//!     match id {
//!         0 => Err(ApiError::NotFound),
//!         1 => Err(ApiError::Status(503)),
//!         _ => Ok(id),
//!     }
//! }
//!
//! fetch(0).unwrap_err(); // not found: no failure
//! fetch(1).unwrap_err();
//! fetch(1).unwrap_err(); // the second in a row
//! assert_eq!(fetch_breaker().state(), CircuitState::Open);
//! let rejected = fetch(7).unwrap_err();
//! assert!(rejected.to_string().contains("is open, retry in"));
//! ```
//!
//! A rate limiter is as short: calls wait for their turn, or for a while, or not at all.
//!
//! ```
//! use resilience::{Rejected, rate_limiter};
//!
//! #[rate_limiter(rate = 5, burst = 2, timeout = 10ms)] // 5 a second, 2 at once
//! fn search(text: &str) -> Result<String, Rejected> {
//!     Ok(text.to_uppercase())
//! }
//!
//! search("tea")?;
//! search("milk")?;
//! let rejected = search("sugar").unwrap_err(); // the next token comes in 200 ms, which is too late
//! assert!(rejected.retry_after().is_some());
//! # Ok::<(), Rejected>(())
//! ```
//!
//! # By hand
//!
//! [`CircuitBreaker`] is the same without a macro: a cheap handle whose clones share one state.
//! [`call`](CircuitBreaker::call) and [`call_async`](CircuitBreaker::call_async) guard anything that
//! returns a `Result`, [`call_with`](CircuitBreaker::call_with) anything that a closure can judge, and
//! [`try_acquire`](CircuitBreaker::try_acquire) hands out the permit itself. [`RateLimiter`] waits for
//! tokens or does not, [`KeyedRateLimiter`] has a limit for each tenant, user or address. [`Bulkhead`]
//! lets so many calls run at once, [`Timeout`] ends those that take too long, [`Retry`] tries again, and a
//! [`Pipeline`] has several of them around one call. One type serves threads and tasks.
//!
//! # By name
//!
//! Every annotated function's guard is in the [`registry()`], under the name that is in its errors.
//!
//! # In tests
//!
//! A [`ManualClock`] drives states and waits without sleeping. With feature `test-util` tokio's
//! paused time does so, for annotated functions too. Their statics are shared by all tests of a
//! process, which run at the same time: give such tests functions of their own, or let them take
//! turns and `reset` the guard first (its statistics stay). Paused time moves on when all tasks are
//! idle: who waits for it on a thread (a limiter's `acquire`, an annotated function that is not
//! async) and keeps the runtime from being so waits until somebody advances it.
//!
//! # Features
//!
//! | feature | default | what it adds |
//! | --- | --- | --- |
//! | `tokio` | yes | waiting in tasks on the system clock |
//! | `process` | yes | [`GracefulShutdown`]; on Unix, with `tokio` and `serde` |
//! | `serde` | no | [`Snapshot`] can be serialised |
//! | `test-util` | no | the system clock follows tokio's paused time |

#![cfg_attr(not(test), warn(clippy::unwrap_used))]

#[path = "macros_support/mod.rs"]
#[doc(hidden)]
pub mod __private;
mod bulkhead;
mod circuit_breaker;
mod clock;
mod error;
mod events;
mod name;
mod outcome;
mod permit;
mod pipeline;
#[cfg(all(feature = "process", unix))]
mod process;
mod rate_limiter;
mod registry;
mod retry;
#[cfg(feature = "serde")]
mod serialize;
mod settings;
mod stats;
mod sync;
#[cfg_attr(not(feature = "tokio"), expect(dead_code, reason = "only tasks can be ended in time"))]
mod timeout;
mod waiting;

pub use crate::bulkhead::{Bulkhead, BulkheadBuilder, BulkheadStats};
pub use crate::circuit_breaker::{
    CircuitBreaker, CircuitBreakerBuilder, CircuitState, CircuitStats, StateChange, Window,
};
pub use crate::clock::{Clock, ManualClock};
pub use crate::error::{
    BulkheadFullError, CapacityExceededError, CircuitOpenError, ConfigError, ConfigProblem, Error,
    RateLimitExceededError, Rejected, TimeoutError,
};
pub use crate::outcome::Outcome;
pub use crate::permit::Permit;
pub use crate::pipeline::Pipeline;
#[cfg(all(feature = "process", unix))]
pub use crate::process::{
    Alert, CleanupCallback, CleanupOutcome, CleanupReport, GracefulShutdown,
    GracefulShutdownBuilder, ShutdownError, ShutdownReport,
};
#[cfg(feature = "tokio")]
pub use crate::rate_limiter::KeyedAcquire;
pub use crate::rate_limiter::{
    KeyedRateLimiter, KeyedRateLimiterBuilder, RateLimiter, RateLimiterBuilder, RateLimiterStats,
    Tokens,
};
pub use crate::registry::{
    BulkheadSnapshot, CircuitBreakerSnapshot, KeyedRateLimiterSnapshot, RateLimiterSnapshot,
    Registry, Snapshot, registry,
};
pub use crate::retry::{Backoff, Jitter, Retry, RetryBudget, RetryBuilder};
pub use crate::settings::{Place, SettingValue, Settings};
pub use crate::timeout::{Timeout, TimeoutBuilder};
pub use resilience_macros::{bulkhead, circuit_breaker, fallback, rate_limiter, retry, timeout};

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
mod readme {}
