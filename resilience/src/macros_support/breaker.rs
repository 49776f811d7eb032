//! What the expansion of `#[circuit_breaker]` calls.

use super::Refused;
use super::site::Site;
use crate::circuit_breaker::{CircuitBreaker, Core};
use crate::error::{ConfigError, Rejected, Reopening};
use crate::outcome::Outcome;
use crate::permit::{Permit, Watch};
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
pub struct Refusal(Option<Reopening>);

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
            Some(core) => core.enter().map_err(|reopening| Refusal(Some(reopening))),
            None => Err(Refusal(None)),
        }
    }

    #[cold]
    #[inline(never)]
    fn core_at_first(&'static self) -> Option<&'static Core> {
        let core = self.site.guard().as_ref().ok()?.core();
        Some(self.core.get_or_init(|| core))
    }

    /// The rejection that this is.
    #[cold]
    #[inline(never)]
    pub fn rejection(&self, refusal: Refusal) -> Rejected {
        match (self.site.guard(), refusal.0) {
            (Ok(breaker), Some(reopening)) => breaker.core().rejection(reopening),
            (Ok(_), None) => unreachable!("only a guard that could not be made gives no reason"),
            (Err(error), _) => Rejected::Misconfigured(error.clone()),
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
            Ok(permit) => permit.run_result(body, judge),
            Err(refusal) => self.refuse(refusal),
        }
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
