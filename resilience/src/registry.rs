//! Everything that has a name.

use crate::circuit_breaker::{CircuitBreaker, CircuitBreakerBuilder};
use crate::error::{ConfigError, ConfigProblem};
use crate::name::Name;
use crate::settings::at;
use parking_lot::Mutex;
use std::collections::BTreeMap;
use std::collections::btree_map;
use std::fmt;
use std::panic::{Location, RefUnwindSafe, UnwindSafe};

/// Policies by name.
///
/// Annotated functions and builders with `.register()` use the one of the process,
/// [`registry()`]; a test may want one of its own, [`Registry::new`] with `.register_in(&registry)`.
///
/// ```
/// use resilience::{CircuitBreaker, registry};
///
/// let here = CircuitBreaker::builder().name("payments").max_failures(3).register()?;
/// let there = CircuitBreaker::builder().name("payments").register()?; // the same breaker
/// here.force_open();
/// assert!(there.is_open());
/// assert!(registry().circuit_breaker("payments").is_some());
/// # Ok::<(), resilience::ConfigError>(())
/// ```
#[derive(Debug)]
pub struct Registry {
    circuit_breakers: Shelf<CircuitBreaker>,
}

/// The registry of the process.
#[must_use]
pub fn registry() -> &'static Registry {
    static REGISTRY: Registry = Registry::new();
    &REGISTRY
}

impl Registry {
    /// An empty registry, apart from all others.
    #[must_use]
    pub const fn new() -> Self {
        Self { circuit_breakers: Shelf { entries: Mutex::new(BTreeMap::new()) } }
    }

    /// The circuit breaker of this name.
    #[must_use]
    pub fn circuit_breaker(&self, name: &str) -> Option<CircuitBreaker> {
        self.circuit_breakers.get(name)
    }

    /// All circuit breakers, in the order of their names.
    #[must_use]
    pub fn circuit_breakers(&self) -> Vec<CircuitBreaker> {
        self.circuit_breakers.list()
    }

    /// Forgets the circuit breaker of this name; handles of it keep working, and whoever registers
    /// the name next gets a new one. Whether there was one.
    pub fn remove_circuit_breaker(&self, name: &str) -> bool {
        self.circuit_breakers.remove(name)
    }
}

impl CircuitBreakerBuilder {
    /// Makes the breaker and enters it in the [`registry()`] of the process under its name, or
    /// joins the one that is there: listeners are added, and a setting that only one of both wrote
    /// holds for the shared breaker, whoever came first. (But the clock: who comes first has it.)
    ///
    /// # Errors
    ///
    /// A [`ConfigError`] if there is no name, a setting is out of its range, or the breaker that is
    /// there was written with another value or clock; it names both places.
    #[track_caller]
    pub fn register(self) -> Result<CircuitBreaker, ConfigError> {
        self.register_in(registry())
    }

    /// [`register`](Self::register) in a registry of your own.
    ///
    /// # Errors
    ///
    /// As [`register`](Self::register).
    #[track_caller]
    pub fn register_in(self, registry: &Registry) -> Result<CircuitBreaker, ConfigError> {
        let place = Location::caller();
        let Some(name) = self.name_written().cloned() else {
            let mut problems = vec![name_problem("none", "a name to register under", place)];
            problems.extend(self.problems(place));
            return Err(ConfigError::new(CircuitBreaker::KIND, Name::UNNAMED, problems));
        };
        // Listeners that come to nothing are dropped after the lock: they may hold anything.
        let _outlives_the_lock = self.clone();
        let mut entries = registry.circuit_breakers.lock();
        match entries.entry(String::from(name.as_str())) {
            btree_map::Entry::Vacant(free) => {
                let breaker = self.build_at(place)?;
                free.insert(Entry { policy: breaker.clone(), owner: None });
                Ok(breaker)
            }
            btree_map::Entry::Occupied(taken) => match taken.get().owner {
                None => self.join(&taken.get().policy, place),
                Some(owner) => {
                    let expected = format!("another: it is that of the function at {}", at(owner));
                    let mut problems = vec![name_problem(name.as_str(), &expected, place)];
                    problems.extend(self.problems(place));
                    Err(ConfigError::new(CircuitBreaker::KIND, name, problems))
                }
            },
        }
    }

    /// Makes the breaker of the function at `place` under its default name, with the place behind
    /// it if the name is taken. The same function gets the same breaker again.
    pub(crate) fn register_own(
        self,
        default_name: &str,
        place: &'static Location<'static>,
    ) -> Result<CircuitBreaker, ConfigError> {
        let mut entries = registry().circuit_breakers.lock();
        let with_place = format!("{default_name} @{}", at(place));
        let with_column = format!("{with_place}:{}", place.column());
        for name in [default_name, &with_place, &with_column] {
            match entries.entry(String::from(name)) {
                btree_map::Entry::Vacant(free) => {
                    // A function is never forgotten, and a literal costs nothing in an error.
                    let name: &'static str = String::from(name).leak();
                    let breaker = self.name(name).build_at(place)?;
                    free.insert(Entry { policy: breaker.clone(), owner: Some(place) });
                    return Ok(breaker);
                }
                btree_map::Entry::Occupied(taken) if taken.get().owner == Some(place) => {
                    return Ok(taken.get().policy.clone());
                }
                btree_map::Entry::Occupied(_) => {}
            }
        }
        let problem = name_problem(&with_column, "a name that is not taken: write one", place);
        Err(ConfigError::new(CircuitBreaker::KIND, Name::from_owned(with_column), vec![problem]))
    }
}

fn name_problem(value: &str, expected: &str, place: &Location<'_>) -> ConfigProblem {
    ConfigProblem {
        field: "name",
        value: String::from(value),
        expected: String::from(expected),
        place: at(place),
    }
}

/// The policies of one kind, by name.
struct Shelf<P> {
    entries: Mutex<BTreeMap<String, Entry<P>>>,
}

struct Entry<P> {
    policy: P,
    /// The function that the policy belongs to under its default name; `None`: shared by all who
    /// write the name.
    owner: Option<&'static Location<'static>>,
}

impl<P: Clone> Shelf<P> {
    fn lock(&self) -> parking_lot::MutexGuard<'_, BTreeMap<String, Entry<P>>> {
        self.entries.lock()
    }

    fn get(&self, name: &str) -> Option<P> {
        self.lock().get(name).map(|entry| entry.policy.clone())
    }

    fn list(&self) -> Vec<P> {
        self.lock().values().map(|entry| entry.policy.clone()).collect()
    }

    fn remove(&self, name: &str) -> bool {
        // Dropped after the lock: the last handle may drop listeners, which may be anything.
        let removed = self.lock().remove(name);
        removed.is_some()
    }
}

// Nothing that can panic runs while a shelf is being changed.
impl UnwindSafe for Registry {}
impl RefUnwindSafe for Registry {}

impl Default for Registry {
    fn default() -> Self {
        Self::new()
    }
}

impl<P> fmt::Debug for Shelf<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.entries.lock().keys()).finish()
    }
}
