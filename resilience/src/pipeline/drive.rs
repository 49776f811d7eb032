//! One call in a task, polled: what a pipeline's own calls and those of its service are.

use super::Pipeline;
use super::machine::{End, Frame, Inward, Machine, Outward};
use super::wait::Wait;
use crate::clock::{Alarm, Clock, Pause};
use crate::error::Rejected;
use pin_project_lite::pin_project;
use std::borrow::Borrow;
use std::fmt;
use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// Makes the attempts of one call. All of it is the caller's code: its panics are failures.
pub(crate) trait Attempts {
    type Value;

    /// Comes first. Refused if they cannot be made within this pipeline.
    fn start(self: Pin<&mut Self>, _: &Pipeline) -> Result<(), Rejected> {
        Ok(())
    }

    /// Begins an attempt.
    fn begin(self: Pin<&mut Self>);

    /// Polls it.
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Value>;

    /// Drops it, done or not.
    fn end(self: Pin<&mut Self>);

    /// How it ended.
    fn judge<'a>(&self, value: &'a Self::Value) -> End<'a>;

    /// Whether no other one can be made.
    fn was_last(&self) -> bool {
        false
    }

    /// Drops what others are made of: there are none.
    fn close(self: Pin<&mut Self>) {}
}

pin_project! {
    /// One call. Nothing happens before the first poll.
    #[project = Parts]
    pub(crate) struct Drive<P: Borrow<Pipeline>, A> {
        // In the order in which they are dropped.
        #[pin]
        attempts: A,
        doing: Doing,
        // Of the deadlines that it is under, as of the last poll that was pending.
        alarms: Vec<Alarm>,
        machine: Machine<P>,
    }
}

/// What a call does.
enum Doing {
    Starts,
    GoesIn,
    /// In a box: it is larger than all the rest, and most calls never wait.
    Waits(Pin<Box<dyn Future<Output = Result<Frame, Rejected>> + Send + Sync>>),
    Runs,
    Pauses(Clock, Pause),
    IsDone,
}

impl<P: Borrow<Pipeline>, A: Attempts> Drive<P, A> {
    #[inline]
    pub(crate) fn new(pipeline: P, attempts: A) -> Self {
        let machine = Machine::new(pipeline);
        Self { attempts, doing: Doing::Starts, alarms: Vec::new(), machine }
    }

    #[inline]
    fn poll_on(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<A::Value, Rejected>> {
        let Parts { mut attempts, doing, alarms, machine } = self.project();
        loop {
            let ended = match doing {
                Doing::Starts => {
                    if let Err(rejected) = attempts.as_mut().start(machine.pipeline()) {
                        return Poll::Ready(Err(rejected));
                    }
                    *doing = Doing::GoesIn;
                    continue;
                }
                Doing::GoesIn => match machine.go_in() {
                    Inward::TurnedAway(rejected) => Err(rejected),
                    // A wait may have ended in time and been looked at too late.
                    Inward::Wait(_) | Inward::Run if let Some(layer) = machine.over() => {
                        Err(machine.end_in_time(layer))
                    }
                    Inward::Wait(wait) => {
                        *doing = Doing::Waits(Box::pin(wait.in_task()));
                        continue;
                    }
                    Inward::Run => {
                        machine.during(|| attempts.as_mut().begin());
                        let Some(layer) = machine.over() else {
                            *doing = Doing::Runs;
                            continue;
                        };
                        machine.during(|| attempts.as_mut().end());
                        Err(machine.end_in_time(layer))
                    }
                },
                Doing::Waits(wait) => {
                    let answer = ready!(machine.in_time(alarms, cx, |cx| wait.as_mut().poll(cx)));
                    // Out of the queue before anything is given back.
                    *doing = Doing::GoesIn;
                    match answer.unwrap_or_else(|layer| Err(machine.end_in_time(layer))) {
                        Ok(frame) => {
                            machine.has(frame);
                            continue;
                        }
                        Err(rejected) => Err(rejected),
                    }
                }
                Doing::Runs => {
                    let poll = |cx: &mut Context<'_>| {
                        let value = ready!(attempts.as_mut().poll(cx));
                        attempts.as_mut().end();
                        Poll::Ready(value)
                    };
                    ready!(machine.in_time(alarms, cx, poll)).map_err(|layer| {
                        machine.during(|| attempts.as_mut().end());
                        machine.end_in_time(layer)
                    })
                }
                Doing::Pauses(clock, pause) => {
                    let over = ready!(machine.in_time(alarms, cx, |cx| pause.poll(clock, cx)));
                    *doing = Doing::GoesIn;
                    match over {
                        Ok(()) => continue,
                        Err(layer) => Err(machine.end_in_time(layer)),
                    }
                }
                Doing::IsDone => panic!("a call that is done is polled again"),
            };
            let end = match &ended {
                Ok(value) => machine.during(|| attempts.judge(value)),
                Err(rejected) => End::rejected(rejected),
            };
            match machine.go_out(End { last: attempts.was_last(), ..end }) {
                Outward::Done => return Poll::Ready(ended),
                Outward::Again(instant, clock) => {
                    *doing = Doing::Pauses(clock, Pause::until(instant));
                }
            }
        }
    }

    /// Gives back all that is left: of a call that is done, nothing.
    #[inline]
    fn end(self: Pin<&mut Self>) {
        let Parts { mut attempts, doing, alarms, machine } = self.project();
        attempts.as_mut().end();
        attempts.close();
        *doing = Doing::IsDone;
        alarms.clear();
        machine.abandon_within(0);
    }
}

impl<P: Borrow<Pipeline>, A: Attempts> Future for Drive<P, A> {
    type Output = Result<A::Value, Rejected>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut ends = Ends(self);
        let polled = ends.0.as_mut().poll_on(cx);
        if polled.is_pending() {
            mem::forget(ends);
        }
        polled
    }
}

/// Ends a call that is done, or whose code panics: at once, and not when somebody drops the future.
struct Ends<'a, P: Borrow<Pipeline>, A: Attempts>(Pin<&'a mut Drive<P, A>>);

impl<P: Borrow<Pipeline>, A: Attempts> Drop for Ends<'_, P, A> {
    #[inline]
    fn drop(&mut self) {
        self.0.as_mut().end();
    }
}

impl<P: Borrow<Pipeline>> Machine<P> {
    /// Polls what the call does, unless a deadline has come while that is pending: then it is ready with
    /// the layer of that, the outermost such, and somebody has to drop what was polled, and end in time.
    /// (That is settled here: the clock may be turned back by then, and alarms may go by another one, as
    /// those of tokio do where its time is paused without feature `test-util`.)
    #[inline]
    fn in_time<T>(
        &mut self,
        alarms: &mut Vec<Alarm>,
        cx: &mut Context<'_>,
        poll: impl FnOnce(&mut Context<'_>) -> Poll<T>,
    ) -> Poll<Result<T, usize>> {
        if let Poll::Ready(value) = self.during(|| poll(cx)) {
            return Poll::Ready(Ok(value));
        }
        alarms.resize_with(self.deadlines().count(), Alarm::default);
        // All of them: each wakes this task. (But none where what was polled has used up its share of the
        // runtime.)
        let deadlines = alarms.iter_mut().zip(self.deadlines());
        let over = deadlines.fold(None, |over, (alarm, deadline)| {
            let rings = alarm.poll_at(deadline.timeout.clock(), deadline.instant, cx).is_ready();
            over.or((rings || deadline.is_over()).then_some(deadline.layer))
        });
        over.map_or(Poll::Pending, |layer| Poll::Ready(Err(layer)))
    }
}

impl Wait {
    async fn in_task(self) -> Result<Frame, Rejected> {
        match &self {
            Self::ForToken(limiter) => {
                limiter.acquire_async().await?;
                Ok(Frame::RateLimiter)
            }
            Self::ForPermit(bulkhead) => {
                let permit = bulkhead.acquire_async().await?;
                Ok(Frame::Bulkhead(permit.detach()))
            }
        }
    }
}

impl<P: Borrow<Pipeline>, A> fmt::Debug for Drive<P, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Drive")
            .field("pipeline", &format_args!("{}", self.machine.pipeline()))
            .field("doing", &self.doing)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Doing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Starts => "not started",
            Self::GoesIn => "going in",
            Self::Waits(_) => "waiting",
            Self::Runs => "running",
            Self::Pauses(..) => "pausing before another attempt",
            Self::IsDone => "done",
        })
    }
}
