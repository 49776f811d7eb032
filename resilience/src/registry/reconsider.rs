//! Another table for the policies that are there.

use super::shelf::Contents;
use super::{Registry, registry};
use crate::error::ConfigError;
use crate::settings::source::{self, PROCESS, Source};
use crate::settings::{Follow, Table};
use crate::waiting::Wakers;
use std::ptr;
use std::sync::Arc;

impl Registry {
    /// Puts this table in force and lets every policy follow; all or nothing. Those to wake are for the
    /// caller to wake, when no lock is held.
    ///
    /// # Errors
    ///
    /// For each policy that cannot follow what is wrong; then nothing has changed.
    pub(crate) fn reconsider_and_call(
        &self,
        table: Arc<Table>,
        wakers: &mut Wakers,
    ) -> Result<(), Vec<ConfigError>> {
        // From here on nobody sets a number, comes or goes. Whoever takes several shelves takes them in
        // this order.
        let _setting = source::setting_all();
        let breakers = self.circuit_breakers.lock();
        let limiters = self.rate_limiters.lock();
        let keyed = self.keyed_rate_limiters.lock();
        let bulkheads = self.bulkheads.lock();
        let retries = self.retries.lock();

        let mut errors = Vec::new();
        let breakers = consider(&breakers, &table, &mut errors);
        let limiters = consider(&limiters, &table, &mut errors);
        let keyed = consider(&keyed, &table, &mut errors);
        let bulkheads = consider(&bulkheads, &table, &mut errors);
        let retries = consider(&retries, &table, &mut errors);
        if !errors.is_empty() {
            return Err(errors);
        }

        table.keep_claims(&self.table());
        self.source().put(table);
        follow(breakers, wakers);
        follow(limiters, wakers);
        follow(keyed, wakers);
        follow(bulkheads, wakers);
        follow(retries, wakers);
        Ok(())
    }

    /// What stands outside of code for the policies of this registry.
    pub(super) fn table(&self) -> Arc<Table> {
        self.source().get().unwrap_or_else(source::table)
    }

    fn source(&self) -> &Source {
        if ptr::eq(self, registry()) { &PROCESS } else { &self.source }
    }
}

type Considered<'a, P> = Vec<(&'a P, <P as Follow>::Settings)>;

fn consider<'a, P: Follow>(
    contents: &'a Contents<P>,
    table: &Table,
    errors: &mut Vec<ConfigError>,
) -> Considered<'a, P> {
    let mut considered = Vec::new();
    for policy in contents.policies() {
        match policy.consider(table) {
            Ok(settings) => considered.push((policy, settings)),
            Err(error) => errors.push(error),
        }
    }
    considered
}

fn follow<P: Follow>(considered: Considered<'_, P>, wakers: &mut Wakers) {
    for (policy, settings) in considered {
        policy.follow(settings, wakers);
    }
}
