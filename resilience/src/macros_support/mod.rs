//! What the expansions of the attributes call. Not for anybody else: no part of it is promised.

mod breaker;
mod bulkhead;
#[cfg(feature = "tokio")]
mod bulkhead_tasks;
mod dynamic;
mod limiter;
#[cfg(feature = "tokio")]
mod limiter_tasks;
mod path;
mod policies;
mod result;
mod retry;
#[cfg(feature = "tokio")]
mod retry_tasks;
mod returned;
mod site;
mod source;
#[cfg(feature = "tokio")]
mod timeout_tasks;

use crate::error::ConfigError;
use crate::registry::{Shelved, register_in, register_own, registry};
use std::panic::Location;

/// The program `heartbeat-check`.
#[cfg(all(feature = "process", unix))]
pub use crate::process::heartbeat_check;
#[doc(hidden)]
pub use resilience_macros::{
    __bulkhead_wrap, __circuit_breaker_wrap, __fallback_wrap, __rate_limiter_wrap, __retry_wrap,
    __timeout_wrap,
};
pub use std::boxed::Box;

pub use self::breaker::{
    CircuitBreakerSite, Refusal, admit, run, run_whole, watch, watch_whole, window,
};
pub use self::bulkhead::enter;
#[cfg(feature = "tokio")]
pub use self::bulkhead_tasks::enter_async;
pub use self::dynamic::{Dynamic, HoldsAny};
pub use self::limiter::{number, wait, wait_keyed};
#[cfg(feature = "tokio")]
pub use self::limiter_tasks::{wait_async, wait_keyed_async};
pub use self::policies::{Fallible, default_name, made_by, or_else, or_else_async};
pub use self::result::{
    Excludable, FromRejected, NoResult, Refused, Whole, ask, is_excluded, judge, judge_whole,
};
pub use self::retry::{Again, Attempts, Pause, again};
pub use self::returned::{AnyFuture, NoBox, Readable, Returned};
pub use self::site::Site;
pub use self::source::{AnyError, Seen, Source};
#[cfg(feature = "tokio")]
pub use self::timeout_tasks::within;
pub use crate::error::judge_error;
pub use crate::outcome::Judged;

/// Makes the guard of a function without a written name. `item` is the name of the type of an item in the
/// body of that function, or of its accessor. (Not that item: one copy of this serves all.)
///
/// # Errors
///
/// A setting out of its range.
#[track_caller]
pub fn own<B: Shelved>(
    mut builder: B,
    item: &str,
    function: &str,
) -> Result<B::Policy, ConfigError> {
    builder.annotate();
    let name = path::of_function(item, function);
    register_own(builder, &name, Location::caller())
}

/// Makes the guard of a function with a written name, or joins the one that is there.
///
/// # Errors
///
/// A setting out of its range, or one that is not that of the others.
#[track_caller]
pub fn shared<B: Shelved>(mut builder: B) -> Result<B::Policy, ConfigError> {
    builder.annotate();
    register_in(builder, registry(), Location::caller())
}

/// Makes the future that is guarded.
#[inline]
pub fn make<F>(body: impl FnOnce() -> F) -> F {
    body()
}

/// Never called: tells inference what an async body returns.
#[must_use]
pub fn returns<R>() -> R {
    unreachable!("it stands behind `if false`")
}

/// A written name, which is a literal or a constant.
#[must_use]
pub const fn text(text: &'static str) -> &'static str {
    text
}
