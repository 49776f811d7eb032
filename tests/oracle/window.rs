//! Windows written down as plainly as can be: every outcome with its time.

use std::collections::VecDeque;

/// How far a window reaches.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Reach {
    Calls(usize),
    /// In nanoseconds.
    Time(u64),
}

#[derive(Clone, Debug)]
pub(crate) struct Rates {
    pub(crate) reach: Reach,
    pub(crate) minimum: u32,
    /// So many of so many.
    pub(crate) failures: Option<(u32, u32)>,
    pub(crate) slow: Option<(u32, u32)>,
    /// How long a slow call takes, in nanoseconds.
    pub(crate) slow_call: u64,
}

#[derive(Clone, Copy)]
pub(crate) struct Entry {
    pub(crate) at: u64,
    pub(crate) failed: bool,
    pub(crate) slow: bool,
}

/// All outcomes since the breaker closed.
#[derive(Default)]
pub(crate) struct Window(VecDeque<Entry>);

pub(crate) struct Tally {
    pub(crate) calls: u32,
    pub(crate) failures: u32,
    pub(crate) slow: u32,
}

impl Window {
    pub(crate) const EMPTY: Self = Self(VecDeque::new());

    pub(crate) fn record(&mut self, entry: Entry) {
        self.0.push_back(entry);
    }

    pub(crate) fn tally(&self, rates: &Rates, now: u64) -> Tally {
        let origin = self.0.front().map_or(now, |first| first.at);
        let live = |index: usize, entry: &Entry| match rates.reach {
            Reach::Calls(calls) => index + calls >= self.0.len(),
            Reach::Time(length) => {
                let tenth = |at: u64| (at - origin) / (length / 10);
                tenth(now) - tenth(entry.at) < 10
            }
        };
        let live = self.0.iter().enumerate().filter(|(index, entry)| live(*index, entry));
        let mut tally = Tally { calls: 0, failures: 0, slow: 0 };
        for (_, entry) in live {
            tally.calls += 1;
            tally.failures += u32::from(entry.failed);
            tally.slow += u32::from(entry.slow);
        }
        tally
    }
}

impl Rates {
    pub(crate) fn is_slow(&self, took: u64) -> bool {
        self.slow.is_some() && took >= self.slow_call
    }

    pub(crate) fn are_reached(&self, tally: &Tally) -> bool {
        let reached = |bad: u32, rate: Option<(u32, u32)>| {
            rate.is_some_and(|(of, all)| bad * all >= of * tally.calls)
        };
        tally.calls >= self.minimum
            && (reached(tally.failures, self.failures) || reached(tally.slow, self.slow))
    }
}
