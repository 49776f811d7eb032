//! The thread that watches. No code of others runs on it, and nothing that may hang.

use super::core::{Core, Run, State};
use super::event::{Event, What};
use super::machine::Finding;
use super::state_file::Reading;
use crate::clock::thread_waker;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

/// What the callbacks get to end before the process is aborted.
const ABORT_PATIENCE: Duration = Duration::from_secs(2);

/// How often somebody who stops the watchdog meanwhile is looked for.
const LOOK: Duration = Duration::from_millis(20);

/// How long reading a file may take, or half a tick if that is less.
const READ_PATIENCE: Duration = Duration::from_millis(500);

/// What a look has shown.
enum Sign {
    Pings,
    File(Reading),
}

/// Watches until somebody stops it.
pub(super) fn watch(core: &Arc<Core>, run: Run) {
    let _ended = Ended { core, run };
    let waker = thread_waker();
    core.ring(run);
    while let Some(due) = core.during(run, |state| state.machine.due()) {
        if core.clock.now() < due {
            core.clock.park_until(due, &waker);
        } else {
            core.tick(run);
            core.ring(run);
        }
    }
}

struct Ended<'a> {
    core: &'a Arc<Core>,
    run: Run,
}

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        self.core.thread_ended(self.run);
    }
}

impl Core {
    fn tick(&self, run: Run) {
        let now = self.clock.now();
        let sign = match &self.file {
            None => Sign::Pings,
            Some(file) => Sign::File(file.look(READ_PATIENCE.min(self.plan.tick / 2))),
        };
        let found = self.during(run, |state| {
            // Somebody may have reset it meanwhile.
            if now < state.machine.due() {
                return None;
            }
            let life = self.read(&sign, state);
            let finding = state.machine.tick(now, life);
            state.stats.clock_gaps += u64::from(finding.gap.is_some());
            state.stats.timeouts_triggered += u64::from(finding.silence.is_some());
            Some(finding)
        });
        let Some(Finding { gap, silence }) = found.flatten() else { return };
        if let Some(late) = gap {
            let event = self.event(What::Gap, late);
            self.during(run, |_| {
                self.alarm.note(&event);
                self.alarm.tell_gap(&event);
            });
        }
        if let Some(length) = silence {
            let what = match (sign, &self.file) {
                (Sign::File(Reading::Stale(cause)), Some(file)) => {
                    What::Stale { file: file.path(), cause }
                }
                _ => What::NoPing,
            };
            self.sound(run, &self.event(what, length));
        }
    }

    /// Whether there was a sign of life.
    fn read(&self, sign: &Sign, state: &mut State) -> bool {
        match sign {
            Sign::Pings => self.look_at_pings(state),
            Sign::File(Reading::Fresh(at)) => {
                state.see_beat(*at);
                true
            }
            Sign::File(Reading::Stopped) => true,
            Sign::File(Reading::Stale(_)) => false,
        }
    }

    fn event(&self, what: What, length: Duration) -> Event {
        Event {
            watchdog: self.name.clone(),
            what,
            length,
            limit: self.settings.limit(self.watched()),
            pings_total: self.stats().pings_total,
        }
    }

    /// Log and report, then the callbacks, then the end of the process: each only if nobody has
    /// stopped the watchdog by then, and none of them waits for long for what was before it.
    fn sound(&self, run: Run, event: &Event) {
        let go_on = self.during(run, |_| self.alarm.note(event)).is_some();
        if go_on {
            self.alarm.wait_for_clerk();
            self.during(run, |_| self.alarm.tell_silence(event));
            if let Some(code) = self.settings.exit_code() {
                self.wait_for_callbacks(run);
                self.during(run, |_| signal_hook::low_level::exit(code));
            }
        }
        // All that took its time, and the next tick is not late because of it.
        self.during(run, |state| state.machine.plan_next(self.clock.now()));
    }

    fn wait_for_callbacks(&self, run: Run) {
        let (me, begin) = (thread::current().id(), Instant::now());
        loop {
            let left = ABORT_PATIENCE.saturating_sub(begin.elapsed());
            let over = left.is_zero() || self.during(run, |_| ()).is_none();
            if over || self.alarm.wait_idle_for(me, left.min(LOOK)) {
                return;
            }
        }
    }
}
