//! A permit apart from its policy.

use super::{Life, Permit, Settle};

/// A permit of a policy that its keeper has at hand: it borrows nothing, and is kept beside a handle
/// of the policy where a [`Permit`] would have to borrow that.
///
/// Dropped, it is lost: whoever keeps it attaches it to the same policy again.
#[derive(Debug)]
#[must_use = "nothing ends a permit that is not attached again"]
pub(crate) struct Detached<P: Settle> {
    stamp: P::Stamp,
    life: Life,
}

// A policy itself is not copied.
impl<P: Settle> Clone for Detached<P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P: Settle> Copy for Detached<P> {}

impl<P: Settle> Permit<&P> {
    /// Takes it from its policy.
    #[inline]
    pub(crate) fn detach(self) -> Detached<P> {
        let detached = Detached { stamp: self.stamp, life: self.life };
        // A reference is all that it held on to.
        std::mem::forget(self);
        detached
    }
}

impl<P: Settle> Detached<P> {
    /// Gives it back to its policy: once.
    #[inline]
    pub(crate) fn attach(self, policy: &P) -> Permit<&P> {
        Permit { holder: policy, stamp: self.stamp, life: self.life }
    }

    /// See [`Permit::running`].
    #[inline]
    pub(crate) fn running(&mut self, runs: bool) {
        self.life.set_running(runs);
    }
}
