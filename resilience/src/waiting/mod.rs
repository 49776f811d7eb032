//! Waiting in line for something: one decision, driven by a thread or by a task.

mod counters;
#[cfg(feature = "tokio")]
mod tasks;

pub(crate) use self::counters::{WaitCounters, WaitSums};
#[cfg(feature = "tokio")]
pub(crate) use self::tasks::{Ask, InTask, Waiting, ask_in_task, in_task};
use crate::clock::{Clock, Instant, thread_waker};
use crate::foreign;
use std::task::Waker;
use std::time::Duration;

/// Those to wake once a lock is free: a waker is anybody's code.
pub(crate) type Wakers = Vec<Waker>;

/// Wakes them all, whatever becomes of one.
pub(crate) fn wake(wakers: Wakers) {
    for waker in wakers {
        // It shall not lose the others, nor whom it has nothing to do with.
        foreign::run(|| waker.wake());
    }
}

/// How long somebody will wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Patience {
    None,
    For(Duration),
    Endless,
    /// Endless, and nothing turns it away: not even the end of the process.
    Certain,
}

/// One who asks, and looks again until there is an answer.
pub(crate) trait Wait {
    type Answer;

    /// What comes of it.
    type End;

    /// Asks or looks again. `waker` is for when it should do so again.
    fn step(&mut self, waker: &Waker) -> Step<Self::Answer>;

    /// Counts the end and says why not.
    fn end(&self, answer: Self::Answer) -> Self::End;

    fn clock(&self) -> &Clock;
}

/// What to do next.
#[derive(Debug)]
pub(crate) enum Step<A> {
    Done(A),
    SleepUntil(Instant),
}

/// Waits on this thread.
pub(crate) fn on_thread<W: Wait>(mut wait: W) -> W::End {
    if let Step::Done(answer) = wait.step(Waker::noop()) {
        return wait.end(answer);
    }
    let waker = thread_waker();
    loop {
        match wait.step(&waker) {
            Step::Done(answer) => return wait.end(answer),
            Step::SleepUntil(instant) => wait.clock().park_until(instant, &waker),
        }
    }
}
