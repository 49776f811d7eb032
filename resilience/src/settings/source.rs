//! Which table is in force.

use super::table::Table;
use arc_swap::ArcSwap;
use once_cell::sync::Lazy;
use std::sync::Arc;

/// That of the process.
static IN_FORCE: Lazy<ArcSwap<Table>> = Lazy::new(ArcSwap::default);

/// What stands outside of code, for all who make a policy now.
pub(crate) fn table() -> Arc<Table> {
    IN_FORCE.load_full()
}

/// Puts another table in force.
pub(crate) fn put(table: Arc<Table>) {
    IN_FORCE.store(table);
}
