//! A bulkhead and its model, taken through the same steps.

use crate::model::{Id, Model};
use crate::task::Task;
use proptest::prelude::*;
use resilience::__private::enter_async;
use resilience::{Bulkhead, ManualClock, Permit, Registry, Rejected};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::task::Poll;
use std::time::Duration;

#[derive(Clone, Debug)]
pub(crate) enum Step {
    Try,
    TryOwned,
    Wait,
    /// For as long as it takes, and not to be turned away.
    WaitForCertain,
    /// One of those who wait looks; all do.
    Look(usize),
    LookAll,
    /// One of those who wait gives up.
    Cancel(usize),
    Release(usize),
    /// The code that holds a permit panics.
    Panic(usize),
    Resize(u32),
    Advance(u64),
    /// To the deadline of the one at the front, or a nanosecond short of it.
    AdvanceToDeadline(bool),
    Rewind(u64),
}

pub(crate) fn step() -> impl Strategy<Value = Step> {
    let nanos = || prop_oneof![0..20_u64, 0..3000_u64];
    prop_oneof![
        3 => Just(Step::Try),
        1 => Just(Step::TryOwned),
        8 => Just(Step::Wait),
        2 => Just(Step::WaitForCertain),
        4 => any::<usize>().prop_map(Step::Look),
        1 => Just(Step::LookAll),
        4 => any::<usize>().prop_map(Step::Cancel),
        6 => any::<usize>().prop_map(Step::Release),
        2 => any::<usize>().prop_map(Step::Panic),
        2 => (1..6_u32).prop_map(Step::Resize),
        2 => nanos().prop_map(Step::Advance),
        2 => any::<bool>().prop_map(Step::AdvanceToDeadline),
        1 => nanos().prop_map(Step::Rewind),
    ]
}

type Answer<'a> = Result<Permit<&'a Bulkhead>, Rejected>;

enum Held<'a> {
    Borrowed { _permit: Permit<&'a Bulkhead> },
    Owned { _permit: Permit<Bulkhead> },
}

pub(crate) struct Pair<'a> {
    time: &'a ManualClock,
    bulkhead: &'a Bulkhead,
    model: Model,
    /// In nanoseconds since the start of the clock, which may be turned back beyond that.
    now: u64,
    waits: BTreeMap<Id, Task<'a, Answer<'a>>>,
    held: Vec<Held<'a>>,
    ids: Id,
}

/// Where the pair begins to count.
const START: u64 = 1 << 40;

impl<'a> Pair<'a> {
    pub(crate) fn new(time: &'a ManualClock, bulkhead: &'a Bulkhead, model: Model) -> Self {
        let (waits, held) = (BTreeMap::new(), Vec::new());
        Self { time, bulkhead, model, now: START, waits, held, ids: 0 }
    }

    fn picked(&self, which: usize) -> Option<Id> {
        let count = self.waits.len();
        (count > 0).then(|| *self.waits.keys().nth(which % count).unwrap())
    }

    fn check(&mut self, ours: Answer<'a>, granted: bool) {
        match ours {
            Ok(permit) => {
                assert!(granted, "the model refuses");
                self.held.push(Held::Borrowed { _permit: permit });
            }
            Err(Rejected::BulkheadFull(_)) => {
                assert!(!granted && !self.model.is_shut(), "the model admits, or is shut");
            }
            Err(Rejected::ShuttingDown(_)) => assert!(!granted && self.model.is_shut()),
            Err(other) => panic!("{other:?}"),
        }
    }

    fn look(&mut self, id: Id) {
        let model = self.model.look(self.now, id);
        match (self.waits.get_mut(&id).unwrap().poll(), model) {
            (Poll::Pending, None) => {}
            (Poll::Ready(ours), Some(granted)) => {
                self.waits.remove(&id);
                self.check(ours, granted);
            }
            (ours, model) => panic!("{ours:?}, but the model says {model:?}"),
        }
    }

    fn advance(&mut self, nanos: u64) {
        self.time.advance(Duration::from_nanos(nanos));
        self.now += nanos;
    }

    pub(crate) fn step(&mut self, step: &Step) {
        match *step {
            Step::Try => {
                let granted = self.model.try_acquire();
                let ours = self.bulkhead.try_acquire();
                self.check(ours, granted);
            }
            Step::TryOwned => {
                let granted = self.model.try_acquire();
                let ours = self.bulkhead.try_acquire_owned();
                assert_eq!(ours.is_ok(), granted);
                self.held.extend(ours.map(|permit| Held::Owned { _permit: permit }));
            }
            Step::Wait => {
                let id = self.ids;
                self.ids += 1;
                match self.model.acquire(self.now, id) {
                    None => {
                        let task = Task::started(self.bulkhead.acquire_async());
                        self.waits.insert(id, task);
                    }
                    // Who need not wait, and who may not, have their answer at once, on threads too.
                    Some(granted) => self.check(self.bulkhead.acquire(), granted),
                }
            }
            Step::WaitForCertain => {
                let id = self.ids;
                self.ids += 1;
                let bulkhead = self.bulkhead;
                let mut task = Task::new(async { Ok(enter_async(bulkhead).await) });
                match (task.poll(), self.model.acquire_for_certain(self.now, id)) {
                    (Poll::Pending, false) => drop(self.waits.insert(id, task)),
                    (Poll::Ready(ours), true) => self.check(ours, true),
                    (ours, model) => panic!("{ours:?}, but the model says {model:?}"),
                }
            }
            Step::Look(which) => {
                if let Some(id) = self.picked(which) {
                    self.look(id);
                }
            }
            Step::LookAll => {
                for id in self.waits.keys().copied().collect::<Vec<_>>() {
                    self.look(id);
                }
            }
            Step::Cancel(which) => {
                if let Some(id) = self.picked(which) {
                    drop(self.waits.remove(&id));
                    self.model.cancel(id);
                }
            }
            Step::Release(which) if !self.held.is_empty() => {
                drop(self.held.swap_remove(which % self.held.len()));
                self.model.release();
            }
            Step::Panic(which) if !self.held.is_empty() => {
                let permit = self.held.swap_remove(which % self.held.len());
                let code = AssertUnwindSafe(|| {
                    let _permit = permit;
                    resume_unwind(Box::new(()))
                });
                assert!(catch_unwind::<_, ()>(code).is_err());
                self.model.release();
            }
            Step::Release(_) | Step::Panic(_) => {}
            Step::Resize(max) => {
                self.bulkhead.set_max_concurrent(max).unwrap();
                self.model.resize(max);
            }
            Step::Advance(nanos) => self.advance(nanos),
            Step::AdvanceToDeadline(short) => {
                let deadline = self.model.first_deadline().unwrap_or(0);
                self.advance(deadline.saturating_sub(self.now + u64::from(short)));
            }
            Step::Rewind(nanos) => {
                self.time.rewind(Duration::from_nanos(nanos));
                self.now -= nanos;
            }
        }
    }

    /// The registry that the bulkhead is in drains.
    pub(crate) fn drain(&mut self, names: &Registry) {
        names.drain();
        self.model.shut();
    }

    pub(crate) fn compare(&self) {
        let (bulkhead, model) = (self.bulkhead, &self.model);
        assert_eq!((bulkhead.in_use(), bulkhead.max_concurrent()), (model.in_use, model.max));
        assert_eq!(bulkhead.available(), model.available());
        assert_eq!(bulkhead.waiting(), model.waiting());
        let stats = bulkhead.stats();
        assert_eq!(stats.total_acquired, model.acquired);
        assert_eq!(stats.total_rejected, model.rejected);
        assert_eq!(stats.cancelled, model.cancelled);
        assert_eq!(stats.total_waited, Duration::from_nanos(model.waited));
        assert_eq!(stats.max_in_use, model.most);
        // Whoever can go on knows it.
        let woken = |(id, task): (&Id, &Task<'_, _>)| !model.is_called(*id) || task.wakes() > 0;
        assert!(self.waits.iter().all(woken), "somebody was called and sleeps on");
    }

    /// Everything ends: all are back.
    pub(crate) fn end(self) {
        let Self { time, bulkhead, waits, held, model, .. } = self;
        drop(waits);
        drop(held);
        assert_eq!((bulkhead.in_use(), bulkhead.waiting(), time.waiting()), (0, 0, 0));
        assert_eq!(bulkhead.available(), if model.is_shut() { 0 } else { model.max });
        assert!(Task::new(bulkhead.call_async(|| async {})).is_done());
    }
}
