//! A bulkhead as simply as it can be said: one thread, whole numbers, no regard to speed.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Who asked, in the order of asking.
pub(crate) type Id = usize;

#[derive(Default)]
pub(crate) struct Model {
    pub(crate) max: u32,
    pub(crate) in_use: u32,
    max_wait: Option<u64>,
    max_waiting: usize,
    waiting: VecDeque<(Id, Waiter)>,
    /// A permit was taken for these, and they have not come for it.
    called: BTreeMap<Id, Waiter>,
    /// These are turned away, and have not heard of it.
    dismissed: BTreeSet<Id>,
    is_shut: bool,
    pub(crate) acquired: u64,
    pub(crate) rejected: u64,
    pub(crate) cancelled: u64,
    pub(crate) waited: u64,
    pub(crate) most: u32,
}

#[derive(Clone, Copy)]
struct Waiter {
    since: u64,
    /// It waits for as long as it takes, and is not turned away.
    certain: bool,
}

impl Model {
    pub(crate) fn new(max: u32, max_wait: Option<u64>, max_waiting: usize) -> Self {
        Self { max, max_wait, max_waiting, ..Self::default() }
    }

    fn take(&mut self) {
        assert!(self.in_use < self.max);
        self.in_use += 1;
        self.most = self.most.max(self.in_use);
    }

    /// Whoever is at the front gets what is there.
    fn serve(&mut self) {
        while self.in_use < self.max
            && let Some((id, waiter)) = self.waiting.pop_front()
        {
            self.take();
            self.called.insert(id, waiter);
        }
    }

    fn is_one_there(&self) -> bool {
        self.waiting.is_empty() && self.in_use < self.max
    }

    pub(crate) fn try_acquire(&mut self) -> bool {
        let granted = self.is_one_there() && !self.is_shut;
        if granted {
            self.take();
            self.acquired += 1;
        } else {
            self.rejected += 1;
        }
        granted
    }

    /// Asks, and stands in line if there is none: `None` if so.
    pub(crate) fn acquire(&mut self, now: u64, id: Id) -> Option<bool> {
        let may_wait = self.max_wait != Some(0) && self.waiting.len() < self.max_waiting;
        if self.is_one_there() || !may_wait || self.is_shut {
            return Some(self.try_acquire());
        }
        self.waiting.push_back((id, Waiter { since: now, certain: false }));
        None
    }

    /// The same of one who cannot be turned away: whether there is a permit at once.
    pub(crate) fn acquire_for_certain(&mut self, now: u64, id: Id) -> bool {
        let granted = self.is_one_there();
        if granted {
            self.take();
            self.acquired += 1;
        } else {
            self.waiting.push_back((id, Waiter { since: now, certain: true }));
        }
        granted
    }

    fn deadline(&self, waiter: Waiter) -> u64 {
        let wait = self.max_wait.filter(|_| !waiter.certain);
        wait.map_or(u64::MAX, |wait| waiter.since + wait)
    }

    /// The deadline of the one at the front.
    pub(crate) fn first_deadline(&self) -> Option<u64> {
        let (_, waiter) = self.waiting.front()?;
        Some(self.deadline(*waiter)).filter(|deadline| *deadline < u64::MAX)
    }

    pub(crate) fn is_called(&self, id: Id) -> bool {
        self.called.contains_key(&id) || self.dismissed.contains(&id)
    }

    pub(crate) fn look(&mut self, now: u64, id: Id) -> Option<bool> {
        if let Some(waiter) = self.called.remove(&id) {
            self.acquired += 1;
            self.waited += now.saturating_sub(waiter.since);
            return Some(true);
        }
        if self.dismissed.remove(&id) {
            self.rejected += 1;
            return Some(false);
        }
        let place = self.waiting.iter().position(|(other, _)| *other == id).unwrap();
        if now < self.deadline(self.waiting[place].1) {
            return None;
        }
        self.waiting.remove(place);
        self.rejected += 1;
        Some(false)
    }

    pub(crate) fn cancel(&mut self, id: Id) {
        self.cancelled += 1;
        if self.called.remove(&id).is_some() {
            return self.release();
        }
        self.waiting.retain(|(other, _)| *other != id);
        self.dismissed.remove(&id);
    }

    /// Who can be turned away is, whether it was called or not.
    pub(crate) fn shut(&mut self) {
        self.is_shut = true;
        let before = self.called.len();
        let goes = |waiter: &Waiter| !waiter.certain;
        self.dismissed
            .extend(self.called.extract_if(.., |_, waiter| goes(waiter)).map(|(id, _)| id));
        self.in_use -= u32::try_from(before - self.called.len()).unwrap();
        self.dismissed
            .extend(self.waiting.iter().filter(|(_, waiter)| goes(waiter)).map(|(id, _)| id));
        self.waiting.retain(|(_, waiter)| !goes(waiter));
        self.serve();
    }

    pub(crate) fn available(&self) -> u32 {
        if self.is_shut { 0 } else { self.max.saturating_sub(self.in_use) }
    }

    pub(crate) fn is_shut(&self) -> bool {
        self.is_shut
    }

    pub(crate) fn release(&mut self) {
        self.in_use -= 1;
        self.serve();
    }

    pub(crate) fn resize(&mut self, max: u32) {
        self.max = max;
        self.serve();
    }

    pub(crate) fn waiting(&self) -> usize {
        self.waiting.len()
    }
}
