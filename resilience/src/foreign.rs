//! Code of others: callbacks, wakers, and the drops of what they hold.

use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs what must not change anything for whoever runs it. Its panic has been reported by the panic
/// hook; the payload is leaked, as its drop could panic too.
pub(crate) fn run(code: impl FnOnce()) {
    if let Err(payload) = catch_unwind(AssertUnwindSafe(code)) {
        mem::forget(payload);
    }
}
