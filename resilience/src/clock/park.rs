//! Waiting on a thread that can also be woken.

use super::{Clock, Instant, Source, manual};
use std::sync::Arc;
use std::task::{Wake, Waker};
use std::thread::{self, Thread};

/// Unparks this thread.
pub(crate) fn thread_waker() -> Waker {
    Waker::from(Arc::new(Unpark(thread::current())))
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

impl Clock {
    /// Parks this thread until about `deadline`, or until `waker`, this thread's own, is used. It
    /// may return at any time, as parking does.
    pub(crate) fn park_until(&self, deadline: Instant, waker: &Waker) {
        match &self.0 {
            Source::System if deadline == Instant::NEVER => thread::park(),
            Source::System => thread::park_timeout(self.now().until(deadline)),
            Source::Manual(time) => {
                let mut wait = manual::Wait::new(Arc::clone(time), deadline);
                if wait.poll(waker).is_pending() {
                    thread::park();
                }
            }
        }
    }
}
