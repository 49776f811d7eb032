//! What the expansions of the attributes call. Not for anybody else: no part of it is promised.

mod path;
mod result;

use crate::circuit_breaker::{CircuitBreaker, CircuitBreakerBuilder, Core};
use crate::error::{ConfigError, Rejected, Reopening};
use crate::outcome::Outcome;
use crate::permit::{Permit, Watch};
use once_cell::race::OnceRef;
use once_cell::sync::OnceCell;
use std::fmt;
use std::future::Future;
use std::panic::Location;
use std::pin::Pin;

#[doc(hidden)]
pub use resilience_macros::__circuit_breaker_wrap;
pub use std::boxed::Box;

pub use self::result::{FromRejected, Refused, ask, judge};
pub use crate::outcome::Judged;

/// The guard of one annotated function, made at its first call.
pub struct CircuitBreakerSite {
    /// What a call needs of the guard, once that is made: one load.
    core: OnceRef<'static, Core>,
    guard: OnceCell<Result<CircuitBreaker, ConfigError>>,
    make: fn() -> Result<CircuitBreaker, ConfigError>,
}

/// Why a guarded function does not run.
#[derive(Clone, Copy, Debug)]
pub struct Refusal(Option<Reopening>);

impl CircuitBreakerSite {
    /// The guard that `make` makes.
    #[must_use]
    pub const fn new(make: fn() -> Result<CircuitBreaker, ConfigError>) -> Self {
        Self { core: OnceRef::new(), guard: OnceCell::new(), make }
    }

    /// Admits a call of the function.
    ///
    /// # Errors
    ///
    /// Why not.
    #[inline]
    pub fn enter(&'static self) -> Result<Permit<&'static Core>, Refusal> {
        match self.core.get().or_else(|| self.core_at_first()) {
            Some(core) => core.enter().map_err(|reopening| Refusal(Some(reopening))),
            None => Err(Refusal(None)),
        }
    }

    #[cold]
    #[inline(never)]
    fn core_at_first(&'static self) -> Option<&'static Core> {
        let core = self.guard().as_ref().ok()?.core();
        Some(self.core.get_or_init(|| core))
    }

    /// What the function returns instead of running.
    #[cold]
    #[inline(never)]
    pub fn refuse<R: Refused>(&self, refusal: Refusal) -> R {
        R::refused(match (self.guard(), refusal.0) {
            (Ok(breaker), Some(reopening)) => breaker.core().rejection(reopening),
            (Ok(_), None) => unreachable!("only a guard that could not be made gives no reason"),
            (Err(error), _) => Rejected::Misconfigured(error.clone()),
        })
    }

    /// Runs a function that is not async.
    #[inline]
    pub fn call<R: Refused<Error = E>, E>(
        &'static self,
        body: impl FnOnce() -> R,
        judge: impl FnOnce(&E) -> Outcome,
    ) -> R {
        match self.enter() {
            Ok(permit) => permit.run_result(body, judge),
            Err(refusal) => self.refuse(refusal),
        }
    }

    /// The guard itself.
    ///
    /// # Panics
    ///
    /// If it could not be made, with the text of the error.
    #[must_use]
    pub fn access(&self) -> CircuitBreaker {
        match self.guard() {
            Ok(breaker) => breaker.clone(),
            Err(error) => panic!("{error}"),
        }
    }

    fn guard(&self) -> &Result<CircuitBreaker, ConfigError> {
        self.guard.get_or_init(self.make)
    }
}

impl fmt::Debug for CircuitBreakerSite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.guard, f)
    }
}

/// Makes the guard of a function without a written name. `item` is an item in the body of that
/// function, or of its accessor.
///
/// # Errors
///
/// A setting out of its range.
#[track_caller]
pub fn own_circuit_breaker<T>(
    builder: CircuitBreakerBuilder,
    item: &T,
    function: &str,
) -> Result<CircuitBreaker, ConfigError> {
    let name = path::of_function(std::any::type_name_of_val(item), function);
    builder.register_own(&name, Location::caller())
}

/// Runs the body of an async function.
#[inline]
pub fn watch<'a, R, E, F, J>(
    permit: &'a mut Permit<&'static Core>,
    body: Pin<&'a mut F>,
    judge: J,
) -> Watch<'a, &'static Core, F, J>
where
    R: Refused<Error = E>,
    F: Future<Output = R>,
    J: FnMut(&E) -> Outcome,
{
    permit.watch(body, judge)
}

/// Makes the future that is guarded.
#[inline]
pub fn make<F>(body: impl FnOnce() -> F) -> F {
    body()
}

/// Never called: tells inference what an async body returns.
#[must_use]
pub fn returns<R: Refused>() -> R {
    unreachable!("it stands behind `if false`")
}

/// A written name, which is a literal or a constant.
#[must_use]
pub const fn text(text: &'static str) -> &'static str {
    text
}
