//! How a permit ends if it is dropped now, and when its call began: in one word, so that a permit is
//! no larger for it and is moved in registers.

use super::Ending;
use crate::clock::Instant;
use std::fmt;
use std::num::NonZero;

/// How a permit ends if it is dropped now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Success = 1,
    Failure,
    Ignored,
    Abandoned,
    /// As a failure if the thread is unwinding, else abandoned.
    AskTheThread,
}

impl From<Ending> for Fate {
    #[inline]
    fn from(ending: Ending) -> Self {
        match ending {
            Ending::Success => Self::Success,
            Ending::Failure => Self::Failure,
            Ending::Ignored => Self::Ignored,
            Ending::Abandoned => Self::Abandoned,
        }
    }
}

/// When a call began, on the clock of its policy, if anybody wants to know. In nanoseconds modulo 2⁵⁵:
/// a call that takes more than a year seems shorter.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Beginning(u64);

const TIMED: u64 = 1;
const FATE_BITS: u32 = 8;
const FATE_MASK: u64 = (1 << FATE_BITS) - 1;
const BEGINNING_BITS: u32 = u64::BITS - FATE_BITS;
const BEGINNING_MASK: u64 = (1 << BEGINNING_BITS) - 1;

impl Beginning {
    /// Nobody wants to know.
    pub(crate) const UNTIMED: Self = Self(0);

    pub(crate) fn at(instant: Instant) -> Self {
        Self((instant.as_nanos() << 1 | TIMED) & BEGINNING_MASK)
    }

    /// The nanoseconds from then to `now`, if it is known.
    #[inline]
    pub(crate) fn nanos_until(self, now: Instant) -> Option<u64> {
        let since = (now.as_nanos() << 1 | TIMED).wrapping_sub(self.0) & BEGINNING_MASK;
        (self != Self::UNTIMED).then_some(since >> 1)
    }
}

impl fmt::Debug for Beginning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::UNTIMED => f.write_str("untimed"),
            Self(beginning) => write!(f, "{} ns", beginning >> 1),
        }
    }
}

/// A fate in the lower bits, a beginning in the upper ones.
#[derive(Clone, Copy)]
pub struct Life(NonZero<u64>);

impl Life {
    #[inline]
    pub(super) fn new(beginning: Beginning, fate: Fate) -> Self {
        Self(NonZero::new(beginning.0 << FATE_BITS | fate as u64).expect("no fate is nought"))
    }

    #[inline]
    pub(super) fn beginning(self) -> Beginning {
        Beginning(self.0.get() >> FATE_BITS)
    }

    #[inline]
    pub(super) fn set_fate(&mut self, fate: impl Into<Fate>) {
        *self = Self::new(self.beginning(), fate.into());
    }

    /// A panic of guarded code is a failure; whatever else drops the permit abandons the call.
    #[inline]
    pub(super) fn set_running(&mut self, runs: bool) {
        self.set_fate(if runs { Fate::Failure } else { Fate::Abandoned });
    }

    #[inline]
    pub(super) fn is_success(self) -> bool {
        self.0.get() & FATE_MASK == Fate::Success as u64
    }

    /// How the permit ends if it is dropped now.
    pub(super) fn ending(self) -> Ending {
        const SUCCESS: u64 = Fate::Success as u64;
        const FAILURE: u64 = Fate::Failure as u64;
        const IGNORED: u64 = Fate::Ignored as u64;
        const ABANDONED: u64 = Fate::Abandoned as u64;
        match self.0.get() & FATE_MASK {
            SUCCESS => Ending::Success,
            FAILURE => Ending::Failure,
            IGNORED => Ending::Ignored,
            ABANDONED => Ending::Abandoned,
            _ if std::thread::panicking() => Ending::Failure,
            _ => Ending::Abandoned,
        }
    }
}

impl fmt::Debug for Life {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}, {:?} if dropped now", self.beginning(), self.ending())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_life_gives_back_what_was_packed() {
        let endings = [Ending::Success, Ending::Failure, Ending::Ignored, Ending::Abandoned];
        for nanos in [0, 1, 1 << 40, 1 << 62, u64::MAX] {
            let beginning = Beginning::at(Instant::from_nanos(nanos));
            let mut life = Life::new(beginning, Fate::AskTheThread);
            assert_eq!(life.ending(), Ending::Abandoned);
            for ending in endings {
                life.set_fate(ending);
                assert_eq!((life.ending(), life.beginning()), (ending, beginning));
            }
            let later = Instant::from_nanos(nanos.wrapping_add(7));
            assert_eq!(beginning.nanos_until(later), Some(7));
            assert_eq!(Beginning::UNTIMED.nanos_until(later), None);
        }
    }

    #[test]
    fn a_length_is_exact_for_a_year() {
        let beginning = Beginning::at(Instant::from_nanos(1 << 62));
        let year = 365 * 86_400 * 1_000_000_000;
        assert_eq!(beginning.nanos_until(Instant::from_nanos((1 << 62) + year)), Some(year));
    }
}
