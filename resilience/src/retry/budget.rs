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
    balance: Balance,
}

/// The numbers of a budget.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Limits {
    pub(super) ratio: f64,
    pub(super) reserve: u32,
}

/// What there is in a budget, and what comes in.
#[derive(Debug)]
pub(super) struct Balance {
    /// What a call pays, or [`UNLIMITED`].
    share: AtomicU64,
    most: AtomicU64,
    there: AtomicU64,
}

/// There is no budget: nobody pays, and everybody gets.
const UNLIMITED: u64 = u64::MAX;

impl RetryBudget {
    /// `ratio` retries for every call, 0 to 1, and a `reserve` of them.
    #[track_caller]
    #[must_use]
    pub fn new(ratio: f64, reserve: u32) -> Self {
        let mut field = Field::new("ratio", Reals::Share);
        field.write(ratio);
        let balance = Balance::new(Some(Limits { ratio, reserve }));
        Self(Arc::new(Shared { ratio: field, reserve, balance }))
    }

    /// How many retries there could be now.
    #[must_use]
    pub fn available(&self) -> u64 {
        self.balance().available().unwrap_or(u64::MAX)
    }

    pub(super) fn limits(&self) -> Limits {
        Limits { ratio: self.0.ratio.or(0.0), reserve: self.0.reserve }
    }

    pub(super) fn balance(&self) -> &Balance {
        &self.0.balance
    }

    pub(super) fn check(&self, problems: &mut Vec<ConfigProblem>) {
        self.0.ratio.check(problems);
    }
}

impl Limits {
    /// What a call pays, to the next larger unit: else five times a fifth would not make a retry.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 1")]
    #[expect(clippy::cast_precision_loss, reason = "a power of two")]
    fn share(self) -> u64 {
        (self.ratio * ONE as f64).ceil() as u64
    }

    fn most(self) -> u64 {
        u64::from(self.reserve.max(1)) * ONE
    }
}

impl Balance {
    /// Of a budget with a whole reserve, or of none.
    pub(super) fn new(limits: Option<Limits>) -> Self {
        let balance = Self {
            share: AtomicU64::new(UNLIMITED),
            most: AtomicU64::new(0),
            there: AtomicU64::new(0),
        };
        balance.follow(limits);
        balance
    }

    /// Goes on with other numbers. Nothing comes in by that, and what is too much goes; a budget where
    /// there was none begins with its reserve.
    pub(super) fn follow(&self, limits: Option<Limits>) {
        let Some(limits) = limits else { return self.share.store(UNLIMITED, Ordering::Release) };
        if self.share.load(Ordering::Acquire) == UNLIMITED {
            self.there.store(u64::from(limits.reserve) * ONE, Ordering::Release);
        }
        self.most.store(limits.most(), Ordering::Release);
        let less = |there: u64| (there > limits.most()).then(|| limits.most());
        let _unless_less = self.there.fetch_update(Ordering::AcqRel, Ordering::Acquire, less);
        self.share.store(limits.share(), Ordering::Release);
    }

    /// How many retries there could be now; `None` if there is no budget.
    pub(super) fn available(&self) -> Option<u64> {
        let limited = self.share.load(Ordering::Acquire) != UNLIMITED;
        limited.then(|| self.there.load(Ordering::Acquire) / ONE)
    }

    /// Pays for a call.
    pub(super) fn pay_in(&self) {
        let share = self.share.load(Ordering::Acquire);
        if share == UNLIMITED {
            return;
        }
        let most = self.most.load(Ordering::Acquire);
        // What is full stays as it is: in good times nobody writes.
        let more = |there: u64| (there < most).then(|| most.min(there + share));
        let _unless_full = self.there.fetch_update(Ordering::AcqRel, Ordering::Acquire, more);
    }

    /// Takes out what a retry costs, if it is there.
    pub(super) fn take_out(&self) -> bool {
        if self.share.load(Ordering::Acquire) == UNLIMITED {
            return true;
        }
        let less = |there: u64| there.checked_sub(ONE);
        self.there.fetch_update(Ordering::AcqRel, Ordering::Acquire, less).is_ok()
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
    use super::{Limits, RetryBudget};
    use loom::thread;

    #[test]
    fn other_numbers_bring_no_retry_in() {
        for reserve in [1, 2, 3] {
            loom::model(move || {
                let budget = RetryBudget::new(0.0, 2);
                let other = budget.clone();
                let other = thread::spawn(move || {
                    u64::from(other.balance().take_out()) + u64::from(other.balance().take_out())
                });
                budget.balance().follow(Some(Limits { ratio: 0.0, reserve }));
                let taken = other.join().unwrap();
                let left = budget.available();
                assert!(taken + left <= 2 && left <= u64::from(reserve), "{taken} and {left}");
                // Of two that were there one is lost at most, where there is room for one only.
                assert!(taken + left >= if reserve == 1 { 1 } else { 2 }, "{taken} and {left}");
            });
        }
    }

    #[test]
    fn no_retry_is_taken_twice() {
        loom::model(|| {
            let budget = RetryBudget::new(0.5, 1);
            let other = budget.clone();
            let other = thread::spawn(move || {
                other.balance().pay_in();
                u32::from(other.balance().take_out())
            });
            budget.balance().pay_in();
            let mine = u32::from(budget.balance().take_out());
            let all = mine + other.join().unwrap();
            // Each paid half a retry, which a full budget does not keep.
            assert!((1..=2).contains(&all));
            assert!(all == 1 || !budget.balance().take_out());
        });
    }
}
