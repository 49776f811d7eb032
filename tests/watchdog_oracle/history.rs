//! A watchdog and its model, taken through the same steps.

use crate::model::Model;
use proptest::prelude::*;
use resilience::{ManualClock, Watchdog, WatchdogError};
use std::time::{Duration, Instant};

#[derive(Clone, Debug)]
pub(crate) enum Step {
    Ping,
    /// In parts of a tick: a thousand are one.
    Advance(u64),
    /// To the next tick, as a thread that is never held up comes to it; so many times.
    Ticks(u8),
    /// A microsecond short of that.
    Short,
    Reset,
    Start,
    Stop,
}

pub(crate) fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => Just(Step::Ping),
        3 => (0..1500_u64).prop_map(Step::Advance),
        2 => (1500..9000_u64).prop_map(Step::Advance),
        9 => (1..6_u8).prop_map(Step::Ticks),
        2 => Just(Step::Short),
        1 => Just(Step::Reset),
        2 => Just(Step::Start),
        1 => Just(Step::Stop),
    ]
}

pub(crate) struct Pair {
    time: ManualClock,
    watchdog: Watchdog,
    model: Model,
    tick: u64,
    /// In microseconds.
    now: u64,
}

impl Pair {
    /// The timeout in milliseconds.
    pub(crate) fn new(timeout: u64, model: Model) -> Self {
        let time = ManualClock::new();
        let watchdog = Watchdog::builder()
            .timeout(Duration::from_millis(timeout))
            .clock(time.clock())
            .build()
            .unwrap();
        let tick = (timeout * 1000 / 4).min(1_000_000);
        let mut pair = Self { time, watchdog, model, tick, now: 0 };
        pair.step(&Step::Start);
        pair
    }

    pub(crate) fn step(&mut self, step: &Step) {
        match *step {
            Step::Ping => {
                self.watchdog.ping();
                self.model.ping();
            }
            Step::Advance(parts) => self.advance(parts * self.tick / 1000),
            Step::Ticks(ticks) => (0..ticks).for_each(|_| self.advance(self.until_due())),
            Step::Short => self.advance(self.until_due().saturating_sub(1)),
            Step::Reset => {
                // What it is before its first start has no silence that could begin anew.
                self.watchdog.reset();
                self.model.begin(self.now);
            }
            Step::Start => match self.watchdog.start() {
                Ok(()) => {
                    assert!(!self.model.is_running());
                    self.model.start(self.now);
                    self.settle();
                }
                Err(WatchdogError::AlreadyRunning { .. }) => assert!(self.model.is_running()),
                Err(other) => panic!("{other}"),
            },
            Step::Stop => {
                self.watchdog.stop();
                self.model.stop();
            }
        }
    }

    fn until_due(&self) -> u64 {
        self.model.due().saturating_sub(self.now)
    }

    fn advance(&mut self, micros: u64) {
        self.time.advance(Duration::from_micros(micros));
        self.now += micros;
        self.model.advance(self.now);
        self.settle();
    }

    /// Until the thread that watches, if there is one, waits for its next tick.
    fn settle(&self) {
        let begin = Instant::now();
        while self.time.waiting() != usize::from(self.model.is_running()) {
            assert!(begin.elapsed() < Duration::from_secs(60), "it does not come to its next tick");
            std::thread::yield_now();
        }
    }

    pub(crate) fn compare(&self) {
        let (watchdog, model) = (&self.watchdog, &self.model);
        let stats = watchdog.stats();
        assert_eq!(watchdog.is_running(), model.is_running());
        assert_eq!(watchdog.is_triggered(), model.is_triggered());
        assert_eq!(watchdog.check().is_err(), model.is_triggered());
        assert_eq!(stats.timeouts_triggered, u64::try_from(model.alarms()).unwrap());
        assert_eq!((stats.clock_gaps, stats.pings_total), (model.gaps, model.pings));
        assert_eq!(watchdog.since_ping(), Duration::from_micros(model.since_ping(self.now)));
    }

    /// It is stopped, and its thread is gone.
    pub(crate) fn end(mut self) {
        self.step(&Step::Stop);
        self.compare();
        assert_eq!(self.time.waiting(), 0);
    }
}
