//! What all handles of a watchdog and its thread share: pings in a word, everything else behind a
//! lock that nobody holds for long and under which no code of others runs.

use super::alarm::Alarm;
use super::error::{WatchdogError, WatchdogTimeoutError};
use super::machine::{Machine, Plan};
use super::settings::{WatchdogSettings, Watched};
use super::state_file::StateFile;
use super::stats::WatchdogStats;
use super::watch;
use super::word::{Pings, Seen};
use crate::clock::{Clock, Instant};
use crate::name::Name;
use crate::process::roster::Roster;
use parking_lot::{Condvar, Mutex};
use std::mem;
use std::sync::Arc;
use std::thread::{self, Thread, ThreadId};
use std::time::{self, Duration, SystemTime};
use tokio::sync::Notify;

/// See [`Watchdog`](super::Watchdog), the handle.
#[derive(Debug)]
pub(super) struct Core {
    pub(super) name: Name,
    pub(super) clock: Clock,
    pub(super) settings: WatchdogSettings,
    pub(super) plan: Plan,
    pub(super) pings: Pings,
    /// `None`: pings are watched.
    pub(super) file: Option<StateFile>,
    pub(super) alarm: Alarm,
    state: Mutex<State>,
    /// A thread has ended.
    ended: Condvar,
}

#[derive(Debug)]
pub(super) struct State {
    pub(super) machine: Machine,
    seen: Seen,
    /// Without what is computed when somebody asks.
    pub(super) stats: WatchdogStats,
    last_beat: Option<SystemTime>,
    life: Life,
    runs: u64,
    begun: Option<Instant>,
    /// Threads that have not ended, those of former runs included.
    threads: u32,
}

#[derive(Debug)]
enum Life {
    Stopped,
    Running { run: Run, thread: Thread, bell: Option<Arc<Notify>> },
    ShutDown,
}

/// The time from one start to the next stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run(u64);

/// Those that run, for whoever wants to see them in one place.
pub(super) static RUNNING: Roster<Core> = Roster::new();

/// What is under way when somebody stops the watchdog gets so long to end.
const STOP_PATIENCE: Duration = Duration::from_secs(1);

impl Core {
    pub(super) fn new(
        name: Name,
        clock: Clock,
        settings: &WatchdogSettings,
        file: Option<StateFile>,
        alarm: Alarm,
    ) -> Self {
        let plan = settings.plan(watched(file.as_ref()));
        let state = State {
            machine: Machine::begin(plan, clock.now()),
            seen: Seen::default(),
            stats: WatchdogStats::default(),
            last_beat: None,
            life: Life::Stopped,
            runs: 0,
            begun: None,
            threads: 0,
        };
        let (state, pings, ended) = (Mutex::new(state), Pings::new(), Condvar::new());
        Self { name, clock, settings: *settings, plan, pings, file, alarm, state, ended }
    }

    pub(super) fn watched(&self) -> Watched {
        watched(self.file.as_ref())
    }

    /// Begins to watch. `bell` is rung at every tick.
    pub(super) fn start(self: &Arc<Self>, bell: Option<Arc<Notify>>) -> Result<Run, WatchdogError> {
        let name = || self.name.to_string();
        let mut state = self.state.lock();
        match state.life {
            Life::Stopped => {}
            Life::Running { .. } => return Err(WatchdogError::AlreadyRunning { name: name() }),
            Life::ShutDown => return Err(WatchdogError::ShutDown { name: name() }),
        }
        let run = Run(state.runs + 1);
        let core = Arc::clone(self);
        // Its first act is to take the lock.
        let thread = thread::Builder::new()
            .name(String::from("watchdog"))
            .spawn(move || watch::watch(&core, run))
            .map_err(|source| WatchdogError::NoThread { name: name(), source })?;
        state.runs = run.0;
        state.threads += 1;
        state.life = Life::Running { run, thread: thread.thread().clone(), bell };
        state.begun = Some(self.clock.now());
        state.stats.started = Some(SystemTime::now());
        self.begin_anew(&mut state);
        self.alarm.open();
        RUNNING.enter(self);
        Ok(run)
    }

    /// What was before does not count.
    fn begin_anew(&self, state: &mut State) {
        state.machine = Machine::begin(self.plan, self.clock.now());
        self.look_at_pings(state);
    }

    /// Whether there were pings since the last look.
    pub(super) fn look_at_pings(&self, state: &mut State) -> bool {
        let pinged = state.seen.look(&self.pings);
        if pinged {
            state.stats.last_ping = Some(SystemTime::now());
        }
        pinged
    }

    pub(super) fn reset(&self) {
        self.begin_anew(&mut self.state.lock());
    }

    /// Does this while nobody can stop that run; `None` if somebody did.
    pub(super) fn during<R>(&self, run: Run, act: impl FnOnce(&mut State) -> R) -> Option<R> {
        let mut state = self.state.lock();
        state.is_current(run).then(|| act(&mut state))
    }

    /// Rings for the one that is to ping, if there is one.
    pub(super) fn ring(&self, run: Run) {
        let bell = self.during(run, |state| match &state.life {
            Life::Running { bell, .. } => bell.clone(),
            Life::Stopped | Life::ShutDown => None,
        });
        // It wakes a task, which takes locks of the runtime.
        if let Some(bell) = bell.flatten() {
            bell.notify_one();
        }
    }

    /// Ends the run, if it has not ended: nothing it would lead to begins any more. Waits for nothing.
    pub(super) fn end(self: &Arc<Self>, run: Run) {
        let mut state = self.state.lock();
        if state.is_current(run) {
            self.go_over_to(Life::Stopped, &mut state);
        }
    }

    /// Ends whatever run there is, without waiting.
    pub(super) fn end_any(self: &Arc<Self>) {
        let mut state = self.state.lock();
        if matches!(state.life, Life::Running { .. }) {
            self.go_over_to(Life::Stopped, &mut state);
        }
    }

    /// The same for good.
    pub(super) fn shut_down(self: &Arc<Self>) {
        self.go_over_to(Life::ShutDown, &mut self.state.lock());
    }

    fn go_over_to(self: &Arc<Self>, life: Life, state: &mut State) {
        if let Life::Running { thread, .. } = mem::replace(&mut state.life, life) {
            thread.unpark();
            RUNNING.leave(self);
            self.alarm.close();
        }
    }

    /// Until all is through that was under way when it was stopped, but for what `caller` itself is
    /// at; and not for long.
    pub(super) fn wait_for_end(&self, caller: ThreadId) {
        let begin = time::Instant::now();
        let left = || STOP_PATIENCE.saturating_sub(begin.elapsed());
        let mut state = self.state.lock();
        if matches!(state.life, Life::Running { .. }) {
            return; // somebody has started it again
        }
        self.ended.wait_while_for(&mut state, |state| state.threads > 0, left());
        drop(state);
        self.alarm.wait_idle_for(caller, left());
    }

    /// The thread of a run ends, whatever became of it.
    pub(super) fn thread_ended(self: &Arc<Self>, run: Run) {
        self.end(run);
        self.state.lock().threads -= 1;
        self.ended.notify_all();
    }

    pub(super) fn is_running(&self) -> bool {
        matches!(self.state.lock().life, Life::Running { .. })
    }

    pub(super) fn is_shut_down(&self) -> bool {
        matches!(self.state.lock().life, Life::ShutDown)
    }

    /// The silence, if it was an alarm and still lasts.
    pub(super) fn check(&self) -> Result<(), WatchdogTimeoutError> {
        let state = self.state.lock();
        if !state.machine.is_alarmed() || self.has_new_pings(&state) {
            return Ok(());
        }
        let inactive = state.machine.silence(self.clock.now());
        Err(WatchdogTimeoutError::new(self.name.clone(), inactive))
    }

    pub(super) fn since_ping(&self) -> Duration {
        let state = self.state.lock();
        if state.begun.is_none() || self.has_new_pings(&state) {
            return Duration::ZERO;
        }
        state.machine.silence(self.clock.now())
    }

    /// Whether there were pings that no tick has seen yet.
    fn has_new_pings(&self, state: &State) -> bool {
        self.file.is_none() && state.seen.is_behind(&self.pings)
    }

    pub(super) fn stats(&self) -> WatchdogStats {
        let state = self.state.lock();
        let mut stats = state.stats;
        if self.file.is_none() {
            stats.pings_total = self.pings.total();
            if self.has_new_pings(&state) {
                stats.last_ping = Some(SystemTime::now());
            }
        }
        if let (Life::Running { .. }, Some(begun)) = (&state.life, state.begun) {
            stats.uptime = begun.until(self.clock.now());
        }
        stats
    }
}

impl State {
    pub(super) fn see_beat(&mut self, at: SystemTime) {
        if self.last_beat.replace(at) != Some(at) {
            self.stats.pings_total += 1;
            self.stats.last_ping = Some(SystemTime::now());
        }
    }

    fn is_current(&self, run: Run) -> bool {
        matches!(&self.life, Life::Running { run: current, .. } if *current == run)
    }
}

fn watched(file: Option<&StateFile>) -> Watched {
    if file.is_some() { Watched::File } else { Watched::Pings }
}
