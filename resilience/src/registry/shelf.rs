//! The policies of one kind by name, and how a builder gets in.

use super::{Registry, registry};
use crate::error::ConfigError;
use crate::name::Name;
use crate::settings::{Build, at, name_problem};
use crate::waiting::{Wakers, wake};
use parking_lot::Mutex;
use std::collections::BTreeMap;
use std::collections::btree_map;
use std::fmt;
use std::panic::Location;

/// The policies of one kind, by name.
pub struct Shelf<P> {
    entries: Mutex<Entries<P>>,
}

pub(super) type Entries<P> = BTreeMap<String, Entry<P>>;

pub(super) struct Entry<P> {
    pub(super) policy: P,
    /// The function that the policy belongs to under its default name; `None`: shared by all who
    /// write the name.
    owner: Option<&'static Location<'static>>,
}

impl<P> Shelf<P> {
    pub(super) const fn new() -> Self {
        Self { entries: Mutex::new(BTreeMap::new()) }
    }
}

impl<P: Clone> Shelf<P> {
    pub(super) fn lock(&self) -> parking_lot::MutexGuard<'_, Entries<P>> {
        self.entries.lock()
    }

    pub(super) fn get(&self, name: &str) -> Option<P> {
        self.lock().get(name).map(|entry| entry.policy.clone())
    }

    pub(super) fn list(&self) -> Vec<P> {
        self.lock().values().map(|entry| entry.policy.clone()).collect()
    }

    pub(super) fn remove(&self, name: &str) -> bool {
        // Dropped after the lock: the last handle may drop listeners, which may be anything.
        let removed = self.lock().remove(name);
        removed.is_some()
    }
}

impl<P> fmt::Debug for Shelf<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.entries.lock().keys()).finish()
    }
}

/// A builder of policies that have a shelf.
pub trait Shelved: Build {
    /// The shelf of its policies.
    fn shelf(registry: &Registry) -> &Shelf<Self::Policy>;
}

/// Enters the policy under the name that is written in its builder, or joins the one there.
pub(crate) fn register_in<B: Shelved>(
    mut builder: B,
    registry: &Registry,
    place: &'static Location<'static>,
) -> Result<B::Policy, ConfigError> {
    let Some(name) = builder.identity().name.clone() else {
        let mut problems = vec![name_problem("none", "a name to register under", place)];
        problems.extend(builder.resolve(&registry.table(), place));
        return Err(ConfigError::new(B::KIND, Name::UNNAMED, problems));
    };
    // Listeners that come to nothing are dropped after the lock: they may hold anything.
    let _outlives_the_lock = builder.clone();
    let mut wakers = Wakers::new();
    let policy = register_under(name, builder, registry, place, &mut wakers);
    wake(wakers);
    policy
}

fn register_under<B: Shelved>(
    name: Name,
    mut builder: B,
    registry: &Registry,
    place: &'static Location<'static>,
    wakers: &mut Wakers,
) -> Result<B::Policy, ConfigError> {
    let mut entries = B::shelf(registry).lock();
    // While the shelf is locked nobody puts another one in force.
    let table = registry.table();
    match entries.entry(String::from(name.as_str())) {
        btree_map::Entry::Vacant(free) => {
            let policy = builder.build_at(&table, place)?;
            free.insert(Entry { policy: policy.clone(), owner: None });
            Ok(policy)
        }
        btree_map::Entry::Occupied(taken) => match taken.get().owner {
            None => builder.join(&taken.get().policy, &table, place, wakers),
            Some(owner) => {
                let expected = format!("another: it is that of the function at {}", at(owner));
                let mut problems = vec![name_problem(name.as_str(), &expected, place)];
                problems.extend(builder.resolve(&table, place));
                Err(ConfigError::new(B::KIND, name, problems))
            }
        },
    }
}

/// Makes the policy of the function at `place` under its default name, with the place behind it if
/// the name is taken. The same function gets the same policy again.
pub(crate) fn register_own<B: Shelved>(
    mut builder: B,
    default_name: &str,
    place: &'static Location<'static>,
) -> Result<B::Policy, ConfigError> {
    let mut entries = B::shelf(registry()).lock();
    let table = registry().table();
    let with_place = format!("{default_name} @{}", at(place));
    let with_column = format!("{with_place}:{}", place.column());
    for name in [default_name, &with_place, &with_column] {
        match entries.entry(String::from(name)) {
            btree_map::Entry::Vacant(free) => {
                // A function is never forgotten, and a literal costs nothing in an error.
                builder.identity().name = Some(Name::Literal(String::from(name).leak()));
                let policy = builder.build_at(&table, place)?;
                free.insert(Entry { policy: policy.clone(), owner: Some(place) });
                return Ok(policy);
            }
            btree_map::Entry::Occupied(taken) if taken.get().owner == Some(place) => {
                return Ok(taken.get().policy.clone());
            }
            btree_map::Entry::Occupied(_) => {}
        }
    }
    let problem = name_problem(&with_column, "a name that is not taken: write one", place);
    Err(ConfigError::new(B::KIND, Name::from_owned(with_column), vec![problem]))
}
