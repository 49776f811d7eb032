//! What the expansion of `#[circuit_breaker]` calls.

use super::Refused;
use super::site::Site;
use crate::circuit_breaker::{self, CircuitBreaker, Core, Window};
use crate::error::{ConfigError, Rejected};
use crate::outcome::{ByError, ByValue, Judged, Outcome};
use crate::permit::{Permit, Settle, Watch};
use once_cell::race::OnceRef;
use std::fmt;
use std::future::Future;
use std::pin::Pin;

/// The static of a function with a circuit breaker.
pub struct CircuitBreakerSite {
    /// What a call needs of the guard, once that is made: one load.
    core: OnceRef<'static, Core>,
    site: Site<CircuitBreaker>,
}

/// Why a guarded function does not run.
#[derive(Clone, Copy, Debug)]
pub struct Refusal(Option<circuit_breaker::Refusal>);

impl CircuitBreakerSite {
    /// The guard that `make` makes.
    #[must_use]
    pub const fn new(make: fn() -> Result<CircuitBreaker, ConfigError>) -> Self {
        Self { core: OnceRef::new(), site: Site::new(make) }
    }

    /// Admits a call of the function.
    ///
    /// # Errors
    ///
    /// Why not.
    #[inline]
    pub fn enter(&'static self) -> Result<Permit<&'static Core>, Refusal> {
        match self.core.get().or_else(|| self.core_at_first()) {
            Some(core) => core.enter().map_err(|refusal| Refusal(Some(refusal))),
            None => Err(Refusal(None)),
        }
    }

    #[cold]
    #[inline(never)]
    fn core_at_first(&'static self) -> Option<&'static Core> {
        let core = self.site.guard().ok()?.core();
        Some(self.core.get_or_init(|| core))
    }

    /// The rejection that this is.
    #[cold]
    #[inline(never)]
    pub fn rejection(&self, refusal: Refusal) -> Rejected {
        match refusal.0.zip(self.site.guard().ok()) {
            Some((refusal, breaker)) => breaker.core().rejection(refusal),
            // Only a guard that could not be made gives no reason.
            None => Rejected::Misconfigured(self.site.last_failure()),
        }
    }

    /// What the function returns instead of running.
    #[cold]
    #[inline(never)]
    pub fn refuse<R: Refused>(&self, refusal: Refusal) -> R {
        R::refused(self.rejection(refusal))
    }

    /// Runs a function that is not async.
    #[inline]
    pub fn call<R: Refused<Error = E>, E>(
        &'static self,
        body: impl FnOnce() -> R,
        judge: impl FnOnce(&E) -> Outcome,
    ) -> R {
        match self.enter() {
            Ok(permit) => permit.run(body, ByError(judge)),
            Err(refusal) => self.refuse(refusal),
        }
    }

    /// Admits a call of a function that makes its own answer of a rejection.
    ///
    /// # Errors
    ///
    /// Why not.
    #[inline]
    pub fn admit(&'static self) -> Result<Permit<&'static Core>, Rejected> {
        self.enter().map_err(|refusal| self.rejection(refusal))
    }

    /// The guard as its accessor gives it.
    ///
    /// # Panics
    ///
    /// If it could not be made, with the text of the error.
    #[must_use]
    pub fn access(&self) -> CircuitBreaker {
        self.site.access()
    }
}

impl fmt::Debug for CircuitBreakerSite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.site, f)
    }
}

/// A window, which is written as a number of calls, a length of time, or what it is.
#[must_use]
pub fn window(window: impl Into<Window>) -> Window {
    window.into()
}

/// Admits a call of a function whose breaker the user made. The permit holds a handle of its own, so
/// that the body can do with the user's as it likes.
///
/// # Errors
///
/// Why not.
#[inline]
pub fn admit(breaker: &CircuitBreaker) -> Result<Permit<CircuitBreaker>, Rejected> {
    match breaker.core().admit() {
        Ok(stamp) => {
            let beginning = breaker.core().beginning(stamp);
            Ok(Permit::driven_since(beginning, breaker.clone(), stamp))
        }
        Err(refusal) => Err(breaker.core().rejection(refusal)),
    }
}

/// Runs the body of a function that is not async, whose errors are judged.
#[inline]
pub fn run<R: Judged<Error = E>, E, H: Settle>(
    permit: Permit<H>,
    body: impl FnOnce() -> R,
    judge: impl FnOnce(&E) -> Outcome,
) -> R {
    permit.run(body, ByError(judge))
}

/// Runs the body of a function that is not async, whose values are judged.
#[inline]
pub fn run_whole<R, H: Settle>(
    permit: Permit<H>,
    body: impl FnOnce() -> R,
    judge: impl FnOnce(&R) -> Outcome,
) -> R {
    permit.run(body, ByValue(judge))
}

/// Runs the body of an async function, whose errors are judged.
#[inline]
pub fn watch<'a, R, E, H, F, J>(
    permit: &'a mut Permit<H>,
    body: Pin<&'a mut F>,
    judge: J,
) -> Watch<'a, H, F, ByError<J>>
where
    R: Judged<Error = E>,
    H: Settle,
    F: Future<Output = R>,
    J: FnOnce(&E) -> Outcome,
{
    permit.watch(body, ByError(judge))
}

/// Runs the body of an async function, whose values are judged.
#[inline]
pub fn watch_whole<'a, R, H, F, J>(
    permit: &'a mut Permit<H>,
    body: Pin<&'a mut F>,
    judge: J,
) -> Watch<'a, H, F, ByValue<J>>
where
    H: Settle,
    F: Future<Output = R>,
    J: FnOnce(&R) -> Outcome,
{
    permit.watch(body, ByValue(judge))
}
