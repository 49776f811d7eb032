//! Something else that should live.

use super::reports::{Reports, Trouble};
use crate::clock::Instant;
use crate::process::alert::Alert;
use crate::process::courier::{Callback, Courier};
use parking_lot::Mutex;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

/// Something that a heartbeat looks after: a connection, a worker, anything that knows whether it is
/// dead.
///
/// Closures are targets, and so is an `Arc` of one. It is asked at every beat, on a thread of its own
/// and never twice at a time: an answer that takes long delays no beat.
pub trait HeartbeatTarget: Send + Sync {
    /// Whether it is dead. A panic is no answer, and gives an alert.
    fn is_dead(&self) -> bool;
}

impl<F: Fn() -> bool + Send + Sync> HeartbeatTarget for F {
    fn is_dead(&self) -> bool {
        self()
    }
}

impl<T: HeartbeatTarget + ?Sized> HeartbeatTarget for Arc<T> {
    fn is_dead(&self) -> bool {
        (**self).is_dead()
    }
}

/// The target as the builder was given it.
pub(super) struct Target {
    target: Box<dyn HeartbeatTarget>,
    type_name: &'static str,
}

impl Target {
    pub(super) fn new<T: HeartbeatTarget + 'static>(target: T) -> Self {
        Self { target: Box::new(target), type_name: std::any::type_name::<T>() }
    }

    /// Asks it at each of the instants that are sent, and reports what is wrong with it.
    pub(super) fn watched(
        self,
        name: String,
        reports: Arc<Reports>,
        again_after: Duration,
    ) -> Courier<Instant> {
        let trouble = Mutex::new(Trouble::NONE);
        let ask = move |now: &Instant| {
            let found = self.ask();
            if !trouble.lock().note(found, *now, again_after) {
                return;
            }
            let facts = || [("heartbeat", name.clone()), ("target", self.type_name.into())];
            let alert = |text| Alert::new("heartbeat", String::from(text), facts());
            match found {
                Some(Finding::Dead) => {
                    reports.target_dead.tell(|| ());
                    reports.alert.tell(|| alert("the target is dead"));
                }
                Some(Finding::Panicked) => {
                    reports.alert.tell(|| alert("the target panicked when asked if it is dead"));
                }
                None => {}
            }
        };
        Courier::new("hb-target", Callback::plain(ask))
    }

    fn ask(&self) -> Option<Finding> {
        match catch_unwind(AssertUnwindSafe(|| self.target.is_dead())) {
            Ok(is_dead) => is_dead.then_some(Finding::Dead),
            Err(payload) => {
                // The panic hook has reported it; the drop of the payload could panic, too.
                std::mem::forget(payload);
                Some(Finding::Panicked)
            }
        }
    }
}

/// What is wrong with a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Finding {
    Dead,
    Panicked,
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Target").field(&self.type_name).finish()
    }
}
