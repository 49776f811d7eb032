//! Where the futures of callbacks run.

use std::future::Future;
use std::io;
use tokio::runtime::{Builder, Handle, RuntimeFlavor};

/// The runtime that somebody registered a callback in, if that is multi-threaded. Of another one
/// nobody knows that it will be driven while the callback runs.
#[derive(Clone, Debug)]
pub(super) struct Home(Option<Handle>);

impl Home {
    /// That of the caller.
    pub(super) fn here() -> Self {
        let handle = Handle::try_current().ok();
        Self(handle.filter(|handle| handle.runtime_flavor() == RuntimeFlavor::MultiThread))
    }

    /// None: each future has a small runtime of its own, that nothing else can block.
    pub(super) const fn apart() -> Self {
        Self(None)
    }

    /// Runs the future to its end on this thread, which must not drive a runtime: at home, or on a
    /// small runtime of its own.
    ///
    /// # Errors
    ///
    /// If that cannot be made: the system has no more of what it takes.
    pub(super) fn block_on<F: Future>(&self, future: F) -> io::Result<F::Output> {
        match &self.0 {
            Some(handle) => Ok(handle.block_on(future)),
            None => Ok(Builder::new_current_thread().enable_all().build()?.block_on(future)),
        }
    }
}
