//! When silence is an alarm: pure, told the time and what was seen.

use crate::clock::Instant;
use std::time::Duration;

/// How long a silence may last, and how often to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) window: Duration,
    pub(super) tick: Duration,
}

/// What a tick has found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Finding {
    /// By how much the tick itself came late, if that is so much that nobody knows whether those who
    /// are watched could run.
    pub(super) gap: Option<Duration>,
    /// How long the silence has lasted, if it is an alarm now.
    pub(super) silence: Option<Duration>,
}

/// It alarms once it has watched a whole window, tick by tick and without a gap, in which there was no
/// sign of life; and not again before there was one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Machine {
    plan: Plan,
    /// The last sign of life, at the tick that saw it. The beginning counts as one.
    alive: Instant,
    /// Since when it has watched without a gap and without a sign of life.
    since: Instant,
    due: Instant,
    alarmed: bool,
}

impl Machine {
    pub(super) fn begin(plan: Plan, now: Instant) -> Self {
        let mut machine = Self { plan, alive: now, since: now, due: now, alarmed: false };
        machine.plan_next(now);
        machine
    }

    /// A tick, at `due` or later. `life`: whether there was a sign of it since the last one.
    pub(super) fn tick(&mut self, now: Instant, life: bool) -> Finding {
        let late = self.due.until(now);
        // Less than a tick is what any busy machine does, and a window has several.
        let gap = (late >= self.plan.tick).then_some(late);
        if life {
            (self.alive, self.since, self.alarmed) = (now, now, false);
        } else if gap.is_some() {
            self.since = now;
        }
        let alarm = !self.alarmed && self.since.until(now) >= self.plan.window;
        self.alarmed |= alarm;
        self.plan_next(now);
        Finding { gap, silence: alarm.then(|| self.silence(now)) }
    }

    /// When to tick next.
    pub(super) fn due(&self) -> Instant {
        self.due
    }

    /// The next tick is a whole one away: the time until now went to what the last one led to.
    pub(super) fn plan_next(&mut self, now: Instant) {
        self.due = now.after(self.plan.tick);
        if !self.alarmed {
            self.due = self.due.min(self.since.after(self.plan.window));
        }
    }

    /// Whether the last sign of life is older than an alarm.
    pub(super) fn is_alarmed(&self) -> bool {
        self.alarmed
    }

    /// How long ago the last sign of life was seen.
    pub(super) fn silence(&self, now: Instant) -> Duration {
        self.alive.until(now)
    }
}
