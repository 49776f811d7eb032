//! A bulkhead as simply as it can be said: one thread, whole numbers, no regard to speed.

use std::collections::{BTreeMap, VecDeque};

/// Who asked, in the order of asking.
pub(crate) type Id = usize;

#[derive(Default)]
pub(crate) struct Model {
    pub(crate) max: u32,
    pub(crate) in_use: u32,
    max_wait: Option<u64>,
    max_waiting: usize,
    waiting: VecDeque<(Id, Since)>,
    /// A permit was taken for these, and they have not come for it.
    called: BTreeMap<Id, Since>,
    pub(crate) acquired: u64,
    pub(crate) rejected: u64,
    pub(crate) cancelled: u64,
    pub(crate) waited: u64,
    pub(crate) most: u32,
}

#[derive(Clone, Copy)]
struct Since(u64);

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
            && let Some((id, since)) = self.waiting.pop_front()
        {
            self.take();
            self.called.insert(id, since);
        }
    }

    pub(crate) fn try_acquire(&mut self) -> bool {
        let granted = self.waiting.is_empty() && self.in_use < self.max;
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
        let there_is_one = self.waiting.is_empty() && self.in_use < self.max;
        let may_wait = self.max_wait != Some(0) && self.waiting.len() < self.max_waiting;
        if there_is_one || !may_wait {
            return Some(self.try_acquire());
        }
        self.waiting.push_back((id, Since(now)));
        None
    }

    fn deadline(&self, since: Since) -> u64 {
        self.max_wait.map_or(u64::MAX, |wait| since.0 + wait)
    }

    /// The deadline of the one at the front.
    pub(crate) fn first_deadline(&self) -> Option<u64> {
        let (_, since) = self.waiting.front()?;
        self.max_wait.map(|_| self.deadline(*since))
    }

    pub(crate) fn is_called(&self, id: Id) -> bool {
        self.called.contains_key(&id)
    }

    pub(crate) fn look(&mut self, now: u64, id: Id) -> Option<bool> {
        if let Some(since) = self.called.remove(&id) {
            self.acquired += 1;
            self.waited += now.saturating_sub(since.0);
            return Some(true);
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
