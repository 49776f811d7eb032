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
//! [`Pipeline`] has several of them around one call, or, with feature `tower`, around a service. One type
//! serves threads and tasks.
//!
//! # By name
//!
//! Every annotated function's guard is in the [`registry()`], under the name that is in its errors. When the
//! process ends, [`Registry::drain`] makes all of them refuse new calls.
//!
//! # From a file
//!
//! What code leaves out operators can say, in a file or in the environment, for all policies of a kind
//! or for one by its name; what code says stays.
//!
//! ```toml
//! # resilience.toml
//! [resilience.circuit_breaker]
//! reset_timeout = "30s"
//! [resilience.circuit_breaker.instances.payments]
//! max_failures = 3
//! ```
//!
//! `resilience::init()?` loads it, `reload()` loads it again, and `watch` (a feature) does when it
//! changes; policies keep their state. A mistake is an error that names its line and what was expected.
//! See `init`, which feature `config` has.
//!
//! # What happens
//!
//! [`on_event`] hears what every policy and process part has to tell, `on_event` of a builder or a handle what
//! one has: changes of state and why, rejections, waits, retries. See [`Event`]. With feature `tracing` the
//! same goes to its subscribers, under the target `resilience`; no call opens a span, but an
//! annotated function may have `#[tracing::instrument]` as well. `publish_metrics` (feature `metrics`) has
//! all numbers for a page.
//!
//! # The process
//!
//! [`GracefulShutdown`] ends it in order and in time, refusing new calls and waiting for those in flight
//! first. A [`Heartbeat`] says that it lives, a [`Watchdog`] notices when it hangs, and [`health()`] tells
//! how it is, in one value.
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
//! | `config` | yes | [`init`], [`init_from`], [`reload`]: settings from a file (TOML, YAML, JSON) and the environment |
//! | `watch` | no | `watch`: settings that follow their file |
//! | `process` | yes | [`GracefulShutdown`], [`Heartbeat`], [`Watchdog`], [`health()`]; on Unix, with `tokio` and `serde` |
//! | `metrics` | no | `publish_metrics`: the numbers of all policies for the recorder of the crate `metrics`, as on a Prometheus page |
//! | `tracing` | no | [`Event`]s for `tracing`: changes of state as infos and warnings, rejections for debugging, nothing for a success |
//! | `serde` | no | [`Snapshot`] can be serialised |
//! | `tower` | no | `Pipeline::layer`: a pipeline around [tower](https://docs.rs/tower) services; with `tokio` |
//! | `test-util` | no | the system clock follows tokio's paused time |

#![cfg_attr(not(test), warn(clippy::unwrap_used))]

#[path = "macros_support/mod.rs"]
#[doc(hidden)]
pub mod __private;
mod bulkhead;
mod circuit_breaker;
mod clock;
#[cfg(feature = "config")]
mod config;
mod error;
mod events;
mod foreign;
#[cfg(feature = "metrics")]
mod metrics;
mod name;
mod outcome;
#[cfg(any(feature = "metrics", feature = "watch"))]
mod periodic;
mod permit;
mod pipeline;
#[cfg(all(feature = "process", unix))]
mod process;
mod rate_limiter;
mod registry;
mod retry;
#[cfg(feature = "serde")]
mod serialize;
#[cfg_attr(
    not(any(feature = "config", all(test, not(resilience_loom)))),
    expect(dead_code, reason = "nothing stands outside of code")
)]
mod settings;
mod stats;
mod sync;
mod timeout;
#[cfg(feature = "tower")]
mod tower;
mod waiting;

pub use crate::bulkhead::{Bulkhead, BulkheadBuilder, BulkheadStats};
pub use crate::circuit_breaker::{CircuitBreaker, CircuitBreakerBuilder, Window};
pub use crate::clock::{Clock, ManualClock};
#[cfg(feature = "config")]
pub use crate::config::{Loaded, init, init_from, reload};
#[cfg(feature = "watch")]
pub use crate::config::{Watch, WatchBuilder, watch};
pub use crate::error::{
    BulkheadFullError, CapacityExceededError, CircuitOpenError, ConfigError, ConfigProblem, Error,
    RateLimitExceededError, Rejected, ShuttingDownError, TimeoutError,
};
pub use crate::events::{
    CircuitState, CircuitStats, Event, RetryEnd, StateChange, StateChangeCause, Subscription,
    WaitEnd, on_event,
};
#[cfg(feature = "metrics")]
pub use crate::metrics::{MetricsGuard, publish_metrics, publish_metrics_every};
pub use crate::outcome::Outcome;
pub use crate::permit::Permit;
pub use crate::pipeline::Pipeline;
#[cfg(all(feature = "process", unix))]
pub use crate::process::{
    Alert, CleanupCallback, CleanupOutcome, CleanupReport, GracefulShutdown,
    GracefulShutdownBuilder, Health, Heartbeat, HeartbeatBuilder, HeartbeatError, HeartbeatGuard,
    HeartbeatHealth, HeartbeatState, HeartbeatTarget, NotAliveError, ShutdownError, ShutdownReport,
    Watchdog, WatchdogBuilder, WatchdogError, WatchdogGuard, WatchdogHealth, WatchdogStats,
    WatchdogTimeoutError, health,
};
#[cfg(feature = "tokio")]
pub use crate::rate_limiter::KeyedAcquire;
pub use crate::rate_limiter::{
    KeyedRateLimiter, KeyedRateLimiterBuilder, RateLimiter, RateLimiterBuilder, RateLimiterStats,
    Tokens,
};
pub use crate::registry::{
    AllSettings, BulkheadSnapshot, CircuitBreakerSnapshot, KeyedRateLimiterSnapshot,
    RateLimiterSnapshot, Registry, RetrySnapshot, Snapshot, Unclaimed, registry,
};
pub use crate::retry::{Backoff, Jitter, Retry, RetryBudget, RetryBuilder};
pub use crate::settings::{Place, SettingValue, Settings};
pub use crate::timeout::{Timeout, TimeoutBuilder};
#[cfg(feature = "tower")]
pub use crate::tower::{PipelineFuture, PipelineLayer, PipelineRules, PipelineService};
pub use resilience_macros::{bulkhead, circuit_breaker, fallback, rate_limiter, retry, timeout};

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
mod readme {}
