//! The policies of one kind by name, and how a builder gets in.

use super::drain::Drain;
use super::{Registry, registry};
use crate::error::ConfigError;
use crate::name::Name;
use crate::settings::{Build, at, name_problem};
use crate::waiting::{Wakers, wake};
use parking_lot::{Mutex, MutexGuard};
use std::collections::BTreeMap;
use std::fmt;
use std::panic::Location;

/// The policies of one kind, by name.
pub struct Shelf<P> {
    contents: Mutex<Contents<P>>,
}

pub(super) struct Contents<P> {
    entries: BTreeMap<String, Entry<P>>,
    /// Whoever comes in now is shut like all the others.
    draining: bool,
}

struct Entry<P> {
    policy: P,
    /// The function that the policy belongs to under its default name; `None`: shared by all who
    /// write the name.
    owner: Option<&'static Location<'static>>,
}

impl<P> Shelf<P> {
    pub(super) const fn new() -> Self {
        Self { contents: Mutex::new(Contents { entries: BTreeMap::new(), draining: false }) }
    }
}

impl<P: Drain> Shelf<P> {
    pub(super) fn lock(&self) -> MutexGuard<'_, Contents<P>> {
        self.contents.lock()
    }

    pub(super) fn get(&self, name: &str) -> Option<P> {
        self.lock().entries.get(name).map(|entry| entry.policy.clone())
    }

    pub(super) fn list(&self) -> Vec<P> {
        self.lock().list()
    }

    pub(super) fn remove(&self, name: &str) -> bool {
        // Dropped after the lock: the last handle may drop listeners, which may be anything.
        let removed = self.lock().entries.remove(name);
        removed.is_some()
    }

    /// Shuts those that are here, and all that will be. Whom to tell and to wake after that.
    pub(super) fn shut(&self, wakers: &mut Wakers) -> Vec<P> {
        let policies = {
            let mut contents = self.lock();
            contents.draining = true;
            contents.list()
        };
        for policy in &policies {
            policy.shut(wakers);
        }
        policies
    }

    pub(super) fn is_draining(&self) -> bool {
        self.lock().draining
    }
}

impl<P> Contents<P> {
    pub(super) fn policies(&self) -> impl Iterator<Item = &P> {
        self.entries.values().map(|entry| &entry.policy)
    }
}

impl<P: Drain> Contents<P> {
    fn list(&self) -> Vec<P> {
        self.policies().cloned().collect()
    }

    /// Enters one that is new. Nobody else has seen it yet.
    fn insert(&mut self, name: &str, entry: Entry<P>, wakers: &mut Wakers) {
        if self.draining {
            entry.policy.shut(wakers);
        }
        self.entries.insert(String::from(name), entry);
    }
}

impl<P> fmt::Debug for Shelf<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.contents.lock().entries.keys()).finish()
    }
}

/// A builder of policies that have a shelf.
pub trait Shelved: Build<Policy: Drain> {
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
    told(policy, wakers)
}

/// Once the lock is free: those who wait are woken, and those who listen hear of a policy that was shut.
fn told<P: Drain>(policy: Result<P, ConfigError>, wakers: Wakers) -> Result<P, ConfigError> {
    wake(wakers);
    policy.inspect(Drain::tell)
}

fn register_under<B: Shelved>(
    name: Name,
    mut builder: B,
    registry: &Registry,
    place: &'static Location<'static>,
    wakers: &mut Wakers,
) -> Result<B::Policy, ConfigError> {
    let mut contents = B::shelf(registry).lock();
    // While the shelf is locked nobody puts another one in force.
    let table = registry.table();
    match contents.entries.get(name.as_str()) {
        None => {
            let policy = builder.build_at(&table, place)?;
            let entry = Entry { policy: policy.clone(), owner: None };
            contents.insert(name.as_str(), entry, wakers);
            Ok(policy)
        }
        Some(Entry { policy, owner: None }) => builder.join(policy, &table, place, wakers),
        Some(Entry { owner: Some(owner), .. }) => {
            let expected = format!("another: it is that of the function at {}", at(owner));
            let mut problems = vec![name_problem(name.as_str(), &expected, place)];
            problems.extend(builder.resolve(&table, place));
            Err(ConfigError::new(B::KIND, name, problems))
        }
    }
}

/// Makes the policy of the function at `place` under its default name, with the place behind it if
/// the name is taken. The same function gets the same policy again.
pub(crate) fn register_own<B: Shelved>(
    builder: B,
    default_name: &str,
    place: &'static Location<'static>,
) -> Result<B::Policy, ConfigError> {
    let mut wakers = Wakers::new();
    let policy = register_own_at(builder, default_name, place, &mut wakers);
    told(policy, wakers)
}

fn register_own_at<B: Shelved>(
    mut builder: B,
    default_name: &str,
    place: &'static Location<'static>,
    wakers: &mut Wakers,
) -> Result<B::Policy, ConfigError> {
    let mut contents = B::shelf(registry()).lock();
    let table = registry().table();
    let with_place = format!("{default_name} @{}", at(place));
    let with_column = format!("{with_place}:{}", place.column());
    for name in [default_name, &with_place, &with_column] {
        match contents.entries.get(name) {
            None => {
                // A function is never forgotten, and a literal costs nothing in an error.
                builder.identity().name = Some(Name::Literal(String::from(name).leak()));
                let policy = builder.build_at(&table, place)?;
                let entry = Entry { policy: policy.clone(), owner: Some(place) };
                contents.insert(name, entry, wakers);
                return Ok(policy);
            }
            Some(entry) if entry.owner == Some(place) => return Ok(entry.policy.clone()),
            Some(_) => {}
        }
    }
    let problem = name_problem(&with_column, "a name that is not taken: write one", place);
    Err(ConfigError::new(B::KIND, Name::from_owned(with_column), vec![problem]))
}
