//! What the clones of a heartbeat share.

use super::Heartbeat;
use super::error::HeartbeatError;
use super::pen::{Pen, StateFile};
use super::reports::{Reports, Trouble};
use crate::clock::{self, Clock};
use crate::process::alert::Alert;
use crate::process::courier::Courier;
use crate::process::roster::Roster;
use parking_lot::Mutex;
use std::process;
use std::sync::Arc;
use std::task::Waker;
use std::time::{Duration, Instant, SystemTime};

/// How long a stop lets callbacks take that are under way or next in line.
const PATIENCE: Duration = Duration::from_secs(1);

/// The heartbeats at work in this process.
static AT_WORK: Roster<Core> = Roster::new();

/// Those heartbeats, the first to start first.
#[cfg_attr(not(test), expect(dead_code, reason = "`health` is going to tell of them"))]
pub(in crate::process) fn at_work() -> Vec<Heartbeat> {
    AT_WORK.list().into_iter().map(Heartbeat::from_core).collect()
}

/// There are two locks. `pen` is held while the file is written, so that what is written last is what
/// holds; `state` for a moment, also by those who hold the pen. Callbacks run under neither: couriers
/// take them from here.
#[derive(Debug)]
pub(crate) struct Core {
    pub(super) name: String,
    pub(super) interval: Duration,
    pub(super) again_after: Duration,
    pub(super) clock: Clock,
    pub(super) reports: Arc<Reports>,
    pub(super) target: Option<Courier<clock::Instant>>,
    pen: Mutex<Pen>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    run: Option<Run>,
    runs: u64,
    /// A run is over and nobody has seen to its end yet.
    unfinished: bool,
    is_shut_down: bool,
    last_beat: Option<SystemTime>,
    missed_in_a_row: u32,
    trouble: Trouble<()>,
}

/// From a start to a stop.
#[derive(Debug)]
struct Run {
    number: u64,
    /// A fork has the memory of its parent and not the threads.
    pid: u32,
    /// Wakes whoever beats.
    waker: Option<Waker>,
}

impl Core {
    pub(super) fn new(
        (name, clock): (String, Clock),
        (interval, again_after): (Duration, Duration),
        file: Option<StateFile>,
        (reports, target): (Arc<Reports>, Option<Courier<clock::Instant>>),
    ) -> Self {
        let state = State {
            run: None,
            runs: 0,
            unfinished: false,
            is_shut_down: false,
            last_beat: None,
            missed_in_a_row: 0,
            trouble: Trouble::NONE,
        };
        let (pen, state) = (Mutex::new(Pen::new(file)), Mutex::new(state));
        Self { name, interval, again_after, clock, reports, target, pen, state }
    }

    pub(super) fn is_running(&self) -> bool {
        self.state.lock().run.as_ref().is_some_and(Run::is_mine)
    }

    pub(super) fn is_shut_down(&self) -> bool {
        self.state.lock().is_shut_down
    }

    pub(super) fn last_beat(&self) -> Option<SystemTime> {
        self.state.lock().last_beat
    }

    /// Starts a run and makes its first beat; the run's number and when the next beat is due.
    pub(super) fn begin(self: &Arc<Self>) -> Result<(u64, clock::Instant), HeartbeatError> {
        let mut state = self.state.lock();
        if state.is_shut_down {
            return Err(HeartbeatError::ShutDown { name: self.name.clone() });
        }
        if state.run.as_ref().is_some_and(Run::is_mine) {
            return Err(HeartbeatError::AlreadyRunning { name: self.name.clone() });
        }
        state.runs += 1;
        let number = state.runs;
        let run = Run { number, pid: process::id(), waker: None };
        let former = state.run.replace(run);
        AT_WORK.enter(self);
        drop(state);
        drop(former);
        self.pen.lock().sweep();
        let due = self.clock.now().after(self.interval);
        match self.write_beat(Some(number)) {
            Ok(_) => {
                self.ask_target();
                Ok((number, due))
            }
            Err(error) => {
                self.end(Some(number));
                Err(error)
            }
        }
    }

    /// Lets `waker` know of the end of this run; `false` if it is over.
    pub(super) fn attend(&self, number: u64, waker: &Waker) -> bool {
        let waker = waker.clone();
        let mut state = self.state.lock();
        let Some(run) = state.run.as_mut().filter(|run| run.number == number) else { return false };
        let former = run.waker.replace(waker);
        drop(state);
        drop(former);
        true
    }

    /// Ends a run: this one, or whichever there is. Somebody has to `finish` it.
    pub(super) fn end(self: &Arc<Self>, number: Option<u64>) {
        let mut state = self.state.lock();
        let run = state.run.take_if(|run| number.is_none_or(|number| number == run.number));
        if run.is_some() {
            state.unfinished = true;
            AT_WORK.leave(self);
        }
        drop(state);
        if let Some(waker) = run.filter(Run::is_mine).and_then(|run| run.waker) {
            waker.wake();
        }
    }

    /// Ends whatever runs, for good.
    pub(super) fn shut_down(self: &Arc<Self>) {
        self.state.lock().is_shut_down = true;
        self.end(None);
    }

    /// A beat of the run itself: what fails is reported.
    pub(super) fn beat_in(&self, number: u64) {
        match self.write_beat(Some(number)) {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => self.report_missed(&error),
        }
        self.ask_target();
    }

    /// A beat by hand.
    pub(super) fn beat(&self) -> Result<(), HeartbeatError> {
        let written = self.write_beat(None);
        if !matches!(written, Err(HeartbeatError::ShutDown { .. })) {
            self.ask_target();
        }
        written.map(|_| ())
    }

    /// Writes a beat; `false` if the run that it belongs to is over.
    fn write_beat(&self, number: Option<u64>) -> Result<bool, HeartbeatError> {
        let mut pen = self.pen.lock();
        {
            let state = self.state.lock();
            let run = state.run.as_ref().map(|run| run.number);
            if number.is_some() && run != number {
                return Ok(false);
            }
            if state.is_shut_down {
                return Err(HeartbeatError::ShutDown { name: self.name.clone() });
            }
            self.reports.open();
            self.target.iter().for_each(Courier::open);
        }
        let now = SystemTime::now();
        pen.write_beat(now)?;
        {
            let mut state = self.state.lock();
            (state.last_beat, state.missed_in_a_row) = (Some(now), 0);
            state.trouble = Trouble::NONE;
        }
        drop(pen);
        self.reports.beat.tell(|| ());
        Ok(true)
    }

    fn ask_target(&self) {
        if let Some(target) = &self.target {
            target.send_if_none_waits(self.clock.now());
        }
    }

    fn report_missed(&self, error: &HeartbeatError) {
        let now = self.clock.now();
        let mut state = self.state.lock();
        state.missed_in_a_row = state.missed_in_a_row.saturating_add(1);
        let missed = state.missed_in_a_row;
        let is_news = state.trouble.note(Some(()), now, self.again_after);
        drop(state);
        self.reports.missed.tell(|| error.clone());
        if is_news {
            let facts = [("heartbeat", self.name.clone()), ("missed", missed.to_string())];
            self.reports.alert.tell(|| Alert::new("heartbeat", error.to_string(), facts));
        }
    }

    /// Records the stop, and lets callbacks come to an end; nothing where a run has begun again.
    pub(super) fn finish(&self) {
        self.record_stop(&mut self.pen.lock());
        self.let_callbacks_end();
    }

    /// The same, unless somebody else has done it.
    pub(super) fn finish_if_nobody_has(&self) {
        let mut pen = self.pen.lock();
        if !self.state.lock().unfinished {
            return;
        }
        self.record_stop(&mut pen);
        drop(pen);
        self.let_callbacks_end();
    }

    fn record_stop(&self, pen: &mut Pen) {
        let mut state = self.state.lock();
        state.unfinished = false;
        let is_running = state.run.as_ref().is_some_and(Run::is_mine);
        drop(state);
        if !is_running && let Err(error) = pen.write_stop(SystemTime::now()) {
            self.report_missed(&error);
        }
    }

    fn let_callbacks_end(&self) {
        if self.is_running() {
            return;
        }
        let until = Instant::now() + PATIENCE;
        // It may have something to report yet.
        self.target.iter().for_each(|target| _ = target.wait_idle(PATIENCE));
        self.reports.flush(until);
        let state = self.state.lock();
        if state.run.is_none() {
            self.target.iter().for_each(|target| _ = target.close(Duration::ZERO));
            self.reports.close();
        }
    }
}

impl Run {
    fn is_mine(&self) -> bool {
        self.pid == process::id()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_that_beat_are_at_work() {
        let heartbeat = Heartbeat::builder().on_beat(|| {}).build().unwrap();
        let is_there = || at_work().iter().any(|other| Arc::ptr_eq(&other.core, &heartbeat.core));
        for _ in 0..2 {
            assert!(!is_there());
            heartbeat.start().unwrap();
            assert!(is_there());
            heartbeat.stop();
        }
        assert!(!is_there());
    }
}
