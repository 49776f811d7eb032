//! A limiter and its model, taken through the same steps.

use crate::model::{Answer, Model, SHUT};
use proptest::prelude::*;
use resilience::__private::wait_async;
use resilience::{ManualClock, RateLimiter, Registry, Rejected};
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

const SECOND: Duration = Duration::from_secs(1);

/// Where a manual clock starts; differences are all that counts.
const START: u64 = 1 << 62;

#[derive(Clone, Debug)]
pub(crate) enum Step {
    Try(u32),
    /// With a timeout in nanoseconds, or none.
    Wait(u32, Option<u64>),
    /// For one, for as long as it takes, and not to be turned away.
    WaitForCertain,
    /// One of those who wait looks; all do.
    Look(usize),
    LookAll,
    Cancel(usize),
    Advance(u64),
    /// To the instant at which so many are there, or a nanosecond short of it.
    AdvanceToDue(u32, bool),
    Rewind(u64),
    SetRate(usize),
    Reset,
}

/// Rates whose intervals are whole nanoseconds, and in how many bits of one they are counted.
pub(crate) const RATES: [(f64, u64, u32); 7] = [
    (10.0, 100_000_000, 0),
    (1.0, 1_000_000_000, 0),
    (1e3, 1_000_000, 7),
    (4e3, 250_000, 9),
    (1e6, 1_000, 17),
    (2e8, 5, 20),
    (1e9, 1, 20),
];

pub(crate) fn step() -> impl Strategy<Value = Step> {
    let tokens = || 1..=5_u32;
    let nanos = || prop_oneof![0..20_u64, 0..3_000_000_u64, 0..3_000_000_000_u64];
    prop_oneof![
        8 => tokens().prop_map(Step::Try),
        5 => (tokens(), prop::option::of(nanos())).prop_map(|(n, timeout)| Step::Wait(n, timeout)),
        1 => Just(Step::WaitForCertain),
        4 => any::<usize>().prop_map(Step::Look),
        2 => Just(Step::LookAll),
        3 => any::<usize>().prop_map(Step::Cancel),
        4 => nanos().prop_map(Step::Advance),
        6 => (tokens(), any::<bool>()).prop_map(|(n, short)| Step::AdvanceToDue(n, short)),
        1 => nanos().prop_map(Step::Rewind),
        2 => (0..RATES.len()).prop_map(Step::SetRate),
        1 => Just(Step::Reset),
    ]
}

type Wait<'a> = Pin<Box<dyn Future<Output = Result<(), Rejected>> + 'a>>;

/// The guarantee, told in its own terms: in any window no more than the burst and what the rate
/// brings. That is a bucket that leaks at the rate and never runs over.
struct Guarantee {
    /// In tokens times `SCALE`.
    level: u128,
    /// Up to when time has brought tokens.
    latest: u64,
}

const SCALE: u128 = 1_000_000_000_000;

impl Guarantee {
    fn pass(&mut self, now: u64, interval: u64) {
        // A step back is no time, and neither is what it takes to come to where it was.
        let passed = u128::from(now.saturating_sub(self.latest));
        self.latest = self.latest.max(now);
        self.level = self.level.saturating_sub(passed * SCALE / u128::from(interval));
    }

    fn grant(&mut self, tokens: u32, burst: u32) {
        self.level += u128::from(tokens) * SCALE;
        // A part in 10¹² for each time that passed, rounded down above.
        assert!(self.level <= u128::from(burst) * SCALE + 200, "more than the guarantee");
    }
}

pub(crate) struct Pair<'a> {
    time: &'a ManualClock,
    limiter: &'a RateLimiter,
    model: Model,
    guarantee: Guarantee,
    interval: u64,
    waits: BTreeMap<usize, (u32, Wait<'a>)>,
    ids: usize,
}

impl<'a> Pair<'a> {
    pub(crate) fn new(time: &'a ManualClock, limiter: &'a RateLimiter, interval: u64) -> Self {
        Self {
            time,
            limiter,
            model: Model::new(interval, limiter.burst(), START),
            guarantee: Guarantee { level: 0, latest: START },
            interval,
            waits: BTreeMap::new(),
            ids: 0,
        }
    }

    /// What the clock shows.
    fn shown(&self) -> u64 {
        START + u64::try_from(self.time.elapsed().as_nanos()).unwrap()
    }

    /// What it has shown at the latest, which is what the limiter goes by.
    fn now(&self) -> u64 {
        self.guarantee.latest.max(self.shown())
    }

    fn check(&mut self, tokens: u32, ours: Result<(), Rejected>, model: Answer) {
        match (ours, model) {
            (Ok(()), Ok(())) => self.guarantee.grant(tokens, self.limiter.burst()),
            (Err(Rejected::ShuttingDown(_)), Err(SHUT)) => {}
            (Err(Rejected::RateLimitExceeded(error)), Err(due)) => {
                let wait = Duration::from_nanos(due.saturating_sub(self.shown()));
                assert_eq!(error.retry_after(), Some(wait));
            }
            (ours, model) => panic!("{ours:?}, but the model says {model:?}"),
        }
    }

    fn look(&mut self, id: usize) {
        let (tokens, wait) = self.waits.get_mut(&id).unwrap();
        let (tokens, ours) = (*tokens, wait.as_mut().poll(&mut Context::from_waker(Waker::noop())));
        let model = self.model.look(self.now(), id);
        match (ours, model) {
            (Poll::Pending, None) => {}
            (Poll::Ready(ours), Some(model)) => {
                self.waits.remove(&id);
                self.check(tokens, ours, model);
            }
            (ours, model) => panic!("{ours:?}, but the model says {model:?}"),
        }
    }

    fn picked(&self, which: usize) -> Option<usize> {
        let ids: Vec<_> = self.waits.keys().copied().collect();
        (!ids.is_empty()).then(|| ids[which % ids.len()])
    }

    pub(crate) fn step(&mut self, step: &Step) {
        let now = self.now();
        match *step {
            Step::Try(tokens) => {
                let model = self.model.ask(now, self.ids, tokens, now).unwrap();
                let ours = self.limiter.n(tokens).try_acquire();
                self.check(tokens, ours, model);
            }
            Step::Wait(tokens, timeout) => {
                let tokens_of = self.limiter.n(tokens);
                let mut wait: Wait<'_> = match timeout {
                    None => Box::pin(tokens_of.acquire_async()),
                    Some(nanos) => {
                        Box::pin(tokens_of.acquire_async_timeout(Duration::from_nanos(nanos)))
                    }
                };
                let deadline = timeout.map_or(u64::MAX, |nanos| self.shown() + nanos);
                let model = self.model.ask(now, self.ids, tokens, deadline);
                match (wait.as_mut().poll(&mut Context::from_waker(Waker::noop())), model) {
                    (Poll::Pending, None) => {
                        self.waits.insert(self.ids, (tokens, wait));
                    }
                    (Poll::Ready(ours), Some(model)) => self.check(tokens, ours, model),
                    (ours, model) => panic!("{ours:?}, but the model says {model:?}"),
                }
                self.ids += 1;
            }
            Step::WaitForCertain => {
                let limiter = self.limiter;
                let mut wait: Wait<'_> = Box::pin(async {
                    wait_async(limiter).await;
                    Ok(())
                });
                let model = self.model.ask_for_certain(now, self.ids);
                match (wait.as_mut().poll(&mut Context::from_waker(Waker::noop())), model) {
                    (Poll::Pending, false) => drop(self.waits.insert(self.ids, (1, wait))),
                    (Poll::Ready(ours), true) => self.check(1, ours, Ok(())),
                    (ours, model) => panic!("{ours:?}, but the model says {model:?}"),
                }
                self.ids += 1;
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
                    self.model.leave(now, id);
                }
            }
            Step::Advance(nanos) => self.time.advance(Duration::from_nanos(nanos)),
            Step::AdvanceToDue(tokens, short) => {
                let due = self.model.ready_at(now, tokens).saturating_sub(u64::from(short));
                self.time.advance(Duration::from_nanos(due.saturating_sub(self.shown())));
            }
            Step::Rewind(nanos) => {
                let nanos = nanos.min(self.shown() - START);
                self.time.rewind(Duration::from_nanos(nanos));
            }
            Step::SetRate(which) => {
                let (rate, interval, fraction) = RATES[which];
                self.limiter.set_rate(rate, SECOND).unwrap();
                self.model.set_interval(now, interval, fraction);
                self.interval = interval;
            }
            Step::Reset => {
                self.limiter.reset();
                self.model.reset(now);
                self.guarantee.level = 0;
            }
        }
        self.guarantee.pass(self.now(), self.interval);
    }

    /// The registry that the limiter is in drains.
    pub(crate) fn drain(&mut self, names: &Registry) {
        names.drain();
        self.model.shut(self.now());
    }

    pub(crate) fn compare(&mut self) {
        let now = self.now();
        let until = self.limiter.time_until_token();
        self.model.serve(now);
        let next = match self.model.next(now) {
            SHUT => Duration::MAX,
            next => Duration::from_nanos(next.saturating_sub(self.shown())),
        };
        assert_eq!(until, next);
        if self.model.has_waiters() || next == Duration::MAX {
            assert!(self.limiter.tokens() <= 0.0);
        }
        let (stats, model) = (self.limiter.stats(), &self.model);
        assert_eq!(stats.total_acquired, model.acquired);
        assert_eq!(stats.total_rejected, model.rejected);
        assert_eq!(stats.cancelled, model.cancelled);
        assert_eq!(stats.total_waited, Duration::from_nanos(model.waited));
    }
}
