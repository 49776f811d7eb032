//! Who is at work in this process.

use parking_lot::Mutex;
use std::fmt;
use std::sync::{Arc, Weak};

/// All parts of one kind that are at work, for whoever wants to see them in one place. It keeps none
/// of them alive.
pub(super) struct Roster<T>(Mutex<Vec<Weak<T>>>);

impl<T> Roster<T> {
    pub(super) const fn new() -> Self {
        Self(Mutex::new(Vec::new()))
    }

    /// Enters a part, unless it is there.
    pub(super) fn enter(&self, part: &Arc<T>) {
        let mut parts = self.0.lock();
        parts.retain(|other| other.strong_count() > 0);
        if !parts.iter().any(|other| std::ptr::eq(other.as_ptr(), Arc::as_ptr(part))) {
            parts.push(Arc::downgrade(part));
        }
    }

    /// Strikes a part out.
    pub(super) fn leave(&self, part: &Arc<T>) {
        self.0.lock().retain(|other| !std::ptr::eq(other.as_ptr(), Arc::as_ptr(part)));
    }

    /// Those who are there, in the order in which they came.
    pub(super) fn list(&self) -> Vec<Arc<T>> {
        self.0.lock().iter().filter_map(Weak::upgrade).collect()
    }
}

impl<T> fmt::Debug for Roster<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Roster({})", self.0.lock().len())
    }
}
