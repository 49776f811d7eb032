//! What all handles of a retry share.

use super::budget::{Balance, RetryBudget};
use super::settings::RetrySettings;
use crate::clock::Clock;
use crate::events::{Listeners, Outlet, kind};
use crate::name::Name;
use arc_swap::ArcSwap;
use once_cell::sync::OnceCell;
use std::panic::Location;
use std::sync::Arc;

/// See [`Retry`](super::Retry), the handle.
#[derive(Debug)]
pub(crate) struct Core {
    pub(super) name: Name,
    pub(super) clock: Clock,
    pub(super) outlet: Outlet,
    pub(super) seed: Option<u64>,
    /// Where the retry was built.
    pub(super) place: &'static Location<'static>,
    /// Read after an attempt that failed.
    pub(super) settings: ArcSwap<RetrySettings>,
    /// That which code wrote, once somebody did.
    written: OnceCell<RetryBudget>,
    /// The one where code wrote none.
    own: Balance,
}

impl Core {
    pub(super) fn new(
        name: Name,
        clock: Clock,
        settings: Arc<RetrySettings>,
        budget: Option<RetryBudget>,
        listeners: Listeners,
        place: &'static Location<'static>,
        seed: Option<u64>,
    ) -> Self {
        let own = Balance::new(settings.limits());
        let settings = ArcSwap::new(settings);
        let written = budget.map_or_else(OnceCell::new, OnceCell::with_value);
        let outlet = Outlet::new(kind::RETRY, name.clone(), listeners);
        Self { name, clock, outlet, seed, place, settings, written, own }
    }

    /// The budget that calls pay into.
    pub(super) fn balance(&self) -> &Balance {
        self.written.get().map_or(&self.own, RetryBudget::balance)
    }

    /// Goes on with these settings, and with the budget that code wrote.
    pub(super) fn follow(&self, settings: Arc<RetrySettings>, budget: Option<RetryBudget>) {
        self.own.follow(settings.limits());
        self.settings.store(settings);
        if let Some(budget) = budget {
            // Another one has the same numbers, or they would not agree: the first holds.
            let _first = self.written.try_insert(budget);
        }
    }
}
