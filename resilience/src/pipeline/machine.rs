//! Where a call is among the policies, and what comes next. The same for threads, tasks and services.

use super::wait::Wait;
use super::{Layer, Pipeline};
use crate::bulkhead::Bulkhead;
use crate::circuit_breaker::Core;
use crate::clock::{Clock, Instant};
use crate::error::Rejected;
use crate::outcome::Outcome;
use crate::permit::Detached;
use crate::retry::{Progress, Schedule};
use crate::timeout::Timeout;
use smallvec::SmallVec;
use std::borrow::Borrow;

/// As many layers as a call can be in without an allocation.
const USUAL: usize = 6;

const PAIRS: &str = "a frame is of the layer at its place";

/// One call on its way in and out. Dropped, it leaves all that it is in, the innermost first.
///
/// `P` is a pipeline, borrowed or its own.
pub(super) struct Machine<P: Borrow<Pipeline>> {
    pipeline: P,
    /// For each layer that the call is in, the outermost first, what it keeps of it.
    frames: SmallVec<[Frame; USUAL]>,
}

/// What a call keeps of a layer that it is in.
#[derive(Debug)]
pub(super) enum Frame {
    Retry(Progress),
    CircuitBreaker(Detached<Core>),
    RateLimiter,
    Bulkhead(Detached<Bulkhead>),
    /// When it ends all within.
    Timeout(Instant),
}

/// When a timeout ends all within.
#[derive(Clone, Copy)]
pub(super) struct Deadline<'p> {
    /// Which layer the timeout is.
    pub(super) layer: usize,
    pub(super) timeout: &'p Timeout,
    pub(super) instant: Instant,
}

/// What a call has to do next on its way in.
pub(super) enum Inward {
    Wait(Wait),
    /// It is through.
    Run,
    /// It is turned away.
    TurnedAway(Rejected),
}

/// How all within a layer ended.
#[derive(Clone, Copy)]
pub(crate) struct End<'a> {
    pub(crate) outcome: Outcome,
    /// A policy within turned it away.
    pub(crate) rejection: Option<&'a Rejected>,
    /// Whether another attempt is worth it, if it is for the caller to say.
    pub(crate) again: bool,
    /// There can be no other attempt, worth it or not.
    pub(crate) last: bool,
}

/// What a call has to do next on its way out.
pub(super) enum Outward {
    /// Wait until then on this clock, and go in again.
    Again(Instant, Clock),
    Done,
}

impl<P: Borrow<Pipeline>> Machine<P> {
    #[inline]
    pub(super) fn new(pipeline: P) -> Self {
        Self { pipeline, frames: SmallVec::new() }
    }

    pub(super) fn pipeline(&self) -> &Pipeline {
        self.pipeline.borrow()
    }

    /// Goes in as far as it goes without waiting.
    pub(super) fn go_in(&mut self) -> Inward {
        while let Some(layer) = self.pipeline.borrow().layers.get(self.frames.len()) {
            let frame = match layer {
                Layer::Retry(retry) => Frame::Retry(retry.start().progress()),
                Layer::CircuitBreaker(breaker) => match breaker.core().enter() {
                    Ok(permit) => Frame::CircuitBreaker(permit.detach()),
                    Err(refusal) => {
                        return Inward::TurnedAway(breaker.core().rejection(refusal));
                    }
                },
                // Nothing is taken for a call that is too late.
                Layer::RateLimiter(limiter) => {
                    if self.over().is_some() || !limiter.acquire_at_once() {
                        return Inward::Wait(Wait::ForToken(limiter.clone()));
                    }
                    Frame::RateLimiter
                }
                Layer::Bulkhead(bulkhead) => {
                    let too_late = self.over().is_some();
                    let at_once = if too_late { None } else { bulkhead.acquire_at_once() };
                    let Some(permit) = at_once else {
                        return Inward::Wait(Wait::ForPermit(bulkhead.clone()));
                    };
                    Frame::Bulkhead(permit.detach())
                }
                Layer::Timeout(timeout, _) => Frame::Timeout(timeout.deadline()),
            };
            self.frames.push(frame);
        }
        Inward::Run
    }

    /// What it waited for is there.
    pub(super) fn has(&mut self, frame: Frame) {
        self.frames.push(frame);
    }

    /// Runs guarded code: its panic is a failure at every breaker that it is in.
    #[inline]
    pub(super) fn during<R>(&mut self, code: impl FnOnce() -> R) -> R {
        self.running(true);
        let value = code();
        self.running(false);
        value
    }

    #[inline]
    fn running(&mut self, runs: bool) {
        for frame in &mut self.frames {
            if let Frame::CircuitBreaker(permit) = frame {
                permit.running(runs);
            }
        }
    }

    /// Goes out as far as it goes.
    pub(super) fn go_out(&mut self, end: End<'_>) -> Outward {
        // (A frame is looked at where it is: moved, it would be read as a whole right after a part of it was
        // written, which processors wait for.)
        while let Some(index) = self.frames.len().checked_sub(1) {
            match (&mut self.frames[index], &self.pipeline.borrow().layers[index]) {
                (Frame::Retry(so_far), Layer::Retry(retry)) => {
                    let mut schedule = retry.resume(*so_far);
                    if let Some(instant) = end.next(&mut schedule) {
                        *so_far = schedule.progress();
                        return Outward::Again(instant, schedule.clock().clone());
                    }
                }
                (Frame::CircuitBreaker(permit), Layer::CircuitBreaker(breaker)) => {
                    permit.attach(breaker.core()).settle(end.outcome);
                }
                (frame, layer) => frame.abandon(layer),
            }
            self.frames.pop();
        }
        Outward::Done
    }

    /// Leaves all but the outermost `depth` layers without an end: abandoned, or, if guarded code runs,
    /// because that panics.
    #[inline]
    pub(super) fn abandon_within(&mut self, depth: usize) {
        while self.frames.len() > depth {
            self.abandon_innermost();
        }
    }

    #[cold]
    #[inline(never)]
    fn abandon_innermost(&mut self) {
        if let Some(frame) = self.frames.pop() {
            frame.abandon(&self.pipeline.borrow().layers[self.frames.len()]);
        }
    }

    /// The deadlines that it is under, the outermost first.
    #[inline]
    pub(super) fn deadlines(&self) -> impl Iterator<Item = Deadline<'_>> {
        let pairs = self.frames.iter().zip(self.pipeline.borrow().layers.iter());
        pairs.enumerate().filter_map(|(index, pair)| match pair {
            (Frame::Timeout(instant), Layer::Timeout(timeout, _)) => {
                Some(Deadline { layer: index, timeout, instant: *instant })
            }
            _ => None,
        })
    }

    /// The layer of the outermost one that has come.
    #[inline]
    pub(super) fn over(&self) -> Option<usize> {
        self.deadlines().find(Deadline::is_over).map(|deadline| deadline.layer)
    }

    /// Drops all within this layer, a timeout: how that ended.
    pub(super) fn end_in_time(&mut self, layer: usize) -> Rejected {
        self.abandon_within(layer);
        match &self.pipeline.borrow().layers[layer] {
            Layer::Timeout(timeout, _) => timeout.reject(),
            _ => unreachable!("only a timeout has a deadline"),
        }
    }
}

impl<P: Borrow<Pipeline>> Drop for Machine<P> {
    #[inline]
    fn drop(&mut self) {
        self.abandon_within(0);
    }
}

impl Frame {
    /// Gives back to the layer what the call has of it.
    fn abandon(&self, layer: &Layer) {
        match (self, layer) {
            (Self::CircuitBreaker(permit), Layer::CircuitBreaker(breaker)) => {
                drop(permit.attach(breaker.core()));
            }
            (Self::Bulkhead(permit), Layer::Bulkhead(bulkhead)) => drop(permit.attach(bulkhead)),
            (Self::CircuitBreaker(_) | Self::Bulkhead(_), _) => unreachable!("{PAIRS}"),
            (Self::Retry(_) | Self::RateLimiter | Self::Timeout(_), _) => {}
        }
    }
}

impl Deadline<'_> {
    #[inline]
    pub(super) fn is_over(&self) -> bool {
        self.timeout.is_over(self.instant)
    }
}

impl<'a> End<'a> {
    pub(crate) const SUCCESS: Self =
        Self { outcome: Outcome::Success, rejection: None, again: false, last: false };

    pub(super) fn rejected(rejected: &'a Rejected) -> Self {
        let outcome = match rejected {
            Rejected::TimedOut(_) => Outcome::Failure,
            _ => Outcome::Ignored,
        };
        Self { outcome, rejection: Some(rejected), again: true, last: false }
    }

    /// When there is another attempt, if there is one.
    fn next(&self, schedule: &mut Schedule<'_>) -> Option<Instant> {
        if self.last { None } else { schedule.next_worth(self.rejection, || self.again) }
    }
}
