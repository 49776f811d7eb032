//! How many retries there may be beside the calls.

use crate::error::ConfigProblem;
use crate::settings::{Field, Reals};
use crate::sync::AtomicU64;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// One retry, in the units of a balance: 32 bits before the point and 32 behind it.
const ONE: u64 = 1 << 32;

/// Keeps retries from multiplying the load of a dependency that is down.
///
/// Every call pays `ratio` into it, and every retry takes 1 out; there are no retries while there is
/// less than that. It starts with `reserve`, and keeps no more than that (and no more than 1 without
/// one), so what was saved in good times is spent within a few calls in bad ones. So a number of calls
/// is followed by at most `ratio` times as many retries, and `reserve`.
///
/// Clones share one balance, and whoever has a clone shares in it.
#[derive(Clone)]
pub struct RetryBudget(Arc<Shared>);

struct Shared {
    ratio: Field<f64>,
    reserve: u32,
    balance: AtomicU64,
}

impl RetryBudget {
    /// `ratio` retries for every call, 0 to 1, and a `reserve` of them.
    #[track_caller]
    #[must_use]
    pub fn new(ratio: f64, reserve: u32) -> Self {
        let mut field = Field::new("ratio", Reals::Share);
        field.write(ratio);
        let balance = AtomicU64::new(u64::from(reserve) * ONE);
        Self(Arc::new(Shared { ratio: field, reserve, balance }))
    }

    /// How many retries there could be now.
    #[must_use]
    pub fn available(&self) -> u64 {
        self.0.balance.load(Ordering::Acquire) / ONE
    }

    pub(super) fn check(&self, problems: &mut Vec<ConfigProblem>) {
        self.0.ratio.check(problems);
    }

    /// Pays for a call.
    pub(super) fn pay_in(&self) {
        let most = u64::from(self.0.reserve.max(1)) * ONE;
        // To the next larger unit: else five times a fifth would not make a retry.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 1")]
        #[expect(clippy::cast_precision_loss, reason = "a power of two")]
        let share = (self.0.ratio.or(0.0) * ONE as f64).ceil() as u64;
        // What is full stays as it is: in good times nobody writes.
        let more = |balance: u64| (balance < most).then(|| most.min(balance + share));
        let _unless_full = self.0.balance.fetch_update(Ordering::AcqRel, Ordering::Acquire, more);
    }

    /// Takes out what a retry costs, if it is there.
    pub(super) fn take_out(&self) -> bool {
        let less = |balance: u64| balance.checked_sub(ONE);
        self.0.balance.fetch_update(Ordering::AcqRel, Ordering::Acquire, less).is_ok()
    }
}

impl fmt::Debug for RetryBudget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RetryBudget")
            .field("ratio", &self.0.ratio.or(0.0))
            .field("reserve", &self.0.reserve)
            .field("available", &self.available())
            .finish()
    }
}

#[cfg(all(test, resilience_loom))]
mod models {
    use super::RetryBudget;
    use loom::thread;

    #[test]
    fn no_retry_is_taken_twice() {
        loom::model(|| {
            let budget = RetryBudget::new(0.5, 1);
            let other = budget.clone();
            let other = thread::spawn(move || {
                other.pay_in();
                u32::from(other.take_out())
            });
            budget.pay_in();
            let mine = u32::from(budget.take_out());
            let all = mine + other.join().unwrap();
            // Each paid half a retry, which a full budget does not keep.
            assert!((1..=2).contains(&all));
            assert!(all == 1 || !budget.take_out());
        });
    }
}
