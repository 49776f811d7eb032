//! Which table is in force.

use super::table::Table;
use arc_swap::ArcSwapOption;
use parking_lot::{RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::fmt;
use std::sync::Arc;

/// Holds the table in force, if there is one.
pub(crate) struct Source(ArcSwapOption<Table>);

/// That of the process.
pub(crate) static PROCESS: Source = Source::new();

/// Held by all who set a number of a running policy, and by the one who lets all follow another table:
/// what was found to hold for everybody holds until everybody has it.
static SETTING: RwLock<()> = RwLock::new(());

impl Source {
    pub(crate) const fn new() -> Self {
        Self(ArcSwapOption::const_empty())
    }

    pub(crate) fn get(&self) -> Option<Arc<Table>> {
        self.0.load_full()
    }

    pub(crate) fn put(&self, table: Arc<Table>) {
        self.0.store(Some(table));
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source").finish_non_exhaustive()
    }
}

/// What stands outside of code, for all who make a policy now.
pub(crate) fn table() -> Arc<Table> {
    PROCESS.get().unwrap_or_default()
}

/// For somebody who sets a number of one policy.
pub(crate) fn setting() -> RwLockReadGuard<'static, ()> {
    SETTING.read()
}

/// For the one who lets all policies follow.
pub(crate) fn setting_all() -> RwLockWriteGuard<'static, ()> {
    SETTING.write()
}
