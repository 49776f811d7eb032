//! The static of an annotated function: its guard, made at the first call.

use crate::error::{ConfigError, Rejected};
use crate::settings::{Table, source};
use once_cell::sync::OnceCell;
use parking_lot::Mutex;
use std::fmt;
use std::sync::Arc;

/// The guard of one annotated function.
pub struct Site<G> {
    guard: OnceCell<G>,
    make: fn() -> Result<G, ConfigError>,
    /// Why it could not be made the last time.
    failure: Mutex<Option<Failure>>,
}

/// It is the same until something else stands outside of code.
struct Failure {
    error: ConfigError,
    table: Option<Arc<Table>>,
}

impl<G: Clone> Site<G> {
    /// The guard that `make` makes.
    #[must_use]
    pub const fn new(make: fn() -> Result<G, ConfigError>) -> Self {
        Self { guard: OnceCell::new(), make, failure: Mutex::new(None) }
    }

    /// The guard, or why every call is turned away.
    ///
    /// # Errors
    ///
    /// [`Rejected::Misconfigured`].
    #[inline]
    pub fn ready(&self) -> Result<&G, Rejected> {
        self.guard().map_err(Rejected::Misconfigured)
    }

    /// The guard of a function that can say nothing but its own value.
    ///
    /// # Panics
    ///
    /// If it could not be made, with the text of the error.
    #[inline]
    #[must_use]
    pub fn get(&self) -> &G {
        match self.guard() {
            Ok(guard) => guard,
            Err(error) => panic!("{error}"),
        }
    }

    /// The guard as its accessor gives it.
    ///
    /// # Panics
    ///
    /// As [`get`](Self::get).
    #[must_use]
    pub fn access(&self) -> G {
        self.get().clone()
    }

    #[inline]
    pub(super) fn guard(&self) -> Result<&G, ConfigError> {
        self.guard.get().map_or_else(|| self.guard_at_first(), Ok)
    }

    /// Why the guard could not be made the last time that this was so.
    pub(super) fn last_failure(&self) -> ConfigError {
        let failure = self.failure.lock();
        failure.as_ref().expect("whoever asks had no guard").error.clone()
    }

    #[cold]
    fn guard_at_first(&self) -> Result<&G, ConfigError> {
        let table = source::PROCESS.get();
        let same = |failure: &&Failure| is_same(failure.table.as_ref(), table.as_ref());
        if let Some(Failure { error, .. }) = self.failure.lock().as_ref().filter(same) {
            return Err(error.clone());
        }
        self.guard.get_or_try_init(self.make).inspect_err(|error| {
            *self.failure.lock() = Some(Failure { error: error.clone(), table });
        })
    }
}

fn is_same(one: Option<&Arc<Table>>, other: Option<&Arc<Table>>) -> bool {
    one.map(Arc::as_ptr) == other.map(Arc::as_ptr)
}

impl<G: fmt::Debug> fmt::Debug for Site<G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.guard, f)
    }
}

#[cfg(all(test, not(resilience_loom)))]
mod tests {
    use super::*;
    use crate::circuit_breaker::CircuitBreaker;
    use crate::registry::registry;
    use crate::settings::{Given, Place, Raw, Section};

    /// A section that is about nobody else.
    const NAME: &str = "macros_support::site::tests";

    fn put_in_force(field: &'static str, value: i128) {
        let place = Place::file("test.toml", 1);
        let mut section = Section::new(place);
        section.values.insert(field, Given { raw: Raw::Integer(value), place });
        let mut table = Table::default();
        let kind = table.file.entry("circuit_breaker").or_default();
        kind.instances.insert(NAME.to_owned(), section);
        registry().reconsider_and_call(Arc::new(table), &mut Vec::new()).unwrap();
    }

    #[test]
    fn a_guard_that_could_not_be_made_is_made_when_something_else_stands_there() {
        static SITE: Site<CircuitBreaker> =
            Site::new(|| CircuitBreaker::builder().name(NAME).register());
        put_in_force("minimum_calls", 9);
        for _ in 0..2 {
            let Err(Rejected::Misconfigured(error)) = SITE.ready() else { panic!() };
            assert_eq!(error.problems()[0].place, "test.toml:1");
        }
        put_in_force("max_failures", 9);
        assert_eq!(SITE.ready().unwrap().settings().values[0].value, "9");
        assert_eq!(SITE.last_failure().problems()[0].field, "minimum_calls");
        // From then on it follows.
        put_in_force("max_failures", 8);
        assert_eq!(SITE.get().settings().values[0].value, "8");
    }
}
