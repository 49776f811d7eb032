//! What all handles of one shutdown share.

use super::callback::CleanupCallback;
use super::drain::Drained;
use super::driver;
use super::error::ShutdownError;
use super::latch::Latch;
use super::report::ShutdownReport;
use crate::clock::Clock;
use crate::process::roster::Roster;
use parking_lot::Mutex;
use std::cell::Cell;
use std::ptr;
use std::sync::Arc;
use std::thread;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// The shutdowns of this process that are installed or have begun.
pub(super) static AT_WORK: Roster<Core> = Roster::new();

/// What a shutdown was built with.
pub(super) struct Plan {
    pub(super) timeout: Duration,
    pub(super) force_exit_code: i32,
    pub(super) signals: Vec<i32>,
    pub(super) exit_when_done: bool,
    pub(super) drained: Vec<Drained>,
    pub(super) clock: Clock,
}

pub(super) struct Core {
    pub(super) plan: Plan,
    /// Cancelled when the shutdown begins.
    pub(super) token: CancellationToken,
    pub(super) report: Latch<Arc<ShutdownReport>>,
    /// Those who listen to events have heard of all that, or were given time to.
    pub(super) told: Latch<()>,
    callbacks: Mutex<Callbacks>,
}

#[derive(Default)]
struct Callbacks {
    /// In the order of registration.
    list: Vec<CleanupCallback>,
    begun: bool,
}

impl Core {
    pub(super) fn new(plan: Plan) -> Self {
        let (report, told) = (Latch::new(), Latch::new());
        let (token, callbacks) = (CancellationToken::new(), Mutex::default());
        Self { plan, token, report, told, callbacks }
    }

    pub(super) fn register(&self, callback: CleanupCallback) -> Result<(), ShutdownError> {
        let name = || String::from(callback.name());
        let mut callbacks = self.callbacks.lock();
        let refusal = if callbacks.begun {
            ShutdownError::Begun { name: name() }
        } else if callbacks.list.iter().any(|other| other.name() == callback.name()) {
            ShutdownError::NameTaken { name: name() }
        } else {
            callbacks.list.push(callback);
            return Ok(());
        };
        // The callback is dropped after the lock: it may hold anything.
        drop(callbacks);
        Err(refusal)
    }

    pub(super) fn unregister(&self, name: &str) -> Option<CleanupCallback> {
        let list = &mut self.callbacks.lock().list;
        let place = list.iter().position(|callback| callback.name() == name)?;
        Some(list.remove(place))
    }

    /// Those that have not been taken to run.
    pub(super) fn names(&self) -> Vec<String> {
        let callbacks = self.callbacks.lock();
        callbacks.list.iter().map(|callback| String::from(callback.name())).collect()
    }

    pub(super) fn has_begun(&self) -> bool {
        self.callbacks.lock().begun
    }

    /// Begins the shutdown, unless it has begun. Does not wait.
    pub(super) fn begin(self: &Arc<Self>) {
        if std::mem::replace(&mut self.callbacks.lock().begun, true) {
            return;
        }
        AT_WORK.enter(self);
        let core = Arc::clone(self);
        let driver = thread::Builder::new().name(String::from("shutdown"));
        if driver.spawn(move || driver::run(&core)).is_err() {
            // No callback will get a thread either, so this does not take long, and the report says
            // why.
            driver::run(self);
        }
    }

    /// The callbacks in the order in which they run. There are none the second time.
    pub(super) fn take(&self) -> Vec<CleanupCallback> {
        let mut list = std::mem::take(&mut self.callbacks.lock().list);
        list.sort_by_key(CleanupCallback::rank); // stable: equal ones stay in order
        list
    }
}

thread_local! {
    /// The shutdown that this thread works for; null if for none.
    static MASTER: Cell<*const Core> = const { Cell::new(ptr::null()) };
}

/// While it is there, its thread works for a shutdown: it runs a callback or calls others for it.
pub(super) struct AtWork(*const Core);

impl AtWork {
    pub(super) fn on(core: &Arc<Core>) -> Self {
        Self(MASTER.replace(Arc::as_ptr(core)))
    }

    /// Whether this thread works for this shutdown.
    pub(super) fn is_for(core: &Arc<Core>) -> bool {
        ptr::eq(MASTER.get(), Arc::as_ptr(core))
    }
}

impl Drop for AtWork {
    fn drop(&mut self) {
        MASTER.set(self.0);
    }
}
