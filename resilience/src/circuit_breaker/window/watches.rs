//! What a breaker watches its calls with, while its settings change.
//!
//! One word says which of the watches counts, and how often the window has begun anew by a change of
//! settings. That number is added to the state period under which outcomes are entered: so whatever
//! still arrives for a window that is over carries an earlier number, as a late result does, and leaves
//! the present one alone. It is why a window can be taken up again.
//!
//! A watch stays until the breaker goes, for somebody may be at it, and serves again when its settings
//! come back, and its window wherever one of its kind is wanted. There are as many as there have been
//! different settings.

use super::kept::Kept;
use super::watch::{Newest, Watch, Watching};
use crate::sync::AtomicU64;
use std::sync::atomic::Ordering;

/// Every watch that a breaker has had.
#[derive(Debug)]
pub(in crate::circuit_breaker) struct Watches {
    /// The beginnings in the upper half; in the lower one the index of the watch that counts and one,
    /// nought for none.
    newest: AtomicU64,
    kept: Kept<Watch>,
}

impl Watches {
    pub(in crate::circuit_breaker) fn new(watching: Option<Watching>) -> Self {
        let watches = Self { newest: AtomicU64::new(0), kept: Kept::new() };
        watches.follow(watching);
        watches
    }

    /// The one that counts, if calls are watched.
    #[inline]
    pub(in crate::circuit_breaker) fn newest(&self) -> Option<Newest<'_>> {
        let (index, beginnings) = taken_apart(self.newest.load(Ordering::Acquire));
        let watch = self.kept.get(index?)?;
        Some(Newest { watch, beginnings })
    }

    /// Watches with these settings from now on, or not at all. A window that is the same goes on, any
    /// other starts empty. Nobody else may be at it.
    pub(in crate::circuit_breaker) fn follow(&self, watching: Option<Watching>) {
        let before = self.newest().map(|newest| *newest.watch.watching());
        if before == watching {
            return;
        }
        let (_, beginnings) = taken_apart(self.newest.load(Ordering::Acquire));
        let Some(watching) = watching else { return self.put(0, beginnings) };
        let goes_on = before.is_some_and(|before| before.window == watching.window);
        let beginnings = if goes_on { beginnings } else { beginnings.wrapping_add(1) };
        let index = self.index_of(watching);
        self.put(index + 1, beginnings);
        if let Some(watch) = self.kept.get(index) {
            watch.judge_anew();
        }
    }

    /// Where there is a watch with these settings, made if there was none.
    fn index_of(&self, watching: Watching) -> usize {
        let mut kept = self.kept.iter();
        kept.position(|watch| *watch.watching() == watching).unwrap_or_else(|| {
            let mut kept = self.kept.iter();
            let of_its_kind = kept.find(|watch| watch.watching().window == watching.window);
            self.kept.push(Watch::new(watching, of_its_kind))
        })
    }

    fn put(&self, index_and_one: usize, beginnings: u32) {
        let index = u64::try_from(index_and_one).expect("64 bits are enough");
        self.newest.store(u64::from(beginnings) << 32 | index, Ordering::Release);
    }
}

/// The index, if there is one, and the beginnings.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the lower half")]
fn taken_apart(newest: u64) -> (Option<usize>, u32) {
    ((newest as u32 as usize).checked_sub(1), (newest >> 32) as u32)
}
